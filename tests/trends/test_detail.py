"""One name is told with its past, on either database, and never with what must not be shown."""

from __future__ import annotations

import pytest

from hashtagger.errors import NotFound
from hashtagger.storage.database import Database
from hashtagger.storage.trend_reading import Filters
from hashtagger.trends.detail import compared, names_of, tag_detail
from hashtagger.types import Tag
from tests.trend_builders import HOUR, put_hours, put_trends, trend


def test_a_name_is_told_with_its_past(database: Database) -> None:
    put_hours(database, "eclipse", [20.0] * 100, first=HOUR - 99)
    put_trends(database, trend(), trend("eclipse2026", group="eclipse"))
    with database.reading() as connection:
        told = tag_detail(connection, "#Eclipse", Filters(), hour=HOUR, floor=10, hours=3, days=2)
        side_by_side = compared(
            connection, [Tag("eclipse"), Tag("moon")], Filters(), hour=HOUR, hours=2, daily=False, floor=10
        )
    assert told["history"][0]["hourly"]["values"] == [20.0] * 3
    assert told["history"][0]["daily"]["values"][0] == 480.0
    assert (told["group"], told["forecast"]["source"]) == (["eclipse", "eclipse2026"], "bluesky")
    assert side_by_side["unknown"] == ["moon"]


def test_hours_of_fewer_people_than_the_floor_are_not_told(sqlite_database: Database) -> None:
    put_hours(sqlite_database, "eclipse", [9.0, 10.0, 0.0], first=HOUR - 2)
    with sqlite_database.reading() as connection:
        told = tag_detail(connection, "eclipse", Filters(), hour=HOUR, floor=10, hours=3, days=1)
        with pytest.raises(NotFound):
            tag_detail(connection, "eclipse", Filters(), hour=HOUR, floor=11, hours=3, days=1)
    assert told["history"][0]["hourly"]["values"] == [None, 10.0, None]
    assert told["history"][0]["hourly"]["posts"] == [None, 20.0, None]


def test_a_source_that_is_asked_for_speaks_alone(sqlite_database: Database) -> None:
    for source in ("bluesky", "mastodon"):
        put_hours(sqlite_database, "eclipse", [20.0], first=HOUR, source=source)
    with sqlite_database.reading() as connection:
        told = tag_detail(connection, "eclipse", Filters(source="mastodon"), hour=HOUR, floor=10, hours=1, days=1)
    assert [each["source"] for each in told["history"]] == ["mastodon"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("#GoldenHour", ["goldenhour", "#goldenhour"]),
        ("Solar  Eclipse", ["solar eclipse"]),
        ("42", ["42"]),
        (" ", [" "]),
    ],
)
def test_a_text_may_name_a_tag_or_a_phrase(text: str, names: list[str]) -> None:
    assert names_of(text) == names
