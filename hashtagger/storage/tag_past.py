"""Reads how much one tag was used, by source, hour or day, with what was not heard told apart from what was not used."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from hashtagger.storage.tag_hours import Scope
from hashtagger.storage.tag_series import observed_hours, uses_of
from hashtagger.storage.trend_tables import source_hours, tag_days
from hashtagger.types import Tag

Floats = NDArray[np.float64]
DAY_H = 24


@dataclass(frozen=True, slots=True)
class Past:
    """One tag as one source counted it; arrays are float64 [n], hour after hour or day after day, 0 where nobody used it."""

    scope: Scope
    tag: Tag
    is_daily: bool
    first: int
    """Hour, or day since 1970, of the first value."""
    observed: Floats
    """Share of each that the source was listened to, 0..1."""
    authors: Floats
    """Distinct in an hour; of a day the sum over its hours."""
    posts: Floats
    at_least: Floats
    """Distinct authors that there were at least: those of the hour, or of the busiest hour of the day."""


def sources_counting(connection: sa.Connection, region: str, language: str, sources: Collection[str]) -> list[str]:
    """Which of ``sources`` were ever listened to in this region and language."""
    t = source_hours
    found = []
    for source in sorted(sources):
        heard = sa.select(t.c.hour).where(t.c.source == source, t.c.region == region, t.c.language == language)
        if connection.execute(heard.limit(1)).first() is not None:
            found.append(source)
    return found


def hours_of(connection: sa.Connection, scope: Scope, tags: Collection[Tag], first: int, last: int) -> list[Past]:
    """The hours ``first`` to ``last`` of each of ``tags``, in their order."""
    observed = observed_hours(connection, scope, first, last)
    uses = uses_of(connection, scope, tags, first, last)
    pasts = []
    for tag in tags:
        authors, posts = np.zeros(len(observed)), np.zeros(len(observed))
        for use in uses.get(tag, ()):
            authors[use.hour - first], posts[use.hour - first] = use.authors, use.posts
        pasts.append(Past(scope, tag, False, first, observed, authors, posts, authors))
    return pasts


def days_of(
    connection: sa.Connection, scope: Scope, tags: Collection[Tag], first_day: int, last_day: int
) -> list[Past]:
    """
    The days ``first_day`` to ``last_day`` of each of ``tags``, in their order: from its hours where they are kept, else
    from what was left of them. Of the latter it is not known when they were heard, so a day with a row counts as heard.
    """
    hourly = hours_of(connection, scope, tags, first_day * DAY_H, (last_day + 1) * DAY_H - 1)
    return [_by_day(connection, past, first_day, last_day) for past in hourly]


def _by_day(connection: sa.Connection, past: Past, first_day: int, last_day: int) -> Past:
    def days(hours: Floats) -> Floats:
        return hours.reshape(-1, DAY_H)

    observed, authors = days(past.observed).mean(axis=1), days(past.authors).sum(axis=1)
    posts, at_least = days(past.posts).sum(axis=1), days(past.authors).max(axis=1)
    t, scope = tag_days, past.scope
    kept = sa.select(t.c.day, t.c.author_hours, t.c.posts).where(
        t.c.source == scope.source,
        t.c.region == scope.region,
        t.c.language == scope.language,
        t.c.tag == past.tag,
        t.c.day.between(first_day, last_day),
    )
    for row in connection.execute(kept):
        at = row.day - first_day
        if authors[at] == 0:
            authors[at], posts[at], observed[at] = row.author_hours, row.posts, 1.0
            # The busiest hour had at least the mean of all.
            at_least[at] = row.author_hours / DAY_H
    return Past(scope, past.tag, True, first_day, observed, authors, posts, at_least)
