"""The only definition of what a ranker knows of a candidate: names, order, units, and which way each may count."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hashtagger.ranking import Rows, Situation
from hashtagger.types import ScoredCandidate


@dataclass(frozen=True, slots=True)
class Feature:
    """One column of a row."""

    name: str
    unit: str
    monotone: int = 0
    """1: more of it never ranks a tag lower. -1: never higher. 0: the ranker may learn either."""


FEATURES: tuple[Feature, ...] = (
    # what the sources saw (hashtagger/recommend/sources.py); 0 where a source did not propose the tag
    Feature("visual", "strength 0..1", 1),
    Feature("caption", "strength 0..1", 1),
    Feature("text", "strength 0..1", 1),
    Feature("ocr", "strength 0..1", 1),
    Feature("meaning", "strength 0..1", 1),
    Feature("companions", "strength 0..1", 1),
    Feature("trending", "strength 0..1", 1),
    Feature("history", "strength 0..1", 1),
    Feature("evidence_count", "sources", 1),
    Feature("relevance", "0..1, the baseline's", 1),
    # what was measured of the tag in public
    Feature("volume", "log1p posts a day"),
    Feature("velocity", "growth a day"),
    Feature("z", "standard deviations above its usual"),
    Feature("stats_age", "hours since it was measured"),
    Feature("competition", "log of posts a day for each interaction that the account is used to"),
    Feature("reach_prior", "0 niche, 1 medium, 2 broad"),
    Feature("tag_age", "log1p days since the catalogue has it"),
    # the tag itself
    Feature("length", "characters"),
    Feature("words", "count"),
    Feature("visual_tag", "1 when a picture can show it"),
    Feature("flags", "count", -1),
    Feature("language_match", "1 when its language was asked for, 0 when another was, NaN when none was"),
    Feature("typed", "1 for a tag that was asked for", 1),
    # how it goes with the rest
    Feature("category_match", "share of all relevance that is in its best category"),
    Feature("category_account", "share of the account's tags in its best category"),
    Feature("seed_companion_max", "strength 0..1", 1),
    Feature("seed_companion_mean", "strength 0..1", 1),
    Feature("candidate_companion_max", "strength 0..1"),
    Feature("candidate_companion_sum", "strength, weighted by relevance"),
    # what it earned
    Feature("tag_posts", "log1p posts of all accounts with known engagement"),
    Feature("tag_lift", "log engagement beyond what was expected, shrunk", 1),
    Feature("tag_lift_error", "log engagement"),
    Feature("account_tag_posts", "log1p posts of the account"),
    Feature("account_tag_lift", "log engagement beyond what was expected, shrunk", 1),
    Feature("account_tag_error", "log engagement"),
    Feature("account_tag_age", "log1p days since the account used it"),
    # who posts, and when
    Feature("account_posts", "log1p posts with known engagement"),
    Feature("account_level", "mean log1p interactions"),
    Feature("account_spread", "standard deviation of log1p interactions"),
    Feature("followers", "log1p"),
    Feature("platform_max_tags", "tags, NaN without a limit"),
    Feature("format", "0 text, 1 photo, 2 carousel, 3 clip"),
    Feature("images", "count"),
    Feature("text_length", "log1p characters of the draft"),
    Feature("hour", "UTC hour 0..23"),
    Feature("weekday", "0 Monday .. 6"),
)

NAMES = tuple(feature.name for feature in FEATURES)
SCHEMA = hashlib.sha256("\n".join(f"{f.name}\t{f.unit}\t{f.monotone}" for f in FEATURES).encode()).hexdigest()[:16]
"""Changes with every change of the definition; a model that was trained with another one is refused."""


def build_rows(scored: Sequence[ScoredCandidate], situation: Situation) -> Rows:
    """
    The rows of ``scored`` in ``situation``: float32 [len(scored), len(FEATURES)], in order.

    ``scored`` holds the baseline's scores and relevance. Depends on nothing else, so a logged situation gives the same bits.
    """
    rows = np.full((len(scored), len(FEATURES)), np.nan, dtype=np.float32)
    for row, each in zip(rows, scored, strict=True):
        evidence = each.candidate.evidence
        for place, source in enumerate(NAMES[:8]):
            row[place] = evidence[source].strength if source in evidence else 0.0
        row[8], row[9] = len(evidence), each.relevance
    return rows
