"""Which device models run on and how much memory it has; torch is imported when that is asked, and not before."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

if TYPE_CHECKING:
    import torch

_CGROUP_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


def choose_device(name: str) -> torch.device:
    """``auto`` takes a CUDA device when there is one."""
    import torch

    if name != "auto":
        return torch.device(name)
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def device_name(name: str) -> str:
    """The device of that setting, for people: cpu, or 'cuda:0 (NVIDIA H100)'."""
    where = choose_device(name)
    if where.type != "cuda":
        return str(where)
    import torch

    return f"{where} ({torch.cuda.get_device_name(where)})"


def default_budget_bytes(device: str) -> int:
    """Half of the memory of the GPU, or of this machine or container."""
    where = choose_device(device)
    if where.type == "cuda":
        import torch

        return int(torch.cuda.mem_get_info(where)[1]) // 2
    return machine_bytes() // 2


def machine_bytes() -> int:
    """Memory that this process may use: the machine's, or what its container is limited to."""
    total = int(psutil.virtual_memory().total)
    for path in _CGROUP_LIMITS:
        try:
            total = min(total, int(path.read_text(encoding="ascii")))
        except (OSError, ValueError):
            continue  # no such limit, or "max"
    return total


def weights_bytes(*modules: Any) -> int:
    """Parameters and buffers of torch modules."""
    return sum(
        tensor.numel() * tensor.element_size()
        for module in modules
        for tensor in [*module.parameters(), *module.buffers()]
    )


def give_back_unused() -> None:
    """Freed GPU memory goes back to the driver, where other processes and our own accounts see it."""
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_initialized():
        torch.cuda.empty_cache()
