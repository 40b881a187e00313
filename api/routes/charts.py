"""Every view as charts for a page: Vega-Lite specifications, each with its table, and the same in words."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.deps import AdminCaller, ReadCaller, ServicesDep
from api.openapi import responses
from api.report_answers import charts_answer
from api.routes.experiments import ExperimentId
from api.routes.exports import TagPath
from api.schemas.exports import ChartsOut, ChartWish, ComparisonChart, SeasonChart, TagChart, TrendsChart
from hashtagger.reports.views import View

router = APIRouter(prefix="/v1/charts", tags=["reports"])


@router.get("/trends", operation_id="chart_trends", response_model=ChartsOut, responses=responses(422))
async def trends(services: ServicesDep, caller: ReadCaller, wish: Annotated[TrendsChart, Query()]) -> Response:
    """What trends now: the chart `ranking` of the first 20, its table with all."""
    return await charts_answer(services, caller, View.TRENDS, wish, wish)


@router.get("/trends/{tag:path}", operation_id="chart_trend", response_model=ChartsOut, responses=responses(404, 422))
async def trend(
    tag: TagPath, services: ServicesDep, caller: ReadCaller, wish: Annotated[TagChart, Query()]
) -> Response:
    """One tag: the charts `history` (by the hour), `days` and, where there is one, `forecast`."""
    return await charts_answer(services, caller, View.TAG, wish, wish, tag=tag)


@router.get("/comparison", operation_id="chart_comparison", response_model=ChartsOut, responses=responses(422))
async def comparison(services: ServicesDep, caller: ReadCaller, wish: Annotated[ComparisonChart, Query()]) -> Response:
    """Up to five tags side by side: a chart for each source, named like it."""
    return await charts_answer(services, caller, View.COMPARISON, wish, wish)


@router.get(
    "/seasonality/{tag:path}", operation_id="chart_seasonality", response_model=ChartsOut, responses=responses(404, 422)
)
async def seasonality(
    tag: TagPath, services: ServicesDep, caller: ReadCaller, wish: Annotated[SeasonChart, Query()]
) -> Response:
    """The weekdays and hours of one tag: a chart for each source, named like it."""
    return await charts_answer(services, caller, View.SEASONALITY, wish, wish, tag=tag)


@router.get("/lift", operation_id="chart_lift", response_model=ChartsOut, responses=responses(422))
async def lift(services: ServicesDep, caller: AdminCaller, wish: Annotated[ChartWish, Query()]) -> Response:
    """The lift report: the chart `effect`."""
    return await charts_answer(services, caller, View.LIFT, wish)


@router.get(
    "/experiments/{experiment_id}",
    operation_id="chart_experiment",
    response_model=ChartsOut,
    responses=responses(404, 422),
)
async def experiment(
    experiment_id: ExperimentId, services: ServicesDep, caller: ReadCaller, wish: Annotated[ChartWish, Query()]
) -> Response:
    """An experiment of yours: the chart `effect`."""
    return await charts_answer(services, caller, View.EXPERIMENT, wish, experiment_id=experiment_id)
