"""Models without weights for the tests of the pool, and threads that need no torch."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from hashtagger.models.batcher import Batcher, BatchPolicy
from hashtagger.models.installed import Installed
from hashtagger.models.observer import NobodyWatches
from hashtagger.models.plan import PoolPlan
from hashtagger.models.pool import ModelPool
from hashtagger.models.runtimes.base import Pause, Ready
from hashtagger.models.spec import Family, ModelSpec
from hashtagger.types import Deadline, Task

LONG = Deadline.after(86_400)  # made when the tests are collected, which may be long before they run


class Upper:
    """
    A runtime that upper-cases, refuses 'refused', fails on 'poison', and waits at a gate.

    Texts with a colon may share a batch only when the words before it are equal; '!' at the end costs three.
    """

    def __init__(self, resident_bytes: int = 0) -> None:
        self.resident_bytes = resident_bytes
        self.batches: list[list[str]] = []
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Event()
        self.most = 99
        self.steps = 0
        self.closed = False

    def prepare(self, question: str) -> Ready:
        if question == "refused":
            raise ValueError("cannot be prepared")
        key = question.partition(":")[0] if ":" in question else None
        return Ready(question, key=key, cost=3.0 if question.endswith("!") else 1.0, size_bytes=len(question))

    def run(self, payloads: Sequence[str], pause: Pause) -> Sequence[str]:
        self.entered.set()
        assert self.gate.wait(10)
        if len(payloads) > self.most:
            raise RuntimeError("CUDA out of memory")
        self.batches.append(list(payloads))
        for step in range(self.steps):
            pause(step / self.steps)
        if "poison" in payloads:
            raise ValueError("bad item")
        return [payload.upper() for payload in payloads]

    def finish(self, question: str, result: str) -> str:
        if question == "unfinished":
            raise ValueError("cannot be finished")
        return result

    def close(self) -> None:
        self.closed = True


class PlainThreads:
    """Implements ``Threads`` without torch."""

    def loader(self) -> Executor:
        return ThreadPoolExecutor(1)

    def cpu(self) -> Executor:
        return ThreadPoolExecutor(2)

    def device(self, spec: ModelSpec, count: int) -> Executor:
        return ThreadPoolExecutor(count)

    def take_share(self, spec: ModelSpec, share: float) -> None:
        pass


class AtOnce(Executor):
    """Does the work on the calling thread, so that nothing depends on the clock of the machine."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class AtOnceThreads:
    """Implements ``Threads`` with no threads at all."""

    def loader(self) -> Executor:
        return AtOnce()

    def cpu(self) -> Executor:
        return AtOnce()

    def device(self, spec: ModelSpec, count: int) -> Executor:
        return AtOnce()

    def take_share(self, spec: ModelSpec, share: float) -> None:
        pass


def a_row(model_id: str, size_bytes: int, **changes: Any) -> ModelSpec:
    return ModelSpec(
        model_id, Task.CLIP, Family.OPENCLIP, "none", size_bytes, size_bytes, summary="", preprocessing="", **changes
    )


class Shelf:
    """Makes runtimes for a pool and remembers them by model."""

    def __init__(self) -> None:
        self.made: dict[str, list[Upper]] = {}
        self.gate = threading.Event()
        self.gate.set()
        self.loading = threading.Event()
        self.error: Exception | None = None

    def load(self, model: Installed) -> Upper:
        self.loading.set()
        assert self.gate.wait(10)
        if self.error is not None:
            raise self.error
        runtime = Upper(model.spec.reserve_bytes)
        self.made.setdefault(model.spec.model_id, []).append(runtime)
        return runtime


def a_pool(budget_bytes: int, *rows: ModelSpec, shelf: Shelf, observer: Any = None, **changes: Any) -> ModelPool:
    plan = {
        "find": lambda spec: Installed(spec, Path()),
        "load": shelf.load,
        "threads": PlainThreads(),
        "budget_bytes": lambda: budget_bytes,
        "policy": lambda spec: BatchPolicy(max_items=8),
        "drain_s": 5.0,
        **changes,
    }
    return ModelPool(rows, PoolPlan(**plan), observer=observer)


async def until(condition: Callable[[], bool]) -> None:
    """Let the event loop and its threads work until it is so."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - what is looked for has no event
            await asyncio.sleep(0.001)


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class Counting(NobodyWatches):
    """Counts what a pool tells its observer."""

    def __init__(self) -> None:
        self.seen: Counter[tuple[str, str, str]] = Counter()

    def loaded(self, model_id: str, outcome: str, seconds: float) -> None:
        self.seen["loaded", model_id, outcome] += 1

    def evicted(self, model_id: str, reason: str) -> None:
        self.seen["evicted", model_id, reason] += 1

    def rejected(self, model_id: str, reason: str) -> None:
        self.seen["rejected", model_id, reason] += 1


async def use(pool: ModelPool, name: str) -> str:
    return await pool.ask(name, name, deadline=LONG)  # type: ignore[arg-type]


async def busy(pool: ModelPool, shelf: Shelf, name: str) -> tuple[asyncio.Task[str], Upper]:
    """A question of that model that runs until the runtime's gate is opened."""
    await use(pool, name)
    runtime = shelf.made[name][-1]
    runtime.gate.clear()
    runtime.entered.clear()
    task = asyncio.create_task(use(pool, name))
    await asyncio.to_thread(runtime.entered.wait, 10)
    return task, runtime


async def hold(model: Upper, batcher: Batcher) -> asyncio.Task[str]:
    """Keep the device busy until the gate opens, so that what follows queues up."""
    model.gate.clear()
    first = asyncio.create_task(batcher.submit("first", deadline=LONG))
    await asyncio.to_thread(model.entered.wait, 10)
    return first


async def queue(batcher: Batcher, *payloads: str, **options: object) -> list[asyncio.Task[str]]:
    """Questions that are prepared and wait for the device."""
    before = batcher.queued
    tasks = [asyncio.create_task(batcher.submit(p, **{"deadline": LONG, **options})) for p in payloads]  # type: ignore[arg-type]
    await until(lambda: prepared(batcher) == before + len(payloads))
    return tasks


def prepared(batcher: Batcher) -> int:
    return batcher.queued - len(batcher._unprepared) if not batcher._visiting else -1
