"""Bounds the requests under way in this process: one too many is told to come back, at once and cheaply."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from api.middleware.refusal import refuse
from api.problems import Problem

ALWAYS_ADMITTED = frozenset({"/livez", "/readyz", "/metrics"})
"""What an operator asks exactly when there is too much to do."""


class Admission:
    """ASGI middleware; 503 with Retry-After beyond ``max_requests``."""

    def __init__(self, app: ASGIApp, *, max_requests: int, retry_after_s: int = 1) -> None:
        self._app = app
        self._max_requests = max_requests
        self._retry_after_s = retry_after_s
        self._under_way = 0

    @property
    def under_way(self) -> int:
        """Requests being answered now."""
        return self._under_way

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in ALWAYS_ADMITTED:
            await self._app(scope, receive, send)
            return
        if self._under_way >= self._max_requests:
            # Not lingering: under overload the cheapest refusal is the right one.
            await refuse(self._problem(), scope, receive, send, linger=False)
            return
        self._under_way += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._under_way -= 1

    def _problem(self) -> Problem:
        return Problem(
            status=503,
            code="overloaded",
            detail=f"{self._max_requests} requests are under way, which is as many as this server takes.",
            advice="Send the same request again after the time in Retry-After.",
            headers={"Retry-After": str(self._retry_after_s)},
        )
