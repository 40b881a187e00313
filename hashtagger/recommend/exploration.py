"""
Leave one of five tags to chance, with known odds, so that it can be learned what other tags would have earned.

With probability ``rate`` one of the chosen tags that may give way, each equally likely, gives its place to one of a small
pool. Tags of the pool that a watched policy would show come in as often as all its others together (``pool_chances``), so that
most of what chance does tells of them. Every propensity follows from that, exactly.
"""

from __future__ import annotations

import hashlib
from bisect import bisect
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import accumulate

from hashtagger.ranking import Exploration
from hashtagger.recommend.contradictions import Contradictions
from hashtagger.recommend.diversify import RELEVANCE_FLOOR, fits
from hashtagger.types import ScoredCandidate, Tag

LEAST_TAGS = 5
"""Shorter answers are never explored in: at most one slot in five is."""
MOST_POOLED = 5


def plan(
    ranked: Sequence[ScoredCandidate],
    chosen: Sequence[ScoredCandidate],
    *,
    rate: float,
    asked_for: Collection[Tag] = (),
    preferred: Sequence[Tag] = (),
    contradictions: Contradictions,
) -> Exploration:
    """
    What chance may do to ``chosen``, before it is drawn; ``ranked`` is best first and holds all that is safe to show.

    The pool has at most ``MOST_POOLED`` tags: those of ``preferred`` (what policies that are only watched would show), then
    the next best; how likely each is, ``pool_chances`` says. Each reaches the relevance floor, has no flag of any kind, and
    fits beside every chosen tag. What was ``asked_for`` never gives way. Where chance has nothing to do, ``rate`` is 0 and the
    pool is empty.
    """
    greedy = tuple(each.candidate.record.tag for each in chosen)
    fixed = tuple(tag for tag in greedy if tag in asked_for)
    if rate <= 0 or len(greedy) < LEAST_TAGS or len(fixed) == len(greedy):
        return Exploration(0.0, greedy, fixed)
    by_tag = {each.candidate.record.tag: each for each in ranked}
    pool: list[Tag] = []
    for tag in dict.fromkeys([*(tag for tag in preferred if tag in by_tag), *by_tag]):
        if len(pool) < MOST_POOLED and tag not in greedy and _is_eligible(by_tag[tag], chosen, contradictions):
            pool.append(tag)
    if not pool:
        return Exploration(0.0, greedy, fixed)
    watched = set(preferred).intersection(pool)
    chance, other = pool_chances(len(watched), len(pool) - len(watched))
    return Exploration(rate, greedy, fixed, tuple((tag, chance if tag in watched else other) for tag in pool))


def pool_chances(watched: int, others: int) -> tuple[float, float]:
    """
    How likely each of the ``watched`` tags of a pool comes in, if one does, and each of the ``others``; 0 for none.

    Half is for the watched ones together, or their equal share where that is more; without others it is all.
    """
    if not watched or not others:
        return (1.0 / watched if watched else 0.0, 1.0 / others if others else 0.0)
    together = max(0.5, watched / (watched + others))
    return together / watched, (1.0 - together) / others


def draw(planned: Exploration, seed: str) -> Exploration:
    """
    ``planned`` with its ``seed`` and what chance did, if it did anything: its ``position`` and ``tag``.

    Chance is the sha256 of the seed, and the seed is logged: whoever has the log can draw again.
    """
    if not planned.pool:
        return planned
    planned = replace(planned, seed=seed)
    whether, which, by_what = _uniform(seed)
    if whether >= planned.rate:
        return planned
    places = [place for place, tag in enumerate(planned.greedy, start=1) if tag not in planned.fixed]
    *bounds, _ = accumulate(probability for _, probability in planned.pool)  # without the last, which is 1
    tag, _ = planned.pool[bisect(bounds, by_what)]
    return replace(planned, position=places[int(which * len(places))], tag=tag)


def slate(drawn: Exploration) -> tuple[Tag, ...]:
    """The tags that are shown, in order."""
    if drawn.position is None or drawn.tag is None:
        return drawn.greedy
    return (*drawn.greedy[: drawn.position - 1], drawn.tag, *drawn.greedy[drawn.position :])


def propensity_of(exploration: Exploration, tag: Tag) -> float:
    """The probability, 0..1, with which ``tag`` is shown, before it is drawn."""
    if tag in exploration.greedy:
        gives_way = len(exploration.greedy) - len(exploration.fixed)
        return 1.0 if tag in exploration.fixed or not exploration.pool else 1.0 - exploration.rate / gives_way
    return exploration.rate * dict(exploration.pool).get(tag, 0.0)


def slates(exploration: Exploration) -> list[tuple[tuple[Tag, ...], float]]:
    """Every answer that chance may give with its probability, the greedy one first; together 1."""
    places = [place for place, tag in enumerate(exploration.greedy, start=1) if tag not in exploration.fixed]
    others = [
        (slate(replace(exploration, position=place, tag=tag)), exploration.rate * probability / len(places))
        for place in places
        for tag, probability in exploration.pool
    ]
    return [(exploration.greedy, 1.0 - exploration.rate if others else 1.0), *others]


def _is_eligible(scored: ScoredCandidate, chosen: Sequence[ScoredCandidate], contradictions: Contradictions) -> bool:
    record = scored.candidate.record
    return scored.relevance >= RELEVANCE_FLOOR and not record.flags and fits(scored, chosen, contradictions)


def _uniform(seed: str) -> tuple[float, float, float]:
    """Three numbers in [0, 1)."""
    digest = hashlib.sha256(seed.encode()).digest()
    first, second, third = (int.from_bytes(digest[at : at + 6], "big") / 2**48 for at in (0, 8, 16))
    return first, second, third
