"""Thousands of random steps on one pool, the same for the same seed, without threads and without waiting."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Any

import pytest

from hashtagger.errors import BrokenModel, HashtaggerError, TryLater
from hashtagger.models.batcher import BatchPolicy
from hashtagger.models.installed import Installed
from hashtagger.models.observer import NobodyWatches
from hashtagger.models.pool import ModelPool
from hashtagger.models.runtimes.base import Pause, Ready
from hashtagger.models.spec import ModelSpec
from hashtagger.models.turns import Lanes
from hashtagger.questions import Priority
from hashtagger.types import Deadline
from tests.models.stand_ins import AtOnce, Shelf, a_pool, a_row
from tests.models.virtual_time import ByHand, VirtualTimeLoop

STEPS = 4000
MAX_COST = 9.0
LANES_OF = {
    "small": lambda lanes: Lanes(1, 1),
    "middle": lambda lanes: Lanes(1, lanes),
    "large": lambda lanes: Lanes(lanes, lanes),
    "pinned": lambda lanes: Lanes(1, lanes),
    "other": lambda lanes: Lanes(1, 1),
}
"""Of each model: one lane is enough, one or all, all."""
BUDGET = 20
ROWS = (
    a_row("small", 3, working_bytes=2),
    a_row("middle", 6, working_bytes=4),
    a_row("large", 11, idle_ttl_s=20.0),
    a_row("pinned", 4, pinned=True),
    a_row("other", 8, working_bytes=3),
)


class Item:
    """One question of the schedule."""

    def __init__(self, number: int, key: str, priority: Priority, kind: str) -> None:
        self.number, self.key, self.priority, self.kind = number, key, priority, kind


def cost_of(item: Item) -> float:
    return 1.0 + item.number % 3


class Recorder:
    """A runtime that remembers the order in which questions were first computed, and fails as it is told."""

    def __init__(self, world: World, spec: ModelSpec) -> None:
        self.world, self.spec = world, spec
        self.resident_bytes = spec.reserve_bytes - world.random.randint(0, 1)
        self.most = 99
        self.first: list[Item] = []
        self.seen: set[int] = set()
        self.closed = False

    def prepare(self, question: Item) -> Ready:
        if question.kind == "unpreparable":
            raise ValueError("cannot be prepared")
        return Ready(question, key=question.key, cost=cost_of(question), size_bytes=question.number % 50)

    def run(self, payloads: Sequence[Item], pause: Pause) -> list[int]:
        assert not self.closed
        assert len({item.key for item in payloads}) == 1
        # Side by side, batches together need no more memory than one that has the device to itself.
        assert len(payloads) == 1 or sum(map(cost_of, payloads)) <= MAX_COST * self.world.share
        for item in payloads:
            if item.number not in self.seen:
                self.seen.add(item.number)
                self.first.append(item)
        if len(payloads) > self.most:
            raise RuntimeError("CUDA out of memory")
        if any(item.kind == "poison" for item in payloads):
            raise ValueError("poison")
        return [item.number for item in payloads]

    def finish(self, question: Item, result: int) -> int:
        return result

    def close(self) -> None:
        self.closed = True


class Watching(NobodyWatches):
    def __init__(self, seen: Counter[str]) -> None:
        self.seen = seen

    def evicted(self, model_id: str, reason: str) -> None:
        self.seen[f"evicted {reason}"] += 1

    def loaded(self, model_id: str, outcome: str, seconds: float) -> None:
        self.seen[f"loaded {outcome}"] += 1

    def rejected(self, model_id: str, reason: str) -> None:
        self.seen[f"rejected {reason}"] += 1


class World:
    """The pool, everybody who asks it, and everything that can go wrong."""

    def __init__(self, seed: int, loop: VirtualTimeLoop, lanes: int) -> None:
        self.share = 0.0
        self.most_at_once = 0
        self.random = random.Random(seed)
        self.loop = loop
        self.seen: Counter[str] = Counter()
        self.executors: list[ByHand] = []
        self.runtimes: list[Recorder] = []
        self.loads_fail = False
        self.asked: list[asyncio.Task[int]] = []
        self.beside: list[asyncio.Task[Any]] = []
        self.pool: ModelPool = a_pool(
            BUDGET,
            *ROWS,
            shelf=Shelf(),
            load=self.load,
            threads=self,
            policy=lambda spec: BatchPolicy(max_items=6, max_cost=MAX_COST, max_queued=4, max_queued_bytes=150),
            lanes=lambda: lanes,
            lanes_of=lambda spec, lanes: LANES_OF[spec.model_id](lanes),
            clock=loop.time,
            observer=Watching(self.seen),
        )

    # Threads

    def loader(self) -> Executor:
        return self.by_hand()

    def cpu(self) -> Executor:
        return AtOnce()

    def device(self, spec: ModelSpec, count: int) -> Executor:
        return self.by_hand()

    def take_share(self, spec: ModelSpec, share: float) -> None:
        self.share = share

    def by_hand(self) -> ByHand:
        self.executors.append(ByHand())
        return self.executors[-1]

    def load(self, model: Installed) -> Recorder:
        if self.loads_fail:
            raise OSError("the disk is gone")
        self.runtimes.append(Recorder(self, model.spec))
        return self.runtimes[-1]

    def running(self) -> int:
        loaded = [slot.resident for slot in self.pool._slots.values() if slot.resident is not None]
        return sum(len(resident.batcher._runs) for resident in loaded)

    # Steps

    def step(self) -> None:
        steps: dict[Callable[[], None], int] = {
            self.ask: 40,
            self.work: 40,
            self.cancel: 6,
            self.pass_time: 6,
            self.change_memory: 3,
            self.break_or_mend_disk: 1,
            self.reload: 2,
            self.evict: 2,
            self.kill_lane: 1,
        }
        self.random.choices(list(steps), list(steps.values()))[0]()

    def ask(self) -> None:
        model = self.random.choice(ROWS).model_id
        kind = self.random.choices(["fine", "poison", "unpreparable"], [30, 2, 1])[0]
        item = Item(len(self.asked), self.random.choice("ab"), self.random.choice(list(Priority)), kind)
        deadline = Deadline(self.loop.time() + self.random.choice([0.0, 0.5, 3.0, 30.0, 600.0]))
        asking = self.pool.ask(model, item, deadline=deadline, priority=item.priority)  # type: ignore[arg-type]
        self.asked.append(self.loop.create_task(asking))

    def work(self) -> None:
        busy = [executor for executor in self.executors if executor.jobs]
        if busy:
            self.random.choice(busy).jobs.popleft()()

    def cancel(self) -> None:
        waiting = [task for task in self.asked if not task.done()]
        if waiting:
            self.random.choice(waiting).cancel()

    def pass_time(self) -> None:
        self.loop.now_s += self.random.choice([0.1, 1.0, 10.0])

    def change_memory(self) -> None:
        if self.runtimes:
            self.random.choice(self.runtimes).most = self.random.choice([0, 1, 2, 99, 99])

    def break_or_mend_disk(self) -> None:
        self.loads_fail = not self.loads_fail and self.random.random() < 0.5

    def reload(self) -> None:
        self.beside.append(self.loop.create_task(self.pool.reload(self.random.choice(ROWS).model_id)))

    def evict(self) -> None:
        slots = list(self.pool._slots.values())
        if slots:
            self.beside.append(self.loop.create_task(self.pool._room.evict_idle(but=self.random.choice(slots))))

    def kill_lane(self) -> None:
        loaded = [slot.resident for slot in self.pool._slots.values() if slot.resident is not None]
        if loaded and self.random.random() < 0.5:
            self.random.choice(loaded).batcher._server.cancel()
            self.seen["killed"] += 1

    # What must hold

    def check(self) -> None:
        if self.pool._turns is not None:
            assert 0 <= self.pool._turns._free <= self.pool._turns.lanes
            self.most_at_once = max(self.most_at_once, self.running())
        assert self.pool.used_bytes <= BUDGET
        assert sum(runtime.resident_bytes for runtime in self.runtimes if not runtime.closed) <= BUDGET

    def check_order(self) -> None:
        for runtime in self.runtimes:
            lines: dict[tuple[str, Priority], list[int]] = {}
            for item in runtime.first:
                lines.setdefault((item.key, item.priority), []).append(item.number)
            assert all(line == sorted(line) for line in lines.values())

    async def finish(self) -> None:
        """Mend everything, and work until nobody waits any more."""
        self.loads_fail = False
        for runtime in self.runtimes:
            runtime.most = 99
        while any(not task.done() for task in (*self.asked, *self.beside)):
            while any(executor.jobs for executor in self.executors):
                self.work()
                await settle()
            self.check()
            if any(not task.done() for task in (*self.asked, *self.beside)):
                await asyncio.sleep(0.5)  # of the loop's own time
        closing = self.loop.create_task(self.pool.aclose())
        while not closing.done():
            self.work()
            await asyncio.sleep(0)
        await closing


async def settle() -> None:
    for _ in range(8):
        await asyncio.sleep(0)


async def play(world: World) -> None:
    for _ in range(STEPS):
        world.step()
        await settle()
        world.check()
    await world.finish()
    world.check_order()
    for number, task in enumerate(world.asked):
        if task.cancelled():
            world.seen["cancelled"] += 1
        elif (error := task.exception()) is not None:
            assert isinstance(error, HashtaggerError), error
            world.seen[type(error).__name__] += 1
            assert isinstance(error, TryLater | BrokenModel)
        else:
            assert task.result() == number
            world.seen["answered"] += 1
    await asyncio.gather(*world.beside, return_exceptions=True)


@pytest.mark.parametrize(("seed", "lanes"), [(1, 1), (2, 1), (4, 2), (6, 2), (5, 3)])
def test_whatever_happens_every_question_is_resolved_within_the_budget_and_in_order(seed, lanes):
    loop = VirtualTimeLoop()
    world = World(seed, loop, lanes)
    try:
        loop.run_until_complete(play(world))
    finally:
        loop.close()
    assert world.pool.used_bytes == 0
    assert world.most_at_once == lanes
    assert all(runtime.closed for runtime in world.runtimes)
    happened = {what for what, times in world.seen.items() if times}
    assert {
        "answered",
        "cancelled",
        "killed",
        "BrokenModel",
        "DeadlineExceeded",
        "ModelUnavailable",
        "Overloaded",
        "evicted room",
        "loaded ok",
        "loaded failed",
    } <= happened
    assert world.seen["answered"] > STEPS / 20
