"""What creators did with answers: one row for each thing done, the newest moment of each, whatever the order of arrival."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from hashtagger.posts import FeedbackEvent, FeedbackKind, PostFormat
from hashtagger.storage.bulk import bulk_upsert, moments
from hashtagger.storage.ranking_tables import feedback as table
from hashtagger.storage.tables import recommendation_items, recommendations, uploads
from hashtagger.storage.upserts import batched
from hashtagger.types import Tag

CLOCKS_DIFFER = timedelta(minutes=5)
"""So far may a caller's clock be from ours."""

_NOTHING_LATER = (
    'SET "at" = excluded."at", api_key_id = excluded.api_key_id, received = excluded.received '
    'WHERE excluded."at" > feedback."at"'
)


@dataclass(frozen=True, slots=True)
class Answered:
    """What feedback on an answer is checked against."""

    id: str
    created: datetime
    platform: str
    profile_id: str | None
    shown: tuple[Tag, ...]
    """By position."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What holds of one answer now: of kept and removed the newer speaks, of equally new ones the removal."""

    kept: tuple[Tag, ...] = ()
    removed: tuple[Tag, ...] = ()
    added: tuple[Tag, ...] = ()
    """Each sorted by tag."""
    copied: datetime | None = None
    """The last time."""

    def tags_of(self, shown: Sequence[Tag]) -> tuple[Tag, ...]:
        """What a creator was left with: the shown ones without the removed, then the added ones."""
        return (*(tag for tag in shown if tag not in self.removed), *self.added)


def put_feedback(
    connection: sa.Connection,
    events: Iterable[FeedbackEvent],
    *,
    owner: str,
    api_key_id: str | None,
    now: datetime,
) -> None:
    """
    Keep what was done; the newest moment stays of what came more than once, with the key that told it.

    The answers must exist and be ``owner``'s. Call ``posts.follow_feedback`` afterwards, in the same transaction.
    """
    newest: dict[tuple[str, str, str], datetime] = {}
    for event in events:
        key = (event.recommendation_id, event.kind.value, event.tag or "")
        if key not in newest or event.at > newest[key]:
            newest[key] = event.at
    moment = moments(connection)
    # Sorted: two writers lock the rows in one order.
    rows = [(*key, moment(at), owner, api_key_id, moment(now)) for key, at in sorted(newest.items())]
    columns = ("recommendation_id", "kind", "tag", "at", "owner", "api_key_id", "received")
    bulk_upsert(connection, table, columns, rows, change=_NOTHING_LATER)


def refused_because(event: FeedbackEvent, answered: Answered, *, now: datetime) -> tuple[str, str] | None:
    """The field that is wrong and what is wrong with it; None when the event can be kept."""
    if event.at > now + CLOCKS_DIFFER:
        return "at", "It is in the future."
    if event.at < answered.created - CLOCKS_DIFFER:
        return "at", "It is before the answer was given."
    is_shown = event.tag in answered.shown
    if event.kind in (FeedbackKind.KEPT, FeedbackKind.REMOVED) and not is_shown:
        return "tag", f"The answer did not show it, so it cannot be {event.kind.value}."
    if event.kind is FeedbackKind.ADDED and is_shown:
        return "tag", "The answer showed it; tell that it was kept."
    return None


def without_room(connection: sa.Connection, events: Sequence[FeedbackEvent], *, room: int) -> set[int]:
    """The places of the events that would write more than ``room`` rows; one that changes nothing needs no room."""
    if room >= len(events):
        return set()
    newest: dict[tuple[str, str, str], datetime] = {}
    for batch in batched(sorted({event.recommendation_id for event in events})):
        query = sa.select(table.c.recommendation_id, table.c.kind, table.c.tag, table.c.at)
        for id, kind, tag, at in connection.execute(query.where(table.c.recommendation_id.in_(batch))):
            newest[id, kind, tag] = at
    written: set[tuple[str, str, str]] = set()
    over: set[int] = set()
    for place, event in enumerate(events):
        key = (event.recommendation_id, event.kind.value, event.tag or "")
        if key in newest and event.at <= newest[key]:
            continue
        if key not in written and len(written) >= room:
            over.add(place)
            continue
        written.add(key)
        newest[key] = event.at
    return over


def answered_of(
    connection: sa.Connection, ids: Collection[str], *, owner: str, hold: bool = False
) -> dict[str, Answered]:
    """
    id → what was answered, of those that are ``owner``'s.

    ``hold``: until the transaction ends nobody deletes them, so what belongs to them can be written.
    """
    r = recommendations.c
    found: dict[str, Answered] = {}
    for batch in batched(sorted(set(ids))):
        query = sa.select(r.id, r.created, r.platform, r.profile_id).where(r.id.in_(batch), r.owner == owner)
        if hold:
            query = query.with_for_update(read=True, key_share=True)  # SQLite has one writer anyway
        rows = connection.execute(query).all()
        shown = shown_of(connection, batch)
        for row in rows:
            found[row.id] = Answered(row.id, row.created, row.platform, row.profile_id, shown.get(row.id, ()))
    return found


def format_of(connection: sa.Connection, recommendation_id: str) -> PostFormat:
    """What a post made of the uploads of this request is."""
    query = sa.select(uploads.c.format).where(uploads.c.recommendation_id == recommendation_id)
    formats = connection.scalars(query).all()
    if "VIDEO" in formats:
        return PostFormat.CLIP
    if not formats:
        return PostFormat.TEXT
    return PostFormat.PHOTO if len(formats) == 1 else PostFormat.CAROUSEL


def shown_of(connection: sa.Connection, ids: Collection[str]) -> dict[str, tuple[Tag, ...]]:
    """Recommendation → its tags by position; those without any are left out."""
    i = recommendation_items.c
    found: dict[str, list[Tag]] = defaultdict(list)
    for batch in batched(ids):
        query = sa.select(i.recommendation_id, i.tag).where(i.recommendation_id.in_(batch))
        for id, tag in connection.execute(query.order_by(i.recommendation_id, i.position)):
            found[id].append(Tag(tag))
    return {id: tuple(tags) for id, tags in found.items()}


def feedback_of(connection: sa.Connection, ids: Collection[str]) -> dict[str, Feedback]:
    """Recommendation → what holds of it now; those nobody said anything of are left out."""
    rows: dict[str, dict[tuple[str, str], datetime]] = defaultdict(dict)
    for batch in batched(ids):
        query = sa.select(table.c.recommendation_id, table.c.kind, table.c.tag, table.c.at)
        for id, kind, tag, at in connection.execute(query.where(table.c.recommendation_id.in_(batch))):
            rows[id][kind, tag] = at
    return {id: _feedback(told) for id, told in rows.items()}


def chosen_of(connection: sa.Connection, ids: Collection[str]) -> dict[str, tuple[Tag, ...]]:
    """Recommendation → the tags that its creator was left with, as far as we were told."""
    shown, told = shown_of(connection, ids), feedback_of(connection, ids)
    return {id: told.get(id, Feedback()).tags_of(shown.get(id, ())) for id in ids}


def count_feedback(connection: sa.Connection, *, api_key_id: str, since: datetime) -> int:
    """Rows that a key wrote or made newer since then."""
    mine = (table.c.api_key_id == api_key_id, table.c.received >= since)
    return connection.execute(sa.select(sa.func.count()).select_from(table).where(*mine)).scalar_one()


def _feedback(told: Mapping[tuple[str, str], datetime]) -> Feedback:
    by_kind = {kind: {tag: at for (k, tag), at in told.items() if k == kind} for kind in FeedbackKind}
    kept, removed = by_kind[FeedbackKind.KEPT], by_kind[FeedbackKind.REMOVED]
    return Feedback(
        kept=_sorted(tag for tag, at in kept.items() if tag not in removed or at > removed[tag]),
        removed=_sorted(tag for tag, at in removed.items() if tag not in kept or at >= kept[tag]),
        added=_sorted(by_kind[FeedbackKind.ADDED]),
        copied=by_kind[FeedbackKind.COPIED].get(""),
    )


def _sorted(tags: Iterable[str]) -> tuple[Tag, ...]:
    return tuple(Tag(tag) for tag in sorted(tags))
