"""Warnings about tags: those set on one tag, and rules that cover many."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from hashtagger.catalogue.entries import Contradiction, FlagRule
from hashtagger.storage.meta import (
    CONTRADICTIONS_VERSION,
    FLAG_RULES_VERSION,
    TAG_FLAGS_VERSION,
    new_version,
    read_meta,
)
from hashtagger.storage.tables import contradictions as contradictions_table
from hashtagger.storage.tables import flag_rules as rules_table
from hashtagger.storage.tables import tag_flags
from hashtagger.storage.tag_decisions import TagDecision, decisions_of
from hashtagger.storage.upserts import batched, upsert
from hashtagger.types import Flag, FlagKind, Tag

BY_DECISION = "administrator"
"""Source of the flag on what an administrator blocked."""

_compiled: dict[str, FlagRules] = {}  # at most one: a version is random, so it never means other rules


class FlagRules:
    """All rules, ready to be asked about many tags."""

    def __init__(self, rules: Iterable[FlagRule]) -> None:
        self._by_tag: dict[str, list[Flag]] = defaultdict(list)
        self._by_word: dict[str, list[Flag]] = defaultdict(list)
        self._by_regex: list[tuple[re.Pattern[str], Flag]] = []
        for rule in rules:
            if rule.match == "regex":
                self._by_regex.append((re.compile(rule.pattern), rule.flag))
            else:
                (self._by_tag if rule.match == "tag" else self._by_word)[rule.pattern].append(rule.flag)

    def flags_of(self, tag: Tag, words: Iterable[str]) -> list[Flag]:
        found = list(self._by_tag.get(tag, ()))
        for word in dict.fromkeys(words):
            found += self._by_word.get(word, ())
        return found + [flag for pattern, flag in self._by_regex if pattern.search(tag)]


def flag_rules(connection: sa.Connection) -> FlagRules:
    """The rules as they stand in this transaction; compiled once for every version of them."""
    version = read_meta(connection, FLAG_RULES_VERSION)
    if version is None:
        return FlagRules(())
    compiled = _compiled.get(version)
    if compiled is None:
        order = (rules_table.c.kind, rules_table.c.match, rules_table.c.pattern)
        rows = connection.execute(sa.select(rules_table).order_by(*order))
        compiled = FlagRules(FlagRule(row.match, row.pattern, _flag(row)) for row in rows)
        _compiled.clear()
        _compiled[version] = compiled
    return compiled


def flags_of(connection: sa.Connection, words_of: Mapping[Tag, Sequence[str]]) -> dict[Tag, tuple[Flag, ...]]:
    """
    The flags of each tag, the most confident first; one flag a kind.

    ``words_of`` need not name tags of the catalogue. What an administrator decided goes before everything: a tag that is
    allowed has no flags, one that is blocked has that flag too (``storage/tag_decisions.py``).
    """
    decided = decisions_of(connection, words_of)
    return {
        tag: _decided(decided.get(tag), undecided)
        for tag, undecided in undecided_flags_of(connection, words_of).items()
    }


def undecided_flags_of(connection: sa.Connection, words_of: Mapping[Tag, Sequence[str]]) -> dict[Tag, tuple[Flag, ...]]:
    """
    As ``flags_of``, as if no administrator had decided anything.

    A flag set on the tag itself goes before a rule of the same kind, and confidence 0 set on the tag lifts the rule.
    """
    rules = flag_rules(connection)
    own: dict[Tag, list[Flag]] = defaultdict(list)
    for keys in batched(words_of):
        for row in connection.execute(sa.select(tag_flags).where(tag_flags.c.tag.in_(keys))):
            own[row.tag].append(_flag(row))
    return {tag: _chosen(own.get(tag, []), rules.flags_of(tag, words)) for tag, words in words_of.items()}


def set_flags(connection: sa.Connection, flags: Iterable[tuple[Tag, Flag]]) -> None:
    """Set flags on tags, known or not; a flag of the same kind and source is replaced."""
    new_version(connection, TAG_FLAGS_VERSION)
    for batch in batched(flags):
        upsert(connection, tag_flags, [{"tag": tag, **_columns(flag)} for tag, flag in batch])


def clear_flag(connection: sa.Connection, tag: Tag, kind: FlagKind, *, source: str | None = None) -> bool:
    """Take a flag off a tag (of every source when none is named); was there one?"""
    where = [tag_flags.c.tag == tag, tag_flags.c.kind == kind.value]
    if source is not None:
        where.append(tag_flags.c.source == source)
    new_version(connection, TAG_FLAGS_VERSION)
    return connection.execute(sa.delete(tag_flags).where(*where)).rowcount > 0


def contradictions(connection: sa.Connection) -> tuple[Contradiction, ...]:
    """Every pair, in order."""
    table = contradictions_table
    rows = connection.execute(sa.select(table).order_by(table.c.left_term, table.c.right_term))
    return tuple(Contradiction(row.left_term, row.right_term, row.reason) for row in rows)


def replace_flag_rules(connection: sa.Connection, rules: Iterable[FlagRule]) -> None:
    """Make ``rules`` the only rules. Raises ``re.error`` for a pattern that is none."""
    rows = [{"match": rule.match, "pattern": rule.pattern, **_columns(rule.flag)} for rule in rules]
    for row in rows:
        if row["match"] == "regex":
            re.compile(str(row["pattern"]))
    connection.execute(sa.delete(rules_table))
    if rows:
        connection.execute(sa.insert(rules_table), rows)
    new_version(connection, FLAG_RULES_VERSION)


def replace_contradictions(connection: sa.Connection, pairs: Iterable[Contradiction]) -> None:
    """Make ``pairs`` the only contradictions."""
    connection.execute(sa.delete(contradictions_table))
    new_version(connection, CONTRADICTIONS_VERSION)
    rows = [{"left_term": pair.left, "right_term": pair.right, "reason": pair.reason} for pair in pairs]
    if rows:
        connection.execute(sa.insert(contradictions_table), rows)


def _decided(decision: TagDecision | None, flags: tuple[Flag, ...]) -> tuple[Flag, ...]:
    if decision is None:
        return flags
    if decision.verdict == "allow":
        return ()
    blocked = Flag(FlagKind.BLOCKED, decision.reason, 1.0, BY_DECISION, decision.decided.date().isoformat())
    return (blocked, *(flag for flag in flags if flag.kind is not FlagKind.BLOCKED))


def _chosen(own: Sequence[Flag], ruled: Sequence[Flag]) -> tuple[Flag, ...]:
    best: dict[FlagKind, Flag] = {}
    for flags in (own, ruled):
        known = set(best)
        for flag in flags:
            if flag.kind not in known and (flag.kind not in best or best[flag.kind].confidence < flag.confidence):
                best[flag.kind] = flag
    shown = (flag for flag in best.values() if flag.confidence > 0)
    return tuple(sorted(shown, key=lambda flag: (-flag.confidence, flag.kind)))


def _flag(row: sa.Row[Any]) -> Flag:
    return Flag(FlagKind(row.kind), row.reason, row.confidence, row.source, row.checked)


def _columns(flag: Flag) -> dict[str, object]:
    return {
        "kind": flag.kind.value,
        "reason": flag.reason,
        "confidence": flag.confidence,
        "source": flag.source,
        "checked": flag.checked,
    }
