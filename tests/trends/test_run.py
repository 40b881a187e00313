"""One hour is scored: which tags rise, what is told of them, and what is kept back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from hashtagger.observations import Confidence, CrawlTarget, SourceScore, Trend, TrendKind, TrendState, start_of
from hashtagger.settings import TrendSettings
from hashtagger.storage import tags as catalogue
from hashtagger.storage.database import Database
from hashtagger.storage.flags import set_flags
from hashtagger.storage.tag_hours import put_co_tags
from hashtagger.storage.tag_reviews import ReviewState, TagReview, put_reviews
from hashtagger.storage.trend_reading import trend_from
from hashtagger.storage.trend_tables import source_scores, trends
from hashtagger.storage.trending import trending
from hashtagger.trends.run import score_hour, score_missing
from hashtagger.types import FlagKind, Tag
from tests.storage.builders import NOW, flag, put_tags, tags
from tests.trends.builders import FIRST, SETTINGS, burst, count, put_list

HOUR = FIRST + 12
HEARD = range(HOUR - 239, HOUR + 1)
GOOGLE = CrawlTarget("google_trends", "daily", "US")


def _burst(database: Database, *names: str, **changes: Any) -> None:
    series = {name: burst(HOUR) for name in names} | {"quiet": burst(HOUR, high=6.0)}
    count(database, series, **{"heard": HEARD, **changes})


def _trends(database: Database, hour: int = HOUR, region: str = "", language: str = "") -> dict[str, Trend]:
    """By name, the highest score first."""
    t = trends
    query = sa.select(t).where(t.c.hour == hour, t.c.region == region, t.c.language == language)
    with database.reading() as connection:
        rows = connection.execute(query.order_by(t.c.score.desc(), t.c.name))
        return {row.name: trend_from(row) for row in rows}


def _score(database: Database, hour: int = HOUR, settings: TrendSettings = SETTINGS) -> Any:
    return score_hour(database, hour, settings=settings)


def test_a_burst_trends_and_a_quiet_tag_does_not(database: Database) -> None:
    _burst(database, "rising")
    assert _score(database) == {"hours": 1, "tags": 2, "scores": 1, "trends": 1}
    (trend,) = _trends(database).values()
    assert (trend.name, trend.display, trend.kind) == ("rising", "Rising", TrendKind.HASHTAG)
    assert trend.z is not None
    assert trend.z > 10
    assert (trend.authors, trend.posts_per_day, trend.sample_size) == (120.0, 3 * 120.0 + 21 * 6.0, 120.0)
    assert trend.growth_per_day is not None
    assert trend.growth_per_day > 2
    assert (trend.state, trend.confidence, trend.sources) == (TrendState.SHOWN, Confidence.SURE, ("bluesky",))
    assert trend.evidence["bluesky"]["authors"] == 120.0
    assert trend.first_seen == HOUR
    with database.reading() as connection:
        (score,) = [SourceScore(**row) for row in connection.execute(sa.select(source_scores)).mappings()]
    assert (score.tag, score.authors, score.peak) == ("rising", 120.0, score.stable)


def test_one_source_is_at_most_half_of_a_score(sqlite_database: Database) -> None:
    _burst(sqlite_database, "rising")
    _score(sqlite_database)
    assert 0 < _trends(sqlite_database)["rising"].score <= 0.5


def test_one_loud_hour_alone_is_no_trend(sqlite_database: Database) -> None:
    count(sqlite_database, {"spike": burst(HOUR, high=900.0, hours=1)}, heard=HEARD)
    _score(sqlite_database)
    assert _trends(sqlite_database) == {}


def test_scoring_an_hour_again_replaces_it(sqlite_database: Database) -> None:
    _burst(sqlite_database, "rising")
    _score(sqlite_database)
    first = _trends(sqlite_database)
    _score(sqlite_database)
    assert _trends(sqlite_database) == first


def test_two_sources_count_more_than_one_and_stand_side_by_side(sqlite_database: Database) -> None:
    _burst(sqlite_database, "alone", "both")
    count(sqlite_database, {"both": burst(HOUR, high=60.0)}, heard=HEARD, source="mastodon")
    _score(sqlite_database)
    found = _trends(sqlite_database)
    assert list(found) == ["both", "alone"]
    assert found["both"].score > 0.5 >= found["alone"].score
    assert found["both"].evidence.keys() == {"bluesky", "mastodon"}
    assert found["both"].posts_per_day == 3 * 120.0 + 21 * 6.0  # of the source that saw most; never the sum


def test_every_language_has_a_list_of_its_own(sqlite_database: Database) -> None:
    _burst(sqlite_database, "rising")
    count(sqlite_database, {"natsu": burst(HOUR)}, heard=HEARD, language="ja")
    _score(sqlite_database)
    assert _trends(sqlite_database).keys() == {"rising"}
    assert _trends(sqlite_database, language="ja").keys() == {"natsu"}


def test_a_list_speaks_for_its_region_and_for_the_world(sqlite_database: Database) -> None:
    put_list(sqlite_database, start_of(HOUR), ["Solar  eclipse", "second", "third"], target=GOOGLE)
    _score(sqlite_database)
    for region in ("", "US"):
        found = _trends(sqlite_database, region=region)
        assert list(found) == ["solar eclipse", "second", "third"]
        assert (found["second"].kind, found["second"].z, found["second"].authors) == (TrendKind.PHRASE, None, None)
        assert found["solar eclipse"].display == "Solar eclipse"
        assert found["solar eclipse"].evidence["google_trends"]["rank"] == 1
    assert _trends(sqlite_database, region="DE") == {}


def test_a_phrase_bears_witness_for_the_hashtag_that_people_use(sqlite_database: Database) -> None:
    _burst(sqlite_database, "solareclipse")
    put_list(sqlite_database, start_of(HOUR), ["Solar eclipse", "Something else"], target=GOOGLE)
    _score(sqlite_database)
    found = _trends(sqlite_database)
    assert found.keys() == {"solareclipse", "something else"}
    assert found["solareclipse"].sources == ("bluesky", "google_trends")
    assert found["solareclipse"].evidence["google_trends"]["derived"] is True


def test_a_list_fetched_after_the_hour_does_not_count_yet(sqlite_database: Database) -> None:
    put_list(sqlite_database, start_of(HOUR + 2), ["late"], target=GOOGLE)
    _score(sqlite_database)
    assert _trends(sqlite_database) == {}


def test_a_source_that_fell_silent_makes_its_trends_stale(sqlite_database: Database) -> None:
    series = {"rising": burst(HOUR - 4)}
    count(sqlite_database, series, heard=[hour for hour in HEARD if hour <= HOUR - 4])
    _score(sqlite_database)
    found = _trends(sqlite_database)["rising"]
    assert (found.confidence, found.z, found.evidence["bluesky"]["age_h"]) == (Confidence.STALE, 0.0, 4)


def test_fewer_authors_than_the_floor_are_not_published(sqlite_database: Database) -> None:
    count(sqlite_database, {"small": burst(HOUR, usual=0.0, high=9.0)}, heard=HEARD)
    _score(sqlite_database)
    assert _trends(sqlite_database)["small"].state is TrendState.BELOW_FLOOR


def test_a_peak_that_nobody_uses_for_a_day_is_below_the_floor(sqlite_database: Database) -> None:
    _burst(sqlite_database, "past")
    count(sqlite_database, {}, heard=range(HOUR + 1, HOUR + 26))
    _score(sqlite_database, HOUR + 25)
    assert [trend.state for trend in _trends(sqlite_database, HOUR + 25).values()] == [TrendState.BELOW_FLOOR]


def test_what_few_accounts_post_again_and_again_is_held_for_review(sqlite_database: Database) -> None:
    _burst(sqlite_database, "bots", posts_per_author=9.0)
    _score(sqlite_database)
    held = _trends(sqlite_database)["bots"]
    assert (held.state, tuple(held.reasons)) == (TrendState.REVIEW, ("few_authors",))


def test_a_human_may_let_a_suspicious_tag_pass_but_rules_may_not(sqlite_database: Database) -> None:
    _burst(sqlite_database, "human", "rules", posts_per_author=9.0)
    for tag, by in [("human", "admin"), ("rules", "rules")]:
        review = TagReview(Tag(tag), ReviewState.APPROVED, "", {}, NOW, NOW, by)
        sqlite_database.write_now(put_reviews, [review])
    _score(sqlite_database)
    assert {name: trend.state for name, trend in _trends(sqlite_database).items()} == {
        "human": TrendState.SHOWN,
        "rules": TrendState.REVIEW,
    }


def test_authors_that_were_deleted_afterwards_are_noticed(sqlite_database: Database) -> None:
    count(sqlite_database, {"gone": burst(HOUR - 1, high=400.0)}, heard=HEARD)
    _score(sqlite_database, HOUR - 1)
    count(sqlite_database, {"gone": burst(HOUR, high=100.0, hours=4)}, heard=HEARD)
    _score(sqlite_database)
    assert "deleted_after" in _trends(sqlite_database)["gone"].reasons


def test_a_tag_that_suddenly_keeps_other_company_is_held_for_review(sqlite_database: Database) -> None:
    _burst(sqlite_database, "party")
    party, cake, scam = tags("party", "cake", "scam")
    today = HOUR // 24
    sqlite_database.write_now(put_co_tags, "bluesky", today - 9, [(party, cake, 80)])
    sqlite_database.write_now(put_co_tags, "bluesky", today, [(party, scam, 80)])
    _score(sqlite_database)
    assert tuple(_trends(sqlite_database)["party"].reasons) == ("hijacked",)


def test_a_blocked_tag_is_never_shown(sqlite_database: Database) -> None:
    _burst(sqlite_database, "bad", "good")
    sqlite_database.write_now(set_flags, [(Tag("bad"), flag(FlagKind.BLOCKED))])
    _score(sqlite_database)
    states = {name: trend.state for name, trend in _trends(sqlite_database).items()}
    assert states == {"bad": TrendState.BLOCKED, "good": TrendState.SHOWN}


def test_near_duplicates_stand_in_one_group_and_keep_their_scores(sqlite_database: Database) -> None:
    count(sqlite_database, {"worldcup": burst(HOUR), "worldcup2026": burst(HOUR, high=60.0)}, heard=HEARD)
    _score(sqlite_database)
    found = _trends(sqlite_database)
    assert [trend.group for trend in found.values()] == ["worldcup", "worldcup"]
    assert found["worldcup"].score > found["worldcup2026"].score


def test_a_group_never_bears_the_name_of_a_hidden_tag(sqlite_database: Database) -> None:
    counted = {name: burst(HOUR, high=high) for name, high in (("bad", 120.0), ("bád", 60.0), ("bàd", 40.0))}
    count(sqlite_database, counted, heard=HEARD)
    sqlite_database.write_now(set_flags, [(Tag("bad"), flag(FlagKind.BLOCKED))])
    _score(sqlite_database)
    assert {trend.group for trend in _trends(sqlite_database).values()} == {"bád"}


def test_a_trend_knows_since_when_it_is_one(sqlite_database: Database) -> None:
    count(sqlite_database, {"rising": burst(HOUR + 1, hours=4)}, heard=range(HOUR - 239, HOUR + 2))
    _score(sqlite_database, HOUR)
    _score(sqlite_database, HOUR + 1)
    assert _trends(sqlite_database, HOUR + 1)["rising"].first_seen == HOUR


def test_catalogue_tags_get_statistics_and_lose_their_z_when_they_calm_down(sqlite_database: Database) -> None:
    put_tags(sqlite_database, "rising", "quiet", "unseen")
    _burst(sqlite_database, "rising", "unknown")
    _score(sqlite_database)
    with sqlite_database.reading() as connection:
        assert [tag for tag, _ in trending(connection)] == ["rising"]
        found = catalogue.records(connection, tags("rising", "quiet", "unseen"))
    rising, quiet = found[Tag("rising")].stats, found[Tag("quiet")].stats
    assert rising.z is not None
    assert rising.z > 10
    assert (rising.posts_per_day, rising.sources, rising.as_of) == (486.0, ("bluesky",), start_of(HOUR + 1))
    assert (quiet.posts_per_day, quiet.growth_per_day, quiet.z) == (144.0, 0.0, None)
    assert found[Tag("unseen")].stats.as_of is None
    later = range(HOUR + 1, HOUR + 50)
    count(sqlite_database, {"rising": dict.fromkeys(later, 6.0)}, heard=later)
    _score(sqlite_database, HOUR + 49)
    with sqlite_database.reading() as connection:
        assert trending(connection) == []


def test_a_tag_held_for_review_has_no_z_in_the_catalogue(sqlite_database: Database) -> None:
    put_tags(sqlite_database, "bots")
    _burst(sqlite_database, "bots", posts_per_author=9.0)
    _score(sqlite_database)
    with sqlite_database.reading() as connection:
        assert trending(connection) == []


def test_hours_that_nobody_scored_in_time_are_scored_later(sqlite_database: Database) -> None:
    count(sqlite_database, {"rising": burst(HOUR, hours=5)}, heard=HEARD)
    score_hour(sqlite_database, HOUR - 2, settings=SETTINGS)
    now = start_of(HOUR + 1) + timedelta(minutes=5)
    assert score_missing(sqlite_database, now=now, settings=SETTINGS)["hours"] == 2
    assert score_missing(sqlite_database, now=now, settings=SETTINGS)["hours"] == 1


def test_the_first_run_scores_the_last_whole_hour(sqlite_database: Database) -> None:
    _burst(sqlite_database, "rising")
    score_missing(sqlite_database, now=start_of(HOUR + 1) + timedelta(minutes=5), settings=SETTINGS)
    assert _trends(sqlite_database).keys() == {"rising"}
