"""Signing in and out, and how a visitor wants to see the pages."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from api.auth import authenticate
from api.deps import ServicesDep, state_of
from api.problems import InvalidFields
from api.web.cookies import (
    LANGUAGE,
    SESSION_LASTS,
    THEME,
    keep_preference,
    keep_session,
    new_token,
    session_token,
)
from api.web.forms import OwnForm
from api.web.languages import LANGUAGES
from api.web.pages import THEMES, render
from api.web.paths import place_after_sign_in
from hashtagger.errors import NotAuthenticated
from hashtagger.storage.web_sessions import end_session, open_session

router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
async def sign_in_page(request: Request, next: Annotated[str, Query(max_length=2_000)] = "/") -> Response:
    if not state_of(request)["keys_required"]:
        return RedirectResponse(place_after_sign_in(next), status_code=303)
    return render(request, "entrance/sign_in.html", next=place_after_sign_in(next), wrong=False)


@router.post("/sign-in")
async def sign_in(request: Request, form: OwnForm, services: ServicesDep) -> Response:
    """A fresh cookie stands for the key from now on, never one that the browser brought; that one stands for nobody."""
    place = place_after_sign_in(form.get("next", "/"))
    try:
        caller = await authenticate(form.get("key", "").strip() or None, None, services)
    except NotAuthenticated:
        return render(request, "entrance/sign_in.html", status=401, next=place, wrong=True)
    token, now, before = new_token(), services.clock.now(), session_token(request.headers)
    assert caller.api_key_id is not None
    await services.database.write(open_session, token, caller.api_key_id, now=now, expires=now + SESSION_LASTS)
    if before is not None:
        await services.database.write(end_session, before)
    response = RedirectResponse(place, status_code=303)
    keep_session(response, request, token)
    return response


@router.post("/sign-out")
async def sign_out(request: Request, form: OwnForm, services: ServicesDep) -> Response:
    token = session_token(request.headers)
    if token is not None:
        await services.database.write(end_session, token)
    response = RedirectResponse("/sign-in", status_code=303)
    keep_session(response, request, new_token())
    return response


@router.post("/preferences")
async def prefer(request: Request, form: OwnForm) -> Response:
    """Remember a theme or a language in this browser, and go back to where the visitor was."""
    response = RedirectResponse(place_after_sign_in(form.get("next", "/")), status_code=303)
    for name, cookie, known in (("theme", THEME, THEMES), ("language", LANGUAGE, LANGUAGES)):
        if name not in form:
            continue
        if form[name] not in known:
            raise InvalidFields([{"field": name, "message": f"It is one of {', '.join(known)}."}])
        keep_preference(response, request, cookie, form[name])
    return response
