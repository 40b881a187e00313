"""Adds the pages to the application of the API."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import FastAPI, Request
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.problems import problem_response
from api.web.asking import Refused
from api.web.assets import Assets
from api.web.paths import STATIC, is_page
from api.web.routes import admin, creator, entrance, install, learning, mailing, trends, watching
from api.web.visiting import SignInFirst


def add_pages(app: FastAPI) -> None:
    """Their routes, their files, and what becomes of a visitor who must sign in or is refused."""
    for routes in (entrance, creator, install, trends, watching, mailing, learning, admin):
        app.include_router(routes.router)
    app.mount(STATIC.rstrip("/"), Assets(), name="static")
    app.add_exception_handler(SignInFirst, _sign_in)
    app.add_exception_handler(Refused, _refused)


_CHARTS = "/v1/charts/"


class CompressPages:
    """ASGI middleware: pages, their files and their charts travel as gzip; what else the API answers stays as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._compressing = GZipMiddleware(app, minimum_size=1_000, compresslevel=6)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_ours = scope["type"] == "http" and (is_page(scope["path"]) or scope["path"].startswith(_CHARTS))
        await (self._compressing if is_ours else self._app)(scope, receive, send)


async def _sign_in(request: Request, error: Exception) -> Response:
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    where = f"/sign-in?{urlencode({'next': wanted if request.method == 'GET' else '/'})}"
    if "hx-request" in request.headers:
        # A part of a page cannot become the form: the whole page goes there.
        return Response(status_code=401, headers={"HX-Redirect": where})
    return RedirectResponse(where, status_code=303)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return problem_response(error.problem, request.scope)
