"""
Every failure that this client reports, and how an answer of the server becomes one.

HashtaggerError
├── CannotReach              no answer came: wrong address, server not running, connection lost
├── Refused                  the server answered, and said no
│   ├── InvalidRequest       400, 413, 415, 422: something that was sent; ``errors`` names each wrong field
│   ├── NotAuthenticated     401: no API key, or one that is not known
│   ├── NotAllowed           403: the key lacks a scope
│   ├── NotFound             404: no such thing, or not yours
│   ├── Conflict             409: the Idempotency-Key was used for another request
│   ├── TryLater             408, 429, 503, 504: ``retry_after_s`` says when, where the server knows
│   └── ServerFault          any other status
└── GenerationStopped        a job that was waited for failed or was cancelled
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

MAX_TOLD_CHARS = 200


class HashtaggerError(Exception):
    """Base of the tree."""


class CannotReach(HashtaggerError):
    """No answer came. Whether the request had an effect is not known: send it again with the same Idempotency-Key."""


class Refused(HashtaggerError):
    """
    The server said no. ``code`` is stable and for programs, ``detail`` says what was wrong, ``advice`` what to do.

    ``request_id`` names the request in the server's log. ``retry_after_s`` is None where the server gave no time.
    """

    def __init__(
        self,
        *,
        status: int,
        code: str,
        detail: str,
        advice: str = "",
        request_id: str = "",
        errors: Sequence[Mapping[str, str]] = (),
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(f"{detail} [{code}] {advice}".strip())
        self.status = status
        self.code = code
        self.detail = detail
        self.advice = advice
        self.request_id = request_id
        self.errors = tuple(errors)
        self.retry_after_s = retry_after_s


class InvalidRequest(Refused):
    """Something that was sent cannot be used."""


class NotAuthenticated(Refused):
    """There is no API key, or it is not known."""


class NotAllowed(Refused):
    """The key may not do this."""


class NotFound(Refused):
    """There is no such thing, or it belongs to somebody else."""


class Conflict(Refused):
    """The Idempotency-Key was used for another request."""


class TryLater(Refused):
    """The request is fine, the moment is not."""


class ServerFault(Refused):
    """Something is broken on the server, or between here and there."""


class GenerationStopped(HashtaggerError):
    """A job ended without a result. ``state`` is ``failed`` or ``cancelled``."""

    def __init__(self, message: str, *, generation_id: str, state: str) -> None:
        super().__init__(message)
        self.generation_id = generation_id
        self.state = state


_KINDS: Mapping[int, type[Refused]] = {
    400: InvalidRequest,
    401: NotAuthenticated,
    403: NotAllowed,
    404: NotFound,
    408: TryLater,
    409: Conflict,
    413: InvalidRequest,
    415: InvalidRequest,
    422: InvalidRequest,
    429: TryLater,
    503: TryLater,
    504: TryLater,
}


def refusal_of(response: httpx.Response) -> Refused:
    """What a read answer with a status of 400 and more says; also of one that something on the way wrote."""
    told = _problem(response)
    return _KINDS.get(response.status_code, ServerFault)(
        status=response.status_code,
        code=str(told.get("code", "no_problem_document")),
        detail=str(told.get("detail", f"HTTP {response.status_code}: {response.text[:MAX_TOLD_CHARS]}")),
        advice=str(told.get("advice", "")),
        request_id=str(told.get("request_id") or response.headers.get("x-request-id", "")),
        errors=told.get("errors", ()),
        retry_after_s=retry_after_s(response),
    )


def retry_after_s(response: httpx.Response) -> float | None:
    """The seconds of ``Retry-After``; None without one, or with a date, which this server never sends."""
    given = response.headers.get("retry-after", "")
    return float(given) if given.isdecimal() else None


def _problem(response: httpx.Response) -> dict[str, Any]:
    if not response.headers.get("content-type", "").startswith("application/problem+json"):
        return {}
    try:
        told = json.loads(response.content)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
