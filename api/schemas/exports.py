"""What travels over the wire for charts and files: what may be asked of each view, and a chart with its table."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from api.schemas.recommendations import Text, Wire
from api.schemas.trends import Kind, Window
from api.trend_answers import Language, Platform, Region
from hashtagger.reports.asked import MOST_TRENDS

Theme = Literal["light", "dark"]
Timezone = Annotated[
    Text,
    Query(
        min_length=1,
        max_length=60,
        examples=["Europe/Berlin"],
        description="A name of the IANA database; times are written in it.",
    ),
]


class ChartWish(BaseModel):
    """How a chart is drawn."""

    theme: Theme = "light"
    timezone: Timezone = "UTC"


class FileWish(BaseModel):
    """Which file of a view."""

    format: Literal["csv", "xlsx", "svg", "png", "pdf"]
    chart: Text | None = Field(
        default=None,
        max_length=60,
        examples=[None],
        description="For svg, png and csv, where a view has several: an id of GET /v1/charts/…; else the first.",
    )
    theme: Theme = Field(default="light", description="For svg and png.")
    timezone: Timezone = "UTC"


class ScopeWish(BaseModel):
    region: Region = ""
    language: Language = ""
    platform: Platform = None


class TrendsWish(ScopeWish):
    """As GET /v1/trends, without pages."""

    category: Text | None = Field(default=None, max_length=60, description="Of the catalogue.", examples=["food"])
    window: Window = Field(default="1h", description="Each name once, as it stood in its best hour of this time.")
    kind: Kind | None = Field(default=None, description="A phrase is no hashtag.")
    order: Literal["burst", "volume", "growth"] = Field(
        default="burst", description="By score, posts a day, or growth a day."
    )
    limit: int = Field(default=100, ge=1, le=MOST_TRENDS)


class TagWish(ScopeWish):
    """As GET /v1/trends/{tag}."""

    hours: int = Field(default=168, ge=1, le=744, description="Length of the hourly history.")
    days: int = Field(default=90, ge=1, le=396, description="Length of the daily history.")


class ComparisonWish(ScopeWish):
    """As GET /v1/trends/compare."""

    tags: Text = Field(
        min_length=1, max_length=1_000, description="Up to five, separated by commas.", examples=["dogs,cats"]
    )
    step: Literal["hour", "day"] = "hour"
    hours: int = Field(default=168, ge=1, le=9_504, description="How far back.")


class TrendsFile(TrendsWish, FileWish):
    pass


class TagFile(TagWish, FileWish):
    pass


class ComparisonFile(ComparisonWish, FileWish):
    pass


class SeasonFile(ScopeWish, FileWish):
    pass


class TrendsChart(TrendsWish, ChartWish):
    pass


class TagChart(TagWish, ChartWish):
    pass


class ComparisonChart(ComparisonWish, ChartWish):
    pass


class SeasonChart(ScopeWish, ChartWish):
    pass


class ColumnOut(Wire):
    name: str = Field(description="For programs: the heading in CSV.")
    title: str
    unit: str
    kind: Literal["text", "whole", "number", "moment", "day"]


class TableOut(Wire):
    """Every row has a cell for each column; null: not known, or not to be told (``note``). Times are ISO 8601."""

    id: str
    title: str
    columns: list[ColumnOut]
    rows: list[list[str | int | float | None]]
    note: str


class ChartOut(Wire):
    """One chart: a Vega-Lite 6 specification with its data inside, and the table behind it."""

    id: str
    title: str
    description: str = Field(description="For screen readers.")
    spec: dict[str, Any]
    table: TableOut


TABLE_EXAMPLE: dict[str, Any] = {
    "id": "trends",
    "title": "Trends",
    "columns": [
        {"name": "tag", "title": "Tag", "unit": "", "kind": "text"},
        {"name": "authors", "title": "Authors", "unit": "in that hour", "kind": "number"},
    ],
    "rows": [["#LunarEclipse", 412.0]],
    "note": "An empty cell: not known, fewer people than the floor, or a source whose numbers may not be passed on.",
}


class ChartsOut(Wire):
    """A view as charts, with the same in words."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "view": "trends",
                    "title": "What trends: world",
                    "subtitle": "By score of the last hour",
                    "as_of": "2026-11-21T11:00:00+00:00",
                    "made": "2026-11-21T11:05:00+00:00",
                    "timezone": "UTC",
                    "summary": [
                        "1 trend rises, among 1 trend, 1 of them sure (as of 21 Nov 2026, 11:00 UTC, 5 minutes old).",
                    ],
                    "charts": [
                        {
                            "id": "ranking",
                            "title": "Ranking",
                            "description": "1 trend rises, among 1 trend.",
                            "spec": {
                                "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
                                "title": {"text": "What trends: world", "subtitle": ["By score, best first"]},
                                "data": {"values": []},
                                "layer": [],
                            },
                            "table": TABLE_EXAMPLE,
                        }
                    ],
                    "tables": [],
                    "sources": None,
                    "method": ["Counted are distinct authors, hour by hour and source by source, never posts."],
                }
            ]
        }
    )

    view: Literal["trends", "tag", "comparison", "seasonality", "lift", "experiment"]
    title: str
    subtitle: str
    as_of: datetime | None
    made: datetime
    timezone: str
    summary: list[str] = Field(description="Sentences made from the numbers only.")
    charts: list[ChartOut] = Field(description="At least one; with nothing to show it says so.")
    tables: list[TableOut] = Field(description="Beside those of the charts.")
    sources: TableOut | None
    method: list[str] = Field(description="How the numbers are made.")
