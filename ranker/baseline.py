"""
The evidence sum: order candidates without having learned anything.

    relevance = 1 - Π (1 - trust(source) · strength)          noisy or over the sources
    score     = relevance + reach prior + 0.05 · min(z, 4) / 4 − 0.3 if flagged

It is the cold start, the fallback when a learned ranker cannot be used, and the oracle in tests. The trust in each source was
chosen on dev photos of ``benchmarks/tag_quality.py`` such that relevance reads as a share: of the tags shown with a relevance
around 0.5, about half were right. Trust in what is written in the picture was not measured: it is that of a caption's words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from hashtagger.ranking import CURRENT, RankerStatus, Ranking, Rows, Situation
from hashtagger.types import Candidate, Reach, ScoredCandidate
from ranker.features import NAMES, SCHEMA, build_rows

TRUST: Mapping[str, float] = {
    "visual": 0.6,
    "caption": 0.3,
    "text": 0.9,
    "ocr": 0.3,
    "meaning": 0.15,
    "companions": 0.8,
    "trending": 0.3,
    "history": 0.3,
}
UNKNOWN_TRUST = 0.3
"""In a source that has no row."""
REACH_PRIOR: Mapping[Reach, float] = {Reach.NICHE: 0.0, Reach.MEDIUM: 0.02, Reach.BROAD: 0.05}


VERSION = "baseline-1"


class BaselineRanker:
    """A documented sum; see the module's formula."""

    version = VERSION

    def rank(self, candidates: Sequence[Candidate], situation: Situation, *, policy: str = CURRENT) -> Ranking:
        """The same order for every ``policy``."""
        scored = evidence_sum(candidates)
        return Ranking(scored, VERSION, SCHEMA, build_rows(scored, situation))

    def reasons(self, rows: Rows, policy: str) -> list[tuple[str, ...]]:
        return [()] * len(rows)

    @property
    def status(self) -> RankerStatus:
        return RankerStatus(VERSION)


def evidence_sum(candidates: Sequence[Candidate]) -> list[ScoredCandidate]:
    """All candidates, best first; equal scores in the order of their tags."""
    return sorted(map(_scored, candidates), key=lambda s: (-s.score, s.candidate.record.tag))


def sums_of(rows: Rows) -> NDArray[np.float64]:
    """The scores of ``evidence_sum`` out of rows, float64 [n], up to rounding."""
    relevance, reach, z, flags = (
        np.nan_to_num(rows[:, NAMES.index(name)].astype(np.float64))
        for name in ("relevance", "reach_prior", "z", "flags")
    )
    priors = np.array([REACH_PRIOR[reach] for reach in (Reach.NICHE, Reach.MEDIUM, Reach.BROAD)])
    return np.asarray(
        relevance + priors[reach.astype(np.int64)] + 0.05 * np.clip(z, 0.0, 4.0) / 4.0 - 0.3 * (flags > 0)
    )


def _scored(candidate: Candidate) -> ScoredCandidate:
    doubt = 1.0
    for name, found in candidate.evidence.items():
        doubt *= 1.0 - TRUST.get(name, UNKNOWN_TRUST) * found.strength
    relevance = round(1.0 - doubt, 6)  # so that what is logged is short and exact
    record = candidate.record
    score = relevance + REACH_PRIOR[record.reach]
    if record.stats.z:
        score += 0.05 * min(max(record.stats.z, 0.0), 4.0) / 4.0
    if record.flags:
        score -= 0.3
    return ScoredCandidate(candidate, round(score, 6), relevance)
