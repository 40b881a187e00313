"""For those who run the server: is it alive, is it ready, what does it count."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import ConfigDict

from api.deps import ReadCaller, ServicesDep, state_of
from api.openapi import open_responses, responses
from api.schemas.recommendations import Wire
from hashtagger import __version__

router = APIRouter(tags=["operations"])


class UploadLimitsOut(Wire):
    """What one request may bring; more is refused with 413 or 422."""

    max_images: int
    max_image_bytes: int
    max_video_bytes: int
    max_request_bytes: int


class AboutOut(Wire):
    """Where to go from here, and what can be sent."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Hashtagger",
                    "version": __version__,
                    "contract": "/openapi.json",
                    "ready": "/readyz",
                    "uploads": {
                        "max_images": 10,
                        "max_image_bytes": 26214400,
                        "max_video_bytes": 104857600,
                        "max_request_bytes": 115343360,
                    },
                },
            ]
        }
    )

    name: str
    version: str
    contract: str
    ready: str
    uploads: UploadLimitsOut


class LiveOut(Wire):
    model_config = ConfigDict(json_schema_extra={"examples": [{"alive": True}]})

    alive: bool


class ReadyOut(Wire):
    """``reasons`` says why not, empty when ready; ``degraded`` what works less well than it should."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"ready": True, "reasons": [], "degraded": []}]})

    ready: bool
    reasons: list[str]
    degraded: list[str]


@router.get("/v1", operation_id="about", responses=open_responses())
async def about(services: ServicesDep) -> AboutOut:
    """What this is, and how much can be uploaded at once."""
    intake = services.settings.intake
    uploads = UploadLimitsOut(
        max_images=intake.max_images,
        max_image_bytes=intake.max_image_bytes,
        max_video_bytes=intake.max_video_bytes,
        max_request_bytes=intake.max_request_bytes,
    )
    return AboutOut(name="Hashtagger", version=__version__, contract="/openapi.json", ready="/readyz", uploads=uploads)


@router.get("/livez", operation_id="live", responses=open_responses())
async def live() -> LiveOut:
    """Answers as long as the process can; restart it when it does not."""
    return LiveOut(alive=True)


_NOT_READY: dict[str, Any] = {
    "description": "Not ready, with the reasons",
    "model": ReadyOut,
    "content": {
        "application/json": {
            "example": {"ready": False, "reasons": ["draining: the server is stopping"], "degraded": []}
        },
    },
}


@router.get("/readyz", operation_id="ready", responses={503: _NOT_READY})
async def ready(request: Request, services: ServicesDep, response: Response) -> ReadyOut:
    """Whether requests should be sent here: models loaded, index not empty, database reachable, not stopping."""
    reasons = await state_of(request)["health"].reasons_not_ready(services)
    trouble = services.ranker.status.trouble
    if reasons:
        response.status_code = 503
        response.headers["Retry-After"] = "5"
    return ReadyOut(ready=not reasons, reasons=reasons, degraded=[f"ranker: {trouble}"] if trouble else [])


@router.get(
    "/metrics",
    operation_id="metrics",
    response_class=Response,
    responses=responses()
    | {
        200: {
            "description": "Prometheus text",
            "content": {"text/plain": {"schema": {"type": "string"}, "example": "hashtagger_index_tags 4000.0\n"}},
        }
    },
)
async def metrics(services: ServicesDep, caller: ReadCaller) -> Response:
    """Everything that is counted, for Prometheus."""
    return Response(await services.metrics.text(), media_type=CONTENT_TYPE_LATEST)
