"""What a ranker is told of a request beside its candidates."""

from __future__ import annotations

from datetime import datetime

from hashtagger.posts import PostFormat
from hashtagger.ranking import Situation
from hashtagger.recommend.request import RecommendationRequest
from hashtagger.text.hashtags import extract_tags
from hashtagger.types import PlatformRule


def situation_of(request: RecommendationRequest, rule: PlatformRule, *, now: datetime) -> Situation:
    typed = [found.tag for found in extract_tags(request.text, request.platform)]
    return Situation(
        now=now,
        platform=request.platform,
        format=format_of(request),
        images=len(request.images),
        text=request.text,
        max_tags=rule.max_tags,
        language=request.language,
        region=request.region,
        seeds=tuple(dict.fromkeys([*request.seed_tags, *typed])),
    )


def format_of(request: RecommendationRequest) -> PostFormat:
    if not request.images:
        return PostFormat.TEXT
    if any(image.media_format == "VIDEO" for image in request.images):
        return PostFormat.CLIP
    return PostFormat.PHOTO if len(request.images) == 1 else PostFormat.CAROUSEL
