"""Choose the few tags of an answer from the ranked candidates: no two alike, none contradicting, a wished mix of reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
    eligible = [scored for scored in ranked if scored.relevance >= RELEVANCE_FLOOR]
    chosen: list[ScoredCandidate] = []
    wanted = dict(mix)
    for scored in eligible:
        if (
            len(chosen) < limit
            and wanted.get(scored.candidate.record.reach, 0) > 0
            and _fits(scored, chosen, contradictions)
        ):
            chosen.append(scored)
            wanted[scored.candidate.record.reach] -= 1
    for scored in eligible:
        if len(chosen) < limit and scored not in chosen and _fits(scored, chosen, contradictions):
            chosen.append(scored)
    return sorted(chosen, key=ranked.index)


def subject(words: Sequence[str]) -> frozenset[str]:
    """
    What a tag is about, without decoration; all its words when nothing else is left.

    >>> subject(("dogs", "of", "instagram")) == subject(("dog", "life"))
    True
    """
    lemmas = frozenset(verb(word) or singular(word) for word in words if not is_stop_word(word))
    return (lemmas - DECORATION) or lemmas or frozenset(words)


def _fits(scored: ScoredCandidate, chosen: Sequence[ScoredCandidate], contradictions: Contradictions) -> bool:
    record = scored.candidate.record
    about = subject(record.words)
    for other in (c.candidate.record for c in chosen):
        if skeleton(other.tag) == skeleton(record.tag) or subject(other.words) == about:
            return False
        if not words_of(record).isdisjoint(contradictions.opposed_to(words_of(other))):
            return False
    return True
