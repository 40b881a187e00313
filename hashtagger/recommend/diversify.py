"""Choose the few tags of an answer from the ranked candidates: no two alike, none contradicting, a wished mix of reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from hashtagger.recommend.contradictions import Contradictions, words_of
from hashtagger.text.confusables import skeleton
from hashtagger.text.lemmas import singular, verb
from hashtagger.text.stopwords import is_stop_word
from hashtagger.types import Reach, ScoredCandidate

_DECORATION = """
life lover love lovely gram insta instagram daily day time photo photography pic picture vibe mood goal addict fan
community club world style everyday scene thing moment
"""
DECORATION = frozenset(_DECORATION.split())
"""Words that creators hang onto a subject without changing it: #DogLife, #DogLovers and #DogsOfInstagram are all #Dog."""

RELEVANCE_FLOOR = 0.3
"""A tag below it is noise, however well it would do; fewer tags is then the honest answer."""


def choose(
    ranked: Sequence[ScoredCandidate],
    *,
    limit: int,
    mix: Mapping[Reach, int],
    contradictions: Contradictions,
) -> list[ScoredCandidate]:
    """
    At most ``limit`` candidates, best first; ``ranked`` is best first.

    First the wished number of each reach, then the best of what is left: the mix is honoured where the candidates allow it
    and never at the price of noise.
    """
    eligible = [(place, scored) for place, scored in enumerate(ranked) if scored.relevance >= RELEVANCE_FLOOR]
    chosen: dict[int, ScoredCandidate] = {}
    wanted = dict(mix)
    for place, scored in eligible if mix else ():
        reach = scored.candidate.record.reach
        if len(chosen) < limit and wanted.get(reach, 0) > 0 and fits(scored, chosen.values(), contradictions):
            chosen[place] = scored
            wanted[reach] -= 1
    for place, scored in eligible:
        if len(chosen) < limit and place not in chosen and fits(scored, chosen.values(), contradictions):
            chosen[place] = scored
    return [chosen[place] for place in sorted(chosen)]


@lru_cache(maxsize=50_000)
def subject(words: tuple[str, ...]) -> frozenset[str]:
    """
    What a tag is about, without decoration; all its words when nothing else is left.

    >>> subject(("dogs", "of", "instagram")) == subject(("dog", "life"))
    True
    """
    lemmas = frozenset(verb(word) or singular(word) for word in words if not is_stop_word(word))
    return (lemmas - DECORATION) or lemmas or frozenset(words)


def fits(scored: ScoredCandidate, chosen: Iterable[ScoredCandidate], contradictions: Contradictions) -> bool:
    """Whether it may stand beside ``chosen``: about something else than each of them, and contradicting none."""
    record = scored.candidate.record
    about = subject(record.words)
    for other in (c.candidate.record for c in chosen):
        if subject(other.words) == about or skeleton(other.tag) == skeleton(record.tag):
            return False
        if not words_of(record).isdisjoint(contradictions.opposed_to(words_of(other))):
            return False
    return True
