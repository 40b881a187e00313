"""One request id, one log line and one count for every request; and the last net under an unexpected failure."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from typing import Any

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import Problem, problem_response
from api.web.paths import is_static
from hashtagger.storage.ids import new_id

log = structlog.get_logger("api.access")

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_QUIET = frozenset({"/livez", "/readyz", "/metrics", "/static"})


class Access:
    """
    ASGI middleware, the outermost of ours.

    The line names the route's template, never the path or the query: both may hold what a user wrote.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else new_id(datetime.now(UTC))
        scope.setdefault("state", {})["request_id"] = request_id
        seen = _Seen(send, request_id)
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, seen.send)
            except ClientDisconnect:
                log.info("client_left")
            except Exception:
                log.exception("unexpected_failure")
                if seen.status is None:
                    await problem_response(_UNEXPECTED, scope)(scope, receive, seen.send)
            finally:
                self._note(scope, seen.status, time.perf_counter() - started)

    def _note(self, scope: Scope, status: int | None, seconds: float) -> None:
        route = "/static" if is_static(scope["path"]) else getattr(scope.get("route"), "path", "unmatched")
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        caller = scope["state"].get("caller")
        write = log.debug if route in _QUIET else log.info
        write(
            "request",
            method=method,
            route=route,
            status=status,
            ms=round(1000 * seconds, 1),
            key=caller.api_key_id if caller else None,
        )
        services: Any = scope["state"].get("services")
        if services is not None:
            services.metrics.requests.labels(route, method, str(status or 499)).inc()
            services.metrics.request_seconds.labels(route).observe(seconds)


_UNEXPECTED = Problem(
    status=500,
    code="unexpected",
    detail="Something failed that should not.",
    advice="Send the request again; if it fails again, report the request_id to whoever runs this server.",
)


class _Seen:
    """Passes messages on and remembers the status."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send, self._request_id = send, request_id
        self.status: int | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-Id"] = self._request_id
            headers.setdefault("Cache-Control", "no-store")
        await self._send(message)
