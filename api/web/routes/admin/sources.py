"""The page of sources: how each one of trends does, its latest runs, and a run by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.web.asking import Refused
from api.web.flash import Said, lead_to, render_said
from api.web.forms import OwnForm
from api.web.visiting import VisitorApi

router = APIRouter(prefix="/admin/sources", include_in_schema=False)

RUNS = 5
"""The newest of each source."""
_REFUSALS = frozenset({"job_running", "job_off"})
"""Codes that the page has words for."""


@router.get("")
async def sources_page(request: Request, api: VisitorApi) -> Response:
    told, jobs = await api.get_all(("/v1/sources", {}), ("/v1/jobs", {}))
    names = {each["name"] for each in jobs["jobs"]}
    sources = [{**each, "job": _job_of(each, names)} for each in told["sources"]]
    ran = [each for each in sources if each["job"] and each["last_attempt"]]
    histories = await api.get_all(*(("/v1/job-runs", {"job": each["job"], "limit": RUNS}) for each in ran))
    return render_said(
        request,
        "admin/sources.html",
        running=[each for each in sources if each["enabled"]],
        off=[each for each in sources if not each["enabled"]],
        runs={each["source"]: found["runs"] for each, found in zip(ran, histories, strict=True)},
        standing={each["name"]: each for each in jobs["standing"]},
    )


@router.post("/{name}/run")
async def run_now(request: Request, name: str, form: OwnForm, api: VisitorApi) -> Response:
    try:
        await api.send("POST", f"/v1/jobs/{quote(f'crawl-{name}', safe='')}/run")
    except Refused as refused:
        if refused.problem.code not in _REFUSALS:
            raise
        return lead_to(request, "/admin/sources", Said(refused.problem.code, name))
    return lead_to(request, "/admin/sources", Said("job_started", name))


def _job_of(source: Mapping[str, Any], names: set[str]) -> str | None:
    """The job that asks it; None of what is listened to all the time."""
    job = f"crawl-{source['source']}"
    return job if job in names else None
