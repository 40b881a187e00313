"""What travels over the wire for the filters of trends, and for a tag's week."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import ConfigDict, Field

from api.schemas.recommendations import Wire
from api.schemas.trends import SOURCE_EXAMPLE, AnswerOut, Kind

_FRAME: dict[str, Any] = {
    "as_of": "2026-11-21T11:00:00+00:00",
    "stale": False,
    "public_floor": 10,
    "region": "",
    "language": "",
    "sources": [SOURCE_EXAMPLE],
}


class TrendListOut(Wire):
    """A list that has trends now: of a region, of a language, of both, or ('' twice) of everything."""

    region: str
    language: str
    trends: int


class KindCountOut(Wire):
    kind: Kind
    trends: int


class PlatformCountOut(Wire):
    platform: str
    title: str
    trends: int


class CategoryCountOut(Wire):
    category: str
    title: str
    trends: int


class TrendMenusOut(AnswerOut):
    """
    What GET /v1/trends can be asked for in the newest hour. ``lists`` are all there are; the rest is what the list of this
    ``region`` and ``language`` holds. A trend counts for each of its platforms and categories.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                _FRAME
                | {
                    "lists": [
                        {"region": "", "language": "", "trends": 812},
                        {"region": "DE", "language": "de", "trends": 94},
                    ],
                    "kinds": [{"kind": "hashtag", "trends": 790}, {"kind": "phrase", "trends": 22}],
                    "platforms": [{"platform": "bluesky", "title": "Bluesky posts (Jetstream)", "trends": 640}],
                    "categories": [{"category": "food", "title": "Food", "trends": 31}],
                }
            ]
        }
    )

    lists: list[TrendListOut]
    kinds: list[KindCountOut]
    platforms: list[PlatformCountOut]
    categories: list[CategoryCountOut]


class WeekTableOut(Wire):
    """
    Seven rows, Monday first, of 24 hours each, as one source counted them.

    ``mean`` is of the distinct authors in the hours that had at least ``public_floor`` of them, null where most had fewer.
    """

    source: str
    unit: Literal["authors"]
    mean: list[list[float | None]]
    observations: list[list[int]] = Field(description="Hours that the mean rests on.")
    below_floor: list[list[int]] = Field(description="Hours that were listened to and had fewer people.")


def _cells(value: Any) -> list[list[Any]]:
    return [[value] * 24 for _ in range(7)]


class SeasonalityOut(AnswerOut):
    """How the use of a tag is spread over the week: the last four weeks, source by source, never added up."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                _FRAME
                | {
                    "tag": "mondaymotivation",
                    "kind": "hashtag",
                    "seasonality": "weekly",
                    "timezone": "Europe/Berlin",
                    "start": "2026-10-24T11:00:00+00:00",
                    "hours": 672,
                    "tables": [
                        {
                            "source": "bluesky",
                            "unit": "authors",
                            "mean": _cells(41.5),
                            "observations": _cells(4),
                            "below_floor": _cells(0),
                        }
                    ],
                }
            ]
        }
    )

    tag: str
    kind: Kind
    seasonality: Literal["daily", "weekly"] | None = Field(description="Null: it does not come back by day or week.")
    timezone: str = Field(description="Of weekdays and hours; an hour belongs to the one in which it begins.")
    start: datetime = Field(description="Of the first hour that was looked at.")
    hours: int = Field(description="How many hours were looked at from start on.")
    tables: list[WeekTableOut]
