"""
Draws charts and documents in a child process: a few at once, each with a limit of time.

What draws is a JavaScript engine and a typesetter. In a process of their own they cannot grow the one that serves, and when they
crash they cost one request.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import structlog

from hashtagger.errors import BrokenDrawing, DeadlineExceeded, Overloaded

LIMIT_S = 30.0
"""Of one drawing, the start of the program included."""
AT_ONCE = 2
MAX_WAITING = 8
COMMAND = (sys.executable, "-m", "hashtagger.reports.draw")
_OWN = "HASHTAGGER_"
"""What our settings in the environment begin with: among them are passwords that a drawing has no use for."""

log = structlog.get_logger()


class Drawer:
    """
    One in each process, used from one event loop.

    ``command`` takes the place of the real program in tests: it reads an order and writes bytes as ``draw.py`` does.
    """

    def __init__(
        self,
        *,
        limit_s: float = LIMIT_S,
        at_once: int = AT_ONCE,
        max_waiting: int = MAX_WAITING,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._limit_s, self._max_waiting, self._command = limit_s, max_waiting, tuple(command)
        self._turns = asyncio.Semaphore(at_once)
        self._waiting = 0
        self._at_once = at_once
        self._mean_s = 2.0

    async def draw(self, order: Mapping[str, Any]) -> bytes:
        """
        The bytes of the picture or document that ``order`` describes (``draw.draw`` says how).

        Raises ``Overloaded`` at once when too many wait, ``DeadlineExceeded`` when it takes longer than ``limit_s``, and
        ``BrokenDrawing`` when the program dies.
        """
        if self._turns.locked() and self._waiting >= self._max_waiting:
            raise Overloaded(
                "too many charts and reports are being drawn",
                retry_after_s=self._mean_s * (self._waiting + 1) / self._at_once,
            )
        self._waiting += 1
        try:
            await self._turns.acquire()
        finally:
            self._waiting -= 1
        try:
            began = time.monotonic()
            data = await self._drawn(orjson.dumps({**order, "limit_s": self._limit_s}))
            self._mean_s += 0.2 * (time.monotonic() - began - self._mean_s)
            return data
        finally:
            self._turns.release()

    async def _drawn(self, order: bytes) -> bytes:
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={name: value for name, value in os.environ.items() if not name.startswith(_OWN)},
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(self._limit_s):
                data, said = await process.communicate(order)
        except TimeoutError:
            raise DeadlineExceeded(
                f"the drawing took longer than {self._limit_s:g} s",
                retry_after_s=self._mean_s,
                advice="Ask for less: a lower limit, fewer hours; or for CSV or XLSX, which are not drawn.",
            ) from None
        finally:
            await asyncio.shield(_end(process))
        if process.returncode != 0 or not data:
            log.error("drawing_failed", status=process.returncode, said=said.decode(errors="replace")[-2000:])
            raise BrokenDrawing(f"the drawing program ended with status {process.returncode}")
        return data


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
        await process.wait()
