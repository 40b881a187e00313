"""Puts what all sources say of one hour into trend lists, one a region and language, with the evidence side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from hashtagger.observations import ANY_LANGUAGE, WORLD, TrendKind
from hashtagger.storage.listings import ListLine
from hashtagger.trends.counted import CountedScope, CountedTag
from hashtagger.trends.listed import ListedName, ListedTarget
from hashtagger.trends.merging import capped_weights, merge
from hashtagger.types import Tag

Key = tuple[TrendKind, str]
Place = tuple[str, str]
"""Region and language of one list of trends."""

MOST_TRENDS = 1_000
"""Of each region and language."""


@dataclass(frozen=True, slots=True)
class Mention:
    """That a list holds a name."""

    target: ListedTarget
    listed: ListedName


@dataclass(slots=True)
class Candidate:
    """One name in one list of trends, with everything that its sources say."""

    kind: TrendKind
    name: str
    counted: dict[str, tuple[CountedScope, CountedTag]] = field(default_factory=dict)
    """By source."""
    mentions: dict[str, Mention] = field(default_factory=dict)
    """By source: the mention with the highest share."""
    score: float = 0.0
    witnesses: int = 0

    @property
    def sources(self) -> tuple[str, ...]:
        """Those that speak for it, the strongest first."""
        return tuple(sorted(self.shares, key=lambda source: (-self.shares[source], source)))

    @property
    def shares(self) -> dict[str, float]:
        """By source; one that both counts and lists speaks once, as loud as it can."""
        said = {source: mention.listed.share for source, mention in self.mentions.items()}
        for source, (_, counted) in self.counted.items():
            said[source] = max(counted.score.share, said.get(source, 0.0))
        return said

    @property
    def busiest(self) -> tuple[CountedScope, CountedTag] | None:
        """What the source that counts most authors says."""
        return max(
            self.counted.values(),
            key=lambda each: (max(each[1].score.authors, each[1].score.expected), each[0].scope),
            default=None,
        )

    def evidence(self) -> dict[str, dict[str, Any]]:
        """source → what it says, in plain values."""
        return {source: self._said(source, share) for source, share in sorted(self.shares.items())}

    def _said(self, source: str, share: float) -> dict[str, Any]:
        said: dict[str, Any] = {"share": round(share, 6)}
        if source in self.counted:
            scope, counted = self.counted[source]
            score = counted.score
            said |= {
                "z": round(score.z, 4),
                "peak": round(score.peak, 4),
                "authors": round(score.authors, 4),
                "expected": round(score.expected, 4),
                "age_h": scope.lag_h,
                "history_h": scope.history_h,
            }
        if source in self.mentions:
            mention = self.mentions[source]
            said |= _line(mention.listed.line) | {
                "channel": mention.target.target.channel,
                "region": mention.target.target.region,
                "age_h": round(mention.target.age_h, 2),
            }
        return said


def places(counted: Sequence[CountedScope], listed: Sequence[ListedTarget]) -> list[Place]:
    """Every list of trends that can be made, the whole world first."""
    found = {(WORLD, ANY_LANGUAGE)} | {(scope.scope.region, scope.scope.language) for scope in counted}
    for each in listed:
        region, language = each.target.region, each.target.language
        found |= {(region, language), (region, ANY_LANGUAGE), (WORLD, language)}
    return sorted(found)


def assemble(
    place: Place, counted: Sequence[CountedScope], listed: Sequence[ListedTarget], covering: Sequence[str]
) -> list[Candidate]:
    """
    The names of one list, highest score first, at most ``MOST_TRENDS``.

    A source that counts speaks in the region and language it counted for. A list speaks in its own, and in every wider
    list: of its region in any language, of its language anywhere, of the world. ``covering``: the sources between which
    the weight is divided, whether they answered or not.
    """
    candidates: dict[Key, Candidate] = {}
    for scope in counted:
        if (scope.scope.region, scope.scope.language) == place:
            for tag, seen in scope.tags.items():
                _candidate(candidates, TrendKind.HASHTAG, tag).counted[scope.scope.source] = (scope, seen)
    inside = [each for each in listed if _speaks_in(each, place)]
    hashtags = {name for kind, name in candidates if kind is TrendKind.HASHTAG}
    hashtags |= {each.name for target in inside for each in target.names if each.kind is TrendKind.HASHTAG}
    for target in inside:
        for each in target.names:
            known = _candidate(candidates, *_key(each, hashtags))
            before = known.mentions.get(target.target.source)
            if before is None or before.listed.share < each.share:
                known.mentions[target.target.source] = Mention(target, each)
    return _scored(list(candidates.values()), covering)


def covering_sources(
    place: Place, heard: Sequence[tuple[str, str, str]], listed: Sequence[ListedTarget]
) -> Sequence[str]:
    """The sources that lately told anything about ``place``; ``heard`` are source, region and language of counts."""
    found = {source for source, *where in heard if tuple(where) == place}
    return sorted(found | {each.target.source for each in listed if _speaks_in(each, place)})


def _speaks_in(listed: ListedTarget, place: Place) -> bool:
    region, language = place
    return region in (WORLD, listed.target.region) and language in (ANY_LANGUAGE, listed.target.language)


def _key(each: ListedName, hashtags: set[str]) -> Key:
    """A phrase stands behind the hashtag made from it, where somebody really uses that; else it stays a phrase."""
    if each.kind is TrendKind.PHRASE and each.line.tag is not None and each.line.tag in hashtags:
        return TrendKind.HASHTAG, each.line.tag
    return each.kind, each.name


def _candidate(candidates: dict[Key, Candidate], kind: TrendKind, name: str) -> Candidate:
    return candidates.setdefault((kind, name), Candidate(kind, name))


def _scored(candidates: list[Candidate], covering: Sequence[str]) -> list[Candidate]:
    if not candidates:
        return []
    shares = [each.shares for each in candidates]
    sources = sorted({source for each in shares for source in each})
    merged = merge(
        {source: np.array([each.get(source, 0.0) for each in shares]) for source in sources},
        capped_weights([*covering, *sources]),
    )
    for each, score, witnesses in zip(candidates, merged.score.tolist(), merged.witnesses.tolist(), strict=True):
        each.score, each.witnesses = score, witnesses
    risen = [each for each in candidates if each.score > 0]
    return sorted(risen, key=lambda each: (-each.score, each.kind, each.name))[:MOST_TRENDS]


def _line(line: ListLine) -> dict[str, Any]:
    return {
        "rank": line.rank,
        "value": line.value,
        "value_kind": line.value_kind,
        "value_is_lower_bound": line.value_is_lower_bound,
        "derived": line.derived,
        "promoted": line.promoted,
        "url": line.url,
        "listed_before": line.listed,
    }


def tags_of(candidates: Sequence[Candidate]) -> list[Tag]:
    """The hashtags among them, in order."""
    return [Tag(each.name) for each in candidates if each.kind is TrendKind.HASHTAG]
