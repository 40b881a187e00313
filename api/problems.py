"""Refusals as problem+json (RFC 9457): what was wrong, a stable code, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import orjson
from starlette.responses import Response
from starlette.types import Scope

from api.web.problem_page import problem_page, wants_page
from hashtagger.errors import InvalidRequest

MEDIA_TYPE = "application/problem+json"
_MOST_ERRORS = 20
_MOST_CHARS = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal. ``code`` is stable; ``detail`` says what was wrong with this request; ``advice`` what to do."""

    status: int
    code: str
    detail: str
    advice: str = ""
    errors: Sequence[Mapping[str, str]] = ()
    """For each wrong field: its name and what is wrong with it."""
    headers: dict[str, str] = field(default_factory=dict)

    def body(self, request_id: str = "") -> dict[str, Any]:
        return {
            "type": f"urn:hashtagger:problem:{self.code}",
            "title": phrase(self.status),
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            "advice": self.advice,
            **({"errors": list(self.errors)} if self.errors else {}),
            "request_id": request_id,
        }


def phrase(status: int) -> str:
    """
    The name of a status as RFC 9110 has it, in every version of Python.

    >>> phrase(404), phrase(413), phrase(422)
    ('Not Found', 'Content Too Large', 'Unprocessable Content')
    """
    newer = {413: "Content Too Large", 422: "Unprocessable Content"}  # before Python 3.13 they had other names
    return newer.get(status) or HTTPStatus(status).phrase


def problem_response(problem: Problem, scope: Scope) -> Response:
    """
    ``problem`` as a response, with the request id that ``api.access`` left in ``scope``; a page where a person asked for one.
    """
    if wants_page(scope):
        return problem_page(problem, scope)
    request_id = scope.get("state", {}).get("request_id", "")
    return Response(
        orjson.dumps(problem.body(request_id), default=str),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers=problem.headers,
    )


class InvalidFields(InvalidRequest):
    """Fields of a request that are wrong; ``fields`` names each with a message, and never what was sent."""

    code = "invalid_fields"

    def __init__(self, fields: Sequence[Mapping[str, str]]) -> None:
        named = ", ".join(each["field"] for each in fields)
        super().__init__(f"these fields are not valid: {named}")
        self.fields = tuple(fields)

    @classmethod
    def of(cls, errors: Iterable[Any]) -> InvalidFields:
        """From pydantic's list of errors; of those only the place and the message are used."""
        first = list(errors)[:_MOST_ERRORS]
        return cls([{"field": _place(error["loc"]), "message": _clean(error["msg"])} for error in first])


def _place(location: Sequence[str | int]) -> str:
    parts = [str(part) for part in location if part not in ("body", "query", "path", "header")]
    return _clean(".".join(parts) or "body")


def _clean(text: str) -> str:
    """Short enough, and without halves of surrogate pairs, which could not be sent."""
    return text[:_MOST_CHARS].encode("utf-8", "backslashreplace").decode()
