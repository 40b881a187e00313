"""Counts in how many posts each hashtag of a list of posts stands; the posts themselves are read and forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from crawlers.parse.errors import BrokenRow
from crawlers.parse.rows import read_rows
from crawlers.parse.text import clean_name, kind_of
from hashtagger.observations import TrendKind, TrendObservation
from hashtagger.text.dialects import Dialect
from hashtagger.text.hashtags import extract_tags

MAX_POSTS = 50
"""As many as are asked for."""
MAX_NAMES = 500
"""Of one post; YouTube allows 500 characters of tags."""


@dataclass(slots=True)
class Tally:
    """One name in a list of posts."""

    name: str
    """As in the first post that has it."""
    kind: TrendKind
    first: int
    """Position, from 1, of that post."""
    posts: int
    """That have it, each counted once."""


def tally(posts: Sequence[object], names_of: Callable[[object], Sequence[str]]) -> tuple[list[Tally], int]:
    """
    Every name of ``posts``, in order of first appearance, and the number of broken posts. Case makes no difference.

    A name that begins with '#' is a hashtag, any other a phrase. Raises Unreadable as ``read_rows``.
    """
    found: dict[str, Tally] = {}

    def read(position: int, post: object) -> Iterator[TrendObservation]:
        names: dict[str, str] = {}
        written = names_of(post)
        if len(written) > MAX_NAMES:
            raise BrokenRow(f"{len(written)} names in one post")
        for each in written:
            name = clean_name(each)
            names.setdefault(name.casefold(), name)
        for key, name in names.items():
            if name:
                found.setdefault(key, Tally(name, kind_of(name), position, 0)).posts += 1
        return iter(())

    dropped = read_rows(posts, read, most=MAX_POSTS).dropped
    return list(found.values()), dropped


def hashtags_in(text: object, *, max_chars: int) -> list[str]:
    """The hashtags of ``text``, '#' included; none of a missing text. BrokenRow where it is something else."""
    if text is None:
        return []
    if not isinstance(text, str):
        raise BrokenRow("a text is no text")
    return [f"#{found.display}" for found in extract_tags(text[:max_chars], Dialect.X)]
