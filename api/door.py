"""Lets a request in, or not, before a byte of its body is read: the key first, then the quota."""

from __future__ import annotations

import re
from typing import cast

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.auth import EVERYBODY, NOBODY, Caller, authenticate
from api.deps import AppState
from api.errors import problem_of
from api.keyless import refuse_foreign_pages
from api.middleware.refusal import refuse
from hashtagger.errors import HashtaggerError, NotAuthenticated

OPEN_PATHS = frozenset({"/", "/livez", "/readyz", "/openapi.json"})
_LINKS = re.compile(r"/v1/generations/[^/]+/results/[^/]+")
"""Fetched by a link that is signed: its route checks it, and a key is not asked for."""


class Door:
    """ASGI middleware; leaves the ``Caller`` in ``scope["state"]["caller"]``."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in OPEN_PATHS:
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
        limit = state["rate_limit"]
        caller = EVERYBODY
        if state["keys_required"] and scope["method"] == "GET" and _LINKS.fullmatch(scope["path"]):
            caller = NOBODY
        elif state["keys_required"]:
            try:
                caller = await authenticate(Headers(scope=scope).get("authorization"), state["services"])
            except NotAuthenticated:
                limit.count(address)  # guessing keys costs quota too
                raise
        else:
            refuse_foreign_pages(Headers(scope=scope))
        scope["state"]["caller"] = caller
        return limit.count(self._name(caller, address))

    @staticmethod
    def _name(caller: Caller, address: str) -> str:
        return f"key:{caller.api_key_id}" if caller.api_key_id else address
