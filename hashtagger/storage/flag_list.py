"""Everything that flags tags, as one list by pages: rules that ship, flags from the review, what administrators decided."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa

from hashtagger.storage.flags import BY_DECISION
from hashtagger.storage.tables import flag_rules, tag_flags
from hashtagger.storage.tag_decisions import in_force
from hashtagger.storage.web_tables import tag_decisions
from hashtagger.types import FlagKind

Origin = Literal["review", "shipped", "user"]
"""In this order where all three say something of one name."""
ALLOWED = "allowed"
"""Stands where a flag would: administrators let the tag pass."""
_END = "\U0010ffff"  # sorts after every character a tag can hold


class Place(NamedTuple):
    """Where an entry stands in the list; unique."""

    name: str
    origin: str
    match: str
    flag: str
    source: str = ""
    """Of a flag from the review, where a tag may have the same one from several."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list."""

    place: Place
    """``name``: the tag; of a rule its tag, word or pattern. ``flag``: a ``FlagKind`` or ``ALLOWED``."""
    reason: str
    source: str
    confidence: float | None
    """None of what is allowed."""
    checked: str | None = None
    """ISO date; None of a decision."""
    decided: datetime | None = None
    decided_by: str | None = None
    until: datetime | None = None
    lifted: bool = False
    """An administrator lets that very tag pass, so the flag does not hold."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries; every one narrows."""

    flag: str | None = None
    prefix: str = ""
    origin: Origin | None = None


def list_flags(connection: sa.Connection, wanted: Wanted, *, limit: int, after: Place | None = None) -> list[Entry]:
    """At most ``limit`` entries in the order of their places, beginning behind ``after``; decisions that ended are left out."""
    lists: Sequence[tuple[Origin, Any]] = (("review", _from_review), ("shipped", _shipped), ("user", _decided))
    chosen = [list(read(connection, wanted, limit, after)) for origin, read in lists if wanted.origin in (None, origin)]
    merged = heapq.merge(*chosen, key=lambda entry: entry.place)
    return [entry for entry, _ in zip(merged, range(limit), strict=False)]


def _shipped(connection: sa.Connection, wanted: Wanted, limit: int, after: Place | None) -> Iterator[Entry]:
    t = flag_rules
    query = sa.select(t, _lifted(t.c.pattern).label("lifted")).where(
        *_narrow(t.c.pattern, wanted.prefix),
        *([t.c.kind == wanted.flag] if wanted.flag else []),
        _behind("shipped", after, t.c.pattern, t.c.match, t.c.kind),
    )
    for row in connection.execute(query.order_by(t.c.pattern, t.c.match, t.c.kind).limit(limit)):
        place = Place(row.pattern, "shipped", row.match, row.kind)
        lifted = row.match == "tag" and bool(row.lifted)
        yield Entry(place, row.reason, row.source, row.confidence, row.checked, lifted=lifted)


def _from_review(connection: sa.Connection, wanted: Wanted, limit: int, after: Place | None) -> Iterator[Entry]:
    t = tag_flags
    query = sa.select(t, _lifted(t.c.tag).label("lifted")).where(
        t.c.confidence > 0,
        *_narrow(t.c.tag, wanted.prefix),
        *([t.c.kind == wanted.flag] if wanted.flag else []),
        _behind("review", after, t.c.tag, sa.literal("tag"), t.c.kind, t.c.source),
    )
    for row in connection.execute(query.order_by(t.c.tag, t.c.kind, t.c.source).limit(limit)):
        place = Place(row.tag, "review", "tag", row.kind, row.source)
        yield Entry(place, row.reason, row.source, row.confidence, row.checked, lifted=bool(row.lifted))


def _decided(connection: sa.Connection, wanted: Wanted, limit: int, after: Place | None) -> Iterator[Entry]:
    t = tag_decisions
    verdict = {None: None, FlagKind.BLOCKED.value: "block", ALLOWED: "allow"}.get(wanted.flag, "none")
    query = sa.select(t).where(
        in_force(),
        *_narrow(t.c.tag, wanted.prefix),
        *([t.c.verdict == verdict] if verdict else []),
        _behind("user", after, t.c.tag),
    )
    for row in connection.execute(query.order_by(t.c.tag).limit(limit)):
        blocks = row.verdict == "block"
        place = Place(row.tag, "user", "tag", FlagKind.BLOCKED.value if blocks else ALLOWED)
        told = {"decided": row.decided, "decided_by": row.decided_by, "until": row.until}
        yield Entry(place, row.reason, BY_DECISION, 1.0 if blocks else None, **told)


def _lifted(tag: sa.Column[str]) -> sa.Exists:
    return sa.exists().where(tag_decisions.c.tag == tag, in_force("allow"))


def _narrow(name: sa.Column[str], prefix: str) -> list[sa.ColumnElement[bool]]:
    return [name >= prefix, name < prefix + _END] if prefix else []


def _behind(origin: Origin, after: Place | None, name: sa.Column[str], *rest: Any) -> sa.ColumnElement[bool]:
    """The condition that a row of ``origin``, ordered by ``name`` and ``rest``, stands behind ``after``."""
    if after is None:
        return sa.true()
    if origin > after.origin:
        return name >= after.name
    if origin < after.origin or not rest:
        return name > after.name
    values = [sa.literal(value) for value in after[2 : 2 + len(rest)]]
    return sa.or_(name > after.name, sa.and_(name == after.name, sa.tuple_(*rest) > sa.tuple_(*values)))
