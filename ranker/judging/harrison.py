"""The labels of HARRISON (Park et al. 2016, arXiv 1605.05054): the tags of 57,383 posts, 997 of them in all."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hashtagger.errors import InvalidRequest

JUDGED = 5_000
"""Posts of a split that are judged; all others are learned from."""
ADVICE = "Give --data the folder that has harrison/tag_list.txt: one post a line, its tags with spaces between."


@dataclass(frozen=True, slots=True, eq=False)
class TagSets:
    """Posts as sets of tags, one behind the other: post i has ``members[starts[i] : starts[i + 1]]``, rising, no tag twice."""

    vocabulary: tuple[str, ...]
    members: NDArray[np.int64]
    """Numbers of tags in ``vocabulary``."""
    starts: NDArray[np.int64]
    """[posts + 1]"""

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def sizes(self) -> NDArray[np.int64]:
        return np.diff(self.starts)

    def post(self, number: int) -> NDArray[np.int64]:
        return self.members[self.starts[number] : self.starts[number + 1]]

    def take(self, posts: NDArray[np.int64]) -> TagSets:
        """Only ``posts``, with the same vocabulary."""
        sizes = self.sizes[posts]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        within = np.arange(starts[-1]) - np.repeat(starts[:-1], sizes)
        return TagSets(self.vocabulary, self.members[np.repeat(self.starts[posts], sizes) + within], starts)


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Posts to learn from and posts to judge: numbers, none in both."""

    learned: NDArray[np.int64]
    judged: NDArray[np.int64]
    """Only posts with two tags or more: one is shown, the rest is looked for."""
    shown: NDArray[np.int64]
    """[len(judged)]: the tag of each judged post that is shown, drawn evenly."""


def read_tag_sets(data: Path) -> TagSets:
    """The posts of ``data``/harrison/tag_list.txt. Raises InvalidRequest when it is missing or holds no posts."""
    path = data / "harrison" / "tag_list.txt"
    if not path.is_file():
        raise InvalidRequest(f"{path} is missing", advice=ADVICE)
    try:
        posts = [sorted(set(line.split())) for line in path.read_text("utf-8").splitlines()]
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"{path} is not UTF-8 text: {error}", advice=ADVICE) from error
    if not any(len(post) > 1 for post in posts):
        raise InvalidRequest(f"{path} has no post with two tags", advice=ADVICE)
    return tag_sets(posts)


def tag_sets(posts: Sequence[Sequence[str]]) -> TagSets:
    """Posts as sets; the vocabulary is every tag that occurs, in order."""
    vocabulary = tuple(sorted({tag for post in posts for tag in post}))
    number = {tag: at for at, tag in enumerate(vocabulary)}
    rows = [sorted({number[tag] for tag in post}) for post in posts]
    starts = np.cumsum([0, *map(len, rows)])
    return TagSets(vocabulary, np.array([n for row in rows for n in row], np.int64), starts.astype(np.int64))


def split_posts(posts: TagSets, seed: int, *, judged: int = JUDGED) -> Split:
    """A random split by ``seed``; at least half of the posts stay to be learned from."""
    order = list(range(len(posts)))
    random.Random(seed).shuffle(order)
    judged = min(judged, len(order) // 2)
    chooser = random.Random(seed)
    several = [post for post in order[:judged] if len(posts.post(post)) > 1]
    shown = [chooser.choice(posts.post(post).tolist()) for post in several]
    return Split(np.array(order[judged:]), np.array(several, np.int64), np.array(shown, np.int64))
