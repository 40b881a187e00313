"""Requests under way are bounded, and one too many is refused at once."""

from __future__ import annotations

import asyncio

import pytest
from starlette.types import Receive, Scope, Send

from api.middleware import Admission
from tests.api.middleware.asgi import Client, answer, request_scope, running, serving, talk


class Gate:
    def __init__(self) -> None:
        self.open = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/gated":
            await self.open.wait()
        await answer(send, b"fine")


async def test_one_too_many_is_told_when_to_come_back() -> None:
    admission = Admission(Gate(), max_requests=1)
    first, second = Client(b""), Client(b"", complete=False)
    async with running(admission(request_scope("/gated"), first.receive, first.send)):
        await asyncio.sleep(0)
        assert admission.under_way == 1
        await admission(request_scope("/x"), second.receive, second.send)

    assert second.status == 503
    assert second.headers["retry-after"] == "1"
    assert second.problem["code"] == "overloaded"
    assert second.asked == 0


async def test_a_finished_request_makes_room() -> None:
    gate = Gate()
    admission = Admission(gate, max_requests=1)
    first, second = Client(b""), Client(b"")
    async with running(admission(request_scope("/gated"), first.receive, first.send)) as task:
        await asyncio.sleep(0)
        gate.open.set()
        await task
    await admission(request_scope("/x"), second.receive, second.send)

    assert (first.status, second.status) == (200, 200)


async def test_a_failing_request_makes_room() -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise ZeroDivisionError

    admission = Admission(broken, max_requests=1)
    client = Client(b"")
    with pytest.raises(ZeroDivisionError):
        await admission(request_scope("/x"), client.receive, client.send)

    assert admission.under_way == 0


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics"])
async def test_health_is_always_answered(path: str) -> None:
    client = Client(b"")

    await Admission(Gate(), max_requests=0)(request_scope(path, "GET"), client.receive, client.send)

    assert client.status == 200


def test_a_real_server_refuses_and_closes() -> None:
    with serving(Admission(Gate(), max_requests=0)) as port:
        received, _ = talk(port, b"GET /x HTTP/1.1\r\nHost: x\r\n\r\n")

    assert received.startswith(b"HTTP/1.1 503 ")
    assert b"retry-after: 1" in received.lower()
