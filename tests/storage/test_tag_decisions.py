"""What administrators decide about tags goes before every flag and rule, for as long as it holds."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from hashtagger.catalogue.entries import FlagRule
from hashtagger.observations import TrendKind, TrendState
from hashtagger.storage import tag_decisions
from hashtagger.storage.catalogue_view import Catalogue
from hashtagger.storage.database import Database
from hashtagger.storage.flags import BY_DECISION, flags_of, replace_flag_rules, set_flags, undecided_flags_of
from hashtagger.storage.tag_decisions import TagDecision, decisions_of, forget_decision, put_decision
from hashtagger.storage.tag_reviews import ReviewState, TagReview, put_reviews
from hashtagger.storage.trend_reading import hidden_names, list_trends
from hashtagger.types import Flag, FlagKind, Tag
from tests.storage.builders import NOW, flag, put_tags
from tests.trend_builders import HOUR, put_trends, trend

DOG = Tag("dog")
BLOCKED = Flag(FlagKind.BLOCKED, "enough of it", 1.0, BY_DECISION, "2026-11-20")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """Holds the moment that it is."""
    moment = [NOW]
    monkeypatch.setattr(tag_decisions, "now", lambda: moment[0])
    return moment


def decide(database: Database, verdict: Any, *, tag: str = DOG, until: datetime | None = None) -> None:
    database.write_now(put_decision, TagDecision(Tag(tag), verdict, "enough of it", "boss", NOW, until))


def flags(database: Database, tag: str = DOG) -> tuple[Flag, ...]:
    with database.reading() as connection:
        return flags_of(connection, {Tag(tag): (tag,)})[Tag(tag)]


def shown(database: Database, window_h: int = 1) -> list[str]:
    with database.reading() as connection:
        return [each.name for _, each in list_trends(connection, HOUR, window_h=window_h)]


def hidden(database: Database) -> set[str]:
    with database.reading() as connection:
        return hidden_names(connection, [DOG])


def test_a_blocked_tag_has_that_flag_beside_its_others(database: Database) -> None:
    database.write_now(set_flags, [(DOG, flag(FlagKind.SPAM)), (DOG, flag(FlagKind.BLOCKED, source="review"))])
    decide(database, "block")
    assert flags(database) == (BLOCKED, flag(FlagKind.SPAM))


def test_no_flag_and_no_rule_holds_of_an_allowed_tag(database: Database) -> None:
    database.write_now(replace_flag_rules, [FlagRule("word", "dog", flag(FlagKind.ADULT))])
    database.write_now(set_flags, [(DOG, flag(FlagKind.BLOCKED, source="review"))])
    decide(database, "allow")
    assert flags(database) == ()
    with database.reading() as connection:
        assert len(undecided_flags_of(connection, {DOG: ("dog",)})[DOG]) == 2


def test_the_last_decision_replaces_the_one_before_and_what_is_forgotten_holds_no_more(database: Database) -> None:
    decide(database, "allow")
    decide(database, "block")
    assert flags(database) == (BLOCKED,)
    assert not database.write_now(forget_decision, DOG, verdict="allow")
    assert database.write_now(forget_decision, DOG)
    assert not database.write_now(forget_decision, DOG)
    assert flags(database) == ()


def test_a_decision_ends_at_its_moment(database: Database, clock: list[datetime]) -> None:
    decide(database, "block", until=NOW + timedelta(hours=1))
    assert flags(database) == (BLOCKED,)
    clock[0] = NOW + timedelta(hours=1)
    assert flags(database) == ()
    with database.reading() as connection:
        assert decisions_of(connection, [DOG]) == {}


async def test_requests_see_a_decision_and_its_end_at_once(database: Database, clock: list[datetime]) -> None:
    put_tags(database, "dog")
    catalogue = Catalogue(database)

    async def seen() -> tuple[Flag, ...]:
        return (await (await catalogue.view()).records([DOG], region=""))[DOG].flags

    assert await seen() == ()
    decide(database, "block", until=NOW + timedelta(hours=1))
    assert await seen() == (BLOCKED,)
    clock[0] = NOW + timedelta(hours=1)
    assert await seen() == ()


async def test_the_end_of_an_older_decision_is_seen_too(database: Database, clock: list[datetime]) -> None:
    put_tags(database, "dog", "cat")
    catalogue = Catalogue(database)
    for hours, tag in ((1, "cat"), (2, "dog")):
        decide(database, "block", tag=tag, until=NOW + timedelta(hours=hours))
    for hours, left in ((0, ["cat", "dog"]), (1, ["dog"]), (2, [])):
        clock[0] = NOW + timedelta(hours=hours)
        found = await (await catalogue.view()).records([Tag("cat"), DOG], region="")
        assert [tag for tag, record in found.items() if record.flags] == left


@pytest.mark.parametrize("window_h", [1, 24, 168])
def test_a_blocked_tag_is_gone_from_trends_until_the_decision_ends(
    database: Database, clock: list[datetime], window_h: int
) -> None:
    put_trends(database, trend("dog"), trend("cat"))
    decide(database, "block", until=NOW + timedelta(hours=1))
    assert shown(database, window_h) == ["cat"]
    assert hidden(database) == {"dog"}
    clock[0] = NOW + timedelta(hours=1)
    assert sorted(shown(database, window_h)) == ["cat", "dog"]
    assert hidden(database) == set()


def test_a_phrase_that_makes_a_blocked_tag_is_gone_from_trends_with_it(database: Database) -> None:
    put_trends(database, trend("black friday", kind=TrendKind.PHRASE), trend("friday"))
    decide(database, "block", tag="blackfriday")
    assert shown(database) == ["friday"]
    with database.reading() as connection:
        assert hidden_names(connection, ["black friday", "friday"]) == {"black friday"}


def test_an_allowed_tag_is_among_trends_although_it_was_flagged_and_refused_since(database: Database) -> None:
    put_trends(database, trend("dog"))
    database.write_now(set_flags, [(DOG, flag(FlagKind.ADULT))])
    database.write_now(put_reviews, [TagReview(DOG, ReviewState.REFUSED, "", {}, NOW)])
    assert (shown(database), hidden(database)) == ([], {"dog"})
    decide(database, "allow")
    assert (shown(database), hidden(database)) == (["dog"], set())


@pytest.mark.parametrize(
    ("state", "is_hidden"), [(TrendState.BLOCKED, False), (TrendState.REVIEW, True), (TrendState.UNPUBLISHED, True)]
)
def test_allowing_a_tag_lifts_flags_and_nothing_else(database: Database, state: TrendState, is_hidden: bool) -> None:
    put_trends(database, trend("dog", state=state))
    decide(database, "allow")
    assert bool(hidden(database)) == is_hidden
    assert shown(database) == []  # it comes back when the next hour is scored
