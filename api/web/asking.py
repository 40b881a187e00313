"""How a page gets what it shows: by asking the API, in process, with the visitor's own cookie and rights."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx
import orjson
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from api.deps import AppState, state_of
from api.problems import MEDIA_TYPE, Problem
from api.web.cookies import SESSION, session_token
from api.web.csrf import HEADER


class Refused(Exception):
    """The API refused what a page asked; the visitor is told the same."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


class Api:
    """
    The API for the visitor of one request; a page can do nothing that the API cannot.

    Each call passes the whole way that a request from outside does: the key behind the cookie, its scopes, its quota.
    Raises ``Refused`` for every answer that is a problem. The 503 of /readyz is none: it answers what was asked.
    """

    def __init__(self, request: Request) -> None:
        self._request = request
        headers = request.headers
        self._headers = {"x-request-id": request.scope["state"].get("request_id", "")}
        if (host := headers.get("host", "")).isascii() and host:
            self._headers["host"] = host
        # By our own cookie alone, as the page itself was asked for: another one, or a key beside it, is none of the page's.
        if (cookie := session_token(headers)) is not None:
            self._headers |= {"cookie": f"{SESSION}={cookie}", HEADER: state_of(request)["csrf"].token(cookie)}

    async def get(self, path: str, **params: Any) -> Any:
        """The JSON at ``path``; parameters that are None or '' are left out."""
        return await self._ask("GET", path, params=params)

    async def get_all(self, *wanted: tuple[str, Mapping[str, Any]]) -> list[Any]:
        """Several at once, in order; the first refusal is raised."""
        return await asyncio.gather(*(self.get(path, **params) for path, params in wanted))

    async def send(self, method: str, path: str, body: Any = None, *, once: str = "", **params: Any) -> Any:
        """
        Change something: ``body`` as JSON; answers the JSON that came back, None where there is none.

        ``once``: an Idempotency-Key, for what must not happen again when a form is sent twice.
        """
        return await self._ask(method, path, params=params, body=body, once=once)

    async def _ask(self, method: str, path: str, *, params: Mapping[str, Any], body: Any = None, once: str = "") -> Any:
        given = {name: value for name, value in params.items() if value not in (None, "")}
        content = None if body is None else orjson.dumps(body)
        headers = {**self._headers, **({"idempotency-key": once} if once else {})}
        if content is not None:
            headers["content-type"] = "application/json"
        async with httpx.AsyncClient(transport=self._transport(), base_url="http://localhost") as client:
            answer = await client.request(method, path, params=given, content=content, headers=headers, timeout=None)
        if answer.headers.get("content-type", "").startswith(MEDIA_TYPE):
            raise Refused(problem_in(answer))
        return orjson.loads(answer.content) if answer.content else None

    def _transport(self) -> httpx.ASGITransport:
        app, outer = self._request.app, self._request.scope["state"]

        async def inside(scope: Scope, receive: Receive, send: Send) -> None:
            await app({**scope, "state": {name: outer[name] for name in AppState.__annotations__}}, receive, send)

        client = self._request.client
        return httpx.ASGITransport(inside, client=(client.host, client.port) if client else ("127.0.0.1", 0))


def problem_in(answer: httpx.Response) -> Problem:
    """What the API said, as a page says it."""
    told = orjson.loads(answer.content)
    headers = {"Retry-After": answer.headers["retry-after"]} if "retry-after" in answer.headers else {}
    return Problem(
        status=answer.status_code,
        code=told["code"],
        detail=told["detail"],
        advice=told["advice"],
        errors=told.get("errors", ()),
        headers=headers,
    )
