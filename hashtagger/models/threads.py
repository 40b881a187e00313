"""The one place that decides how many threads the numerical libraries may use."""

from __future__ import annotations

import os

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
