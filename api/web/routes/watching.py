"""The pages of watchlists: what to be told of trends, and where."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from api.web.addresses import given
from api.web.asking import Api, Refused
from api.web.forms import Form, OwnForm
from api.web.pages import render
from api.web.refused_forms import FormTrouble, trouble_of
from api.web.trend_menus import menus_of
from api.web.visiting import VisitorApi

router = APIRouter(include_in_schema=False)

FILTERS = ("region", "language", "category", "platform", "kind")
RULE_ROWS = 3
"""Shown at least, so that a rule can be added; an empty one is none."""
_SECRET_BYTES = 32
_BETWEEN_TAGS = re.compile(r"[,\n]|\s+(?=#)")
"""Not each space: a phrase has some."""
_REFUSED_FORM = frozenset({400, 409, 422})


@router.get("/watchlists")
async def list_page(request: Request, api: VisitorApi) -> Response:
    found = await api.get("/v1/watchlists", cursor=request.query_params.get("cursor"))
    return render(request, "watching/watchlists.html", watchlists=found["watchlists"], following=found["next"])


@router.get("/watchlists/new")
async def new_page(request: Request, api: VisitorApi) -> Response:
    """Filled in with what the address says: filters, and ``tags`` separated by commas."""
    asked = given(request, (*FILTERS, "tags"))
    fields = {
        **asked,
        "name": asked["tags"][:100],
        "rule_kind_0": "enters_top",
        "rule_value_0": "10",
        "webhook_secret": _new_secret(),
        "enabled": "on",
    }
    return await _form_page(request, api, fields)


@router.post("/watchlists")
async def create(request: Request, form: OwnForm, api: VisitorApi) -> Response:
    try:
        made = await api.send("POST", "/v1/watchlists", _wanted(form), once=form.get("once", ""))
    except Refused as refused:
        return await _refused_page(request, api, form, refused)
    return RedirectResponse(f"/watchlists/{made['watchlist_id']}?done=made", status_code=303)


@router.get("/watchlists/{watchlist_id}")
async def watchlist_page(request: Request, watchlist_id: str, api: VisitorApi) -> Response:
    watchlist = await api.get(_path(watchlist_id))
    return await _form_page(request, api, _fields(watchlist), watchlist=watchlist)


@router.post("/watchlists/{watchlist_id}")
async def change(request: Request, watchlist_id: str, form: OwnForm, api: VisitorApi) -> Response:
    path, wanted = _path(watchlist_id), _wanted(form)
    if wanted["webhook_secret"] is None:
        del wanted["webhook_secret"]  # the one that there is stays
    try:
        await api.send("PATCH", path, wanted)
    except Refused as refused:
        return await _refused_page(request, api, form, refused, watchlist_id=watchlist_id)
    return RedirectResponse(f"/watchlists/{watchlist_id}?done=changed", status_code=303)


@router.post("/watchlists/{watchlist_id}/test")
async def test(request: Request, watchlist_id: str, form: OwnForm, api: VisitorApi) -> Response:
    """The page again, with how the message went on each way."""
    path = _path(watchlist_id)
    tried = (await api.send("POST", f"{path}/test"))["deliveries"]
    watchlist = await api.get(path)
    return await _form_page(request, api, _fields(watchlist), watchlist=watchlist, tried=tried)


@router.post("/watchlists/{watchlist_id}/delete")
async def delete(watchlist_id: str, form: OwnForm, api: VisitorApi) -> Response:
    await api.send("DELETE", _path(watchlist_id))
    return RedirectResponse("/watchlists?done=deleted", status_code=303)


async def _refused_page(
    request: Request, api: Api, form: Form, refused: Refused, *, watchlist_id: str | None = None
) -> Response:
    """The form as it was filled in, with what is wrong with it; other refusals are for everybody's page."""
    if refused.problem.status not in _REFUSED_FORM:
        raise refused
    watchlist = None if watchlist_id is None else await api.get(_path(watchlist_id))
    return await _form_page(request, api, form, watchlist=watchlist, trouble=trouble_of(refused.problem), status=422)


async def _form_page(
    request: Request,
    api: Api,
    fields: Mapping[str, str],
    *,
    watchlist: Mapping[str, Any] | None = None,
    tried: list[dict[str, Any]] | None = None,
    trouble: FormTrouble | None = None,
    status: int = 200,
) -> Response:
    chosen = {name: fields.get(name, "") for name in FILTERS}
    # A region that is none is refused with the form, and is no reason to have no form.
    scopes = await api.get("/v1/trends/scopes")
    return render(
        request,
        "watching/watchlist.html",
        status=status,
        fields=fields,
        chosen=chosen,
        watchlist=watchlist,
        tried=tried,
        trouble=trouble or FormTrouble(),
        once=secrets.token_urlsafe(16),
        menus=menus_of({**scopes, "region": chosen["region"], "language": chosen["language"]}, chosen),
        rows=max(RULE_ROWS, 1 + sum(name.startswith("rule_kind_") for name in fields)),
    )


def _path(watchlist_id: str) -> str:
    """Of one of them in the API."""
    return f"/v1/watchlists/{quote(watchlist_id, safe='')}"


def _wanted(form: Form) -> dict[str, Any]:
    """What the form asks of the API, which judges it."""
    url = form.get("webhook_url", "").strip()
    rules = [
        {"kind": kind, "value": _number(form.get(name.replace("kind", "value"), ""))}
        for name, kind in form.items()
        if name.startswith("rule_kind_") and kind
    ]
    return {
        "name": form.get("name", "").strip(),
        "rules": rules,
        "tags": [tag.strip() for tag in _BETWEEN_TAGS.split(form.get("tags", "")) if tag.strip()],
        "filters": {name: form.get(name, "") for name in ("region", "language")}
        | {name: form.get(name) or None for name in ("category", "platform", "kind")},
        "enabled": "enabled" in form,
        "webhook_url": url or None,
        "webhook_secret": form.get("webhook_secret", "").strip() or None if url else None,
        "email": form.get("email", "").strip() or None,
    }


def _fields(watchlist: Mapping[str, Any]) -> dict[str, str]:
    """A watchlist as the form shows it."""
    fields = {name: str(watchlist[name] or "") for name in ("name", "webhook_url", "email")}
    fields |= {name: str(watchlist["filters"][name] or "") for name in FILTERS}
    fields["tags"] = ", ".join(watchlist["tags"])
    fields["webhook_secret"] = "" if watchlist["has_secret"] else _new_secret()
    for place, rule in enumerate(watchlist["rules"]):
        fields |= {f"rule_kind_{place}": rule["kind"], f"rule_value_{place}": f"{rule['value']:g}"}
    return fields | ({"enabled": "on"} if watchlist["enabled"] else {})


def _number(text: str) -> float | str:
    """The text itself where it is none: the API says what is wrong with it."""
    try:
        return float(text)
    except ValueError:
        return text


def _new_secret() -> str:
    """As Standard Webhooks wants it; only the form that it was made for ever shows it."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()
