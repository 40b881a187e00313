"""Who computes next on the device: batches side by side on its lanes, or one on all of them; a long run steps aside."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from typing import NamedTuple, Self

from hashtagger.models.runtimes.base import Abandoned

Due = Callable[[], float]
"""When the most urgent work of somebody who waits is due, on the monotonic clock in seconds; asked when a turn is given."""

SHARE_OF_OTHERS = 4.0
"""Work that lets others go first gets the device again after this many times its last step or batch, however busy it is."""

WORTH_A_LANE = 3
"""Fewer questions do better with the whole device: smaller batches cost more for each question, and leave it the sooner."""


class Lanes(NamedTuple):
    """How many lanes a batch can use."""

    least: int
    most: int


@dataclass(slots=True, eq=False)
class _Waiter:
    due: Due
    lanes: Lanes
    questions: Callable[[], int]
    number: int
    granted: asyncio.Future[Grant]


class Grant(NamedTuple):
    lanes: int
    part: float
    """Of the lanes that were free: as large a part of what waits should go into the batch."""


class Turns:
    """
    Gives the lanes of one device to batches: the earliest due first, equals in the order in which they came. Whoever needs
    more lanes than are free is waited for, and nobody less urgent overtakes it.

    Belongs to one event loop; only ``wanted`` may be read from other threads.
    """

    def __init__(self, lanes: int = 1) -> None:
        self.lanes = lanes
        self.all = Lanes(lanes, lanes)
        """For what cannot share the device."""
        self._free = lanes
        self._waiting: list[_Waiter] = []
        self._numbers = itertools.count()

    @property
    def wanted(self) -> bool:
        """Somebody waits for a turn."""
        return bool(self._waiting)

    async def turn(self, due: Due, lanes: Lanes | None = None, questions: Callable[[], int] = lambda: 1) -> Turn:
        """
        The lanes (default: all) are ours inside ``with await turns.turn(...):``, except while ``Turn.step_aside`` waits.

        A batch that can use one as well as several gets one where ``questions`` are enough for several batches: side by side
        they lose less time than one whose threads wait for each other after every operator. Whoever changes what
        ``questions`` would say calls ``look_again``.
        """
        turn = Turn(self, lanes or self.all)
        await turn.take(due, questions)
        return turn

    def more_urgent_than(self, due: float) -> bool:
        return any(waiter.due() < due for waiter in self._waiting)

    async def take(self, due: Due, lanes: Lanes, questions: Callable[[], int]) -> Grant:
        granted = asyncio.get_running_loop().create_future()
        waiter = _Waiter(due, lanes, questions, next(self._numbers), granted)
        self._waiting.append(waiter)
        self._give()
        try:
            return await waiter.granted
        except asyncio.CancelledError:
            if not waiter.granted.cancelled():
                self.give_back(waiter.granted.result().lanes)  # it was given to us in the moment in which we left
            else:
                self._give()  # others may have waited behind us
            raise

    def give_back(self, lanes: int) -> None:
        self._free += lanes
        self._give()

    def look_again(self) -> None:
        if self._waiting:
            self._give()

    def _give(self) -> None:
        # Whoever was cancelled a moment ago has not run since and stands here still.
        self._waiting = [waiter for waiter in self._waiting if not waiter.granted.cancelled()]
        while self._waiting:
            first = min(self._waiting, key=lambda waiter: (waiter.due(), waiter.number))
            least, most = first.lanes
            batches = first.questions() // WORTH_A_LANE
            if not batches:
                least = most
            if least > self._free:
                return
            lanes = max(least, min(most, self._free // max(1, batches + len(self._waiting) - 1)))
            self._waiting.remove(first)
            first.granted.set_result(Grant(lanes, lanes / self._free))
            self._free -= lanes


class Turn:
    """
    One batch's right to its lanes; lost when its waiting for the next step was cancelled.

    ``lanes``: how many it has. ``share``: of all lanes, 0..1. ``part``: of those that were free, 0..1.
    """

    def __init__(self, turns: Turns, wanted: Lanes) -> None:
        self.lanes, self.part = 0, 0.0
        self._turns, self._wanted = turns, wanted
        self._held = False
        self._ended = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._ended = True
        self._give_up()

    @property
    def share(self) -> float:
        return self.lanes / self._turns.lanes

    async def take(self, due: Due, questions: Callable[[], int] = lambda: 1) -> None:
        lanes, part = await self._turns.take(due, self._wanted, questions)
        if self._ended:
            # The run was given up while it stood aside; nobody would give the lanes back.
            self._turns.give_back(lanes)
            raise Abandoned
        self.lanes, self.part = lanes, part
        self._wanted = Lanes(lanes, lanes)  # what runs already cannot use more or fewer
        self._held = True

    async def step_aside(self, due: float) -> None:
        """Let everybody go first who is due earlier than ``due``, then take the lanes back."""
        if self._turns.more_urgent_than(due):
            self._give_up()
            await self.take(lambda: due)

    def pause(self, *, slack_s: float, alive: Callable[[], bool], report: Callable[[float], None] | None) -> PauseOfRun:
        """
        For one run on a worker thread. ``slack_s`` is that of its most urgent ticket, ``alive`` (any thread) says whether
        somebody still waits for the answer, ``report`` (on the loop) is told the progress.
        """
        return PauseOfRun(self, self._turns, asyncio.get_running_loop(), slack_s, alive, report)

    def _give_up(self) -> None:
        if self._held:
            self._held = False
            self._turns.give_back(self.lanes)


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
