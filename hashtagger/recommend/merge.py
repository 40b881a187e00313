"""One candidate per tag, the evidence of all sources side by side."""

from __future__ import annotations

from collections.abc import Mapping

from hashtagger.types import Candidate, Evidence, Tag, TagRecord

_OF_THE_PICTURE = ("visual", "trending")


def evidence_by_tag(proposals: Mapping[str, Mapping[Tag, Evidence]]) -> dict[Tag, dict[str, Evidence]]:
    """``proposals`` is source name → tag → its evidence; the answer is tag → source name → evidence."""
    merged: dict[Tag, dict[str, Evidence]] = {}
    for source, offers in proposals.items():
        for tag, evidence in offers.items():
            merged.setdefault(tag, {})[source] = evidence
    return merged


def strongest(evidence: Mapping[Tag, Mapping[str, Evidence]], limit: int) -> list[Tag]:
    """The ``limit`` tags with the largest sum of strengths, so that the work that follows is bounded."""
    strengths = ((sum([e.strength for e in found.values()]), tag) for tag, found in evidence.items())
    return [tag for _, tag in sorted((-total, tag) for total, tag in strengths)[:limit]]


def candidates(evidence: Mapping[Tag, Mapping[str, Evidence]], records: Mapping[Tag, TagRecord]) -> list[Candidate]:
    """
    Join evidence with the catalogue; tags that the catalogue no longer has are dropped.

    A picture cannot show a tag that is not visual (#tbt), so visual evidence does not count for it.
    """
    joined = []
    for tag, record in records.items():
        found = evidence[tag]
        if not record.visual:
            found = {source: e for source, e in found.items() if source not in _OF_THE_PICTURE}
        if found:
            joined.append(Candidate(record, found))
    return joined
