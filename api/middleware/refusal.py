"""Answers a request whose body was not read, in a way that the client gets to see the answer."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from starlette.types import Receive, Scope, Send

from api.problems import Problem, problem_response

LINGER_S = 1.0
LINGER_BYTES = 8 * 1024 * 1024


async def refuse(problem: Problem, scope: Scope, receive: Receive, send: Send, *, linger: bool = True) -> None:
    """
    Send ``problem`` in full, then close the connection.

    Closing while the client still sends makes its system throw the answer away (RFC 9112, section 9.6). So the answer goes out
    first, and up to ``LINGER_BYTES`` of the body are discarded for at most ``LINGER_S`` before the connection closes.
    """
    response = problem_response(replace(problem, headers={**problem.headers, "Connection": "close"}), scope)
    await send({"type": "http.response.start", "status": problem.status, "headers": response.raw_headers})
    await send({"type": "http.response.body", "body": response.body, "more_body": True})
    if linger:
        await _discard(receive)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _discard(receive: Receive) -> None:
    left = LINGER_BYTES
    try:
        async with asyncio.timeout(LINGER_S):
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if message["type"] != "http.request" or not message.get("more_body", False):
                    return
    except TimeoutError:
        return
