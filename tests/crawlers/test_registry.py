"""The sources as data: what they need, the lists they fetch, the requests behind them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import urlsplit

import pytest

from crawlers.registry import (
    SOURCES,
    SourceKind,
    SourceRow,
    instagram_media,
    instagram_target,
    is_ready,
    slot_of,
    source,
    targets,
    url_of,
)
from hashtagger.errors import NotFound
from hashtagger.observations import CrawlTarget
from hashtagger.settings import TrendSettings

SLOT = datetime(2026, 11, 20, tzinfo=UTC)
KEYS = {"x_bearer_token": "s3cret", "youtube_key": "s3cret", "pinterest_token": "s3cret", "instagram_token": "s3cret"}


def all_on(**changes: object) -> TrendSettings:
    fields = {"contact": "ops@example.org", "sources": frozenset(SOURCES), "instagram_user_id": "42", **KEYS, **changes}
    return TrendSettings.model_validate(fields)


def requests(settings: TrendSettings) -> list[tuple[str, str]]:
    return [(name, url_of(each, SLOT, settings).url) for name in SOURCES for each in targets(name, settings)]


def test_the_sources_of_the_settings_are_those_on_by_default() -> None:
    assert TrendSettings().sources == {row.name for row in SOURCES.values() if row.on_by_default}


@pytest.mark.parametrize("row", SOURCES.values(), ids=lambda row: row.name)
def test_every_source_says_its_terms_and_what_may_be_done_with_it(row: SourceRow) -> None:
    assert row.terms
    assert row.licence
    assert urlsplit(row.terms_url).scheme == "https"


@pytest.mark.parametrize("row", SOURCES.values(), ids=lambda row: row.name)
def test_what_a_source_needs_is_a_setting(row: SourceRow) -> None:
    assert set(row.needs) <= set(TrendSettings.model_fields)


@pytest.mark.parametrize("name", SOURCES)
def test_nothing_is_ready_without_a_contact(name: str) -> None:
    assert "HASHTAGGER_TRENDS__CONTACT" in (is_ready(name, all_on(contact=None)) or "")


@pytest.mark.parametrize("name", SOURCES)
def test_everything_is_ready_with_all_settings(name: str) -> None:
    assert is_ready(name, all_on()) is None


def test_a_missing_key_and_a_switch_are_named() -> None:
    assert is_ready("x", all_on(x_bearer_token=None)) == "needs HASHTAGGER_TRENDS__X_BEARER_TOKEN"
    assert "switched off" in (is_ready("google_trends", TrendSettings(contact="ops@example.org")) or "")


def test_an_unknown_source_is_not_found() -> None:
    with pytest.raises(NotFound):
        source("myspace")


def test_the_requests_are_those_of_the_documentation() -> None:
    settings = all_on(
        mastodon_instances=("cats.example",), wikipedia_projects=("de.wikipedia",), wikipedia_countries=("KR",)
    )
    assert requests(settings) == [
        ("mastodon", "https://cats.example/api/v1/trends/tags?limit=20"),
        ("wikipedia", "https://wikimedia.org/api/rest_v1/metrics/pageviews/top/de.wikipedia/all-access/2026/11/20"),
        ("wikipedia", "https://wikimedia.org/api/rest_v1/metrics/pageviews/top-per-country/KR/all-access/2026/11/20"),
        ("bluesky_topics", "https://public.api.bsky.app/xrpc/app.bsky.unspecced.getTrends?limit=25"),
        ("google_trends", "https://trends.google.com/trending/rss?geo=US"),
        ("x", "https://api.x.com/2/trends/by/woeid/1?max_trends=50&trend.fields=trend_name,tweet_count"),
        (
            "youtube",
            "https://www.googleapis.com/youtube/v3/videos?part=snippet&chart=mostPopular&regionCode=US&maxResults=50",
        ),
        ("pinterest", "https://api.pinterest.com/v5/trends/keywords/US/top/growing?limit=50"),
    ]


def test_an_enricher_asks_for_a_tag_and_then_for_its_posts() -> None:
    settings = all_on()
    search = url_of(instagram_target("été 2026"), SLOT, settings)
    posts = instagram_media("été", "17841593698074073", settings)
    assert urlsplit(search.url).query == "user_id=42&q=%C3%A9t%C3%A9+2026"
    assert urlsplit(posts.url).path == "/v24.0/17841593698074073/top_media"
    assert targets("instagram", settings) == []


def test_secrets_stand_in_headers_and_are_never_printed() -> None:
    settings = all_on()
    wanted = [url_of(each, SLOT, settings) for name in SOURCES for each in targets(name, settings)]
    wanted += [url_of(instagram_target("a"), SLOT, settings), instagram_media("a", "1", settings)]
    assert sum("s3cret" in str(dict(each.headers)) for each in wanted) == 5
    assert "s3cret" not in repr(wanted)


def test_requests_can_be_shown_without_keys() -> None:
    assert len(requests(TrendSettings())) == 15


@pytest.mark.parametrize("name", [name for name, row in SOURCES.items() if row.kind is not SourceKind.STREAM])
def test_every_source_can_be_pointed_elsewhere(name: str) -> None:
    settings = all_on(endpoints={name: "http://127.0.0.1:9/{channel}/fake/"})
    for each in targets(name, settings) or [instagram_target("tag")]:
        assert url_of(each, SLOT, settings).url.startswith("http://127.0.0.1:9/")


def test_a_channel_cannot_leave_its_place_in_the_address() -> None:
    evil = CrawlTarget("mastodon", "evil.example/x?y#z@")
    assert urlsplit(url_of(evil, SLOT, all_on()).url).path == "/api/v1/trends/tags"


def test_a_stream_has_no_requests() -> None:
    assert targets("bluesky", all_on()) == []
    with pytest.raises(ValueError):
        url_of(CrawlTarget("bluesky", ""), SLOT, all_on())


def test_slots_are_hours_and_of_daily_sources_the_day_before_in_utc() -> None:
    moment = datetime(2026, 11, 21, 1, 35, tzinfo=timezone(timedelta(hours=9)))
    assert slot_of("mastodon", moment) == datetime(2026, 11, 20, 16, tzinfo=UTC)
    assert slot_of("wikipedia", moment) == datetime(2026, 11, 19, tzinfo=UTC)


def test_joined_markets_have_no_one_country() -> None:
    found = targets("pinterest", all_on(pinterest_regions=("US", "DE+AT+CH")))
    assert [(each.channel, each.region) for each in found] == [("US", "US"), ("DE+AT+CH", "")]
