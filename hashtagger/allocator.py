"""Make the C library hand memory back after a large picture or batch instead of keeping it for the next one."""

from __future__ import annotations

import ctypes

_M_TRIM_THRESHOLD = -1
_M_MMAP_THRESHOLD = -3
_M_ARENA_MAX = -8
MIB = 1024 * 1024
PICTURE_BYTES = 4 * MIB
"""From here on a block is a picture at full size, used once."""
ACTIVATION_BYTES = 32 * MIB
"""What a layer makes for a batch is smaller, and wanted again at once: fresh pages would cost a seventh of the batch."""


def give_large_blocks_back(large_bytes: int = PICTURE_BYTES) -> bool:
    """
    Blocks from ``large_bytes`` on leave the process when they are freed, and threads share two heaps; see mallopt(3).

    Without it glibc raises that limit with every large block it sees, and each thread keeps a heap of its own: the
    drill of ``benchmarks/hostile.py`` then ends at 738 MB instead of 494. False where the C library is another one.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    wishes = ((_M_ARENA_MAX, 2), (_M_MMAP_THRESHOLD, large_bytes), (_M_TRIM_THRESHOLD, 2 * large_bytes))
    granted = [mallopt(name, value) for name, value in wishes]
    return all(granted)


def give_everything_back() -> None:
    """What is free in the heaps leaves the process now, also the small blocks that a large piece of work left behind."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
