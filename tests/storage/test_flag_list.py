"""Rules, flags and decisions as one list by pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hashtagger.catalogue.entries import FlagRule, Match
from hashtagger.storage.database import Database
from hashtagger.storage.flag_list import Entry, Place, Wanted, list_flags
from hashtagger.storage.flags import BY_DECISION, replace_flag_rules, set_flags
from hashtagger.storage.tag_decisions import TagDecision, now, put_decision
from hashtagger.types import Flag, FlagKind, Tag
from tests.storage.builders import NOW, flag

SPAM, ADULT = flag(FlagKind.SPAM), flag(FlagKind.ADULT)
ALL = [
    ("^f4f", "shipped", "regex", "spam"),
    ("cat", "user", "tag", "allowed"),
    ("dog", "review", "tag", "blocked"),
    ("dog", "review", "tag", "unreviewed"),
    ("dog", "shipped", "tag", "adult"),
    ("dog", "shipped", "tag", "spam"),
    ("dog", "shipped", "word", "adult"),
    ("dog", "user", "tag", "blocked"),
    ("größe", "shipped", "tag", "spam"),
]


@pytest.fixture
def listed(database: Database) -> Database:
    rules: list[tuple[Match, str, Flag]] = [
        ("regex", "^f4f", SPAM),
        ("tag", "dog", SPAM),
        ("word", "dog", ADULT),
        ("tag", "dog", ADULT),
    ]
    database.write_now(replace_flag_rules, [FlagRule(*each) for each in [*rules, ("tag", "größe", SPAM)]])
    own = [flag(FlagKind.BLOCKED, source="review"), flag(FlagKind.UNREVIEWED, source="trends"), flag(confidence=0.0)]
    database.write_now(set_flags, [(Tag("dog"), each) for each in own])
    put(database, "dog", "block")
    put(database, "cat", "allow")
    database.write_now(put_decision, TagDecision(Tag("old"), "block", "over", "boss", NOW, now() - timedelta(hours=1)))
    return database


def put(database: Database, tag: str, verdict: str) -> None:
    database.write_now(put_decision, TagDecision(Tag(tag), verdict, "so it is", "boss", NOW))  # type: ignore[arg-type]


def found(
    database: Database, wanted: Wanted | None = None, *, limit: int = 100, after: Place | None = None
) -> list[Entry]:
    with database.reading() as connection:
        return list_flags(connection, wanted or Wanted(), limit=limit, after=after)


def told(entries: list[Entry]) -> list[tuple[str, ...]]:
    return [tuple(entry.place[:4]) for entry in entries]


def test_all_that_flags_tags_is_listed_in_the_order_of_names(listed: Database) -> None:
    assert told(found(listed)) == ALL


@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_miss_nothing_and_repeat_nothing(listed: Database, size: int) -> None:
    seen: list[Entry] = []
    while page := found(listed, limit=size, after=seen[-1].place if seen else None):
        assert len(page) <= size
        seen += page
    assert told(seen) == ALL


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (Wanted(flag="spam"), ["^f4f", "dog", "größe"]),
        (Wanted(flag="allowed"), ["cat"]),
        (Wanted(flag="blocked"), ["dog", "dog"]),
        (Wanted(origin="user"), ["cat", "dog"]),
        (Wanted(origin="review"), ["dog", "dog"]),
        (Wanted(prefix="grö"), ["größe"]),
        (Wanted(flag="spam", prefix="do", origin="shipped"), ["dog"]),
        (Wanted(flag="adult", origin="user"), []),
    ],
)
def test_every_filter_narrows(listed: Database, wanted: Wanted, names: list[str]) -> None:
    assert [entry.place.name for entry in found(listed, wanted)] == names


def test_a_decision_says_who_decided_it_when_and_why(listed: Database) -> None:
    [allowed] = found(listed, Wanted(flag="allowed"))
    assert allowed.source == BY_DECISION
    assert (allowed.reason, allowed.decided_by, allowed.decided) == ("so it is", "boss", NOW)
    assert (allowed.confidence, allowed.until, allowed.checked) == (None, None, None)


def test_a_flag_of_a_tag_that_was_allowed_is_told_as_lifted(listed: Database) -> None:
    assert not any(entry.lifted for entry in found(listed))
    put(listed, "dog", "allow")
    lifted = [entry.place[1:4] for entry in found(listed) if entry.lifted]
    assert lifted == [
        ("review", "tag", "blocked"),
        ("review", "tag", "unreviewed"),
        ("shipped", "tag", "adult"),
        ("shipped", "tag", "spam"),
    ]
