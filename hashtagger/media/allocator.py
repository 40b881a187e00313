"""Make the C library hand memory back after a large picture instead of keeping it for the next one."""

from __future__ import annotations

import ctypes

_M_MMAP_THRESHOLD = -3
_M_ARENA_MAX = -8
LARGE_BYTES = 4 * 1024 * 1024


def give_large_blocks_back() -> bool:
    """
    Blocks from ``LARGE_BYTES`` on leave the process when they are freed, and threads share two heaps; see mallopt(3).

    Without it glibc raises that limit with every large block it sees, and each decoding thread keeps a heap of its own: the
    drill of ``benchmarks/hostile.py`` then ends at 738 MB instead of 494. False where the C library is another one.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    return bool(mallopt(_M_ARENA_MAX, 2)) and bool(mallopt(_M_MMAP_THRESHOLD, LARGE_BYTES))
