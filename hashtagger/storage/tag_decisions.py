"""The block and allow lists: what administrators decided about tags, above all flags and rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import sqlalchemy as sa

from hashtagger.storage.meta import TAG_FLAGS_VERSION, new_version
from hashtagger.storage.upserts import batched, upsert
from hashtagger.storage.web_tables import tag_decisions
from hashtagger.types import Tag

Verdict = Literal["block", "allow"]


@dataclass(frozen=True, slots=True)
class TagDecision:
    """``block``: the tag is never shown. ``allow``: no flag and no rule holds it back."""

    tag: Tag
    verdict: Verdict
    reason: str
    decided_by: str
    """The owner of a key."""
    decided: datetime
    until: datetime | None = None
    """It holds before this moment; None: until it is forgotten."""


def put_decision(connection: sa.Connection, decision: TagDecision) -> None:
    """Make it what is decided about its tag, known or not."""
    row = {name: getattr(decision, name) for name in decision.__slots__}
    upsert(connection, tag_decisions, [row])
    new_version(connection, TAG_FLAGS_VERSION)


def forget_decision(connection: sa.Connection, tag: Tag, *, verdict: Verdict | None = None) -> bool:
    """Forget what was decided about ``tag`` (only if it was ``verdict``, where one is named); was there anything?"""
    where = [tag_decisions.c.tag == tag]
    if verdict is not None:
        where.append(tag_decisions.c.verdict == verdict)
    if connection.execute(sa.delete(tag_decisions).where(*where)).rowcount == 0:
        return False
    new_version(connection, TAG_FLAGS_VERSION)
    return True


def decisions_of(connection: sa.Connection, tags: Iterable[Tag]) -> dict[Tag, TagDecision]:
    """What holds now of each of ``tags``; those without a decision are left out."""
    found: dict[Tag, TagDecision] = {}
    for batch in batched(tags):
        mine = (tag_decisions.c.tag.in_(batch), in_force())
        found.update(
            (Tag(row.tag), decision_from(row)) for row in connection.execute(sa.select(tag_decisions).where(*mine))
        )
    return found


def in_force(verdict: Verdict | None = None) -> sa.ColumnElement[bool]:
    """The condition that a row of ``tag_decisions`` holds now, as that verdict if one is named."""
    until = tag_decisions.c.until
    holds = sa.or_(until.is_(None), until > now())
    return holds if verdict is None else sa.and_(holds, tag_decisions.c.verdict == verdict)


def newest_end() -> sa.Select[Any]:
    """
    A query for when a decision last ended, as text. Nothing is written when one ends, so no version changes then; whoever
    remembers flags asks for this beside the versions.
    """
    until = tag_decisions.c.until
    return sa.select(sa.cast(sa.func.max(until), sa.Text)).where(until <= now())


def decision_from(row: sa.Row[Any]) -> TagDecision:
    return TagDecision(Tag(row.tag), row.verdict, row.reason, row.decided_by, row.decided, row.until)


def now() -> datetime:
    """The machine's clock: every reader of flags, in whatever process, must see a decision end at the same moment."""
    return datetime.now(UTC)
