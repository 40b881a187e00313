"""Lists of trends are read by pages, and hold nothing that must not be shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from hashtagger.observations import TrendKind, TrendState
from hashtagger.storage.database import Database
from hashtagger.storage.flags import set_flags
from hashtagger.storage.tag_decisions import TagDecision, forget_decision, put_decision
from hashtagger.storage.tag_hours import Scope, put_co_tags
from hashtagger.storage.tag_past import days_of, hours_of
from hashtagger.storage.tag_reviews import ReviewState, TagReview, put_reviews
from hashtagger.storage.trend_reading import (
    Filters,
    Order,
    group_members,
    hidden_names,
    latest_of,
    list_trends,
    newest_hour,
    used_together,
)
from hashtagger.storage.trend_tables import tag_days
from hashtagger.types import Flag, FlagKind, Tag
from tests.storage.builders import draft, put_tags
from tests.trend_builders import HOUR, NOW, put_hours, put_trends, trend


def names(database: Database, filters: Filters | None = None, **more: object) -> list[str]:
    with database.reading() as connection:
        return [t.name for _, t in list_trends(connection, HOUR, filters, **more)]  # type: ignore[arg-type]


def test_the_highest_score_stands_first_and_equal_ones_by_name(database: Database) -> None:
    put_trends(database, trend("b", score=0.2), trend("a", score=0.2), trend("c", score=0.9))
    assert names(database) == ["c", "a", "b"]


def test_pages_follow_each_other_without_gap_or_repetition(database: Database) -> None:
    put_trends(database, *(trend(f"t{i:02}", score=(i % 3) / 10 + 0.1) for i in range(20)))
    pages, after = [], None
    with database.reading() as connection:
        while page := list_trends(connection, HOUR, limit=3, after=after):
            pages += [t.name for _, t in page]
            after = page[-1][0]
    assert pages == names(database, limit=100)
    assert len(set(pages)) == 20


def test_what_is_held_back_is_never_listed(database: Database) -> None:
    states = [state for state in TrendState if state is not TrendState.SHOWN]
    put_trends(database, trend("fine"), *(trend(state.value, state=state) for state in states))
    assert names(database) == ["fine"]


def test_what_was_refused_or_flagged_since_is_not_listed_any_more(database: Database) -> None:
    put_trends(database, trend("fine"), trend("refused"), trend("blocked"), trend("adult"), trend("lifted"))
    review = TagReview(Tag("refused"), ReviewState.REFUSED, "", {}, created=NOW)
    database.write_now(put_reviews, [review])
    database.write_now(
        set_flags,
        [
            (Tag("blocked"), Flag(FlagKind.BLOCKED, "no", 1.0, "test", "2026-11-21")),
            (Tag("adult"), Flag(FlagKind.ADULT, "no", 1.0, "test", "2026-11-21")),
            (Tag("lifted"), Flag(FlagKind.SPAM, "it is not", 0.0, "test", "2026-11-21")),
        ],
    )
    assert names(database) == ["fine", "lifted"]
    with database.reading() as connection:
        assert hidden_names(connection, ["fine", "refused", "blocked", "adult"]) == {"refused", "blocked", "adult"}


def test_a_name_that_waits_for_review_is_hidden(database: Database) -> None:
    put_trends(database, trend("odd", hour=HOUR - 1), trend("odd", state=TrendState.REVIEW))
    with database.reading() as connection:
        assert hidden_names(connection, ["odd"]) == {"odd"}


def test_filters_narrow(database: Database) -> None:
    put_tags(database, draft("eclipse", categories=("space",)))
    put_trends(
        database,
        trend("eclipse"),
        trend("solar eclipse", kind=TrendKind.PHRASE, sources=("google_trends",)),
        trend("mondfinsternis", region="DE", language="de"),
        trend("moon", sources=("mastodon", "bluesky")),
    )
    assert names(database) == ["eclipse", "moon", "solar eclipse"]
    assert names(database, Filters(kind=TrendKind.PHRASE)) == ["solar eclipse"]
    assert names(database, Filters(region="DE", language="de")) == ["mondfinsternis"]
    assert names(database, Filters(source="mastodon")) == ["moon"]
    assert names(database, Filters(source="_astodon")) == []
    assert names(database, Filters(category="space")) == ["eclipse"]


def test_a_list_by_volume_or_growth_leaves_out_what_is_not_known(database: Database) -> None:
    put_trends(
        database,
        trend("big", posts_per_day=900.0, growth_per_day=0.1, score=0.1),
        trend("fast", posts_per_day=100.0, growth_per_day=9.0, score=0.2),
        trend("listed", posts_per_day=None, growth_per_day=None, score=0.9),
    )
    assert names(database, order=Order.VOLUME) == ["big", "fast"]
    assert names(database, order=Order.GROWTH) == ["fast", "big"]


def test_a_window_shows_each_name_once_as_in_its_best_hour(database: Database) -> None:
    put_trends(
        database,
        trend("late", score=0.3),
        trend("early", score=0.1),
        trend("early", score=0.8, hour=HOUR - 5),
        trend("old", score=0.9, hour=HOUR - 30),
    )
    with database.reading() as connection:
        found = [(t.name, t.hour) for _, t in list_trends(connection, HOUR, window_h=24)]
    assert found == [("early", HOUR - 5), ("late", HOUR)]


def test_pages_of_a_window_do_not_show_a_name_again_in_a_worse_hour(database: Database) -> None:
    put_trends(database, *(trend(f"t{i}", hour=HOUR - h, score=(i + h) / 10) for i in range(4) for h in range(3)))
    pages, after = [], None
    with database.reading() as connection:
        while page := list_trends(connection, HOUR, window_h=24, limit=1, after=after):
            pages += [t.name for _, t in page]
            after = page[-1][0]
    assert pages == ["t3", "t2", "t1", "t0"]


@pytest.mark.parametrize("window_h", [24, 168])
def test_a_list_of_days_shows_the_new_hour_and_what_a_second_scoring_made_of_an_old_one(
    database: Database, window_h: int
) -> None:
    put_trends(database, trend("a", hour=HOUR - 5, score=0.5), trend("b", hour=HOUR - 5, score=0.4))
    assert names(database, window_h=window_h) == ["a", "b"]
    put_trends(database, trend("c", score=0.9), trend("a", score=0.1))
    assert names(database, window_h=window_h) == ["c", "a", "b"]
    put_trends(database, trend("b", hour=HOUR - 5, score=0.3), trend("d", hour=HOUR - 5, score=0.2))
    assert names(database, window_h=window_h) == ["c", "b", "d", "a"]


@pytest.mark.parametrize("window_h", [1, 24, 168])
def test_the_next_page_begins_where_it_did_though_the_last_name_was_blocked_meanwhile(
    database: Database, window_h: int
) -> None:
    put_trends(database, *(trend(f"t{i}", score=i / 10 + 0.1) for i in range(5)))
    with database.reading() as connection:
        first = list_trends(connection, HOUR, window_h=window_h, limit=2)
    assert [t.name for _, t in first] == ["t4", "t3"]
    for name in ("t3", "t1"):
        database.write_now(put_decision, TagDecision(Tag(name), "block", "enough of it", "boss", NOW))
    assert names(database, window_h=window_h, after=first[-1][0]) == ["t2", "t0"]
    database.write_now(forget_decision, Tag("t1"))
    assert names(database, window_h=window_h, after=first[-1][0]) == ["t2", "t1", "t0"]


@pytest.mark.parametrize("window_h", [1, 24, 168])
def test_a_page_is_full_though_what_is_refused_or_flagged_would_stand_on_it(database: Database, window_h: int) -> None:
    put_trends(database, *(trend(f"t{i}", score=i / 10 + 0.1) for i in range(6)))
    assert names(database, window_h=window_h, limit=2) == ["t5", "t4"]
    database.write_now(put_reviews, [TagReview(Tag("t5"), ReviewState.REFUSED, "", {}, created=NOW)])
    database.write_now(set_flags, [(Tag("t3"), Flag(FlagKind.ADULT, "no", 1.0, "test", "2026-11-21"))])
    assert names(database, window_h=window_h, limit=2) == ["t4", "t2"]
    assert names(database, window_h=window_h, limit=3) == ["t4", "t2", "t1"]


def test_a_page_is_full_though_most_names_before_it_are_hidden(database: Database) -> None:
    put_trends(database, *(trend(f"t{i:02}", score=i / 50) for i in range(20)))
    spam = Flag(FlagKind.SPAM, "no", 1.0, "test", "2026-11-21")
    database.write_now(set_flags, [(Tag(f"t{i:02}"), spam) for i in range(3, 20)])
    assert names(database, limit=2) == ["t02", "t01"]


@pytest.mark.parametrize("order", Order)
def test_what_orders_a_list_of_days_is_read_from_its_index_alone(database: Database, order: Order) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL chooses by how much there is: benchmarks.trend_reading shows that it chooses well")
    with database.reading() as connection:
        with last_query(connection) as asked:
            list_trends(connection, HOUR, Filters(category="space"), window_h=168, order=order)
        steps = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[0]}", asked[1])]
    assert any("USING COVERING INDEX ix_trends_list" in step for step in steps), steps


@contextmanager
def last_query(connection: sa.Connection) -> Iterator[list[Any]]:
    """Text and parameters, as they went to the driver, of the last query that was asked inside the block."""
    asked: list[Any] = []

    def note(_: Any, __: Any, text: str, parameters: Any, *___: Any) -> None:
        asked[:] = [text, parameters]

    sa.event.listen(connection, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        sa.event.remove(connection, "before_cursor_execute", note)


def test_a_trend_comes_back_as_it_was_written(database: Database) -> None:
    written = trend("eclipse", reasons=("few_servers",), seasonality="weekly", z=None)
    put_trends(database, written)
    with database.reading() as connection:
        assert latest_of(connection, ["eclipse"]) == written


def test_the_newest_hour_is_the_last_that_was_scored(database: Database) -> None:
    with database.reading() as connection:
        assert newest_hour(connection) is None
    put_trends(database, trend(hour=HOUR - 4), trend())
    with database.reading() as connection:
        assert newest_hour(connection) == HOUR
        assert newest_hour(connection, before=HOUR) == HOUR - 4


def test_members_of_a_group_are_those_that_are_shown(database: Database) -> None:
    first = trend("eclipse", score=0.9)
    held = trend("ecl1pse", group="eclipse", state=TrendState.REVIEW)
    put_trends(database, first, trend("eclipse2026", group="eclipse"), trend("moon"), held)
    with database.reading() as connection:
        assert group_members(connection, first) == ["eclipse", "eclipse2026"]


def test_tags_used_together_are_counted_over_days_and_sources(database: Database) -> None:
    day = HOUR // 24
    eclipse, moon, rare = Tag("eclipse"), Tag("moon"), Tag("rare")
    database.write_now(put_co_tags, "bluesky", day, [(eclipse, moon, 8), (eclipse, rare, 3)])
    database.write_now(put_co_tags, "mastodon", day - 1, [(eclipse, moon, 4)])
    database.write_now(put_co_tags, "bluesky", day - 9, [(eclipse, rare, 50)])
    with database.reading() as connection:
        found = used_together(connection, eclipse, ["bluesky", "mastodon"], since_day=day - 6, least=10, limit=5)
    assert found == [(moon, 12)]


def test_hours_that_nobody_listened_to_are_told_from_hours_without_use(database: Database) -> None:
    put_hours(database, "eclipse", [20, 0, 30], first=HOUR - 2)
    with database.reading() as connection:
        [past] = hours_of(connection, Scope("bluesky"), [Tag("eclipse")], HOUR - 4, HOUR)
    assert past.observed.tolist() == [0, 0, 1, 1, 1]
    assert past.authors.tolist() == [0, 0, 20, 0, 30]


def test_days_are_made_of_hours_and_of_what_was_left_of_older_ones(database: Database) -> None:
    day = HOUR // 24
    put_hours(database, "eclipse", [10.0] * 24, first=(day - 1) * 24)
    row = {"source": "bluesky", "region": "", "language": "", "tag": "eclipse", "day": day - 2}
    with database.writing() as connection:
        connection.execute(tag_days.insert(), [{**row, "author_hours": 480.0, "posts": 500.0, "weight": 400.0}])
    with database.reading() as connection:
        [past] = days_of(connection, Scope("bluesky"), [Tag("eclipse")], day - 3, day - 1)
    assert past.authors.tolist() == [0, 480, 240]
    assert past.at_least.tolist() == [0, 20, 10]
    assert past.observed.tolist() == [0, 1, 1]


@pytest.mark.parametrize("window_h", [1, 24, 168])
def test_only_hours_of_the_window_are_looked_at(database: Database, window_h: int) -> None:
    put_trends(database, trend("inside", hour=HOUR - window_h + 1), trend("outside", hour=HOUR - window_h))
    assert names(database, window_h=window_h) == ["inside"]
