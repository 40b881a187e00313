"""The pages of what was learned: experiments, the lift report, what an account's tags earned."""

from __future__ import annotations

import math
import secrets
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from api.web.asking import Refused
from api.web.forms import Form, OwnForm
from api.web.pages import render
from api.web.refused_forms import FormTrouble, trouble_of
from api.web.visiting import VisitorApi

router = APIRouter(include_in_schema=False)

POLICIES = ("current", "baseline", "shadow")
_REFUSED_FORM = frozenset({400, 409, 422})
_FIRST_FORM = {"name_0": "without tags", "tags_0": "0", "name_1": "five tags", "tags_1": "5"}


@router.get("/experiments")
async def experiments_page(request: Request, api: VisitorApi) -> Response:
    query = request.query_params
    found = await api.get("/v1/experiments", profile_id=query.get("profile_id"), cursor=query.get("cursor"))
    return render(request, "learning/experiments.html", experiments=found["experiments"], following=found["next"])


@router.get("/experiments/new")
async def new_page(request: Request, api: VisitorApi) -> Response:
    fields = {**_FIRST_FORM, "profile_id": request.query_params.get("profile_id", "")}
    return _new_page(request, fields)


@router.post("/experiments")
async def create(request: Request, form: OwnForm, api: VisitorApi) -> Response:
    try:
        made = await api.send("POST", "/v1/experiments", _wanted(form), once=form.get("once", ""))
    except Refused as refused:
        if refused.problem.status not in _REFUSED_FORM:
            raise
        return _new_page(request, form, trouble_of(refused.problem))
    return RedirectResponse(f"/experiments/{made['experiment_id']}", status_code=303)


@router.get("/experiments/{experiment_id}")
async def experiment_page(request: Request, experiment_id: str, api: VisitorApi) -> Response:
    return render(request, "learning/experiment.html", found=await api.get(_path(experiment_id)))


@router.post("/experiments/{experiment_id}/stop")
async def stop(experiment_id: str, form: OwnForm, api: VisitorApi) -> Response:
    await api.send("POST", f"{_path(experiment_id)}/stop")
    return RedirectResponse(f"/experiments/{experiment_id}", status_code=303)


@router.get("/lift")
async def lift_page(request: Request, api: VisitorApi) -> Response:
    report = await api.get("/v1/reports/lift")
    return render(
        request, "learning/lift.html", report=report, comparisons=[_compared(each) for each in report["comparisons"]]
    )


@router.get("/accounts")
async def find_account(
    request: Request, api: VisitorApi, profile_id: Annotated[str, Query(max_length=100)] = ""
) -> Response:
    """Which account; where the form leads."""
    if profile_id.strip():
        return RedirectResponse(f"/accounts/{quote(profile_id.strip(), safe='')}", status_code=303)
    return render(request, "learning/accounts.html", wanted="")


@router.get("/accounts/{profile_id}")
async def account_page(request: Request, profile_id: str, api: VisitorApi) -> Response:
    path, cursor = f"/v1/accounts/{quote(profile_id, safe='')}", request.query_params.get("cursor")
    try:
        account, tags = await api.get_all((path, {}), (f"{path}/tags", {"limit": 50, "cursor": cursor}))
    except Refused as refused:
        if refused.problem.status != 404:
            raise
        return render(request, "learning/accounts.html", status=404, wanted=profile_id)
    return render(request, "learning/account.html", account=account, tags=tags["tags"], following=tags["next"])


def _new_page(request: Request, fields: Mapping[str, str], trouble: FormTrouble | None = None) -> Response:
    return render(
        request,
        "learning/new.html",
        status=200 if trouble is None else 422,
        fields=fields,
        policies=POLICIES,
        trouble=trouble or FormTrouble(),
        once=secrets.token_urlsafe(16),
    )


def _path(experiment_id: str) -> str:
    """Of one of them in the API."""
    return f"/v1/experiments/{quote(experiment_id, safe='')}"


def _wanted(form: Form) -> dict[str, Any]:
    """What the form asks of the API, which judges it."""
    return {
        "profile_id": form.get("profile_id", "").strip(),
        "name": form.get("name", "").strip(),
        "arms": [_arm(form, place) for place in (0, 1)],
    }


def _arm(form: Form, place: int) -> dict[str, Any]:
    tags = form.get(f"tags_{place}", "").strip()
    return {
        "name": form.get(f"name_{place}", "").strip(),
        "policy": form.get(f"policy_{place}", "").strip() or POLICIES[0],
        "tags": int(tags) if tags.isascii() and tags.isdigit() and len(tags) < 5 else tags or None,
    }


def _compared(found: Mapping[str, Any]) -> dict[str, Any]:
    """A comparison of policies with its interval in percent; ``kind`` is the verdict without its reason."""
    interval, verdict = found["verdict_interval"], found["verdict"]
    percent = None
    if interval is not None:
        percent = {name: math.expm1(interval[name]) for name in ("estimate", "low", "high")}
    return {**found, "percent": percent, "kind": verdict.partition(":")[0]}
