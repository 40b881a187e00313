"""The service of the closed loop: the real application behind a real socket, a process of its own with a clock that is set."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import Synchronized

from hashtagger.settings import Settings

START_S, STOP_S = 120.0, 30.0
_SPAWN = get_context("spawn")


class SharedClock:
    """Implements ``hashtagger.ports.Clock`` for several processes; it stands still until it is set."""

    def __init__(self, moment: datetime) -> None:
        self._seconds: Synchronized[float] = _SPAWN.Value("d", moment.timestamp())

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._seconds.value, UTC)

    def set(self, moment: datetime) -> None:
        self._seconds.value = moment.timestamp()


@contextlib.contextmanager
def serving(settings: Settings, clock: SharedClock) -> Iterator[str]:
    """The address of a server with fake models on a free port of this machine. It is gone afterwards."""
    ours, theirs = _SPAWN.Pipe(duplex=False)
    process = _SPAWN.Process(target=_serve, args=(settings, clock, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(START_S):
            raise RuntimeError(f"the server did not start within {START_S:g} s")
        yield ours.recv()
    finally:
        process.terminate()
        process.join(STOP_S)
        if process.is_alive():
            process.kill()


def _serve(settings: Settings, clock: SharedClock, ready: Connection) -> None:
    from hashtagger.models.threads import set_thread_environment

    set_thread_environment()
    from api.main import create_app
    from api.server import bind, serve
    from hashtagger.models.fake import FakeModels
    from hashtagger.telemetry import configure_logs

    configure_logs(settings)
    app = create_app(settings, load_models=lambda _: FakeModels(), clock=clock)
    serve(app, settings, listener=bind("127.0.0.1", 0), on_ready=ready.send)
