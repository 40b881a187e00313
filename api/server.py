"""Runs the application with uvicorn: binds first, says clearly why it cannot start, and stops within its time."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
from collections.abc import Callable, Iterator
from types import FrameType

import structlog
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.head_limits import HeadLimits
from api.health import Health
from hashtagger.errors import HashtaggerError, MissingComponent
from hashtagger.garbage import keep_what_is_loaded
from hashtagger.settings import Settings

log = structlog.get_logger()


def serve(
    app: FastAPI,
    settings: Settings,
    *,
    listener: socket.socket | None = None,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """
    Serve until SIGTERM or SIGINT; ``on_ready`` gets the address once requests are answered, on the event loop.

    ``listener`` is a bound socket; without one the address of the settings is bound.

    After the signal requests under way get ``serve.graceful_s``, then the call returns normally. Raises
    ``MissingComponent`` when the address is taken, and what opening the services raises.
    """
    listener = listener or bind(settings.serve.host, settings.serve.port)
    startup = _Startup(app)
    config = uvicorn.Config(
        startup,
        host=settings.serve.host,
        port=settings.serve.port,
        loop="uvloop",
        http=HeadLimits,
        lifespan="on",
        ws="none",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=max(1, round(settings.serve.graceful_s)),
    )
    with contextlib.closing(listener):
        try:
            _Server(config, app.state.health, lambda: on_ready and on_ready(address_of(listener))).run([listener])
        except SystemExit:
            if startup.error is None:
                raise
            raise startup.error from None


def bind(host: str, port: int) -> socket.socket:
    """A bound socket that does not listen yet. Raises ``MissingComponent`` (codes ``unknown_host``, ``port_taken``)."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError):
        raise MissingComponent(
            f"cannot serve on {host!r}: it is no address of this machine",
            code="unknown_host",
            advice="Name an address: hashtagger serve --host 127.0.0.1",
        ) from None
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
    except OSError as error:
        listener.close()
        raise MissingComponent(
            f"cannot serve on {host}:{port}: {error.strerror}",
            code="port_taken",
            advice="Stop what runs there, or name another port: hashtagger serve --port 8001",
        ) from None
    return listener


def address_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Server(uvicorn.Server):
    """Uvicorn, but readiness turns red with the signal, and a clean stop exits with 0."""

    def __init__(self, config: uvicorn.Config, health: Health, on_ready: Callable[[], object]) -> None:
        super().__init__(config)
        self._health, self._on_ready = health, on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            keep_what_is_loaded()
            self._on_ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if not self.started:
            # Building an index can take minutes, nobody was promised anything, and what is on disk is whole at any time.
            log.info("stopped_before_ready")
            os._exit(128 + sig)
        self._health.draining = True
        super().handle_exit(sig, frame)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # The original raises the signal again after the clean stop, which would make the exit status 143.
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


class _Startup:
    """Keeps the error that stopped the start, so that one line can be said instead of a traceback."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.error: HashtaggerError | OSError | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return

        async def send_without_traceback(message: Message) -> None:
            await send({"type": message["type"]} if message["type"] == "lifespan.startup.failed" else message)

        try:
            await self._app(scope, receive, send_without_traceback)
        except (HashtaggerError, OSError) as error:
            self.error = error
            raise
        except Exception:
            log.exception("lifespan_failed")
            raise
