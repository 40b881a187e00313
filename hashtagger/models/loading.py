"""Load a model once, when it is first needed, on the one loader thread; remember failures for a while."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Generic, TypeVar

import structlog

from hashtagger.errors import DeadlineExceeded, HashtaggerError, ModelUnavailable
from hashtagger.types import Deadline

T = TypeVar("T")
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0

log = structlog.get_logger()


class LoadState(StrEnum):
    COLD = "cold"
    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


class LazyModel(Generic[T]):
    """
    One load at a time, shared by everybody who waits; a waiter who leaves does not stop it.

    A failed load is not tried again before a pause that doubles each time. ``load`` runs as a task of the event loop
    that first asks, and everything here belongs to that loop.
    """

    def __init__(
        self, name: str, load: Callable[[], Awaitable[T]], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.name = name
        self.error: Exception | None = None
        self._load, self._clock = load, clock
        self._value: T | None = None
        self._task: asyncio.Task[T] | None = None
        self._pause_s = FIRST_PAUSE_S
        self._next_try = 0.0

    @property
    def state(self) -> LoadState:
        if self._value is not None:
            return LoadState.READY
        if self._task is not None and not self._task.done():
            return LoadState.LOADING
        return LoadState.COLD if self.error is None else LoadState.FAILED

    async def get(self, deadline: Deadline) -> T:
        """
        The model.

        Raises ``DeadlineExceeded`` while it is still loading, ``ModelUnavailable`` while a failed load is not tried again
        or after ``aclose``, and what the load raised of our own errors.
        """
        if self._value is not None:
            return self._value
        if self._task is None or self._task.done():
            self._refuse_during_pause()
            self._task = asyncio.create_task(self._run(), name=f"load:{self.name}")
            # Whoever waits sees the error; when nobody waits any more it must not be reported as lost.
            self._task.add_done_callback(lambda task: task.cancelled() or task.exception())
        try:
            async with asyncio.timeout(deadline.remaining_s):
                return await asyncio.shield(self._task)
        except TimeoutError:
            raise DeadlineExceeded(f"{self.name} is still being loaded", retry_after_s=5.0) from None
        except asyncio.CancelledError:
            # Was it the load that was cancelled (by aclose), or whoever waits for it?
            waiter = asyncio.current_task()
            if self._task.cancelled() and not (waiter and waiter.cancelling()):
                raise ModelUnavailable(f"{self.name} was closed while it was loaded", retry_after_s=5.0) from None
            raise

    async def aclose(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _refuse_during_pause(self) -> None:
        wait_s = self._next_try - self._clock()
        if self.error is None or wait_s <= 0:
            return
        if isinstance(self.error, HashtaggerError):
            # Raised anew for every caller: without this, each would add its frames to the one traceback.
            raise self.error.with_traceback(None)
        raise ModelUnavailable(f"{self.name} could not be loaded: {self.error}", retry_after_s=wait_s)

    async def _run(self) -> T:
        started = self._clock()
        try:
            self._value = await self._load()
        except Exception as error:
            self.error = error
            self._next_try = self._clock() + self._pause_s
            log.warning("model_load_failed", model=self.name, error=str(error), retry_s=self._pause_s)
            pause_s, self._pause_s = self._pause_s, min(2 * self._pause_s, LONGEST_PAUSE_S)
            if isinstance(error, HashtaggerError):
                raise
            raise ModelUnavailable(f"{self.name} could not be loaded: {error}", retry_after_s=pause_s) from error
        self.error = None
        log.info("model_loaded", model=self.name, seconds=round(self._clock() - started, 2))
        return self._value
