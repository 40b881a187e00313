"""The pages of flags: what holds tags back, and what administrators decided above it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from api.web.addresses import address, given, tidy
from api.web.asking import Api, Refused
from api.web.flash import Said, lead_to, render_said
from api.web.forms import Form, OwnForm
from api.web.refused_forms import FormTrouble, trouble_of
from api.web.visiting import VisitorApi

router = APIRouter(prefix="/admin/flags", include_in_schema=False)

PAGE_SIZE = 50
FILTERS = ("prefix", "flag", "origin")
FLAGS = (
    "blocked",
    "allowed",
    "unreviewed",
    "adult",
    "restricted",
    "spam",
    "engagement_bait",
    "over_generic",
    "sensitive",
)
_REFUSED_FORM = frozenset({400, 422})


@router.get("")
async def flags_page(request: Request, api: VisitorApi) -> Response:
    """Without a choice of ``origin`` the administrators' decisions: what ships is long."""
    if (plain := tidy(request)) is not None:
        return RedirectResponse(plain, status_code=303)
    asked, cursor = given(request, FILTERS), request.query_params.get("cursor", "")
    asked["origin"] = asked["origin"] or "user"
    wanted = {**asked, "origin": "" if asked["origin"] == "all" else asked["origin"]}
    found = await api.get("/v1/flags", **wanted, cursor=cursor, limit=PAGE_SIZE)
    return render_said(
        request,
        "admin/flags.html",
        asked=asked,
        is_first_page=not cursor,
        entries=found["flags"],
        following=found["next"],
        kinds=FLAGS,
    )


@router.get("/tag")
async def tag_page(request: Request, api: VisitorApi, name: Annotated[str, Query(max_length=400)] = "") -> Response:
    """One tag: what holds of it, what would otherwise, and the form to decide."""
    if not name.strip().removeprefix("#"):
        return RedirectResponse("/admin/flags", status_code=303)
    told = await api.get(_path(name))
    return render_said(request, "admin/flag.html", told=told, fields=_fields(told), trouble=FormTrouble())


@router.post("/tag")
async def decide(request: Request, form: OwnForm, api: VisitorApi) -> Response:
    name, verdict = form.get("name", ""), form.get("verdict", "")
    wanted = {"verdict": verdict, "reason": form.get("reason", ""), "until": _moment(form.get("until", ""))}
    try:
        told = await api.send("PUT", _path(name), wanted)
    except Refused as refused:
        return await _refused_page(request, api, form, refused)
    return lead_to(request, _page_of(told["tag"]), Said(f"{verdict}_done", told["tag"]))


@router.post("/forget")
async def forget(request: Request, form: OwnForm, api: VisitorApi) -> Response:
    told = await api.send("DELETE", _path(form.get("name", "")))
    return lead_to(request, _page_of(told["tag"]), Said("forgotten", told["tag"]))


async def _refused_page(request: Request, api: Api, form: Form, refused: Refused) -> Response:
    if refused.problem.status not in _REFUSED_FORM:
        raise refused
    told = await api.get(_path(form.get("name", "")))
    trouble = trouble_of(refused.problem)
    return render_said(request, "admin/flag.html", status=422, told=told, fields=form, trouble=trouble)


def _fields(told: Mapping[str, Any]) -> dict[str, str]:
    """What was decided, as the form shows it."""
    decision = told["decision"]
    if decision is None:
        return {"verdict": "block"}
    until = decision["until"]
    return {
        "verdict": decision["verdict"],
        "reason": decision["reason"],
        "until": "" if until is None else f"{datetime.fromisoformat(until).astimezone(UTC):%Y-%m-%dT%H:%M}",
    }


def _moment(typed: str) -> str | None:
    """The form asks for UTC and browsers send no zone; the API judges what is no moment at all."""
    return f"{typed}Z" if typed else None


def _path(name: str) -> str:
    return f"/v1/flags/{quote(name, safe='')}"


def _page_of(tag: str) -> str:
    return address("/admin/flags/tag", name=tag)
