"""The key is asked for before a byte of the body reaches the application, on a real server."""

from __future__ import annotations

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from api.door import Door
from api.middleware import BodyLimits, refusal
from api.rate_limit import RateLimit
from hashtagger.settings import IntakeSettings
from tests.api.middleware.asgi import Reader, serving, talk


def guarded(reader: Reader) -> ASGIApp:
    door = Door(BodyLimits(reader, IntakeSettings()))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"] = {"keys_required": True, "rate_limit": RateLimit(0), "services": None, "request_id": "r1"}
        await door(scope, receive, send)

    return app


def test_600_megabytes_without_a_key_are_hardly_read() -> None:
    reader = Reader()
    head = b"POST /v1/recommendations HTTP/1.1\r\nHost: x\r\nContent-Length: 600000000\r\n\r\n"
    with serving(guarded(reader)) as port:
        _, sent = talk(port, head, *[b"a" * 1_000_000] * 600)

    assert sent < 100_000_000
    assert reader.calls == 0


def test_a_photo_without_a_key_gets_to_see_why_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusal, "LINGER_S", 60)
    reader = Reader()
    head = b"POST /v1/recommendations HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n"
    with serving(guarded(reader)) as port:
        received, _ = talk(port, head, b"a" * 2_000_000)

    assert received.startswith(b"HTTP/1.1 401 ")
    assert b"www-authenticate: bearer" in received.lower()
    assert b"connection: close" in received.lower()
    assert reader.calls == 0
