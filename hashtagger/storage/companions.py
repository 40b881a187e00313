"""Which tags are used together on one post, and how strongly."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import astuple, dataclass
from itertools import permutations
from math import sqrt

import sqlalchemy as sa

from hashtagger.storage.bulk import bulk_insert
from hashtagger.storage.meta import COMPANIONS_VERSION, new_version
from hashtagger.storage.tables import companions
from hashtagger.storage.upserts import batched
from hashtagger.types import Companion, Tag

_COLUMNS = ("tag", "other", "strength", "n", "source")


@dataclass(frozen=True, slots=True)
class Pair:
    """``other`` goes with ``tag``; the other way round is a pair of its own."""

    tag: Tag
    other: Tag
    strength: float
    """Above 0, at most 1."""
    posts: int
    """That had both."""


def companions_of(
    connection: sa.Connection, tags: Iterable[Tag], *, limit: int = 20
) -> dict[Tag, tuple[Companion, ...]]:
    """
    The ``limit`` strongest companions of each of ``tags``, strongest first; tags without any are left out.

    Strengths are 0..1 in every source, and of several that know a pair the largest counts. They can stand beside each other:
    what posts say is a share of the posts with a tag, p(b | a), and a cosine of counts is the geometric mean of p(b | a) and
    p(a | b), so the two agree where both tags are used equally often. They are not the same, though: lists made by hand are
    short and name what belongs together (half of their pairs have 0.5 or more), while creators agree on few pairs. So posts add
    pairs, put those in order that the lists lack, and raise the others; they take none away.
    """
    found: dict[Tag, list[Companion]] = defaultdict(list)
    for batch in batched(dict.fromkeys(tags)):
        for row in connection.execute(_strongest(batch, limit)):
            found[Tag(row.tag)].append(Companion(Tag(row.other), row.strength))
    return {tag: tuple(others) for tag, others in found.items()}


def learn_companions(
    connection: sa.Connection,
    groups: Iterable[Collection[Tag]],
    *,
    source: str,
    min_together: int = 1,
    limit: int = 50,
) -> int:
    """
    Replace what ``source`` said by what its ``groups`` (the tags of one post each) say; answers how many rows.

    Strength is the cosine n(a, b) / sqrt(n(a) n(b)), n counting groups. Pairs seen together fewer than ``min_together``
    times are noise and left out; each tag keeps its ``limit`` strongest.
    """
    return put_companions(connection, _counted(groups, min_together, limit), source=source)


def put_companions(connection: sa.Connection, pairs: Iterable[Pair], *, source: str) -> int:
    """Make ``pairs``, none twice, all that ``source`` says; answers how many. Where it said so before nothing is written."""
    wanted = {astuple(pair) for pair in pairs}
    mine = companions.c.source == source
    said = sa.select(*(companions.c[name] for name in _COLUMNS[:4])).where(mine)
    if wanted != {tuple(row) for row in connection.execute(said)}:
        connection.execute(sa.delete(companions).where(mine))
        bulk_insert(connection, companions, _COLUMNS, ((*row, source) for row in sorted(wanted)))
        new_version(connection, COMPANIONS_VERSION)
    return len(wanted)


def _strongest(tags: list[Tag], limit: int) -> sa.Select[tuple[str, str, float]]:
    # Several sources may know a pair. That one saw it seldom is no evidence against it, so the strongest speaks.
    strength = sa.func.max(companions.c.strength).label("strength")
    pairs = (
        sa.select(companions.c.tag, companions.c.other, strength)
        .where(companions.c.tag.in_(tags))
        .group_by(companions.c.tag, companions.c.other)
        .subquery()
    )
    order = (pairs.c.strength.desc(), pairs.c.other)
    place = sa.func.row_number().over(partition_by=pairs.c.tag, order_by=order).label("place")
    placed = sa.select(pairs, place).subquery()
    query = sa.select(placed.c.tag, placed.c.other, placed.c.strength).where(placed.c.place <= limit)
    return query.order_by(placed.c.tag, placed.c.place)


def _counted(groups: Iterable[Collection[Tag]], min_together: int, limit: int) -> Iterable[Pair]:
    single: Counter[Tag] = Counter()
    together: dict[Tag, Counter[Tag]] = defaultdict(Counter)
    for group in groups:
        members = sorted(set(group))
        single.update(members)
        for a, b in permutations(members, 2):
            together[a][b] += 1
    for a in sorted(together):
        pairs = ((n / sqrt(single[a] * single[b]), b, n) for b, n in together[a].items() if n >= min_together)
        for strength, b, n in sorted(pairs, key=lambda pair: (-pair[0], pair[1]))[:limit]:
            yield Pair(a, b, strength, n)
