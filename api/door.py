"""Lets a request in, or not, before a byte of its body is read: the key first, then the quota."""

from __future__ import annotations

import re
from typing import cast

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth import EVERYBODY, NOBODY, Caller, authenticate, caller_of_session, key_in
from api.deps import AppState
from api.errors import problem_of
from api.keyless import refuse_foreign_pages
from api.middleware.refusal import refuse
from api.web.cookies import session_token
from api.web.csrf import HEADER
from api.web.paths import is_page, is_static
from hashtagger.errors import HashtaggerError, NotAuthenticated

OPEN_PATHS = frozenset({"/v1", "/livez", "/readyz", "/openapi.json"})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_LINKS = re.compile(r"/v1/generations/[^/]+/results/[^/]+")
"""Fetched by a link that is signed: its route checks it, and a key is not asked for."""


class Door:
    """ASGI middleware; leaves the ``Caller`` in ``scope["state"]["caller"]``."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in OPEN_PATHS or is_static(scope["path"]):
            await self._app(scope, receive, send)
            return
        state = cast("AppState", scope["state"])
        try:
            quota = await self._admit(scope, state)
        except HashtaggerError as error:
            await refuse(problem_of(error), scope, receive, send)
            return

        async def send_with_quota(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(quota)
            await send(message)

        await self._app(scope, receive, send_with_quota)

    async def _admit(self, scope: Scope, state: AppState) -> dict[str, str]:
        """The headers that tell the quota. Raises ``NotAuthenticated``, ``NotAllowed``, ``Overloaded``."""
        address = f"address:{(scope.get('client') or ('',))[0]}"
        limit, headers = state["rate_limit"], Headers(scope=scope)
        try:
            caller = await self._caller(scope, headers, state)
        except NotAuthenticated:
            limit.count(address)  # guessing keys costs quota too
            raise
        scope["state"]["caller"] = caller
        return limit.count(self._name(caller, address))

    async def _caller(self, scope: Scope, headers: Headers, state: AppState) -> Caller:
        session, key = session_token(headers), key_in(headers.get("authorization"))
        if is_page(scope["path"]):
            return await self._visitor(headers, session, state)
        if session is not None and key is None and scope["method"] not in _SAFE:
            state["csrf"].check(session, headers.get(HEADER))
        if not state["keys_required"]:
            refuse_foreign_pages(headers)
            return EVERYBODY
        if scope["method"] == "GET" and _LINKS.fullmatch(scope["path"]):
            return NOBODY
        return await authenticate(key, session, state["services"])

    async def _visitor(self, headers: Headers, session: str | None, state: AppState) -> Caller:
        """Of a page: its route decides what it shows to nobody, and checks the proof in its own forms."""
        if not state["keys_required"]:
            refuse_foreign_pages(headers)
            return EVERYBODY
        if session is None:
            return NOBODY
        try:
            return await caller_of_session(session, state["services"])
        except NotAuthenticated:
            return NOBODY

    @staticmethod
    def _name(caller: Caller, address: str) -> str:
        return f"key:{caller.api_key_id}" if caller.api_key_id else address
