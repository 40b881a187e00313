"""Say why a tag is there, in words made only from the evidence it was ranked by."""

from __future__ import annotations

from collections.abc import Sequence

from hashtagger.types import Candidate, Evidence, Reach

MOST = 3
EXPLORED = "shown to learn how it does"


def reasons_for(candidate: Candidate, learned: Sequence[str] = (), *, explored: bool = False) -> tuple[str, ...]:
    """
    At most three details, the strongest evidence first, then what the ranker ``learned``; never empty, since a candidate has
    evidence. The last one says so when chance brought the tag in.
    """
    reasons = _of_evidence(candidate)
    reasons += [reason for reason in learned if reason not in reasons][: MOST - len(reasons)]
    return (*reasons[: MOST - 1], EXPLORED) if explored else tuple(reasons)


def has_room(candidate: Candidate) -> bool:
    """Whether the evidence leaves room for what the ranker learned."""
    return len(_of_evidence(candidate)) < MOST


def _of_evidence(candidate: Candidate) -> list[str]:
    evidence = sorted(candidate.evidence.items(), key=lambda pair: (-pair[1].strength, pair[0]))
    reasons = [_in_words(found, candidate) for _, found in evidence[:MOST]]
    stats = candidate.record.stats
    if len(reasons) < MOST and stats.z is not None and stats.z >= 2.0 and "trending" not in candidate.evidence:
        reasons.append(f"rising on {' and '.join(stats.sources) or 'record'}, z {stats.z:.1f}")
    if len(reasons) < MOST and candidate.record.reach is Reach.NICHE:
        reasons.append("niche: fewer posts to compete with")
    return reasons


def _in_words(found: Evidence, candidate: Candidate) -> str:
    words = f"'{' '.join(candidate.record.words)}'"
    return found.detail.replace("{strength}", f"{found.strength:.2f}").replace("{words}", words)
