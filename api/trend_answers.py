"""What every answer about trends has in common: what is asked for, and when it has changed."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query, Request, Response

from api.conditional import conditional_json
from api.schemas.recommendations import Text
from hashtagger.bootstrap import Services
from hashtagger.storage.trend_reading import Filters
from hashtagger.trends.answers import Asked

Region = Annotated[
    Text,
    Query(
        max_length=2, pattern=r"^([A-Za-z]{2})?$", description="ISO 3166 code; '': the whole world.", examples=["DE"]
    ),
]
Language = Annotated[
    Text, Query(max_length=8, pattern=r"^[A-Za-z-]*$", description="Of the posts; '': all together.", examples=["en"])
]
Platform = Annotated[
    Text | None,
    Query(max_length=40, description="A source of GET /v1/sources: only what it knows.", examples=["mastodon"]),
]


def filters_of(region: str, language: str, platform: str | None = None) -> Filters:
    return Filters(region=region.upper(), language=language.lower(), source=platform)


def asked_of(services: Services, filters: Filters) -> Asked:
    return Asked(filters, services.settings.trends, services.clock.now())


def trend_response(request: Request, answer: dict[str, Any]) -> Response:
    """``answer`` with an ETag that a stream which succeeds every few seconds does not change: its health and lag count."""
    briefs = [{name: value for name, value in each.items() if name != "last_success"} for each in answer["sources"]]
    return conditional_json(request, answer, means={**answer, "sources": briefs})
