"""Reads what posts earned, as learning and judging need it: one observation of each, at a comparable age."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import orjson
import sqlalchemy as sa

from hashtagger.posts import INTERACTIONS, Account, PostFormat, PostOutcome
from hashtagger.storage.distrust import is_trusted
from hashtagger.storage.feedback import CLOCKS_DIFFER
from hashtagger.storage.ranking_tables import engagements, posts
from hashtagger.storage.tables import recommendations
from hashtagger.types import Tag

COMPARED_AT_H = 48
"""The age at which posts are compared, as nearly as they were observed."""
YOUNGEST_H = 1
PUBLISHED_WITHIN = timedelta(days=30)
"""A post that was published later than this after its answer is not said to have come of it."""
_FETCHED_ROWS = 10_000


def read_outcomes(
    connection: sa.Connection, *, since: datetime, until: datetime, account: Account | None = None
) -> list[PostOutcome]:
    """
    The posts published from ``since`` up to, but not, ``until`` of which everything is known, oldest first.

    Everything: profile, platform, format, tags (an empty list counts), and an observation with interactions when the post
    was at least an hour old. Of several the one nearest to an age of 48 hours counts, of two equally near the older one.
    What somebody reported who is distrusted (``storage/distrust.py``) is left out. The answer is named only of a post that
    was published after it, within ``PUBLISHED_WITHIN``: whatever was told, another one did not come of it.
    """
    p, e, answers = posts.c, engagements.c, recommendations.c
    query = (
        sa.select(
            *(p.id, p.owner, p.profile_id, p.platform, p.published, p.created, p.format, p.followers),
            *(p.recommendation_id, answers.created.label("answered")),
            sa.cast(sa.func.coalesce(_text(p.tags), _text(p.chosen)), sa.Text).label("tags"),
            *(e.observed_s, e.reach, e.api_key_id, _interactions().label("interactions")),
        )
        .select_from(
            posts.join(engagements, e.post_id == p.id).outerjoin(recommendations, answers.id == p.recommendation_id)
        )
        .where(e.observed_s == _best(connection))
        .where(p.published >= since, p.published < until, *is_trusted(connection))
        .where(p.profile_id.is_not(None), p.platform.is_not(None), p.format.is_not(None))
        .where(sa.or_(_text(p.tags).is_not(None), _text(p.chosen).is_not(None)))
        .order_by(p.published, p.id)
    )
    if account is not None:
        query = query.where(p.owner == account.owner, p.profile_id == account.profile_id)
    return list(_outcomes(connection.execute(query.execution_options(yield_per=_FETCHED_ROWS))))


def _best(connection: sa.Connection) -> sa.ScalarSelect[int]:
    """Of one post, the moment of the observation that counts: a short range of the primary key."""
    p, seen = posts.c, engagements.alias("seen")
    age_s = seen.c.observed_s - _seconds(connection, p.published)
    is_known = sa.or_(*(seen.c[name].is_not(None) for name in INTERACTIONS))
    far = sa.func.abs(age_s - COMPARED_AT_H * 3600).label("far")
    usable = sa.select(seen.c.observed_s, far).where(seen.c.post_id == p.id, age_s >= YOUNGEST_H * 3600, is_known)
    each = usable.correlate(posts).subquery()  # SQLite cannot order by an expression with columns from outside
    return sa.select(each.c.observed_s).order_by(each.c.far, each.c.observed_s.desc()).limit(1).scalar_subquery()


def _seconds(connection: sa.Connection, moment: sa.Column[Any]) -> sa.ColumnElement[int]:
    """Whole seconds since 1970."""
    if connection.dialect.name == "postgresql":
        return sa.cast(sa.func.floor(sa.extract("epoch", moment)), sa.BigInteger)
    return sa.cast(sa.func.strftime("%s", moment, type_=sa.Text), sa.BigInteger)


def _interactions() -> sa.ColumnElement[int]:
    counts = [sa.func.coalesce(engagements.c[name], 0) for name in INTERACTIONS]
    return sum(counts[1:], counts[0])


def _text(column: sa.Column[Any]) -> sa.ColumnElement[str]:
    return sa.cast(column, sa.Text)


def _came_of_it(published: datetime, answered: datetime | None) -> bool:
    return answered is not None and answered - CLOCKS_DIFFER <= published <= answered + PUBLISHED_WITHIN


def _outcomes(rows: sa.CursorResult[Any]) -> Iterator[PostOutcome]:
    accounts: dict[tuple[str, str], Account] = {}
    for row in rows:
        key = (row.owner, row.profile_id)
        yield PostOutcome(
            post_id=row.id,
            account=accounts.setdefault(key, Account(*key)),
            platform=sys.intern(row.platform),
            published=row.published,
            format=PostFormat(row.format),
            tags=tuple(Tag(sys.intern(tag)) for tag in orjson.loads(row.tags)),  # few tags, in many posts
            interactions=float(row.interactions),
            age_h=(row.observed_s - row.published.timestamp()) / 3600,
            reach=None if row.reach is None else float(row.reach),
            followers=row.followers,
            recommendation_id=row.recommendation_id if _came_of_it(row.published, row.answered) else None,
            api_key_id=None if row.api_key_id is None else sys.intern(row.api_key_id),
            heard=row.created,
        )
