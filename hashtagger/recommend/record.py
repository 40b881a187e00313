"""The two written forms of an answer: what the caller gets, and what is kept so that a ranker can learn from it."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from hashtagger.recommend.request import Recommendation, RecommendationRequest
from hashtagger.storage.ids import new_id
from hashtagger.storage.recommendations import RecommendedItem, StoredRecommendation
from hashtagger.storage.uploads import Upload
from hashtagger.types import Caption, Flag, ModelVersions, PlatformRule, RankedTag, ScoredCandidate, TagStats


def as_answer(answer: Recommendation) -> dict[str, Any]:
    """The public answer as plain JSON values, the same now and when it is asked for again."""
    first = answer.captions[0].text if answer.captions else None
    return {
        "recommendation_id": answer.recommendation_id,
        "created": answer.created.isoformat(),
        "caption": first,
        "captions": [{"text": c.text, "score": round(c.score, 4)} for c in answer.captions],
        "caption_model": answer.models.caption if answer.captions else None,
        "tags": [_tag(tag) for tag in answer.tags],
        "text_with_tags": answer.text_with_tags,
        "platform_rule": _plain(answer.platform_rule),
        "degraded": list(answer.degraded),
        "models": _plain(answer.models),
    }


def as_stored(request: RecommendationRequest, answer: Recommendation) -> tuple[StoredRecommendation, list[Upload]]:
    """The row, its items and its uploads; pixels and metadata are in none of them."""
    chosen = {tag.tag for tag in answer.tags}
    scored = {s.candidate.record.tag: s for s in answer.candidates if s.candidate.record.tag in chosen}
    stored = StoredRecommendation(
        id=answer.recommendation_id,
        created=answer.created,
        platform=request.platform,
        owner=request.owner,
        api_key_id=request.api_key_id,
        profile_id=request.profile_id,
        language=request.language,
        region=request.region,
        draft=request.text,
        request=request.as_logged(),
        captions=[_plain(caption) for caption in answer.captions],
        models=_plain(answer.models),
        degraded=answer.degraded,
        candidates=[_candidate(each) for each in answer.candidates],
        policy=answer.models.ranker,
        answer=as_answer(answer),
        latency_ms=round(1000 * sum(answer.stage_seconds.values()), 3),
        items=tuple(_item(tag, scored[tag.tag]) for tag in answer.tags),
    )
    uploads = [
        Upload(
            id=new_id(answer.created),
            fingerprint=image.fingerprint,
            format=image.media_format,
            width_px=image.width_px,
            height_px=image.height_px,
            size_bytes=image.size_bytes,
            created=answer.created,
        )
        for image in request.images
    ]
    return stored, uploads


def _tag(tag: RankedTag) -> dict[str, Any]:
    return {
        "tag": tag.tag,
        "display": tag.display,
        "position": tag.position,
        "score": round(tag.score, 4),
        "relevance": round(tag.relevance, 4),
        "reach": tag.reach.value,
        "posts_per_day": tag.stats.posts_per_day,
        "trend": _trend(tag.stats),
        "flags": [_plain(flag) | {"kind": flag.kind.value} for flag in tag.flags],
        "reasons": list(tag.reasons),
    }


def _trend(stats: TagStats) -> dict[str, Any] | None:
    if stats.as_of is None:
        return None
    return {
        "z": stats.z,
        "growth_per_day": stats.growth_per_day,
        "sources": list(stats.sources),
        "as_of": stats.as_of.isoformat(),
    }


def _candidate(scored: ScoredCandidate) -> dict[str, Any]:
    return {
        "tag": scored.candidate.record.tag,
        "score": round(scored.score, 6),
        "relevance": round(scored.relevance, 6),
        "evidence": _strengths(scored),
    }


def _item(tag: RankedTag, scored: ScoredCandidate) -> RecommendedItem:
    return RecommendedItem(
        position=tag.position,
        tag=tag.tag,
        score=tag.score,
        relevance=tag.relevance,
        features=_strengths(scored),
        reasons=tag.reasons,
        flags=[flag.kind.value for flag in tag.flags],
    )


def _plain(flat: Caption | Flag | ModelVersions | PlatformRule) -> dict[str, Any]:
    """Its fields; ``asdict`` would copy every value deeply, at ten times the cost."""
    return {field.name: getattr(flat, field.name) for field in fields(flat)}


def _strengths(scored: ScoredCandidate) -> dict[str, float]:
    return {source: round(found.strength, 6) for source, found in scored.candidate.evidence.items()}
