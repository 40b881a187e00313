"""What travels over the wire for the catalogue: tags and platforms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Literal

from pydantic import ConfigDict

from api.schemas.recommendations import FlagOut, PlatformRuleOut, TrendOut, Wire
from hashtagger.types import Flag, TagRecord

EXAMPLE: dict[str, Any] = {
    "tag": "goldenhour",
    "display": "#GoldenHour",
    "words": ["golden", "hour"],
    "meaning": "warm light shortly before sunset",
    "categories": ["light", "photography"],
    "language": "en",
    "reach": "broad",
    "visual": True,
    "posts_per_day": None,
    "trend": None,
    "flags": [],
}
NEAR = {"tag": "sunset", "display": "#Sunset", "similarity": 0.71}


class TagRecordOut(Wire):
    """One tag of the catalogue. ``visual`` is false where no picture can show it; numbers are null until measured."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    tag: str
    display: str
    words: list[str]
    meaning: str
    categories: list[str]
    language: str
    reach: Literal["niche", "medium", "broad"]
    visual: bool
    posts_per_day: float | None
    trend: TrendOut | None
    flags: list[FlagOut]


class TagPageOut(Wire):
    """A page of the catalogue in the order of the tags; ``next`` is the ``after`` of the next page, null on the last."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"tags": [EXAMPLE], "next": "goldenhour"}]})

    tags: list[TagRecordOut]
    next: str | None


class FoundTagOut(TagRecordOut):
    """A tag near a question; ``similarity`` is the cosine, ``z`` its standard deviations above the mean tag."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE | {"similarity": 0.62, "z": 4.1}]})

    similarity: float
    z: float


class FoundTagsOut(Wire):
    """Tags near a question in meaning, nearest first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"tags": [EXAMPLE | {"similarity": 0.62, "z": 4.1}], "model": "starter-clip-1"}]
        }
    )

    tags: list[FoundTagOut]
    model: str


class CompanionOut(Wire):
    tag: str
    strength: float


class NearTagOut(Wire):
    tag: str
    display: str
    similarity: float


class RelatedOut(Wire):
    """``companions`` are used beside it, strength 0..1; ``near`` mean nearly the same (cosine of meaning)."""

    companions: list[CompanionOut]
    near: list[NearTagOut]


class TagDetailOut(TagRecordOut):
    """One tag with its other spellings and what is related to it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                EXAMPLE
                | {
                    "aliases": ["goldenhours"],
                    "related": {"companions": [{"tag": "sunset", "strength": 0.5}], "near": [NEAR]},
                }
            ]
        }
    )

    aliases: list[str]
    related: RelatedOut


class PlatformsOut(Wire):
    """The rules in force today, each with its date and source."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "platforms": [
                        {
                            "platform": "instagram",
                            "max_tags": 5,
                            "advised_tags": 5,
                            "max_tag_chars": 100,
                            "max_post_chars": 2200,
                            "since": "2025-12",
                            "until": None,
                            "source": "Instagram announcement, last seen 2026-11",
                            "note": "",
                        }
                    ]
                }
            ]
        }
    )

    platforms: list[PlatformRuleOut]


def record_out(record: TagRecord) -> dict[str, Any]:
    """A record as plain JSON values, in the shape of ``TagRecordOut``."""
    stats = record.stats
    trend = None
    if stats.as_of is not None:
        trend = {"z": stats.z, "growth_per_day": stats.growth_per_day, "sources": stats.sources, "as_of": stats.as_of}
    return {
        "tag": record.tag,
        "display": f"#{record.display}",
        "words": record.words,
        "meaning": record.meaning,
        "categories": record.categories,
        "language": record.language,
        "reach": record.reach.value,
        "visual": record.visual,
        "posts_per_day": stats.posts_per_day,
        "trend": trend,
        "flags": flags_out(record.flags),
    }


def flags_out(flags: Iterable[Flag]) -> list[dict[str, Any]]:
    """In the shape of ``FlagOut``."""
    return [asdict(flag) | {"kind": flag.kind.value} for flag in flags]
