"""From the settings to a backend whose models run in another process, which is started when nobody else did."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from hashtagger.models.remote.client import RemoteBackend
from hashtagger.settings import DatabaseSettings, Settings
from hashtagger.supervisor import Supervisor

COMMAND = (sys.executable, "-m", "hashtagger.models.remote", "--supervised")
_SPARE_S = 5.0
"""Beyond the time to drain, before a models process that does not end is killed."""


@contextlib.asynccontextmanager
async def open_remote(settings: Settings, *, command: Sequence[str] = COMMAND) -> AsyncIterator[RemoteBackend]:
    """
    The models of the process that listens on ``models.socket``; without one, of a process that runs as long as this context.

    Raises ``MissingComponent`` when the process cannot be started.
    """
    async with contextlib.AsyncExitStack() as stack:
        if settings.models.socket is not None:
            backend = RemoteBackend(settings.models.socket, drain_s=settings.models.drain_s)
        else:
            supervisor, path = await stack.enter_async_context(models_process(settings, command=command))
            backend = RemoteBackend(path, drain_s=settings.models.drain_s, why_lost=lambda: _deaths(supervisor))
        stack.push_async_callback(backend.aclose)
        yield backend


@contextlib.asynccontextmanager
async def models_process(
    settings: Settings, *, command: Sequence[str] = COMMAND
) -> AsyncIterator[tuple[Supervisor, Path]]:
    """A models process that runs inside, and its socket in a private folder. Raises ``MissingComponent``."""
    with tempfile.TemporaryDirectory(prefix="hashtagger-") as folder:
        path = Path(folder) / "models.sock"
        own = settings.models.model_copy(update={"socket": path})
        # What the runtimes read. It needs no database, so it is told no password, also not one of the environment.
        told = Settings(
            _env_file=None,
            data_dir=settings.data_dir,
            database=DatabaseSettings(),
            models=own,
            generate=settings.generate,
            log_level=settings.log_level,
            log_format=settings.log_format,
        )
        async with Supervisor(command, name="models", settings=told, stop_s=own.drain_s + _SPARE_S) as supervisor:
            yield supervisor, path


def _deaths(supervisor: Supervisor) -> str:
    return f"it died {supervisor.deaths} times" if supervisor.deaths else ""
