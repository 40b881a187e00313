"""The page of API keys: made and shown once, listed, revoked."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from api.web.addresses import given, tidy
from api.web.asking import Api, Refused
from api.web.flash import Said, lead_to, render_said
from api.web.forms import Form, OwnForm
from api.web.pages import visitor_of
from api.web.refused_forms import FormTrouble, trouble_of
from api.web.visiting import VisitorApi

router = APIRouter(prefix="/admin/keys", include_in_schema=False)

PAGE_SIZE = 50
FILTERS = ("owner", "revoked")
SCOPES = ("recommend", "read", "generate", "watch", "admin")
_REFUSED_FORM = frozenset({400, 422})
_NEW = {"scope_recommend": "on", "scope_read": "on"}


@router.get("")
async def keys_page(request: Request, api: VisitorApi) -> Response:
    if (plain := tidy(request)) is not None:
        return RedirectResponse(plain, status_code=303)
    return await _page(request, api, _NEW)


@router.post("")
async def create(request: Request, form: OwnForm, api: VisitorApi) -> Response:
    """The page that shows the key, this once: no redirect, for a key must stand in no address and no cookie."""
    wanted: dict[str, Any] = {
        "name": form.get("name", "").strip(),
        "owner": form.get("owner", "").strip() or None,
        "scopes": [scope for scope in SCOPES if f"scope_{scope}" in form],
    }
    try:
        # Sent again (a page that is loaded again), the form makes no second key, and the page shows none.
        made = await api.send("POST", "/v1/keys", wanted, once=form.get("once", ""))
    except Refused as refused:
        if refused.problem.status not in _REFUSED_FORM:
            raise
        return await _page(request, api, form, trouble=trouble_of(refused.problem), status=422)
    response = render_said(request, "admin/key.html", made=made)
    response.headers["Cache-Control"] = "no-store"
    return response


@router.post("/{key_id}/revoke")
async def revoke(request: Request, key_id: str, form: OwnForm, api: VisitorApi) -> Response:
    """``even_own`` comes from the form that explains what revoking one's own key means."""
    is_own = key_id == visitor_of(request).caller.api_key_id
    even_own = "true" if "even_own" in form else None
    key = await api.send("DELETE", f"/v1/keys/{quote(key_id, safe='')}", even_own=even_own)
    if is_own:
        return RedirectResponse("/sign-in", status_code=303)
    return lead_to(request, "/admin/keys", Said("revoked", key["name"]))


async def _page(
    request: Request, api: Api, fields: Form, *, trouble: FormTrouble | None = None, status: int = 200
) -> Response:
    asked, cursor = given(request, FILTERS), request.query_params.get("cursor", "")
    found = await api.get("/v1/keys", **asked, cursor=cursor, limit=PAGE_SIZE)
    return render_said(
        request,
        "admin/keys.html",
        status=status,
        asked=asked,
        is_first_page=not cursor,
        keys=found["keys"],
        following=found["next"],
        own=visitor_of(request).caller.api_key_id,
        own_owner=visitor_of(request).caller.owner,
        fields=fields,
        trouble=trouble or FormTrouble(),
        once=secrets.token_urlsafe(16),
    )
