"""The page of jobs: the timetable, what never ends, and the history of runs."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from api.web.addresses import given, tidy
from api.web.asking import Refused
from api.web.flash import Said, lead_to, render_said
from api.web.forms import OwnForm
from api.web.visiting import VisitorApi

router = APIRouter(prefix="/admin/jobs", include_in_schema=False)

PAGE_SIZE = 25
_REFUSALS = frozenset({"job_running", "job_off"})
"""Codes that the page has words for."""


@router.get("")
async def jobs_page(request: Request, api: VisitorApi) -> Response:
    if (plain := tidy(request)) is not None:
        return RedirectResponse(plain, status_code=303)
    asked, cursor = given(request, ("job", "state")), request.query_params.get("cursor", "")
    told, history = await api.get_all(
        ("/v1/jobs", {}), ("/v1/job-runs", {**asked, "cursor": cursor, "limit": PAGE_SIZE})
    )
    return render_said(
        request,
        "admin/jobs.html",
        told=told,
        asked=asked,
        is_first_page=not cursor,
        runs=history["runs"],
        following=history["next"],
    )


@router.post("/{name}/run")
async def run_now(request: Request, name: str, form: OwnForm, api: VisitorApi) -> Response:
    try:
        await api.send("POST", f"/v1/jobs/{quote(name, safe='')}/run")
    except Refused as refused:
        if refused.problem.code not in _REFUSALS:
            raise
        return lead_to(request, "/admin/jobs", Said(refused.problem.code, name))
    return lead_to(request, "/admin/jobs", Said("job_started", name))
