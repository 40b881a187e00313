"""Spare the garbage collector what never becomes garbage."""

from __future__ import annotations

import gc

_YOUNG = 20_000
_MIDDLE = 20
_OLD = 20


def keep_what_is_loaded() -> None:
    """
    Call once when a process is ready to serve: what is there now stays for its life and is not looked through again.

    Later objects are looked through after more of them came (Python's own limits are made for small programs). For a request
    of one photo that is worth about a tenth of its processor time: ``python -m benchmarks.recommend``.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
