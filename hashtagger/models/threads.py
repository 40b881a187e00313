"""The one place that decides how many threads the numerical libraries may use, and which threads models run on."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from hashtagger.models.spec import ModelSpec

MOST_LANES = 4
"""More would leave too little of a batch to each lane; from then on lanes get several threads each."""

_ENVIRONMENT = {
    # Threads that spin while they wait made two-thread torch four times slower on a busy machine.
    "OMP_WAIT_POLICY": "PASSIVE",
    "OPENBLAS_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_DISABLE_TELEMETRY": "1",
}


def set_thread_environment() -> None:
    """Call first in an entry point: the libraries read these when they are loaded. What the user has set stays."""
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)


def usable_cores() -> int:
    """Cores that this process may run on (its affinity, not the machine's count)."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def configure_torch(threads: int | None) -> None:
    """
    Let torch use ``threads`` threads (default: all usable cores) for work started on the calling thread.

    OpenMP keeps the number by thread, so every thread that runs a model calls this.
    """
    import torch

    torch.set_num_threads(threads or usable_cores())


class TorchThreads:
    """
    Implements ``hashtagger.models.plan.Threads``.

    Every model has device threads of its own, because a run that pauses keeps its thread; the pool's turns see to it that no
    more of them compute than there are cores for.
    """

    def __init__(self, threads: int | None) -> None:
        """``threads``: of torch, for all batches that run at once; default: all usable cores."""
        self._threads = threads or usable_cores()

    @property
    def lanes(self) -> int:
        """As many batches should run side by side on the processor."""
        return min(MOST_LANES, self._threads)

    def loader(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(1, "model-loader", initializer=partial(configure_torch, self._threads))

    def cpu(self) -> ThreadPoolExecutor:
        # What prepares one picture takes a core; the lanes have the others.
        return ThreadPoolExecutor(min(4, usable_cores()), "model-cpu", initializer=partial(configure_torch, 1))

    def device(self, spec: ModelSpec, count: int) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(count, f"model-{spec.model_id}")

    def take_share(self, spec: ModelSpec, share: float) -> None:
        threads = max(1, round(share * self._threads))
        configure_torch(threads if spec.threads is None else min(threads, spec.threads))
