from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.trend_item_out_confidence import (
    TrendItemOutConfidence,
    check_trend_item_out_confidence,
)
from ..models.trend_item_out_kind import TrendItemOutKind, check_trend_item_out_kind
from ..models.trend_item_out_seasonality_type_0 import (
    TrendItemOutSeasonalityType0,
    check_trend_item_out_seasonality_type_0,
)

if TYPE_CHECKING:
    from ..models.trend_item_out_evidence import TrendItemOutEvidence


T = TypeVar("T", bound="TrendItemOut")


@_attrs_define
class TrendItemOut:
    """One tag or phrase in the hour that begins at ``hour``, all sources together.

    Numbers are null where no source counts, where they count fewer people than ``public_floor``, or where a source
    forbids
    passing them on: of such a source ``evidence`` holds its share of the score only. ``flags`` are codes of
    docs/trends.md.

        Attributes:
            tag (str):
            display (str):
            kind (TrendItemOutKind):
            hour (datetime.datetime):
            score (float): 0..1, and a bonus for a second independent source.
            z (float | None): How unusual the hour is for this tag, in standard deviations.
            authors (float | None): Distinct, in that hour, by the source that counted most.
            posts_per_day (float | None):
            growth_per_day (float | None): Last 24 hours over the 24 before, minus 1.
            velocity (float | None): Rise of authors an hour over three hours, in expectations.
            confidence (TrendItemOutConfidence):
            sample_size (float): Authors, or lines of lists, that the score rests on.
            sources (list[str]):
            evidence (TrendItemOutEvidence):
            group (str): Stands for all its near-duplicates.
            seasonality (None | TrendItemOutSeasonalityType0):
            first_seen (datetime.datetime):
            flags (list[str]):
    """

    tag: str
    display: str
    kind: TrendItemOutKind
    hour: datetime.datetime
    score: float
    z: float | None
    authors: float | None
    posts_per_day: float | None
    growth_per_day: float | None
    velocity: float | None
    confidence: TrendItemOutConfidence
    sample_size: float
    sources: list[str]
    evidence: TrendItemOutEvidence
    group: str
    seasonality: None | TrendItemOutSeasonalityType0
    first_seen: datetime.datetime
    flags: list[str]

    def to_dict(self) -> dict[str, Any]:
        tag = self.tag

        display = self.display

        kind: str = self.kind

        hour = self.hour.isoformat()

        score = self.score

        z: float | None
        z = self.z

        authors: float | None
        authors = self.authors

        posts_per_day: float | None
        posts_per_day = self.posts_per_day

        growth_per_day: float | None
        growth_per_day = self.growth_per_day

        velocity: float | None
        velocity = self.velocity

        confidence: str = self.confidence

        sample_size = self.sample_size

        sources = self.sources

        evidence = self.evidence.to_dict()

        group = self.group

        seasonality: None | str
        if isinstance(self.seasonality, str):
            seasonality = self.seasonality
        else:
            seasonality = self.seasonality

        first_seen = self.first_seen.isoformat()

        flags = self.flags

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "tag": tag,
                "display": display,
                "kind": kind,
                "hour": hour,
                "score": score,
                "z": z,
                "authors": authors,
                "posts_per_day": posts_per_day,
                "growth_per_day": growth_per_day,
                "velocity": velocity,
                "confidence": confidence,
                "sample_size": sample_size,
                "sources": sources,
                "evidence": evidence,
                "group": group,
                "seasonality": seasonality,
                "first_seen": first_seen,
                "flags": flags,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.trend_item_out_evidence import TrendItemOutEvidence

        d = dict(src_dict)
        tag = d.pop("tag")

        display = d.pop("display")

        kind = check_trend_item_out_kind(d.pop("kind"))

        hour = datetime.datetime.fromisoformat(d.pop("hour"))

        score = d.pop("score")

        def _parse_z(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        z = _parse_z(d.pop("z"))

        def _parse_authors(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        authors = _parse_authors(d.pop("authors"))

        def _parse_posts_per_day(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        posts_per_day = _parse_posts_per_day(d.pop("posts_per_day"))

        def _parse_growth_per_day(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        growth_per_day = _parse_growth_per_day(d.pop("growth_per_day"))

        def _parse_velocity(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        velocity = _parse_velocity(d.pop("velocity"))

        confidence = check_trend_item_out_confidence(d.pop("confidence"))

        sample_size = d.pop("sample_size")

        sources = cast(list[str], d.pop("sources"))

        evidence = TrendItemOutEvidence.from_dict(d.pop("evidence"))

        group = d.pop("group")

        def _parse_seasonality(data: object) -> None | TrendItemOutSeasonalityType0:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                seasonality_type_0 = check_trend_item_out_seasonality_type_0(data)

                return seasonality_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TrendItemOutSeasonalityType0, data)

        seasonality = _parse_seasonality(d.pop("seasonality"))

        first_seen = datetime.datetime.fromisoformat(d.pop("first_seen"))

        flags = cast(list[str], d.pop("flags"))

        trend_item_out = cls(
            tag=tag,
            display=display,
            kind=kind,
            hour=hour,
            score=score,
            z=z,
            authors=authors,
            posts_per_day=posts_per_day,
            growth_per_day=growth_per_day,
            velocity=velocity,
            confidence=confidence,
            sample_size=sample_size,
            sources=sources,
            evidence=evidence,
            group=group,
            seasonality=seasonality,
            first_seen=first_seen,
            flags=flags,
        )

        return trend_item_out
