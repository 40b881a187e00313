"""How much memory a process and its children hold, second by second."""

from __future__ import annotations

import contextlib
import threading
import time
from types import TracebackType

import psutil

_EVERY_S = 0.5


class ResidentSet:
    """Samples while inside; ``samples`` are (time, bytes), the sum over all processes."""

    def __init__(self, pid: int) -> None:
        self.samples: list[tuple[float, int]] = []
        self._root = psutil.Process(pid)
        self._stopping = threading.Event()
        self._watch = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> ResidentSet:
        self._watch.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._watch.join()

    def _sample(self) -> None:
        while not self._stopping.wait(_EVERY_S):
            with contextlib.suppress(psutil.Error):
                processes = (self._root, *self._root.children(recursive=True))
                self.samples.append((time.time(), sum(each.memory_info().rss for each in processes)))
