"""Which tags are used together on one post, and how strongly."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from itertools import permutations
from math import sqrt

import sqlalchemy as sa

from hashtagger.storage.tables import companions
from hashtagger.storage.upserts import batched
from hashtagger.types import Companion, Tag


def companions_of(
    connection: sa.Connection, tags: Iterable[Tag], *, limit: int = 20
) -> dict[Tag, tuple[Companion, ...]]:
    """The ``limit`` strongest companions of each of ``tags``, strongest first; tags without any are left out."""
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
    connection.execute(sa.delete(companions).where(companions.c.source == source))
    kept = 0
    for batch in batched(_counted(groups, min_together, limit)):
        rows = [{"tag": a, "other": b, "source": source, "strength": s, "n": n} for a, b, s, n in batch]
        connection.execute(sa.insert(companions), rows)
        kept += len(rows)
    return kept


def _strongest(tags: list[Tag], limit: int) -> sa.Select[tuple[str, str, float]]:
    # Several sources may know a pair: the one that saw it strongest speaks.
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


def _counted(groups: Iterable[Collection[Tag]], min_together: int, limit: int) -> Iterable[tuple[Tag, Tag, float, int]]:
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
            yield a, b, strength, n
