"""What lists there are and what they hold is counted as they are shown."""

from __future__ import annotations

from hashtagger.observations import TrendKind, TrendState
from hashtagger.storage.database import Database
from hashtagger.storage.flags import set_flags
from hashtagger.storage.tag_writes import put_categories
from hashtagger.storage.trend_scopes import ListCounts, count_list, count_lists
from hashtagger.types import FlagKind, Tag
from tests.storage.builders import draft, flag, put_tags
from tests.trend_builders import HOUR, put_trends, trend


def test_every_list_of_the_hour_is_counted_without_what_is_held_back(database: Database) -> None:
    put_trends(
        database,
        trend("a"),
        trend("b"),
        trend("held", state=TrendState.REVIEW),
        trend("adult"),
        trend("mond", region="DE", language="de"),
        trend("only", region="FR", state=TrendState.BELOW_FLOOR),
        trend("old", region="US", hour=HOUR - 1),
    )
    database.write_now(set_flags, [(Tag("adult"), flag(FlagKind.ADULT))])
    with database.reading() as connection:
        assert count_lists(connection, HOUR) == {("", ""): 2, ("DE", "de"): 1}


def test_a_list_is_counted_by_kind_source_and_category(database: Database) -> None:
    database.write_now(put_categories, [("space", "Space", True)])
    put_tags(database, draft("eclipse", categories=("night", "space")), draft("moon", categories=("space",)))
    put_trends(
        database,
        trend("eclipse", sources=("bluesky", "mastodon")),
        trend("moon"),
        trend("moon", kind=TrendKind.PHRASE, sources=("google_trends",)),
        trend("eclipse", region="DE"),
    )
    with database.reading() as connection:
        assert count_list(connection, HOUR, region="", language="") == ListCounts(
            kinds={"hashtag": 2, "phrase": 1},
            sources={"bluesky": 2, "google_trends": 1, "mastodon": 1},
            categories={("night", "Night"): 1, ("space", "Space"): 2},
        )
        assert count_list(connection, HOUR, region="FR", language="") == ListCounts({}, {}, {})
