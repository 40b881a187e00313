"""Bounds what comes before a request is one: connections, and the size and pace of a request's head."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any

import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.problems import MEDIA_TYPE, Problem

MAX_HEAD_BYTES = 64 * 1024
HEAD_S = 15.0
"""A head must be complete so long after the connection, or the first byte of a later request, came."""
MAX_CONNECTIONS = 2_000


class HeadLimits(HttpToolsProtocol):
    """
    Uvicorn's protocol, which by itself waits for a head for ever and takes one of any length; no middleware sees that.

    431 for a head over ``MAX_HEAD_BYTES``, 408 for one that is not complete within ``HEAD_S``, 503 beyond
    ``MAX_CONNECTIONS``; each closes the connection.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head_bytes = 0
        self._patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in uvicorn
        super().connection_made(transport)
        if len(self.connections) > MAX_CONNECTIONS:
            self._refuse(_TOO_MANY)
        else:
            self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._patience is not None:  # after these bytes the head is still not complete
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD_BYTES:
                self._refuse(_TOO_LONG)

    def on_message_begin(self) -> None:
        self._wait_for_head()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._stop_waiting()
        super().on_headers_complete()

    def _wait_for_head(self) -> None:
        self._stop_waiting()
        self._head_bytes = 0
        self._patience = self.loop.call_later(HEAD_S, self._refuse, _TOO_SLOW)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _refuse(self, problem: Problem) -> None:
        self._stop_waiting()
        if self.transport.is_closing():
            return
        if self.cycle is None or self.cycle.response_complete:  # else it would land in the middle of another answer
            self.transport.write(_raw(problem))
        self.transport.close()


def _raw(problem: Problem) -> bytes:
    body = orjson.dumps(problem.body())
    headers = {"Content-Type": MEDIA_TYPE, "Content-Length": str(len(body)), "Connection": "close", **problem.headers}
    lines = [
        f"HTTP/1.1 {problem.status} {HTTPStatus(problem.status).phrase}",
        *(f"{k}: {v}" for k, v in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


_TOO_LONG = Problem(
    status=431,
    code="head_too_large",
    detail=f"The request line and headers are longer than {MAX_HEAD_BYTES:,} bytes.",
    advice="Send fewer or shorter headers.",
)
_TOO_SLOW = Problem(
    status=408,
    code="head_too_slow",
    detail="The request line and headers did not arrive in time.",
    advice="Send the request again over a new connection.",
)
_TOO_MANY = Problem(
    status=503,
    code="overloaded",
    detail="Too many connections are open.",
    advice="Send the same request again after the time in Retry-After.",
    headers={"Retry-After": "1"},
)
