"""Say why a tag is there, in words made only from the evidence it was ranked by."""

from __future__ import annotations

from hashtagger.types import Candidate, Evidence, Reach

MOST = 3


def reasons_for(candidate: Candidate) -> tuple[str, ...]:
    """At most three details, the strongest evidence first; never empty, since a candidate has evidence."""
    evidence = sorted(candidate.evidence.items(), key=lambda pair: (-pair[1].strength, pair[0]))
    reasons = [_in_words(found, candidate) for _, found in evidence[:MOST]]
    stats = candidate.record.stats
    if len(reasons) < MOST and stats.z is not None and stats.z >= 2.0 and "trending" not in candidate.evidence:
        reasons.append(f"rising on {' and '.join(stats.sources) or 'record'}, z {stats.z:.1f}")
    if len(reasons) < MOST and candidate.record.reach is Reach.NICHE:
        reasons.append("niche: fewer posts to compete with")
    return tuple(reasons)


def _in_words(found: Evidence, candidate: Candidate) -> str:
    words = f"'{' '.join(candidate.record.words)}'"
    return found.detail.replace("{strength}", f"{found.strength:.2f}").replace("{words}", words)
