"""Keeps the posts of a file, once, however often it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

import sqlalchemy as sa

from hashtagger.history_import.history import MAX_REFUSALS, History, OldPost, RefusedPost
from hashtagger.posts import COUNTS, Engagement
from hashtagger.storage.engagements import engagements_of, put_engagements
from hashtagger.storage.posts import StoredPost, put_posts

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


def within_room(history: History, room: int) -> History:
    """Without the posts behind the first ``room`` of which it is known what they earned; they are refused."""
    counted = accumulate(old.engagement is not None for old in history.posts)
    kept = tuple(old for old, number in zip(history.posts, counted, strict=True) if number <= room)
    if dropped := len(history.posts) - len(kept):
        reason = f"{dropped} posts are more than this key may still send today: send the file again tomorrow"
        told = (*history.refused[: MAX_REFUSALS - 1], RefusedPost("", reason))
        return History(kept, history.refused_posts + dropped, told)
    return history


def keep_posts(connection: sa.Connection, posts: Sequence[OldPost], *, api_key_id: str | None, now: datetime) -> None:
    """
    Keep posts and what they earned; the same posts again change nothing.

    Counts that are known already, of whatever moment, are not kept again. Give ``CHUNK_POSTS`` at once, so that other
    writers get their turn.
    """
    said = [old.post for old in posts]
    stored = put_posts(connection, said, source="import", api_key_id=api_key_id, now=now)
    put_engagements(connection, _new_counts(connection, stored, posts), api_key_id=api_key_id, now=now)


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


def _new_counts(
    connection: sa.Connection, stored: Sequence[StoredPost], kept: Sequence[OldPost]
) -> list[tuple[str, Engagement]]:
    ids = [each.post.id for each, old in zip(stored, kept, strict=True) if old.engagement is not None]
    known = engagements_of(connection, ids)
    rows = []
    for each, old in zip(stored, kept, strict=True):
        earned = old.engagement
        if earned is not None and _counts(earned) not in map(_counts, known.get(each.post.id, ())):
            rows.append((each.post.id, earned))
    return rows


def _counts(engagement: Engagement) -> tuple[int | None, ...]:
    return tuple(getattr(engagement, name) for name in COUNTS)
