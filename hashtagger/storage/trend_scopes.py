"""Counts what the lists of one hour hold, for those who choose among them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from hashtagger.storage.tables import categories, tag_categories
from hashtagger.storage.trend_reading import shown_conditions
from hashtagger.storage.trend_tables import trends

SOURCES_OF = sa.cast(trends.c.sources, sa.Text)


@dataclass(frozen=True, slots=True)
class ListCounts:
    """How many trends of one list are of each sort, for those that any is of."""

    kinds: Mapping[str, int]
    sources: Mapping[str, int]
    """A trend counts for each of its sources."""
    categories: Mapping[tuple[str, str], int]
    """(category, title) → trends; one counts for each of its categories, one that the catalogue does not know for none."""


def count_lists(connection: sa.Connection, hour: int) -> dict[tuple[str, str], int]:
    """(region, language) → trends that are shown of that hour, in order; '' stands for all."""
    t = trends.c
    query = sa.select(t.region, t.language, sa.func.count()).where(t.hour == hour, *shown_conditions())
    rows = connection.execute(query.group_by(t.region, t.language).order_by(t.region, t.language))
    return {(region, language): count for region, language, count in rows}


def count_list(connection: sa.Connection, hour: int, *, region: str, language: str) -> ListCounts:
    """What the list of that hour, region and language holds; names in order."""
    t, c = trends.c, tag_categories.c
    inside = (t.hour == hour, t.region == region, t.language == language, *shown_conditions())
    count = sa.func.count().label("trends")
    kinds = connection.execute(sa.select(t.kind, count).where(*inside).group_by(t.kind).order_by(t.kind))
    by_sources = connection.execute(sa.select(SOURCES_OF, count).where(*inside).group_by(SOURCES_OF))
    sources: Counter[str] = Counter()
    for named, n in by_sources:
        sources.update(dict.fromkeys(json.loads(named), n))
    in_category = (
        sa.select(c.category, categories.c.title, count)
        .join_from(trends, tag_categories, c.tag == t.name)
        .join(categories, categories.c.category == c.category)
        .where(*inside, t.kind == "hashtag")
        .group_by(c.category, categories.c.title)
        .order_by(c.category)
    )
    return ListCounts(
        kinds={row.kind: row.trends for row in kinds},
        sources=dict(sorted(sources.items())),
        categories={(category, title): n for category, title, n in connection.execute(in_category)},
    )
