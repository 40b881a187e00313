"""The pages of reports by mail: which view, how often, to whom."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from api.web.addresses import address
from api.web.asking import Api, Refused
from api.web.forms import Form, OwnForm
from api.web.pages import render
from api.web.refused_forms import FormTrouble, trouble_of
from api.web.routes.trends import SPANS
from api.web.visiting import VisitorApi

router = APIRouter(include_in_schema=False)

VIEWS = ("trends", "tag", "comparison", "seasonality", "lift", "experiment")
FORMATS = ("pdf", "xlsx", "csv", "png")
NUMBERS = frozenset({"hours", "days", "limit"})
"""Parameters of views that are whole numbers."""
_PARAM = "param."
_REFUSED_FORM = frozenset({400, 409, 422})


@router.get("/report-mails")
async def list_page(request: Request, api: VisitorApi) -> Response:
    found = await api.get("/v1/report-mails", cursor=request.query_params.get("cursor"))
    mails = [{**each, "page": _page_of(each["view"], each["params"])} for each in found["report_mails"]]
    return render(request, "watching/report_mails.html", mails=mails, following=found["next"])


@router.get("/report-mails/new")
async def new_page(request: Request, api: VisitorApi) -> Response:
    """Of the view in the address, as it was when somebody asked for it by mail."""
    asked = dict(request.query_params)
    view = asked.pop("view", VIEWS[0])
    fields = {f"{_PARAM}{name}": value for name, value in asked.items() if value}
    fields |= {"view": view if view in VIEWS else VIEWS[0], "name": _name_of(view, asked), "format_pdf": "on"}
    fields |= {"every": "week", "weekday": "monday", "hour": "8", "timezone": "UTC", "enabled": "on"}
    return _form_page(request, fields)


@router.post("/report-mails")
async def create(request: Request, form: OwnForm, api: VisitorApi) -> Response:
    try:
        made = await api.send("POST", "/v1/report-mails", _wanted(form), once=form.get("once", ""))
    except Refused as refused:
        return await _refused_page(request, api, form, refused)
    return RedirectResponse(f"/report-mails/{made['report_mail_id']}?done=made", status_code=303)


@router.get("/report-mails/{report_mail_id}")
async def mail_page(request: Request, report_mail_id: str, api: VisitorApi) -> Response:
    mail = await api.get(_path(report_mail_id))
    return _form_page(request, _fields(mail), mail=mail)


@router.post("/report-mails/{report_mail_id}")
async def change(request: Request, report_mail_id: str, form: OwnForm, api: VisitorApi) -> Response:
    try:
        await api.send("PATCH", _path(report_mail_id), _wanted(form))
    except Refused as refused:
        return await _refused_page(request, api, form, refused, report_mail_id=report_mail_id)
    return RedirectResponse(f"/report-mails/{report_mail_id}?done=changed", status_code=303)


@router.post("/report-mails/{report_mail_id}/test")
async def test(request: Request, report_mail_id: str, form: OwnForm, api: VisitorApi) -> Response:
    """The page again, with how the mail went."""
    path = _path(report_mail_id)
    tried = await api.send("POST", f"{path}/test")
    mail = await api.get(path)
    return _form_page(request, _fields(mail), mail=mail, tried=tried)


@router.post("/report-mails/{report_mail_id}/delete")
async def delete(report_mail_id: str, form: OwnForm, api: VisitorApi) -> Response:
    await api.send("DELETE", _path(report_mail_id))
    return RedirectResponse("/report-mails?done=deleted", status_code=303)


async def _refused_page(
    request: Request, api: Api, form: Form, refused: Refused, *, report_mail_id: str | None = None
) -> Response:
    """The form as it was filled in, with what is wrong with it; other refusals are for everybody's page."""
    if refused.problem.status not in _REFUSED_FORM:
        raise refused
    mail = None if report_mail_id is None else await api.get(_path(report_mail_id))
    return _form_page(request, form, mail=mail, trouble=trouble_of(refused.problem), status=422)


def _form_page(
    request: Request,
    fields: Mapping[str, str],
    *,
    mail: Mapping[str, Any] | None = None,
    tried: Mapping[str, Any] | None = None,
    trouble: FormTrouble | None = None,
    status: int = 200,
) -> Response:
    params = _params(fields)
    return render(
        request,
        "watching/report_mail.html",
        status=status,
        fields=fields,
        params=params,
        view_page=_page_of(fields.get("view", VIEWS[0]), params),
        mail=mail,
        tried=tried,
        trouble=trouble or FormTrouble(),
        once=secrets.token_urlsafe(16),
        formats=FORMATS,
    )


def _path(report_mail_id: str) -> str:
    """Of one of them in the API."""
    return f"/v1/report-mails/{quote(report_mail_id, safe='')}"


def _wanted(form: Form) -> dict[str, Any]:
    """What the form asks of the API, which judges it."""
    every = form.get("every", "")
    schedule: dict[str, Any] = {
        "every": every,
        "hour": _whole(form.get("hour", "")),
        "timezone": form.get("timezone", "").strip() or "UTC",
    }
    if every == "week":
        schedule["weekday"] = form.get("weekday", "")
    if every == "month":
        schedule["day"] = _whole(form.get("day", ""))
    return {
        "name": form.get("name", "").strip(),
        "view": form.get("view", ""),
        "params": _params(form),
        "formats": [each for each in FORMATS if f"format_{each}" in form],
        "email": form.get("email", "").strip(),
        "language": form.get("language", "en"),
        "schedule": schedule,
        "enabled": "enabled" in form,
    }


def _params(fields: Mapping[str, str]) -> dict[str, str | int]:
    """Of the view, by their own names."""
    found = {name.removeprefix(_PARAM): value for name, value in fields.items() if name.startswith(_PARAM) and value}
    return {name: _whole(value) if name in NUMBERS else value for name, value in found.items()}


def _fields(mail: Mapping[str, Any]) -> dict[str, str]:
    """A report mail as the form shows it."""
    schedule = mail["schedule"]
    fields = {name: str(mail[name]) for name in ("name", "view", "email", "language")}
    fields |= {name: str(schedule[name] or "") for name in ("every", "weekday", "day", "timezone")}
    fields["hour"] = str(schedule["hour"])
    fields |= {f"format_{each}": "on" for each in mail["formats"]}
    fields |= {f"{_PARAM}{name}": str(value) for name, value in mail["params"].items()}
    return fields | ({"enabled": "on"} if mail["enabled"] else {})


def _page_of(view: str, params: Mapping[str, Any]) -> str:
    """Where a person looks at the same."""
    rest = {name: value for name, value in params.items() if name not in ("tag", "experiment_id")}
    match view:
        case "tag" | "seasonality":
            return address(f"/trends/tag/{quote(str(params.get('tag', '')), safe='')}", rest)
        case "comparison":
            return address("/trends/compare", rest, span=_span(rest), step="", hours="")
        case "lift":
            return "/lift"
        case "experiment":
            return f"/experiments/{quote(str(params.get('experiment_id', '')), safe='')}"
    return address("/trends", rest)


def _span(params: Mapping[str, Any]) -> str:
    """How far back, as the page of comparisons calls it; '' where it is as usual, or as no page has it."""
    asked = (params.get("step", "hour"), params.get("hours"))
    return next((name for name, span in SPANS.items() if span == asked), "")


def _name_of(view: str, params: Mapping[str, str]) -> str:
    """What a person would call it, until he calls it something else."""
    parts = [params.get(name, "") for name in ("tag", "tags", "region", "language", "category")]
    return " ".join([view.capitalize(), *(part for part in parts if part)])[:100]


def _whole(text: str) -> int | str:
    """The text itself where it is no whole number: the API says what is wrong with it."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else text
