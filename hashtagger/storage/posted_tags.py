"""Reads which tags posts carried, whether or not anybody said what they earned."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime

import orjson
import sqlalchemy as sa

from hashtagger.posts import Account
from hashtagger.storage.distrust import read_distrusted
from hashtagger.storage.ranking_tables import posts
from hashtagger.types import Tag

_FETCHED_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class PostedTags:
    """One post."""

    account: Account
    """Its profile is '' where nobody said."""
    heard: datetime
    """When we first heard of the post, by our clock."""
    tags: tuple[Tag, ...]


def read_posted_tags(connection: sa.Connection, *, since: datetime) -> list[PostedTags]:
    """
    The posts with tags that were published from ``since`` on, or heard of since then where it is not known when they were.

    Tags are as their owner said, else what feedback left of the answer. What somebody reported who is distrusted
    (``storage/distrust.py``) is left out.
    """
    p = posts.c
    tags = sa.func.coalesce(sa.cast(p.tags, sa.Text), sa.cast(p.chosen, sa.Text), type_=sa.Text).label("tags")
    recent = sa.or_(p.published >= since, sa.and_(p.published.is_(None), p.created >= since))
    query = sa.select(p.owner, p.profile_id, p.created, tags).where(recent, tags.is_not(None)).order_by(p.id)
    if names := sorted(read_distrusted(connection)):
        query = query.where(p.owner.not_in(names), sa.or_(p.api_key_id.is_(None), p.api_key_id.not_in(names)))
    accounts: dict[tuple[str, str], Account] = {}  # few, of many posts
    return [
        PostedTags(_one_of(accounts, row.owner, row.profile_id or ""), row.created, found)
        for row in connection.execute(query.execution_options(yield_per=_FETCHED_ROWS))
        if (found := tuple(Tag(sys.intern(tag)) for tag in orjson.loads(row.tags)))
    ]


def _one_of(accounts: dict[tuple[str, str], Account], owner: str, profile_id: str) -> Account:
    return accounts.setdefault((owner, profile_id), Account(owner, profile_id))
