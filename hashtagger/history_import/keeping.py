"""Keeps the posts of a file, once, however often it is sent."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from hashtagger.history_import.history import MAX_REFUSALS, History, OldPost, RefusedPost
from hashtagger.posts import COUNTS, Engagement
from hashtagger.storage.engagements import count_engagements, engagements_of, put_engagements
from hashtagger.storage.posts import StoredPost, count_posts, hold_posts, put_posts

CHUNK_POSTS = 2_000


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a file."""

    posts: int
    """Kept now, or known before."""
    with_engagement: int
    refused_posts: int
    refused: tuple[RefusedPost, ...]
    first: datetime | None
    """When the oldest of the posts was published."""
    last: datetime | None


def still_kept(history: History, *, oldest: datetime) -> History:
    """Without the posts published before ``oldest``, which would soon be deleted; they are refused."""
    kept = tuple(old for old in history.posts if old.post.published is None or old.post.published >= oldest)
    if dropped := len(history.posts) - len(kept):
        reason = f"{dropped} posts are from before {oldest:%Y-%m-%d}: posts as old as that are not kept"
        told = (*history.refused[: MAX_REFUSALS - 1], RefusedPost("", reason))
        return History(kept, history.refused_posts + dropped, told)
    return history


def keep_posts(
    connection: sa.Connection,
    posts: Sequence[OldPost],
    *,
    api_key_id: str | None,
    now: datetime,
    most_a_day: int | None = None,
) -> list[OldPost]:
    """
    Keep posts, all of one owner, and what they earned; answers those that are kept, now or before.

    The same posts again change nothing, and counts that are known already, of whatever moment, are not kept again. A key
    may bring ``most_a_day`` new posts a day (UTC) and tell as many new counts; posts behind that are left out. Give
    ``CHUNK_POSTS`` at once, so that other writers get their turn.
    """
    if not posts:
        return []
    known = hold_posts(connection, posts[0].post.owner, [old.post.external_id for old in posts])
    has_news = _have_new_counts(connection, known, posts)
    post_room, count_room = _left_today(connection, api_key_id, now, most_a_day)
    kept, new_counts = [], []
    for old, is_news in zip(posts, has_news, strict=True):
        is_new = old.post.external_id not in known
        if (is_new and not post_room) or (is_news and not count_room):
            continue
        post_room, count_room = post_room - is_new, count_room - is_news
        kept.append(old)
        new_counts.append(old.engagement if is_news else None)
    stored = put_posts(connection, [old.post for old in kept], source="import", api_key_id=api_key_id, now=now)
    rows = [(each.post.id, earned) for each, earned in zip(stored, new_counts, strict=True) if earned is not None]
    put_engagements(connection, rows, api_key_id=api_key_id, now=now)
    return kept


def only_kept(history: History, kept: Sequence[OldPost]) -> History:
    """``history`` after ``keep_posts``: the posts that it left out are refused."""
    if dropped := len(history.posts) - len(kept):
        reason = f"{dropped} posts are more than this key may still send today: send the file again tomorrow"
        told = (*history.refused[: MAX_REFUSALS - 1], RefusedPost("", reason))
        return History(tuple(kept), history.refused_posts + dropped, told)
    return history


def report_on(history: History) -> ImportReport:
    """What is told once all posts of ``history`` are kept."""
    published = [old.post.published for old in history.posts if old.post.published is not None]
    return ImportReport(
        posts=len(history.posts),
        with_engagement=sum(old.engagement is not None for old in history.posts),
        refused_posts=history.refused_posts,
        refused=history.refused,
        first=min(published, default=None),
        last=max(published, default=None),
    )


def _have_new_counts(
    connection: sa.Connection, known: Mapping[str, StoredPost], posts: Sequence[OldPost]
) -> list[bool]:
    """For each post whether what it earned is not known yet."""
    seen = engagements_of(connection, [stored.post.id for stored in known.values()])
    found = []
    for old in posts:
        stored = known.get(old.post.external_id)
        before = () if stored is None else seen.get(stored.post.id, ())
        found.append(old.engagement is not None and _counts(old.engagement) not in map(_counts, before))
    return found


def _left_today(connection: sa.Connection, api_key_id: str | None, now: datetime, most: int | None) -> tuple[int, int]:
    """How many new posts, and how many new counts; counted while nobody else writes posts of this owner."""
    if api_key_id is None or most is None:
        return sys.maxsize, sys.maxsize
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    posts = count_posts(connection, api_key_id=api_key_id, since=midnight)
    counts = count_engagements(connection, api_key_id=api_key_id, since=midnight)
    return max(0, most - posts), max(0, most - counts)


def _counts(engagement: Engagement) -> tuple[int | None, ...]:
    return tuple(getattr(engagement, name) for name in COUNTS)
