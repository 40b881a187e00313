"""One device, one lane: whose batch runs next, and when a long run lets others go first."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass

from hashtagger.models.runtimes.base import Abandoned

Due = Callable[[], float]
"""When the most urgent work of somebody who waits is due, on the monotonic clock in seconds; asked when a turn is given."""

SHARE_OF_OTHERS = 4.0
"""Work that lets others go first gets the device again after this many times its last step or batch, however busy it is."""


@dataclass(slots=True, eq=False)
class _Waiter:
    due: Due
    number: int
    granted: asyncio.Future[None]


class Turns:
    """
    Gives the device to one batch at a time: the earliest due first, equals in the order in which they came.

    Belongs to one event loop; only ``wanted`` may be read from other threads.
    """

    def __init__(self) -> None:
        self._taken = False
        self._waiting: list[_Waiter] = []
        self._numbers = itertools.count()

    @property
    def wanted(self) -> bool:
        """Somebody waits for a turn."""
        return bool(self._waiting)

    @contextlib.asynccontextmanager
    async def turn(self, due: Due) -> AsyncIterator[Turn]:
        """The device is ours inside the block, except while ``Turn.step_aside`` waits."""
        turn = Turn(self)
        await turn.take(due)
        try:
            yield turn
        finally:
            turn.end()

    def more_urgent_than(self, due: float) -> bool:
        return any(waiter.due() < due for waiter in self._waiting)

    async def take(self, due: Due) -> None:
        if not self._taken:
            self._taken = True
            return
        waiter = _Waiter(due, next(self._numbers), asyncio.get_running_loop().create_future())
        self._waiting.append(waiter)
        try:
            await waiter.granted
        except asyncio.CancelledError:
            if waiter in self._waiting:
                self._waiting.remove(waiter)
            elif not waiter.granted.cancelled():
                self.give_up()  # it was given to us in the moment in which we left
            raise

    def give_up(self) -> None:
        # Whoever was cancelled a moment ago has not run since and stands here still.
        self._waiting = [waiter for waiter in self._waiting if not waiter.granted.cancelled()]
        if not self._waiting:
            self._taken = False
            return
        first = min(self._waiting, key=lambda waiter: (waiter.due(), waiter.number))
        self._waiting.remove(first)
        first.granted.set_result(None)


class Turn:
    """One batch's right to the device; lost when its waiting for the next step was cancelled."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._held = False
        self._ended = False

    async def take(self, due: Due) -> None:
        await self._turns.take(due)
        if self._ended:
            # The run was given up while it stood aside; nobody would give the device back.
            self._turns.give_up()
            raise Abandoned
        self._held = True

    def give_up(self) -> None:
        if self._held:
            self._held = False
            self._turns.give_up()

    def end(self) -> None:
        self._ended = True
        self.give_up()

    async def step_aside(self, due: float) -> None:
        """Let everybody go first who is due earlier than ``due``, then take the device back."""
        if self._turns.more_urgent_than(due):
            self.give_up()
            await self.take(lambda: due)

    def pause(self, *, slack_s: float, alive: Callable[[], bool], report: Callable[[float], None] | None) -> PauseOfRun:
        """
        For one run on a worker thread. ``slack_s`` is that of its most urgent ticket, ``alive`` (any thread) says whether
        somebody still waits for the answer, ``report`` (on the loop) is told the progress.
        """
        return PauseOfRun(self, self._turns, asyncio.get_running_loop(), slack_s, alive, report)


class PauseOfRun:
    """Is a ``Pause``: called between two steps on the thread that runs a batch."""

    def __init__(
        self,
        turn: Turn,
        turns: Turns,
        loop: asyncio.AbstractEventLoop,
        slack_s: float,
        alive: Callable[[], bool],
        report: Callable[[float], None] | None,
    ) -> None:
        self.aside_s = 0.0
        """How long others have had the device meanwhile."""
        self._turn, self._turns, self._loop = turn, turns, loop
        self._slack_s, self._alive, self._report = slack_s, alive, report
        self._since = time.monotonic()
        self._stopped = False
        self._aside: Future[None] | None = None

    def __call__(self, progress: float) -> None:
        self._go_on_or_leave()
        if self._report is not None:
            self._loop.call_soon_threadsafe(self._report, min(1.0, max(0.0, progress)))
        # Most steps end here, without a word to the event loop.
        if self._turns.wanted:
            self._step_aside()
            self._go_on_or_leave()

    def stop(self) -> None:
        """The next step, or the waiting for it, ends in ``Abandoned``."""
        self._stopped = True
        if self._aside is not None:
            self._aside.cancel()

    def _go_on_or_leave(self) -> None:
        if self._stopped or not self._alive():
            raise Abandoned

    def _step_aside(self) -> None:
        now = time.monotonic()
        # A share of the device and not the slack alone: a day of urgent questions must not stop a picture half done.
        due = now + min(self._slack_s, SHARE_OF_OTHERS * (now - self._since))
        self._aside = asyncio.run_coroutine_threadsafe(self._turn.step_aside(due), self._loop)
        if self._stopped:
            self._aside.cancel()  # ``stop`` came before there was anything to cancel
        try:
            self._aside.result()
        except CancelledError:
            raise Abandoned from None
        finally:
            self._since = time.monotonic()
            self.aside_s += self._since - now
