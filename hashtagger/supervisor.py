"""
Keeps a child process running: starts it, waits until it is ready, starts it again when it dies, stops it with us.

The child gets its settings as the first line of its standard input, says that it is ready with a line on its standard output
and ends when its standard input does: that is how it learns that its parent is gone, however that happened.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import orjson
import structlog
from pydantic import SecretStr

from hashtagger.errors import MissingComponent
from hashtagger.settings import Settings

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.2, 30.0
"""Before a child that died is started again; doubled each time."""
HEALTHY_S = 60.0
"""A child that ran for this long is started again after the first pause."""

log = structlog.get_logger()


class Supervisor:
    """
    ``async with Supervisor(command, name="models", settings=settings, stop_s=25): ...``

    Inside the child was ready once. ``stop_s``: what it gets after SIGTERM before it is killed.
    """

    def __init__(
        self, command: Sequence[str], *, name: str, settings: Settings, stop_s: float, pass_fds: Sequence[int] = ()
    ) -> None:
        self.deaths = 0
        """How often it died and was started again."""
        self.ready = False
        self._command, self._name, self._settings = command, name, settings
        self._stop_s, self._pass_fds = stop_s, pass_fds
        self._process: asyncio.subprocess.Process | None = None
        self._first_start: asyncio.Future[None] | None = None
        self._keeping: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """Of the child that runs now."""
        return None if self._process is None else self._process.pid

    async def __aenter__(self) -> Supervisor:
        await self.start()
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Returns when the child is ready. Raises ``MissingComponent`` when it ends before."""
        self._first_start = asyncio.get_running_loop().create_future()
        self._keeping = asyncio.create_task(self._keep(), name=f"supervisor:{self._name}")
        try:
            await self._first_start
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Returns when the child has ended."""
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
        process = self._process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(self._stop_s):
                await process.wait()
        except TimeoutError:
            log.error("child_killed", child=self._name, after_s=self._stop_s)
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _keep(self) -> None:
        assert self._first_start is not None
        pause_s = FIRST_PAUSE_S
        while True:
            started = time.monotonic()
            status: int | OSError
            try:
                status = await self._run()
            except OSError as error:
                status = error  # no such program; or no process or memory left for it just now
            if not self._first_start.done():
                self._first_start.set_exception(_not_started(self._name, status))
                return
            if time.monotonic() - started > HEALTHY_S:
                pause_s = FIRST_PAUSE_S
            self.deaths += 1
            log.error("child_died", child=self._name, status=str(status), restart_in_s=pause_s, deaths=self.deaths)
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    async def _run(self) -> int:
        """One life of the child; its exit status."""
        self._process = process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            pass_fds=self._pass_fds,
            start_new_session=True,  # Ctrl+C is for us; we stop the child when nobody needs it any more
        )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(as_line(self._settings))
            if await process.stdout.readline():
                self.ready = True
                log.info("child_ready", child=self._name, pid=process.pid)
                assert self._first_start is not None
                if not self._first_start.done():
                    self._first_start.set_result(None)
            return await process.wait()
        finally:
            self.ready = False


class Parent:
    """The child's side. Made first of all, before anything is printed."""

    def __init__(self) -> None:
        self.settings = from_line(sys.stdin.buffer.readline())
        # What libraries print must not reach the parent, who reads one line and no more.
        self._say = os.dup(1)
        os.dup2(2, 1)

    def ready(self) -> None:
        with contextlib.suppress(BrokenPipeError):
            os.write(self._say, b"ready\n")
        os.close(self._say)

    def when_gone(self, stop: Callable[[], object]) -> None:
        """Call ``stop`` once on the running event loop when the parent is no more."""
        loop, standard_input = asyncio.get_running_loop(), sys.stdin.fileno()

        def ended() -> None:
            if not os.read(standard_input, 1024):
                loop.remove_reader(standard_input)
                stop()

        loop.add_reader(standard_input, ended)


def die_with_parent() -> None:
    """
    Kill the own process group when the standard input ends: for a child without an event loop, leader of its group.

    What was committed stays, what was not rolls back.
    """

    def wait() -> None:
        while os.read(0, 1024):
            pass
        os.killpg(os.getpgrp(), signal.SIGKILL)

    threading.Thread(target=wait, name="parent", daemon=True).start()


def as_line(settings: Settings) -> bytes:
    """One line of JSON with the secrets in it: for a pipe, not for a log."""
    return orjson.dumps(settings.model_dump(), default=_plain) + b"\n"


def from_line(line: bytes) -> Settings:
    """Raises ``ValueError`` when it is none of ``as_line``."""
    return Settings(_env_file=None, **orjson.loads(line))


def _plain(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    return list(value) if isinstance(value, frozenset) else str(value)


def _not_started(name: str, status: int | OSError) -> MissingComponent:
    what = f"ended with status {status} before it was ready" if isinstance(status, int) else f"cannot be run: {status}"
    return MissingComponent(
        f"the {name} process {what}",
        code="child_not_started",
        advice="Its own lines above say why.",
    )
