"""Every view as a file: CSV, XLSX, a chart as SVG or PNG, a report as PDF."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.deps import AdminCaller, ReadCaller, ServicesDep
from api.report_answers import file_answer, file_responses
from api.routes.experiments import ExperimentId
from api.schemas.exports import ComparisonFile, FileWish, SeasonFile, TagFile, TrendsFile
from api.schemas.recommendations import Text
from hashtagger.reports.views import View

router = APIRouter(prefix="/v1/exports", tags=["reports"])

TagPath = Annotated[
    Text, Path(max_length=400, examples=["lunareclipse"], description="A tag in any spelling, or a phrase.")
]


@router.get("/trends", operation_id="export_trends", response_class=Response, responses=file_responses())
async def trends(services: ServicesDep, caller: ReadCaller, wish: Annotated[TrendsFile, Query()]) -> Response:
    """
    What trends now, as a file: a list of up to 1000.

    The chart shows the first 20, the tables have all. Texts in a CSV that a spreadsheet would take for a formula begin with an
    apostrophe.
    """
    return await file_answer(services, caller, View.TRENDS, wish, wish)


@router.get("/trends/{tag:path}", operation_id="export_trend", response_class=Response, responses=file_responses())
async def trend(tag: TagPath, services: ServicesDep, caller: ReadCaller, wish: Annotated[TagFile, Query()]) -> Response:
    """One tag as a file: charts `history`, `days` and, where there is one, `forecast`."""
    return await file_answer(services, caller, View.TAG, wish, wish, tag=tag)


@router.get("/comparison", operation_id="export_comparison", response_class=Response, responses=file_responses())
async def comparison(services: ServicesDep, caller: ReadCaller, wish: Annotated[ComparisonFile, Query()]) -> Response:
    """Up to five tags side by side as a file: a chart for each source, named like it."""
    return await file_answer(services, caller, View.COMPARISON, wish, wish)


@router.get(
    "/seasonality/{tag:path}", operation_id="export_seasonality", response_class=Response, responses=file_responses()
)
async def seasonality(
    tag: TagPath, services: ServicesDep, caller: ReadCaller, wish: Annotated[SeasonFile, Query()]
) -> Response:
    """The weekdays and hours of one tag as a file: a chart for each source, named like it."""
    return await file_answer(services, caller, View.SEASONALITY, wish, wish, tag=tag)


@router.get("/lift", operation_id="export_lift", response_class=Response, responses=file_responses())
async def lift(services: ServicesDep, caller: AdminCaller, wish: Annotated[FileWish, Query()]) -> Response:
    """The lift report as a file."""
    return await file_answer(services, caller, View.LIFT, wish)


@router.get(
    "/experiments/{experiment_id}",
    operation_id="export_experiment",
    response_class=Response,
    responses=file_responses(),
)
async def experiment(
    experiment_id: ExperimentId, services: ServicesDep, caller: ReadCaller, wish: Annotated[FileWish, Query()]
) -> Response:
    """What an experiment of yours has shown so far, as a file."""
    return await file_answer(services, caller, View.EXPERIMENT, wish, experiment_id=experiment_id)
