"""What posts earned, as it was reported: late, twice, out of order, and of posts we had not heard of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any, NamedTuple

import sqlalchemy as sa

from hashtagger.posts import COUNTS, Engagement, Post
from hashtagger.storage.bulk import bulk_upsert, moments
from hashtagger.storage.feedback import CLOCKS_DIFFER
from hashtagger.storage.post_rows import StoredPost
from hashtagger.storage.posts import hold_posts, merged, save_posts
from hashtagger.storage.ranking_tables import engagements as table
from hashtagger.storage.upserts import BATCH_ROWS, batched

MAX_OBSERVATIONS = 1_000
"""Of one post; more would say nothing new of it."""
NO_ROOM = "This key has sent as many rows today as it may: send this one tomorrow."

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
    room: Callable[[sa.Connection], int] | None = None,
) -> list[Refusal]:
    """
    Keep ``reports``, which are ``owner``'s, but for those that are refused; nothing of a refused one is kept.

    Refused: a moment after ``now``, before ``oldest``, before the post was published, or that cannot be known; a time of
    publishing after ``now`` or before ``oldest``; another moment of a post with ``MAX_OBSERVATIONS``; and what would write
    more rows than ``room`` (asked once nobody else of ``owner`` writes; None: any number), for the reason ``NO_ROOM``. A
    report that changes nothing needs no room.
    """
    before = hold_posts(connection, owner, [report.post.external_id for report in reports])

    def sort_out(over: Mapping[int, str]) -> _Sorted:
        return _sort_out(reports, before, over, api_key_id=api_key_id, now=now, oldest=oldest)

    found = sort_out({})
    left = len(reports) if room is None else room(connection)
    known_ids = {stored.post.id for stored in before.values()}
    if over := _over(connection, found.rows, known_ids, left):
        found = sort_out(over)  # what a refused report said of its post holds for no other
    save_posts(connection, owner, before, found.posts)
    _write(connection, found.rows.values(), api_key_id, now)
    return found.refused


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
    # Where only some of each are wanted, the others are not even read.
    for batch in batched(sorted(set(post_ids)), BATCH_ROWS if newest is None else 1):
        query = sa.select(table).where(table.c.post_id.in_(batch)).limit(newest)
        for row in connection.execute(query.order_by(table.c.post_id, table.c.observed_s.desc())):
            found.setdefault(row.post_id, []).append(_engagement(row))
    return found


def count_engagements(connection: sa.Connection, *, api_key_id: str, since: datetime) -> int:
    """Rows that a key wrote or enlarged since then."""
    mine = (table.c.api_key_id == api_key_id, table.c.received >= since)
    return connection.execute(sa.select(sa.func.count()).select_from(table).where(*mine)).scalar_one()


@dataclass(frozen=True, slots=True)
class _Sorted:
    """What would be kept of several reports."""

    posts: dict[str, StoredPost]
    rows: dict[int, _Seen]
    """By the place of their report."""
    refused: list[Refusal]


def _sort_out(
    reports: Sequence[Report],
    before: Mapping[str, StoredPost],
    over: Mapping[int, str],
    *,
    api_key_id: str | None,
    now: datetime,
    oldest: datetime,
) -> _Sorted:
    """``over``: places that are refused whatever they say, and why."""
    found = _Sorted(dict(before), {}, [])
    for place, report in enumerate(reports):
        key = report.post.external_id
        stored = merged(found.posts.get(key), report.post, source="engagement", api_key_id=api_key_id, now=now)
        observed = ("", over[place]) if place in over else _observed(report, stored.post.published, now, oldest)
        if isinstance(observed, tuple):
            found.refused.append(Refusal(place, *observed))
            continue
        found.posts[key] = stored
        found.rows[place] = (stored.post.id, observed, report.counts)
    return found


def _over(
    connection: sa.Connection, rows: Mapping[int, _Seen], known_ids: Collection[str], room: int
) -> dict[int, str]:
    """The places of the rows that there is no room for, and why."""
    number = Counter(post_id for post_id, _, _ in rows.values())
    known_number = _numbers(connection, known_ids)
    full = {id for id, more in number.items() if known_number.get(id, 0) + more > MAX_OBSERVATIONS}
    if room >= len(rows) and not full:
        return {}
    known = _known(connection, {_key_of(row) for row in rows.values()})
    left = {id: MAX_OBSERVATIONS - known_number.get(id, 0) for id in number}
    written: set[tuple[str, int]] = set()
    over: dict[int, str] = {}
    for place, row in rows.items():
        key, before = _key_of(row), known.get(_key_of(row))
        after = row[2] if before is None else tuple(map(_larger, before, row[2]))
        if after == before:
            continue
        if before is None and left[row[0]] <= 0:
            over[place] = f"There are {MAX_OBSERVATIONS:,} observations of the post, and no more are kept."
        elif key not in written and len(written) >= room:
            over[place] = NO_ROOM
        else:
            left[row[0]] -= before is None
            written.add(key)
            known[key] = after
    return over


def _numbers(connection: sa.Connection, post_ids: Iterable[str]) -> dict[str, int]:
    """Post → how many observations there are of it."""
    found: dict[str, int] = {}
    for batch in batched(sorted(post_ids)):
        query = sa.select(table.c.post_id, sa.func.count()).where(table.c.post_id.in_(batch)).group_by(table.c.post_id)
        found.update((id, number) for id, number in connection.execute(query))
    return found


def _known(
    connection: sa.Connection, keys: Collection[tuple[str, int]]
) -> dict[tuple[str, int], tuple[int | None, ...]]:
    """Post and second → the counts that are kept."""
    found = {}
    key = sa.tuple_(table.c.post_id, table.c.observed_s)
    for batch in batched(sorted(keys)):
        for row in connection.execute(sa.select(table).where(key.in_(batch))):
            found[row.post_id, row.observed_s] = _COUNTS_OF(row)
    return found


def _key_of(row: _Seen) -> tuple[str, int]:
    return row[0], int(row[1].timestamp())


def _write(connection: sa.Connection, rows: Iterable[_Seen], api_key_id: str | None, now: datetime) -> None:
    largest: dict[tuple[str, int], tuple[int | None, ...]] = {}
    for row in rows:
        known = largest.get(key := _key_of(row))
        largest[key] = row[2] if known is None else tuple(map(_larger, known, row[2]))
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
