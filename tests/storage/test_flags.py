"""Flags: set on a tag or by a rule, and contradictions."""

from __future__ import annotations

import re

import pytest

from hashtagger.catalogue.entries import Contradiction, FlagRule, Match
from hashtagger.storage.database import Database
from hashtagger.storage.flags import (
    clear_flag,
    contradictions,
    flags_of,
    replace_contradictions,
    replace_flag_rules,
    set_flags,
)
from hashtagger.types import Flag, FlagKind, Tag
from tests.storage.builders import flag


def rules(database: Database, *rows: tuple[Match, str, Flag]) -> None:
    database.write_now(replace_flag_rules, [FlagRule(match, pattern, value) for match, pattern, value in rows])


def flags(database: Database, tag: str, *words: str) -> tuple[Flag, ...]:
    with database.reading() as connection:
        return flags_of(connection, {Tag(tag): words})[Tag(tag)]


def test_a_rule_finds_a_tag_a_word_or_a_pattern(database: Database) -> None:
    spam, adult, bait = flag(FlagKind.SPAM), flag(FlagKind.ADULT), flag(FlagKind.ENGAGEMENT_BAIT)
    rules(database, ("tag", "l4l", spam), ("word", "nude", adult), ("regex", "^follow(4|for)", bait))
    assert flags(database, "l4l", "l4l") == (spam,)
    assert flags(database, "nudeart", "nude", "art") == (adult,)
    assert flags(database, "nudelsuppe", "nudel", "suppe") == ()
    assert flags(database, "follow4follow", "follow4follow") == (bait,)
    assert flags(database, "unfollow4", "unfollow4") == ()


def test_of_one_kind_the_most_confident_rule_speaks(database: Database) -> None:
    rules(database, ("word", "x", flag(confidence=0.4)), ("regex", "x", flag(confidence=0.8)))
    assert flags(database, "x", "x") == (flag(confidence=0.8),)


def test_a_flag_on_the_tag_goes_before_a_rule_of_its_kind(database: Database) -> None:
    rules(database, ("tag", "x", flag(confidence=0.9)), ("word", "x", flag(FlagKind.ADULT, 0.5)))
    database.write_now(set_flags, [(Tag("x"), flag(confidence=0.6, source="a person"))])
    assert flags(database, "x", "x") == (flag(confidence=0.6, source="a person"), flag(FlagKind.ADULT, 0.5))


def test_confidence_nought_on_the_tag_lifts_a_rule(database: Database) -> None:
    rules(database, ("tag", "x", flag()))
    database.write_now(set_flags, [(Tag("x"), flag(confidence=0.0, source="a person"))])
    assert flags(database, "x", "x") == ()
    assert database.write_now(clear_flag, Tag("x"), FlagKind.SPAM)
    assert flags(database, "x", "x") == (flag(),)


def test_new_rules_take_the_place_of_the_old(database: Database) -> None:
    rules(database, ("tag", "x", flag()))
    assert flags(database, "x", "x")
    rules(database, ("tag", "y", flag()))
    assert flags(database, "x", "x") == ()
    assert flags(database, "y", "y") == (flag(),)


def test_a_pattern_that_is_none_changes_nothing(database: Database) -> None:
    rules(database, ("tag", "x", flag()))
    with pytest.raises(re.error):
        rules(database, ("regex", "(", flag()))
    assert flags(database, "x", "x") == (flag(),)


def test_a_flag_can_be_set_on_a_tag_that_nobody_knows(database: Database) -> None:
    blocked = flag(FlagKind.BLOCKED, 1.0)
    database.write_now(set_flags, [(Tag("new"), blocked)])
    assert flags(database, "new", "new") == (blocked,)


def test_clearing_a_flag_that_is_not_there_says_so(database: Database) -> None:
    assert not database.write_now(clear_flag, Tag("x"), FlagKind.SPAM)


def test_contradictions_are_kept_in_order(database: Database) -> None:
    pairs = [Contradiction("vegan", "meat", "no meat"), Contradiction("summer", "winter", "one season")]
    database.write_now(replace_contradictions, pairs)
    with database.reading() as connection:
        assert contradictions(connection) == tuple(pairs[::-1])
