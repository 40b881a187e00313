"""One table from the core's errors to HTTP, and what is answered when something goes wrong."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from api.problems import InvalidFields, Problem, problem_response
from hashtagger import errors

log = structlog.get_logger()

STATUS: Mapping[type[errors.HashtaggerError], int] = {
    errors.InvalidRequest: 422,
    errors.UnsupportedFormat: 415,
    errors.UploadTooLarge: 413,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.NotAllowed: 403,
    errors.NotAuthenticated: 401,
    errors.MissingScope: 403,
    errors.TryLater: 503,
    errors.Overloaded: 429,
    errors.DeadlineExceeded: 504,
    errors.ModelUnavailable: 503,
    errors.MissingComponent: 501,
    errors.BrokenModel: 500,
    errors.BrokenDrawing: 500,
    errors.BrokenIndex: 500,
}

BY_CODE: Mapping[str, int] = {
    # The body is not even readable.
    "invalid_json": 400,
    "invalid_form": 400,
    "invalid_idempotency_key": 400,
    # The operator can mend it, without another version of the server.
    "model_not_installed": 503,
}
"""Codes whose status differs from that of their class."""


def status_for(error: errors.HashtaggerError) -> int:
    """The status of the nearest class in ``STATUS``; 500 for one without any."""
    if error.code in BY_CODE:
        return BY_CODE[error.code]
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def problem_of(error: errors.HashtaggerError) -> Problem:
    """What a caller is told of an error; of our own faults only that they are ours."""
    status = status_for(error)
    headers: dict[str, str] = {}
    if isinstance(error, errors.TryLater):
        headers["Retry-After"] = str(max(1, math.ceil(error.retry_after_s)))
    if isinstance(error, errors.NotAuthenticated):
        headers["WWW-Authenticate"] = 'Bearer realm="hashtagger"'
    return Problem(
        status=status,
        code=error.code,
        detail=str(error) if status != 500 else "Something is broken on the server; the log says more.",
        advice=error.advice,
        errors=error.fields if isinstance(error, InvalidFields) else (),
        headers=headers,
    )


def add_error_answers(app: FastAPI) -> None:
    """Every failure becomes problem+json, also those of the framework."""
    app.add_exception_handler(errors.HashtaggerError, _on_known)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)


async def _on_known(request: Request, error: Exception) -> Response:
    assert isinstance(error, errors.HashtaggerError)
    if status_for(error) == 500:
        log.error("broken", code=error.code, error=str(error))
    return problem_response(problem_of(error), request.scope)


async def _on_invalid(request: Request, error: Exception) -> Response:
    """Never echoes what was sent: a lone surrogate or NaN in it could not be written into the answer."""
    assert isinstance(error, RequestValidationError)
    return await _on_known(request, InvalidFields.of(error.errors()))


_FRAMEWORK: Mapping[int, tuple[str, str]] = {
    404: ("no_such_route", "GET /openapi.json lists every route."),
    405: ("method_not_allowed", "The Allow header lists the methods of this route."),
}


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code, advice = _FRAMEWORK.get(error.status_code, ("http_error", ""))
    headers: dict[str, Any] = dict(error.headers or {})
    detail = {404: "There is nothing at this address.", 405: "This route does not take this method."}
    problem = Problem(
        status=error.status_code,
        code=code,
        detail=detail.get(error.status_code, "The request could not be answered."),
        advice=advice,
        headers=headers,
    )
    return problem_response(problem, request.scope)
