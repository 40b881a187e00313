"""Counts who reported what, for an audit: a few passes over the tables, each answered by owner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hashtagger.posts import COUNTS
from hashtagger.storage.ranking_tables import account_tags, accounts, engagements, posts

_FETCHED_ROWS = 10_000
REPEATED_FROM = 20
"""Smaller counts repeat by chance."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one owner reported of posts that we know."""

    owner: str
    posts: int
    profiles: int
    heard: datetime
    """When we first heard of one of its posts."""


@dataclass(frozen=True, slots=True)
class Oddities:
    """Reports of one owner that came since a moment."""

    reports: int = 0
    impossible: int = 0
    """More likes than people reached, or more people reached than impressions."""
    falling: int = 0
    """A count that is smaller than one that was seen earlier."""


def told_by_owner(connection: sa.Connection) -> list[Told]:
    """Every owner of a post."""
    p = posts.c
    query = sa.select(p.owner, sa.func.count(), sa.func.count(p.profile_id.distinct()), sa.func.min(p.created))
    return [Told(*row) for row in connection.execute(query.group_by(p.owner))]


def answered_posts(connection: sa.Connection, *, since: datetime) -> list[tuple[str, str, int]]:
    """Owner, profile, and how many posts published since then were made with an answer of ours."""
    p = posts.c
    mine = (p.published >= since, p.recommendation_id.is_not(None), p.profile_id.is_not(None))
    query = sa.select(p.owner, p.profile_id, sa.func.count()).where(*mine).group_by(p.owner, p.profile_id)
    return [(owner, profile, count) for owner, profile, count in connection.execute(query)]


def oddities_by_owner(connection: sa.Connection, *, since: datetime) -> dict[str, Oddities]:
    """Of the reports that were received since then."""
    e = engagements.c
    before = {
        name: sa.func.lag(e[name]).over(partition_by=e.post_id, order_by=e.observed_s).label(f"{name}_before")
        for name in COUNTS
    }
    seen = sa.select(e.post_id, e.received, *(e[name] for name in COUNTS), *before.values()).subquery()
    falls = sa.or_(*(seen.c[name] < seen.c[f"{name}_before"] for name in COUNTS))
    cannot_be = sa.or_(seen.c.reach < seen.c.likes, seen.c.impressions < seen.c.reach)
    query = (
        sa.select(posts.c.owner, sa.func.count(), _number_of(cannot_be), _number_of(falls))
        .join_from(seen, posts, seen.c.post_id == posts.c.id)
        .where(seen.c.received >= since)
        .group_by(posts.c.owner)
    )
    return {owner: Oddities(*counts) for owner, *counts in connection.execute(query)}


def most_repeated(connection: sa.Connection, *, since: datetime) -> dict[str, tuple[int, int]]:
    """Owner → the number of likes, ``REPEATED_FROM`` or more, that most of its posts had, and of how many posts."""
    e, p = engagements.c, posts.c
    said = sa.func.count(e.post_id.distinct()).label("said")
    query = (
        sa.select(p.owner, e.likes, said)
        .join_from(engagements, posts, e.post_id == p.id)
        .where(e.received >= since, e.likes >= REPEATED_FROM)
        .group_by(p.owner, e.likes)
        .having(said > 1)
    )
    found: dict[str, tuple[int, int]] = {}
    for owner, likes, count in connection.execute(query):
        if count > found.get(owner, (0, 0))[1]:
            found[owner] = (likes, count)
    return found


def busiest_days(connection: sa.Connection, *, since: datetime) -> dict[str, tuple[str, int]]:
    """API key → the day (UTC) on which it reported most, and how many reports."""
    e = engagements.c
    day = sa.func.date(e.received, type_=sa.Text).label("day")
    query = (
        sa.select(e.api_key_id, sa.cast(day, sa.Text), sa.func.count())
        .where(e.received >= since, e.api_key_id.is_not(None))
        .group_by(e.api_key_id, day)
    )
    found: dict[str, tuple[str, int]] = {}
    for key, said_on, count in connection.execute(query):
        if count > found.get(key, ("", 0))[1]:
            found[key] = (said_on, count)
    return found


def votes(
    connection: sa.Connection, *, fresh_posts: float, noise_ratio: float
) -> Iterator[tuple[str, str, int, float]]:
    """
    Tag, owner, posts, and the votes that the owner's accounts have on what the tag earns, before any cap; in the order of tags.

    The weights are those of ``ranker.lifts.weight_of``: ``fresh_posts`` others make half a vote, ``noise_ratio`` is σ²/ω².
    """
    t, a = account_tags.c, accounts.c
    others = (a.posts - 1) * 1.0
    vote = others / (others + fresh_posts) * t.posts / (t.posts + noise_ratio)
    query = (
        sa.select(t.tag, t.owner, sa.func.sum(t.posts), sa.func.sum(vote))
        .join_from(account_tags, accounts, sa.and_(t.owner == a.owner, t.profile_id == a.profile_id))
        .where(a.posts > 1)
        .group_by(t.tag, t.owner)
        .order_by(t.tag, t.owner)
        .execution_options(yield_per=_FETCHED_ROWS)
    )
    for tag, owner, count, weight in connection.execute(query):
        yield tag, owner, int(count), float(weight)


def _number_of(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[Any]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)
