"""
Learns which tags are used beside which, from the posts of everybody.

    strength(a → b) = W(a, b) / W(a)                     W: weight of the posts that have them, s ** -DAMPING for s tags

This is a share of the posts with a, 0..1. With equal weights posts with many tags would decide for all, and a cosine puts what
is rare before what creators add (docs/ranking.md, "Seed tags").

Nobody decides alone, and nobody's habit becomes visible: a pair counts when ``LEAST_VOICES`` voices have it, a voice weighs at
most ``MOST_WEIGHT`` in the posts of a tag, and no more than all other voices together, neither in a tag nor in a pair. A voice
is an owner with all its keys and profiles, or all newcomers together (``ranker/voices.py``); for whoever asks without keys an
account.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hashtagger.storage.companions import Pair
from hashtagger.storage.posted_tags import PostedTags
from hashtagger.types import Tag
from ranker.bootstrap import cluster_numbers
from ranker.voices import new_among, voice_of

POSTS = "posts"
"""The source under which they are kept."""
DAMPING = 0.5
LEAST_VOICES = 3
MOST_WEIGHT = 10.0
"""Of one voice in a tag: that of 10 posts with only this tag, of 32 with ten tags each."""
MOST_TAGS = 30
"""Of a longer post only the first so many are paired; it weighs by its length all the same."""
LIMIT = 50
"""Companions of a tag that are kept."""
DIGITS = 4
_BLOCK_PAIRS = 4_000_000

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def companions_from(posted: Sequence[PostedTags], spellings: Mapping[Tag, Tag]) -> list[Pair]:
    """
    The companions of every tag, by tag and then strongest first. Does not depend on the order of posts.

    ``spellings``: the tag of the catalogue that each key and alias stands for; other tags are left out.
    """
    return pairs_of([each.tags for each in posted], _voices(posted), spellings)


def pairs_of(posts: Sequence[Collection[Tag]], voices: Integers, spellings: Mapping[Tag, Tag]) -> list[Pair]:
    """As ``companions_from``, of posts as sets of tags and the number of the voice of each, from 0. [len(posts)]"""
    uses = _uses(posts, voices, spellings)
    return [pair for block in uses.blocks() for pair in _strongest(uses, block)]


@dataclass(frozen=True, slots=True, eq=False)
class _Uses:
    """A use is a tag on a post. Those of post i are ``starts[i]`` up to, but not, ``starts[i + 1]``."""

    tags: Sequence[Tag]
    """Rising."""
    tag: Integers
    """[uses] Numbers of tags."""
    post: Integers
    """[uses]"""
    starts: Integers
    """[posts + 1]"""
    voice: Integers
    """[uses]"""
    weight: Floats
    """[uses] Of the post in this tag, after its voice was limited."""
    total: Floats
    """[tags] W(a)."""

    def blocks(self) -> Iterator[Integers]:
        """All uses, those of one tag in one block, with about ``_BLOCK_PAIRS`` pairs in each."""
        order = np.argsort(self.tag, kind="stable")
        sizes = np.diff(self.starts)[self.post]
        pairs = np.cumsum(np.bincount(self.tag, sizes, minlength=len(self.tags)))
        block = (pairs // _BLOCK_PAIRS)[self.tag[order]]
        yield from np.split(order, np.flatnonzero(np.diff(block)) + 1)


def _uses(posts: Sequence[Collection[Tag]], voices: Integers, spellings: Mapping[Tag, Tag]) -> _Uses:
    by_voice = np.argsort(voices, kind="stable")
    posts = [posts[at] for at in by_voice.tolist()]
    known = [list(dict.fromkeys(spellings[tag] for tag in tags if tag in spellings))[:MOST_TAGS] for tags in posts]
    tags = sorted({tag for each in known for tag in each})
    number = {tag: at for at, tag in enumerate(tags)}
    sizes = np.array([len(each) for each in known], np.int64)
    tag = np.array([number[each] for mine in known for each in mine], np.int64)
    post = np.repeat(np.arange(len(posts)), sizes)
    lengths = np.array([max(len(set(each)), 1) for each in posts], np.float64)
    weight, voice = (lengths**-DAMPING)[post], np.asarray(voices[by_voice], np.int64)[post]
    most = int(voices.max(initial=0)) + 1
    said, which = np.unique(tag * most + voice, return_inverse=True)
    heard = np.bincount(which, weight).astype(np.float64)
    weight = weight * np.minimum(1.0, MOST_WEIGHT / np.maximum(heard, 1e-12))[which]
    total = _balanced(np.minimum(heard, MOST_WEIGHT), _firsts(said // most))
    return _Uses(tags, tag, post, np.concatenate([[0], np.cumsum(sizes)]), voice, weight, total)


def _strongest(uses: _Uses, block: Integers) -> Iterator[Pair]:
    """Of the tags of ``block``, a block of uses."""
    if not len(block):
        return
    use, other = _paired(uses, block)
    first, voice = uses.tag[use], uses.voice[use]
    pairs, voices = _firsts(first, other), _firsts(first, other, voice)
    runs = np.searchsorted(voices, pairs)
    heard = np.diff(np.append(runs, len(voices))) >= LEAST_VOICES
    weight = _balanced(np.add.reduceat(uses.weight[use], voices), runs)
    posts = np.diff(np.append(pairs, len(use)))
    first, second = first[pairs], other[pairs]
    strength = np.minimum(np.round(weight / np.maximum(uses.total[first], 1e-12), DIGITS), 1.0)
    kept = np.flatnonzero(heard & (strength > 0) & (first != second))
    kept = kept[np.lexsort((second[kept], -strength[kept], first[kept]))]
    starts = _firsts(first[kept])
    place = np.arange(len(kept)) - np.repeat(starts, np.diff(np.append(starts, len(kept))))
    for at in kept[place < LIMIT].tolist():
        yield Pair(uses.tags[first[at]], uses.tags[second[at]], float(strength[at]), int(posts[at]))


def _paired(uses: _Uses, block: Integers) -> tuple[Integers, Integers]:
    """Each use of ``block`` with every tag of its post: the use and the tag, in the order of its tag, the tag, the voice."""
    size = np.diff(uses.starts)[uses.post[block]]
    use = np.repeat(block, size)
    within = np.arange(len(use)) - np.repeat(np.cumsum(size) - size, size)
    other = uses.tag[uses.starts[uses.post[use]] + within]
    order = np.argsort(_small(other), kind="stable")  # uses came by tag and by voice
    order = order[np.argsort(_small(uses.tag[use[order]]), kind="stable")]
    return use[order], other[order]


def _small(numbers: Integers) -> NDArray[np.integer[Any]]:
    """NumPy sorts 16 bits by radix, ten times as fast."""
    return numbers.astype(np.uint16) if numbers.max(initial=0) < 1 << 16 else numbers


def _firsts(*columns: Integers) -> Integers:
    """Where runs of equal rows begin."""
    changes = np.ones(len(columns[0]), np.bool_)
    if len(changes):
        changes[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return np.flatnonzero(changes)


def _balanced(weights: Floats, firsts: Integers) -> Floats:
    """The sum of each run of ``weights`` that begins at ``firsts``, its largest counted as at most all its others."""
    if not len(weights):
        return np.empty(0)
    total = np.add.reduceat(weights, firsts)
    return np.minimum(total, 2.0 * (total - np.maximum.reduceat(weights, firsts)))


def _voices(posted: Sequence[PostedTags]) -> Integers:
    heard: dict[str, datetime] = {}
    for each in posted:
        owner = each.account.owner
        heard[owner] = min(heard.get(owner, each.heard), each.heard)
    new = new_among(heard, max(each.heard for each in posted)) if posted else frozenset()
    return cluster_numbers([voice_of(each.account, new) for each in posted])
