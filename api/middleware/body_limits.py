"""Bounds the body of a request while it arrives: its size, its pace, and the sum of all bodies under way."""

from __future__ import annotations

import asyncio
import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.middleware.refusal import refuse
from api.problems import Problem
from hashtagger.settings import IntakeSettings

UPLOAD_PATHS = frozenset(
    {"/v1/recommendations", "/v1/captions", "/v1/answers", "/v1/text-in-image", "/v1/embeddings", "/v1/generations"}
)
MAX_PLAIN_BYTES = 1024 * 1024
"""For every other body."""
STREAMED_PATHS = frozenset({"/v1/posts/engagement", "/v1/feedback"})
"""Their routes write a part of the body before they read the next one (``api.bulk``)."""
HISTORY_PATH = re.compile(r"/v1/accounts/[^/]+/posts")
MAX_HISTORY_BYTES = 64 * 1024 * 1024
"""A file of an account's old posts, in a form or as the body itself."""
MAX_STREAMED_BYTES = 64 * 1024 * 1024
STREAM_HELD_BYTES = 4 * 1024 * 1024
"""So much of it is in memory at once, and counts towards the bodies under way; less when it is shorter."""
MAX_STREAMS = 8
"""Streamed bodies under way at once: each may take minutes, and uploads must find room beside them."""


class BodyLimits:
    """
    ASGI middleware. The framework reads a whole body before a route can refuse it, so it is done here:

    400 for a Content-Length that is none, 413 for one over the limit (at once) or for more bytes than that (as they come), 408
    for a body that is not complete within ``body_timeout_s`` (a streamed one: within ``stream_timeout_s``, and each part of it
    within ``body_timeout_s``), 503 when all bodies together exceed ``max_bytes_in_flight``, or for one more streamed body than
    ``MAX_STREAMS``. Each closes the connection; the
    application sees a client that went away.
    """

    def __init__(self, app: ASGIApp, limits: IntakeSettings) -> None:
        self._app = app
        self._limits = limits
        self._in_flight = _BytesInFlight(limits.max_bytes_in_flight)
        self._streams = 0

    @property
    def bytes_in_flight(self) -> int:
        """Declared or received by the requests under way."""
        return self._in_flight.taken

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            declared = declared_bytes(scope)
        except ValueError:
            await refuse(_MALFORMED, scope, receive, send, linger=False)
            return
        max_bytes = self.max_bytes(scope)
        if declared is not None and declared > max_bytes:
            await refuse(_too_large(max_bytes), scope, receive, send)
            return
        is_streamed = _is_streamed(scope)
        if is_streamed and self._streams >= MAX_STREAMS:
            await refuse(_TOO_MANY_STREAMS, scope, receive, send, linger=False)
            return
        held = _held_bytes(declared, is_streamed)
        if not self._in_flight.take(held):
            await refuse(_TOO_MUCH_IN_FLIGHT, scope, receive, send, linger=False)
            return
        self._streams += is_streamed
        body = _GuardedBody(scope, receive, send, max_bytes, declared, held, self._limits, self._in_flight)
        try:
            await self._app(scope, body.receive, body.send)
        except Exception:
            # The application fell over the disconnect that we told it of; the client has our answer already.
            if not body.refused:
                raise
        finally:
            self._streams -= is_streamed
            body.give_back()

    def max_bytes(self, scope: Scope) -> int:
        """How long the body of this request may be."""
        if _is_streamed(scope):
            return MAX_STREAMED_BYTES
        if scope["method"] == "POST" and HISTORY_PATH.fullmatch(scope["path"]):
            return MAX_HISTORY_BYTES
        kind = Headers(scope=scope).get("content-type", "").partition(";")[0].strip().lower()
        is_upload = scope["method"] == "POST" and scope["path"] in UPLOAD_PATHS and kind == "multipart/form-data"
        return self._limits.max_request_bytes if is_upload else MAX_PLAIN_BYTES


def _is_streamed(scope: Scope) -> bool:
    return scope["method"] == "POST" and scope["path"] in STREAMED_PATHS


def _held_bytes(declared: int | None, is_streamed: bool) -> int:
    """What counts towards the bodies under way before anything of this one came."""
    if not is_streamed:
        return declared or 0
    return STREAM_HELD_BYTES if declared is None else min(declared, STREAM_HELD_BYTES)


def declared_bytes(scope: Scope) -> int | None:
    """
    The Content-Length, None without one.

    Raises ``ValueError`` for one that is no number, for several, and beside Transfer-Encoding: whoever reads such a request
    differently than we do could be made to see another request in it (RFC 9112, section 6.3).
    """
    headers = Headers(scope=scope)
    lengths = headers.getlist("content-length")
    if not lengths:
        return None
    text = lengths[0].strip()
    if len(lengths) > 1 or "transfer-encoding" in headers or not (text.isascii() and text.isdigit()) or len(text) > 18:
        raise ValueError("not one whole number")
    return int(text)


class _BytesInFlight:
    """Touched from the event loop only."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.taken = 0

    def take(self, count: int) -> bool:
        if count and self.taken + count > self._most:
            return False
        self.taken += count
        return True

    def give_back(self, count: int) -> None:
        self.taken -= count


class _GuardedBody:
    """Stands between the server and the application for one request."""

    def __init__(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        max_bytes: int,
        declared: int | None,
        held: int,
        limits: IntakeSettings,
        in_flight: _BytesInFlight,
    ) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._max_bytes = max_bytes
        self._in_flight = in_flight
        self._reserved = held
        self._is_streamed = _is_streamed(scope)
        self._received = 0
        self._clock = asyncio.get_running_loop().time
        self._patience_s = limits.body_timeout_s
        self._until = self._clock() + (limits.stream_timeout_s if self._is_streamed else limits.body_timeout_s)
        self._complete = declared == 0 or (declared is None and "transfer-encoding" not in Headers(scope=scope))
        self._started = False
        self.refused = False

    async def receive(self) -> Message:
        if self.refused:
            return {"type": "http.disconnect"}
        if self._complete:
            return await self._receive()
        try:
            async with asyncio.timeout_at(min(self._until, self._clock() + self._patience_s)):
                message = await self._receive()
        except TimeoutError:
            return await self._refuse(_TOO_SLOW, linger=False)
        if message["type"] != "http.request":
            return message
        self._received += len(message.get("body", b""))
        self._complete = not message.get("more_body", False)
        if self._received > self._max_bytes:
            return await self._refuse(_too_large(self._max_bytes), linger=True)
        if self._received > self._reserved and not self._is_streamed:
            if not self._in_flight.take(self._received - self._reserved):
                return await self._refuse(_TOO_MUCH_IN_FLIGHT, linger=False)
            self._reserved = self._received
        return message

    async def send(self, message: Message) -> None:
        if self.refused:
            return
        if message["type"] == "http.response.start":
            self._started = True
            if not self._complete:
                # Answered without reading to the end: what is left of the body must not be waited for.
                MutableHeaders(scope=message)["Connection"] = "close"
        await self._send(message)

    def give_back(self) -> None:
        self._in_flight.give_back(self._reserved)
        self._reserved = 0

    async def _refuse(self, problem: Problem, *, linger: bool) -> Message:
        if not self._started:
            self.refused = True
            # What was received is let go first: a refusal that lingers must not hold memory that others wait for.
            self.give_back()
            await refuse(problem, self._scope, self._receive, self._send, linger=linger and not self._complete)
        return {"type": "http.disconnect"}


def _too_large(max_bytes: int) -> Problem:
    return Problem(
        status=413,
        code="body_too_large",
        detail=f"The body is longer than {max_bytes:,} bytes.",
        advice="Send fewer or smaller files, or fewer rows; only multipart uploads and bulk deliveries may be large.",
    )


_MALFORMED = Problem(
    status=400,
    code="malformed_length",
    detail="The Content-Length header is not one whole number.",
    advice="Send one Content-Length, or Transfer-Encoding: chunked, not both.",
)
_TOO_SLOW = Problem(
    status=408,
    code="body_too_slow",
    detail="The body did not arrive in time.",
    advice="Send the request again over a faster connection, or send less at once.",
)
_TOO_MUCH_IN_FLIGHT = Problem(
    status=503,
    code="overloaded",
    detail="Too many bytes are being uploaded at the moment.",
    advice="Send the same request again after the time in Retry-After.",
    headers={"Retry-After": "2"},
)
_TOO_MANY_STREAMS = Problem(
    status=503,
    code="overloaded",
    detail="Too many bulk deliveries are under way.",
    advice="Send the same request again after the time in Retry-After.",
    headers={"Retry-After": "10"},
)
