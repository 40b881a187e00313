"""The one place that decides how many threads the numerical libraries may use, and which threads models run on."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from hashtagger.models.spec import ModelSpec

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

    OpenMP keeps the number by thread, so every thread that runs a model calls this once.
    """
    import torch

    torch.set_num_threads(threads or usable_cores())


class TorchThreads:
    """
    Implements ``hashtagger.models.pool.Threads``.

    Every model has a device thread of its own with its own number of torch threads, because a run that pauses keeps its
    thread; the pool's turns see to it that only one of them computes.
    """

    def __init__(self, threads: int | None) -> None:
        """``threads``: of torch, for every model; None lets each row decide."""
        self._threads = threads

    def loader(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(1, "model-loader", initializer=partial(configure_torch, self._threads))

    def cpu(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(min(4, usable_cores()), "model-cpu")

    def device(self, spec: ModelSpec) -> ThreadPoolExecutor:
        configure = partial(configure_torch, self._threads or spec.threads)
        return ThreadPoolExecutor(1, f"model-{spec.model_id}", initializer=configure)
