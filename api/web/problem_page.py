"""A refusal as a page: for a person in front of a browser, where a program gets problem+json."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from api.web.languages import language_of, translations
from api.web.menu import marked
from api.web.pages import render
from api.web.paths import is_page, is_static

if TYPE_CHECKING:
    from api.problems import Problem

_PHRASES = (
    marked("Bad Request"),
    marked("Unauthorized"),
    marked("Forbidden"),
    marked("Not Found"),
    marked("Method Not Allowed"),
    marked("Conflict"),
    marked("Request Entity Too Large"),
    marked("Unsupported Media Type"),
    marked("Unprocessable Entity"),
    marked("Too Many Requests"),
    marked("Internal Server Error"),
    marked("Service Unavailable"),
    marked("Gateway Timeout"),
)
"""Those of ``http.HTTPStatus`` that pages show, for the catalogues."""


def wants_page(scope: Scope) -> bool:
    """Whether whoever asked is a browser that shows what it gets."""
    if not is_page(scope["path"]) or is_static(scope["path"]):
        return False
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])


def problem_page(problem: Problem, scope: Scope) -> Response:
    """``problem`` with its status, what to do about it, and the request id to name when asking for help."""
    request = Request(scope)
    response = render(
        request,
        "problem.html",
        status=problem.status,
        problem=problem,
        title=translations(language_of(request)).gettext(HTTPStatus(problem.status).phrase),
        request_id=scope.get("state", {}).get("request_id", ""),
        wait_s=problem.headers.get("Retry-After"),
    )
    response.headers.update(problem.headers)
    return response
