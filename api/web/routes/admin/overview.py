"""What needs an administrator's attention now, and how each part does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.web.pages import render
from api.web.visiting import VisitorApi

router = APIRouter(prefix="/admin", include_in_schema=False)

MOST_COUNTED = 500
"""Reviews, decisions and keys; of more the page says 'more than'."""


@router.get("")
async def overview_page(request: Request, api: VisitorApi) -> Response:
    ready, sources, reviews, jobs, models, rankers, decided, keys = await api.get_all(
        ("/readyz", {}),
        ("/v1/sources", {}),
        ("/v1/reviews", {"limit": MOST_COUNTED}),
        ("/v1/jobs", {}),
        ("/v1/models", {}),
        ("/v1/rankers", {}),
        ("/v1/flags", {"origin": "user", "limit": MOST_COUNTED}),
        ("/v1/keys", {"revoked": "false", "limit": MOST_COUNTED}),
    )
    troubles = {
        "not_ready": ready["reasons"],
        "sources": [each for each in sources["sources"] if each["health"] in ("failing", "late", "never_ran")],
        "reviews": len(reviews["reviews"]),
        "jobs": [each for each in jobs["jobs"] if _went_wrong(each)],
        "idle": [each["name"] for each in jobs["standing"] if not each["running"] and each["why_off"] is None],
        "job_trouble": jobs["trouble"],
        "models": [each for each in models["models"] if each["state"] == "failed"],
        "model_trouble": models["trouble"],
        "ranker": rankers["trouble"],
        "broken_rankers": [each["version"] for each in rankers["rankers"] if each["created"] is None],
    }
    return render(
        request,
        "admin/overview.html",
        troubles=troubles,
        all_is_well=not any(troubles.values()),
        most=MOST_COUNTED,
        sources=sources["sources"],
        reviews=reviews,
        jobs=jobs,
        next_job=min(
            (each for each in jobs["jobs"] if each["next_due"]), key=lambda each: each["next_due"], default=None
        ),
        models=models,
        rankers=rankers,
        decided=decided,
        keys=keys,
    )


def _went_wrong(job: Mapping[str, Any]) -> bool:
    """Of jobs that are off nobody needs to know."""
    last = job["last_run"]
    return job["why_off"] is None and last is not None and last["state"] in ("failed", "lost")
