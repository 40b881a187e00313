"""What a post is expected to earn, said once with the answer and again when its first hours are known."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from api.deps import ReadCaller, ServicesDep
from api.openapi import responses
from api.path_ids import RecommendationId
from api.schemas.forecasts import ForecastsOut
from hashtagger.forecast import Early, Forecast, NoForecast
from hashtagger.recommend.record import forecast_as_json
from ranker.forecast import NO_MODEL
from ranker.second_look import Missing, read_second_look

router = APIRouter(tags=["recommendations"])


@router.get(
    "/v1/recommendations/{recommendation_id}/forecast",
    operation_id="read_forecast",
    responses=responses(404, 422),
)
async def read(
    recommendation_id: RecommendationId,
    services: ServicesDep,
    caller: ReadCaller,
) -> ForecastsOut:
    """
    The forecast of an answer of yours as it was given, and a narrower one once the post was published and you reported
    what it had earned 1 to 36 hours later (`POST /v1/posts/{id}/engagement`).
    """
    look = await services.database.read(read_second_look, recommendation_id, owner=caller.owner)
    found: Forecast | NoForecast
    if isinstance(look, Missing):
        found = look.reason
    elif services.forecaster is None:
        found = NO_MODEL
    else:
        found = services.forecaster.forecast(look.rows, look.early)
    return ForecastsOut.model_validate(
        {
            "recommendation_id": recommendation_id,
            "given": look.given,
            "updated": forecast_as_json(found) if isinstance(found, Forecast) else None,
            "seen": None if look.early is None else _seen(look.early),
            "why_not_updated": found.reason if isinstance(found, NoForecast) else None,
        }
    )


def _seen(early: Early) -> dict[str, Any]:
    return {"age_h": round(early.age_h, 2), "interactions": early.interactions, "reach": early.reach}
