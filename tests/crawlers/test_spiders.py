"""What the spiders ask, and what they make of the answers."""

import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from scrapy.http import TextResponse
from scrapy.spidermiddlewares.httperror import HttpError

from crawlers.plan import Limits, plan_of
from crawlers.spiders.instagram import MAX_TAGS, PER_RUN, InstagramSpider, trending_tags, within_budget
from crawlers.spiders.trends import TrendSpider
from hashtagger.observations import CrawlTarget, SourceState
from hashtagger.settings import TrendSettings
from hashtagger.storage.sources import read_source, write_source
from hashtagger.storage.trend_tables import trends
from tests.crawlers.fakes import a_crawler

NOW = datetime(2026, 11, 21, 6, 40, tzinfo=UTC)
SETTINGS = TrendSettings(
    contact="ops@example.org",
    wikipedia_projects=("en.wikipedia",),
    wikipedia_countries=("KR",),
    instagram_token="s3cr3t",
    instagram_user_id="17",
)


def a_spider(source, kind=TrendSpider, database=None, memory=None, settings=SETTINGS, **more):
    spider = kind(
        plan=plan_of(source, settings, NOW),
        run_id="run",
        database=database,
        clock=lambda: NOW,
        memory={} if memory is None else memory,
        pauses={},
        limits=Limits(),
        **more,
    )
    a_crawler(clock=spider.clock, spider=spider)
    return spider


def counted(spider):
    return {name.removeprefix("crawl/"): count for name, count in spider.crawler.stats.all.items()}


async def asked(spider):
    return [request async for request in spider.start()]


def not_found(request):
    return SimpleNamespace(value=HttpError(TextResponse(request.url, status=404)), request=request)


async def test_every_target_is_asked_for_once():
    spider = a_spider("wikipedia")
    assert [request.url.rpartition("/pageviews/")[2] for request in await asked(spider)] == [
        "top/en.wikipedia/all-access/2026/11/20",
        "top-per-country/KR/all-access/2026/11/20",
    ]


async def test_a_day_that_is_not_out_yet_is_asked_for_a_day_earlier_and_not_for_ever():
    spider = a_spider("wikipedia")
    (request, _) = await asked(spider)
    days = []
    for _ in range(3):
        days.append(request.url[-10:])
        request = next(iter(spider.failed(not_found(request))), None)
        if request is None:
            break
    assert days == ["2026/11/20", "2026/11/19", "2026/11/18"]
    assert request is None
    assert counted(spider) == {"anomalies/not_published_yet": 2, "errors/http_404": 1}


async def test_a_missing_page_of_another_source_is_an_error():
    spider = a_spider("mastodon")
    request = (await asked(spider))[0]
    assert list(spider.failed(not_found(request))) == []
    assert counted(spider) == {"errors/http_404": 1}


async def test_an_answer_becomes_one_snapshot_with_the_rules_of_its_source():
    spider = a_spider("mastodon")
    request = (await asked(spider))[0]
    answer = TextResponse(request.url, body=b"[]")
    (snapshot,) = spider.read(answer, **request.cb_kwargs)
    assert snapshot.target == CrawlTarget("mastodon", "mastodon.social")
    assert snapshot.slot == datetime(2026, 11, 21, 6, tzinfo=UTC)
    assert (snapshot.may_be_empty, snapshot.readable, snapshot.size_bytes) == (True, True, 2)
    (snapshot,) = spider.read(TextResponse(request.url, body=b"<html>"), **request.cb_kwargs)
    assert (snapshot.readable, snapshot.observations) == (False, ())
    assert counted(spider) == {"errors/unreadable": 1}


async def test_a_request_with_a_key_is_not_redirected():
    assert (await asked(a_spider("youtube")))[0].meta["dont_redirect"]
    assert "dont_redirect" not in (await asked(a_spider("wikipedia")))[0].meta


@pytest.mark.parametrize(
    ("source", "documented_apis", "is_asked"),
    [
        ("mastodon", (), True),
        ("wikipedia", (), True),
        ("google_trends", ("wikipedia",), True),
        ("wikipedia", ("wikipedia",), False),
        ("youtube", (), False),
    ],
)
async def test_robots_are_asked_unless_a_key_or_the_operators_word_stands_for_an_api(source, documented_apis, is_asked):
    settings = SETTINGS.model_copy(update={"documented_apis": frozenset(documented_apis)})
    (first, *_) = await asked(a_spider(source, settings=settings))
    assert first.meta["dont_obey_robotstxt"] is not is_asked


# ---- Instagram ---------------------------------------------------------------------------------------------------


def many(count, day=0):
    return {f"tag{n}": {"asked": (NOW - timedelta(days=day)).isoformat(), "id": str(n)} for n in range(count)}


def test_a_run_asks_for_the_best_few():
    kept, chosen = within_budget({}, [f"tag{n}" for n in range(25)], NOW)
    assert chosen == [f"tag{n}" for n in range(PER_RUN)]
    assert set(kept) == set(chosen)


def test_the_thirty_first_tag_of_seven_days_is_not_asked_for():
    kept, chosen = within_budget(many(MAX_TAGS - 1, day=3), ["new", "newer", "tag3"], NOW)
    assert chosen == ["new", "tag3"]
    assert len(kept) == MAX_TAGS


def test_asking_again_is_free_and_does_not_begin_a_new_week():
    kept, chosen = within_budget(many(MAX_TAGS, day=6), ["tag3"], NOW)
    assert chosen == ["tag3"]
    assert kept["tag3"] == many(MAX_TAGS, day=6)["tag3"]


def test_after_seven_days_a_tag_is_free_again():
    kept, chosen = within_budget(many(MAX_TAGS, day=7), ["new"], NOW)
    assert (list(kept), chosen) == (["new"], ["new"])


@pytest.fixture
def trending(sqlite_database):
    """Twelve tags, the later the better; one is held back, one was of an earlier hour, one is a phrase."""

    def put(connection):
        common = {column.name: "" for column in trends.c if isinstance(column.type, sa.String)}
        common |= {"sources": [], "evidence": {}, "reasons": [], "sample_size": 1.0, "first_seen": 1, "kind": "hashtag"}
        rows = [{"name": f"tag{n}", "score": n / 100, "hour": 10, "state": "shown"} for n in range(12)]
        rows[11]["state"] = "review"
        rows += [{"name": "old", "score": 1.0, "hour": 9, "state": "shown"}]
        rows += [{"name": "a phrase", "score": 1.0, "hour": 10, "state": "shown", "kind": "phrase"}]
        connection.execute(sa.insert(trends), [common | row for row in rows])

    sqlite_database.write_now(put)
    return sqlite_database


def test_the_tags_to_ask_about_are_those_that_trend_now(trending):
    with trending.reading() as connection:
        assert trending_tags(connection, limit=3) == ["tag10", "tag9", "tag8"]


async def test_the_budget_is_spent_before_the_first_request_and_survives_a_crash(trending):
    pauses = {"graph.example": "2026-11-21T09:00:00+00:00"}
    trending.write_now(write_source, SourceState("instagram", memory={"pauses": pauses}))
    spider = a_spider("instagram", InstagramSpider, trending, trend_settings=SETTINGS)
    first = await anext(aiter(spider.start()))
    assert "ig_hashtag_search" in first.url
    assert "q=tag10" in first.url
    assert "s3cr3t" not in first.url
    with trending.reading() as connection:
        remembered = read_source(connection, "instagram").memory
    assert len(remembered["tags"]) == PER_RUN
    assert remembered["pauses"] == pauses


async def test_a_tag_is_searched_for_once_and_its_posts_are_read(trending):
    memory = {"tags": {"tag10": {"asked": NOW.isoformat(), "id": "777"}}}
    spider = a_spider("instagram", InstagramSpider, trending, memory=memory, trend_settings=SETTINGS)
    known, unknown, *_ = await asked(spider)
    assert "/777/top_media?" in known.url
    found = TextResponse(unknown.url, body=json.dumps({"data": [{"id": "888"}]}).encode())
    (media,) = spider.found(found, **unknown.cb_kwargs)
    assert "/888/top_media?" in media.url
    assert spider.memory["tags"]["tag9"]["id"] == "888"
    assert list(spider.found(TextResponse(unknown.url, body=b"{}"), **unknown.cb_kwargs)) == []
    assert counted(spider) == {"errors/unreadable": 1}
