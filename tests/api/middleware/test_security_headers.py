"""Browsers are told to keep their hands off, unless a page says otherwise."""

from __future__ import annotations

from starlette.types import Receive, Scope, Send

from api.middleware import SecurityHeaders
from api.middleware.security_headers import HEADERS
from tests.api.middleware.asgi import Client, answer, request_scope


async def test_every_answer_carries_the_headers() -> None:
    async def plain(scope: Scope, receive: Receive, send: Send) -> None:
        await answer(send, b"")

    client = Client(b"")
    await SecurityHeaders(plain)(request_scope(), client.receive, client.send)

    assert {name.lower(): value for name, value in HEADERS.items()}.items() <= client.headers.items()


async def test_a_page_brings_its_own_policy() -> None:
    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        await answer(send, b"", [(b"content-security-policy", b"default-src 'self'")])

    client = Client(b"")
    await SecurityHeaders(page)(request_scope(), client.receive, client.send)

    assert client.headers["content-security-policy"] == "default-src 'self'"
