"""What a file of old posts comes to, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from hashtagger.posts import Engagement, Post
from hashtagger.text.dialects import Dialect
from hashtagger.text.hashtags import extract_tags
from hashtagger.types import Tag

MAX_POSTS = 100_000
"""Posts and rows of one file; what is behind them is not looked at."""
MAX_FILE_BYTES = 25 * 1024 * 1024
"""Unpacked."""
MAX_COUNT = 10**12
MAX_TAGS = 100
"""Of one post."""
MAX_CAPTION_CHARS = 10_000
"""What comes behind is not searched for tags."""
MAX_REFUSALS = 100
FIRST_POSSIBLE = datetime(2004, 1, 1, tzinfo=UTC)
"""Before it there was no platform with hashtags."""
_CLOCKS_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is said of a file beside its contents."""

    owner: str
    profile_id: str
    platform: str
    now: datetime
    """The moment of the counts of a file that does not say."""


@dataclass(frozen=True, slots=True)
class OldPost:
    """One post of a file; ``post.id`` is ''."""

    post: Post
    engagement: Engagement | None = None


@dataclass(frozen=True, slots=True)
class RefusedPost:
    """One post or file that cannot be taken."""

    where: str
    """A line, or a place in a file of an export."""
    reason: str


@dataclass(frozen=True, slots=True)
class History:
    """Everything that a file holds; each post once, oldest first."""

    posts: tuple[OldPost, ...] = ()
    refused_posts: int = 0
    refused: tuple[RefusedPost, ...] = ()
    """The first ``MAX_REFUSALS`` of them."""


class Collected:
    """Posts and refusals as they are found."""

    def __init__(self) -> None:
        self.posts: dict[str, OldPost] = {}
        """By external id; the last one of an id stays."""
        self._refused: list[RefusedPost] = []
        self._count = 0

    def add(self, old: OldPost, where: str) -> None:
        if len(self.posts) >= MAX_POSTS and old.post.external_id not in self.posts:
            self.refuse(where, f"only {MAX_POSTS:,} posts are taken at once")
            return
        self.posts[old.post.external_id] = old

    def refuse(self, where: str, reason: str) -> None:
        self._count += 1
        if len(self._refused) < MAX_REFUSALS:
            self._refused.append(RefusedPost(where, reason))

    def history(self) -> History:
        ordered = sorted(
            self.posts.values(), key=lambda old: (old.post.published or FIRST_POSSIBLE, old.post.external_id)
        )
        return History(tuple(ordered), self._count, tuple(self._refused))


class Unusable(Exception):
    """A post cannot be taken; the message says why."""


def tags_in(caption: str) -> tuple[Tag, ...]:
    """The tags of a caption in their order, each once, at most ``MAX_TAGS``."""
    found = extract_tags(caption[:MAX_CAPTION_CHARS], Dialect.INSTAGRAM)
    return tuple(dict.fromkeys(each.tag for each in found))[:MAX_TAGS]


def moment_of(seconds: Any, now: datetime) -> datetime:
    """Seconds since 1970 as a moment that a post can be of. Raises ``Unusable``."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise Unusable("it does not say when it was published")
    if not FIRST_POSSIBLE.timestamp() <= seconds <= (now + _CLOCKS_DIFFER).timestamp():
        raise Unusable("it was published in the future, or before there were hashtags")
    return datetime.fromtimestamp(int(seconds), UTC)


def count_of(value: Any) -> int | None:
    """
    A count as files write it; None for none. Raises ``Unusable``.

    >>> count_of("1,234"), count_of(" 2 345 "), count_of("--"), count_of(7), count_of("12.0")
    (1234, 2345, None, 7, 12)
    """
    if value is None or isinstance(value, bool):
        return None
    text = str(value).strip().replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace(",", "")
    if text in ("", "-", "--", "\u2013", "\u2014", "N/A", "n/a"):
        return None
    text = text.removesuffix(".0")
    if not (text.isascii() and text.isdigit()) or len(text) > 13 or int(text) > MAX_COUNT:
        raise Unusable(f"{str(value)[:20]!r} is no count")
    return int(text)
