"""One candidate per tag, the evidence of all sources side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hashtagger.recommend.sources import Proposal
from hashtagger.types import Candidate, Evidence, Tag, TagRecord


def evidence_by_tag(proposals: Mapping[str, Sequence[Proposal]]) -> dict[Tag, dict[str, Evidence]]:
    """``proposals`` is source name → its proposals; the answer is tag → source name → evidence."""
    merged: dict[Tag, dict[str, Evidence]] = {}
    for source, offers in proposals.items():
        for offer in offers:
            merged.setdefault(offer.tag, {})[source] = offer.evidence
    return merged


def strongest(evidence: Mapping[Tag, Mapping[str, Evidence]], limit: int) -> list[Tag]:
    """The ``limit`` tags with the largest sum of strengths, so that the work that follows is bounded."""
    return sorted(evidence, key=lambda tag: (-sum(e.strength for e in evidence[tag].values()), tag))[:limit]


def candidates(evidence: Mapping[Tag, Mapping[str, Evidence]], records: Mapping[Tag, TagRecord]) -> list[Candidate]:
    """
    Join evidence with the catalogue; tags that the catalogue no longer has are dropped.

    A picture cannot show a tag that is not visual (#tbt), so visual evidence does not count for it.
    """
    joined = []
    for tag, record in records.items():
        kept = {
            source: Evidence(e.strength, e.detail.replace("{words}", f"'{' '.join(record.words)}'"))
            for source, e in evidence[tag].items()
            if record.visual or source not in ("visual", "trending")
        }
        if kept:
            joined.append(Candidate(record, kept))
    return joined
