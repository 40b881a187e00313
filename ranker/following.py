"""Follows one kind on the shelf: looks now and then whether it changed, and reads it on a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog

from ranker.artefacts import Shelf

LOOK_EVERY_S = 1.0
"""At most so often is the pointer looked at; that costs one ``stat``."""
RETRY_S = 30.0
"""A model that could not be read is tried again after this: its file may be back."""
log = structlog.get_logger()


class Following:
    """
    ``read`` takes in what the shelf says and never raises; two readings never run at once, and what was loaded before serves
    meanwhile. ``seconds`` is a monotonic clock. Whoever makes one has just read.
    """

    def __init__(self, shelf: Shelf, kind: str, read: Callable[[], None], seconds: Callable[[], float]) -> None:
        self._shelf, self._kind, self._read, self._seconds = shelf, kind, read, seconds
        self._next_look, self._next_retry = 0.0, seconds() + RETRY_S
        self._reading = threading.Lock()

    def look(self, stamp: tuple[int, int] | None, *, unread: bool = False, broken: bool = False) -> None:
        """Begin to read when the pointer is not that of ``stamp``, something is ``unread``, or what is ``broken`` may be back."""
        now_s = self._seconds()
        if now_s < self._next_look:
            return
        self._next_look = now_s + LOOK_EVERY_S
        if self._shelf.stamp(self._kind) != stamp or unread or (broken and now_s >= self._next_retry):
            self.begin()

    def begin(self) -> None:
        """Read on another thread, unless a reading is under way."""
        if self._reading.locked():
            return
        try:
            threading.Thread(target=self.read_now, name=f"{self._kind}-reading").start()
        except RuntimeError as error:
            # No thread to be had; what is loaded goes on serving, and the next look tries again.
            log.error(f"{self._kind}_not_refreshed", error=str(error))

    def read_now(self) -> None:
        """Blocks while models are read. Safe to call from any thread."""
        with self._reading:
            self._next_retry = self._seconds() + RETRY_S
            self._read()
