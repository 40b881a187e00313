"""What a pool of models is told by its maker: where models come from, on which threads they run, and within which limits."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Protocol

from hashtagger.models.batcher import BatchPolicy
from hashtagger.models.installed import Installed
from hashtagger.models.runtimes.base import Runtime
from hashtagger.models.spec import ModelSpec
from hashtagger.models.turns import Lanes


class Threads(Protocol):
    """Makes the threads of a pool; it shuts them down itself."""

    def loader(self) -> Executor:
        """One thread: building a model patches torch's globals."""
        ...

    def cpu(self) -> Executor: ...

    def device(self, spec: ModelSpec, count: int) -> Executor:
        """So many threads for that model."""
        ...

    def take_share(self, spec: ModelSpec, share: float) -> None:
        """Called on a thread of ``device`` before each batch: it has that share (0..1) of the device."""
        ...


@dataclass(frozen=True, slots=True)
class PoolPlan:
    """Functions that need torch are called on the loader thread, or after it has loaded a model."""

    find: Callable[[ModelSpec], Installed]
    """At once; raises ``MissingComponent`` when it was not pulled."""
    load: Callable[[Installed], Runtime]
    """On the loader thread."""
    threads: Threads
    budget_bytes: Callable[[], int]
    """Asked once, on the loader thread: a device cannot be asked for its memory before torch is there."""
    policy: Callable[[ModelSpec], BatchPolicy]
    device: Callable[[], str] = lambda: "cpu"
    """Its name, for people; asked once, as the budget."""
    lanes: Callable[[], int] = lambda: 1
    """Of the device; asked once."""
    lanes_of: Callable[[ModelSpec, int], Lanes] = lambda spec, lanes: Lanes(lanes, lanes)
    """How many of so many lanes a batch of the model can use; none runs beside it when it needs all."""
    drain_s: float = 20.0
    clock: Callable[[], float] = time.monotonic
