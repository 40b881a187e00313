"""The two written forms of an answer: what the caller gets, and what is kept so that a ranker can learn from it."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from hashtagger.forecast import Forecast, NoForecast
from hashtagger.recommend.exploration import propensity_of
from hashtagger.recommend.ingredients import ingredients
from hashtagger.recommend.request import Recommendation, RecommendationRequest
from hashtagger.storage.ids import new_id
from hashtagger.storage.ranking_logs import RankingLog
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
        "forecast": forecast_as_json(answer.forecast) if isinstance(answer.forecast, Forecast) else None,
        "why_no_forecast": answer.forecast.reason if isinstance(answer.forecast, NoForecast) else None,
        "experiment": _experiment(answer.experiment),
        "degraded": list(answer.degraded),
        "models": _plain(answer.models),
    }


def _experiment(arm: tuple[str, str] | None) -> dict[str, str] | None:
    return None if arm is None else {"experiment_id": arm[0], "arm": arm[1]}


def forecast_as_json(forecast: Forecast) -> dict[str, Any]:
    """As callers get it; counts to a tenth."""
    return {
        "quantity": forecast.quantity.value,
        "low": round(forecast.low, 1),
        "median": round(forecast.median, 1),
        "high": round(forecast.high, 1),
        "level": forecast.level,
        "at_h": forecast.at_h,
        "basis": forecast.basis,
        "model": forecast.model,
    }


def as_stored(request: RecommendationRequest, answer: Recommendation) -> tuple[StoredRecommendation, list[Upload]]:
    """The row, its items and its uploads; pixels and metadata are in none of them."""
    exploration = answer.choice.exploration
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
        items=tuple(_item(tag, scored[tag.tag], propensity_of(exploration, tag.tag)) for tag in answer.tags),
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


def as_log(request: RecommendationRequest, answer: Recommendation) -> RankingLog:
    """What the ranking was made of; its rows are in the order of the stored candidates."""
    choice = answer.choice
    shadow = choice.ranking.shadow
    experiment_id, arm = request.experiment or (None, None)
    return RankingLog(
        schema=choice.ranking.schema,
        rows=choice.ranking.rows,
        exploration=choice.exploration,
        situation=ingredients(choice.ranking.scored, choice.situation),
        shadow=None if shadow is None else shadow.policy,
        shadow_scores=None if shadow is None else shadow.scores,
        shadow_shown=choice.shadow_shown,
        baseline_shown=choice.baseline_shown,
        experiment_id=experiment_id,
        arm=arm,
    )


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
        "explored": tag.explored,
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
    """Nothing is rounded: rows are made again from it."""
    return {
        "tag": scored.candidate.record.tag,
        "score": scored.score,
        "relevance": scored.relevance,
        "evidence": _strengths(scored),
    }


def _item(tag: RankedTag, scored: ScoredCandidate, propensity: float) -> RecommendedItem:
    return RecommendedItem(
        position=tag.position,
        tag=tag.tag,
        score=tag.score,
        relevance=tag.relevance,
        features=_strengths(scored),
        propensity=propensity,
        reasons=tag.reasons,
        flags=[flag.kind.value for flag in tag.flags],
    )


def _plain(flat: Caption | Flag | ModelVersions | PlatformRule) -> dict[str, Any]:
    """Its fields; ``asdict`` would copy every value deeply, at ten times the cost."""
    return {field.name: getattr(flat, field.name) for field in fields(flat)}


def _strengths(scored: ScoredCandidate) -> dict[str, float]:
    return {source: found.strength for source, found in scored.candidate.evidence.items()}
