"""What posts earned, as it was reported: late, twice, out of order, and of posts we had not heard of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any, NamedTuple

import sqlalchemy as sa

from hashtagger.posts import COUNTS, Engagement, Post
from hashtagger.storage.bulk import bulk_upsert, moments
from hashtagger.storage.feedback import CLOCKS_DIFFER
from hashtagger.storage.posts import hold_posts, merged, save_posts
from hashtagger.storage.ranking_tables import engagements as table
from hashtagger.storage.upserts import batched

_Seen = tuple[str, datetime, tuple[int | None, ...]]
"""Post, moment, and counts in the order of ``COUNTS``."""
_COUNTS_OF = attrgetter(*COUNTS)
_COLUMNS = ("post_id", "observed_s", *COUNTS, "api_key_id", "received")
_IS_LARGER = "(excluded.{0} > engagements.{0} OR engagements.{0} IS NULL AND excluded.{0} IS NOT NULL)"
_THE_LARGER = "SET {changes}, api_key_id = excluded.api_key_id, received = excluded.received WHERE {is_larger}".format(
    changes=", ".join(
        f"{name} = CASE WHEN {_IS_LARGER.format(name)} THEN excluded.{name} ELSE engagements.{name} END"
        for name in COUNTS
    ),
    is_larger=" OR ".join(map(_IS_LARGER.format, COUNTS)),
)


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody says that a post had earned at one moment: ``observed``, or at an age of ``age_h`` hours."""

    post: Post
    """Its ``external_id`` and what else is said of it; its ``id`` is ''."""
    counts: tuple[int | None, ...]
    """In the order of ``COUNTS``."""
    observed: datetime | None = None
    age_h: float | None = None


class Refusal(NamedTuple):
    """One of several things that were sent cannot be kept."""

    place: int
    """Among those that were sent, from 0."""
    field: str
    reason: str


def take_reports(
    connection: sa.Connection,
    reports: Sequence[Report],
    *,
    owner: str,
    api_key_id: str | None,
    now: datetime,
    oldest: datetime,
) -> list[Refusal]:
    """
    Keep ``reports``, which are ``owner``'s, but for those that are refused; nothing of a refused one is kept.

    Refused: a moment after ``now``, before ``oldest``, before the post was published, or that cannot be known; a time of
    publishing after ``now`` or before ``oldest``.
    """
    before = hold_posts(connection, owner, [report.post.external_id for report in reports])
    after, refused = dict(before), []
    rows: list[_Seen] = []
    for index, report in enumerate(reports):
        key = report.post.external_id
        stored = merged(after.get(key), report.post, source="engagement", api_key_id=api_key_id, now=now)
        observed = _observed(report, stored.post.published, now, oldest)
        if isinstance(observed, tuple):
            refused.append(Refusal(index, *observed))
            continue
        after[key] = stored
        rows.append((stored.post.id, observed, report.counts))
    save_posts(connection, owner, before, after)
    _write(connection, rows, api_key_id, now)
    return refused


def put_engagements(
    connection: sa.Connection, rows: Iterable[tuple[str, Engagement]], *, api_key_id: str | None, now: datetime
) -> None:
    """
    Keep what posts (by ``Post.id``, which must exist) had earned; seconds are the finest time that is told apart.

    Of two reports of one moment the larger of each count stays, with the key of the report that last enlarged one.
    """
    _write(connection, [(post_id, seen.observed, _COUNTS_OF(seen)) for post_id, seen in rows], api_key_id, now)


def engagements_of(
    connection: sa.Connection, post_ids: Collection[str], *, newest: int | None = None
) -> dict[str, list[Engagement]]:
    """Post → what it had earned, the latest moment first, at most ``newest`` of each; posts without any are left out."""
    found: dict[str, list[Engagement]] = {}
    for batch in batched(sorted(set(post_ids))):
        query = sa.select(table).where(table.c.post_id.in_(batch))
        for row in connection.execute(query.order_by(table.c.post_id, table.c.observed_s.desc())):
            several = found.setdefault(row.post_id, [])
            if newest is None or len(several) < newest:
                several.append(_engagement(row))
    return found


def count_engagements(connection: sa.Connection, *, api_key_id: str, since: datetime) -> int:
    """Rows that a key wrote or enlarged since then."""
    mine = (table.c.api_key_id == api_key_id, table.c.received >= since)
    return connection.execute(sa.select(sa.func.count()).select_from(table).where(*mine)).scalar_one()


def _write(connection: sa.Connection, rows: Iterable[_Seen], api_key_id: str | None, now: datetime) -> None:
    largest: dict[tuple[str, int], tuple[int | None, ...]] = {}
    for post_id, observed, counts in rows:
        key = (post_id, int(observed.timestamp()))
        known = largest.get(key)
        largest[key] = counts if known is None else tuple(map(_larger, known, counts))
    received = moments(connection)(now)
    written = [(*key, *counts, api_key_id, received) for key, counts in largest.items()]
    bulk_upsert(connection, table, _COLUMNS, written, change=_THE_LARGER)


def published_refused_because(published: datetime, *, now: datetime, oldest: datetime) -> str | None:
    """What is wrong with a time of publishing; None for a good one."""
    if published > now + CLOCKS_DIFFER:
        return "It is in the future."
    return f"It is before {oldest:%Y-%m-%d}: posts as old as that are not kept." if published < oldest else None


def _observed(
    report: Report, published: datetime | None, now: datetime, oldest: datetime
) -> datetime | tuple[str, str]:
    """When it was; or the wrong field and what is wrong with it."""
    said = report.post.published
    wrong = None if said is None else published_refused_because(said, now=now, oldest=oldest)
    if wrong is not None:
        return "published_at", wrong
    if report.observed is not None:
        name, observed = "observed_at", report.observed
    elif report.age_h is None:
        return "observed_at", "Say when it was: observed_at, or age_h of a post whose published_at is known."
    elif published is None:
        return "age_h", "It is not known when the post was published: send observed_at, or published_at of the post."
    else:
        name, observed = "age_h", published + timedelta(hours=report.age_h)
    if observed > now + CLOCKS_DIFFER:
        return name, "It is in the future."
    if observed < oldest:
        return name, f"It is before {oldest:%Y-%m-%d}: what is as old as that is not kept."
    if published is not None and observed < published:
        return name, "It is before the post was published."
    return observed


def _larger(one: int | None, other: int | None) -> int | None:
    return max((count for count in (one, other) if count is not None), default=None)


def _engagement(row: sa.Row[Any]) -> Engagement:
    return Engagement(datetime.fromtimestamp(row.observed_s, UTC), **{name: getattr(row, name) for name in COUNTS})
