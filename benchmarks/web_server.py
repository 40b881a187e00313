"""
The whole server in a process of its own, which tells with each page what that page asked the API for.

    python -m benchmarks.web_server DATA_DIR

Its models answer at once, so what is measured is the pages, the API and the database. The header ``x-asked`` of a page is the
JSON list of the addresses that it asked.
"""

from __future__ import annotations

import json
import sys
from contextvars import ContextVar
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.main import create_app
from api.server import serve
from hashtagger.models.fake import FakeModels
from hashtagger.settings import Settings
from hashtagger.telemetry import configure_logs

ASKED = "x-asked"
_asked: ContextVar[list[str] | None] = ContextVar("asked", default=None)


class Asked:
    """ASGI middleware, outermost. A page asks in process, in the context of its own request: that is how it is told apart."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        outer = _asked.get()
        if outer is not None:
            outer.append(f"{scope['path']}?{scope['query_string'].decode()}")
            await self._app(scope, receive, send)
            return
        asked: list[str] = []
        token = _asked.set(asked)

        async def send_with_asked(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[ASKED] = json.dumps(asked)
            await send(message)

        try:
            await self._app(scope, receive, send_with_asked)
        finally:
            _asked.reset(token)


def main() -> None:
    settings = Settings(
        data_dir=Path(sys.argv[1]),
        serve={"port": 0, "jobs": False, "requests_per_minute": 0},
        trends={"contact": "bench@example.org"},
        log_level="WARNING",
    )
    configure_logs(settings)
    app = create_app(settings, load_models=lambda _: FakeModels())
    app.add_middleware(Asked)
    serve(app, settings, on_ready=lambda address: print(address, flush=True))


if __name__ == "__main__":
    main()
