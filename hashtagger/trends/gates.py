"""What keeps a tag out of the published list, or sends it to a human, and how far the rest may be believed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hashtagger.observations import Confidence, TrendState

AUTHORS_PER_TEXT = 3
"""How many accounts with one and the same text count as authors."""
MAX_POSTS_PER_AUTHOR = 6.0
"""In an hour; people who use a tag post it once or twice."""
MIN_SERVERS = 3
ENOUGH_FOR_SERVERS = 30
"""Authors from which so few servers are suspicious."""
MAX_TAGS_PER_POST = 6.0
MIN_CO_TAGS = 30
"""Common posts that a co-tag vector needs before it says anything."""
HIJACKED_BELOW = 0.2
MAX_DELETED = 0.5
SURE_AUTHORS = 50.0
SURE_HISTORY_H = 168


@dataclass(frozen=True, slots=True)
class TagEvidence:
    """What is known of the use behind one trend; the defaults mean 'not known' and accuse nobody."""

    authors: float | None = None
    """Distinct authors of the busiest of the trend's hours: never more than the distinct authors of all; None for lists."""
    posts: float = 0.0
    """In that hour."""
    weight: float = 0.0
    """In that hour: each post split over its tags."""
    servers: int = 0
    """In that hour; 0 where the source has none."""
    authors_when_seen: float | None = None
    """What the same hour counted when it was first scored, before deletes were subtracted."""
    co_tag_similarity: float | None = None
    """``co_tag_similarity`` of now and before."""
    promoted: bool = False
    """By every source that lists it."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a trend is shown, and why not: codes of ``docs/trends.md``."""

    state: TrendState
    reasons: tuple[str, ...] = ()


def judge(
    evidence: TagEvidence,
    *,
    blocked: bool = False,
    approved: bool = False,
    unpublished: bool = False,
    public_floor: int = 10,
) -> Judgement:
    """
    The first that applies: blocked, not to be published, below the public floor, held back for review, shown.

    ``unpublished``: no source that carries it lets its list be passed on.

    ``approved``: a human saw the tag and let it pass; then suspicion is told but does not hold it back. Neither a human
    nor a flag lifts the floor.
    """
    suspicion = tuple(_suspicion(evidence))
    if blocked:
        return Judgement(TrendState.BLOCKED, ("blocked", *suspicion))
    if unpublished:
        return Judgement(TrendState.UNPUBLISHED, ("score_only", *suspicion))
    if evidence.authors is not None and evidence.authors < public_floor:
        return Judgement(TrendState.BELOW_FLOOR, ("below_floor", *suspicion))
    if suspicion and not approved:
        return Judgement(TrendState.REVIEW, suspicion)
    return Judgement(TrendState.SHOWN, suspicion)


def confidence(*, authors: float | None, witnesses: int, history_h: int, stale: bool) -> Confidence:
    """
    How far a trend may be believed.

    Args:
        authors: Distinct authors of the busiest hour; None where no source counts them.
        witnesses: Independent sources (``Merged.witnesses``).
        history_h: Observed hours that the expectation rests on; lists: slots times period.
        stale: A source that carries it did not answer lately (``is_stale``).
    """
    if stale:
        return Confidence.STALE
    known_long_enough = history_h >= SURE_HISTORY_H
    many = witnesses >= 2 or (authors is not None and authors >= SURE_AUTHORS)
    return Confidence.SURE if known_long_enough and many else Confidence.THIN


def is_stale(*, lag_h: float, period_h: float = 1.0) -> bool:
    """Whether a source's newest good data is more than two of its periods old, and at least three hours."""
    return lag_h > max(3.0, 2 * period_h)


def counted_authors(authors_by_text: Iterable[int]) -> int:
    """
    Distinct authors whose use counts, given how many accounts posted each distinct text in the hour.

    >>> counted_authors([200]), counted_authors([1] * 40)
    (3, 40)
    """
    return sum(min(authors, AUTHORS_PER_TEXT) for authors in authors_by_text)


def post_weight(n_tags: int) -> float:
    """What a post gives to each of its tags: 1 split over them, 0 beyond eight or without any."""
    return 1 / n_tags if 1 <= n_tags <= 8 else 0.0


def co_tag_similarity(now: Mapping[str, int], before: Mapping[str, int]) -> float | None:
    """
    Cosine of two co-tag counts, of the last day and of the four weeks before: 0..1; None with fewer than ``MIN_CO_TAGS``.
    """
    if min(sum(now.values()), sum(before.values())) < MIN_CO_TAGS:
        return None
    along = sum(count * before.get(tag, 0) for tag, count in now.items())
    return along / math.sqrt(sum(n * n for n in now.values()) * sum(n * n for n in before.values()))


def _suspicion(seen: TagEvidence) -> Iterable[str]:
    if seen.promoted:
        yield "promoted"
    if seen.co_tag_similarity is not None and seen.co_tag_similarity < HIJACKED_BELOW:
        yield "hijacked"
    if seen.authors is None:
        return
    if seen.posts > MAX_POSTS_PER_AUTHOR * max(seen.authors, 1.0):
        yield "few_authors"
    if 0 < seen.servers < MIN_SERVERS and seen.authors >= ENOUGH_FOR_SERVERS:
        yield "few_servers"
    if seen.posts > MAX_TAGS_PER_POST * seen.weight:
        yield "stuffed"
    if seen.authors_when_seen is not None and seen.authors < (1 - MAX_DELETED) * seen.authors_when_seen:
        yield "deleted_after"
