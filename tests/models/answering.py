"""A ``ModelBackend`` without models; alone it is the child process of the tests: ``python answering.py --supervised``."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import Any

import numpy as np

from hashtagger.errors import DeadlineExceeded, ModelUnavailable
from hashtagger.questions import EmbedImage, EmbedText, Generate, Generated, OnProgress, Priority, Question
from hashtagger.types import Deadline, LoadState, ModelStatus, PoolStatus, Task

STATUS = (ModelStatus("some-model", Task.CLIP, LoadState.READY, True, resident_bytes=3),)
POOL = PoolStatus(STATUS, used_bytes=5, budget_bytes=7, device="cpu")


async def counted() -> str:
    return "some_total 3\n"


class Answering:
    """
    Says how long a text is, the mean of a picture, and what it was asked to generate.

    Texts that do more: "wait" is answered when ``go`` is set, "pid" with the process, "die" kills the process.
    """

    def __init__(self) -> None:
        self.begun: list[Question[Any]] = []
        self.cancelled: list[Question[Any]] = []
        self.remaining_s: list[float] = []
        self.priorities: list[Priority] = []
        self.failure: Exception | None = None
        self.go = asyncio.Event()
        self.waits = asyncio.Event()
        self.was_cancelled = asyncio.Event()
        self.closed = asyncio.Event()

    async def ask(
        self,
        model_id: str,
        question: Question[Any],
        *,
        deadline: Deadline,
        priority: Priority = Priority.INTERACTIVE,
        on_progress: OnProgress | None = None,
    ) -> Any:
        if self.closed.is_set():
            raise ModelUnavailable("closed", retry_after_s=1.0)
        self.begun.append(question)
        self.remaining_s.append(deadline.remaining_s)
        self.priorities.append(priority)
        if self.failure is not None:
            raise self.failure
        try:
            async with asyncio.timeout(deadline.remaining_s):
                return await self._answer(question, on_progress)
        except TimeoutError:
            raise DeadlineExceeded("late", retry_after_s=1.0) from None
        except asyncio.CancelledError:
            self.cancelled.append(question)
            self.was_cancelled.set()
            raise

    async def status(self) -> tuple[ModelStatus, ...]:
        return STATUS

    async def pool_status(self) -> PoolStatus:
        return POOL

    async def aclose(self) -> None:
        """Those that wait are answered, as in a pool that drains."""
        self.closed.set()
        self.go.set()

    async def _answer(self, question: Question[Any], on_progress: OnProgress | None) -> Any:
        match question:
            case EmbedText("wait"):
                self.waits.set()
                await self.go.wait()
            case EmbedText("pid"):
                return np.full(1, os.getpid(), np.float32)
            case EmbedText("die"):
                os.kill(os.getpid(), signal.SIGKILL)
            case EmbedImage():
                return np.full(4, question.image.pixels.mean(), np.float32)
            case Generate():
                for step in range(question.steps):
                    if on_progress is not None:
                        # As the pool does: from a thread.
                        await asyncio.to_thread(on_progress, (step + 1) / question.steps)
                return Generated((np.zeros((question.height_px, question.width_px, 3), np.uint8),), question.seed)
        return np.full(4, len(getattr(question, "text", "")), np.float32)


if __name__ == "__main__":
    from hashtagger.models.remote.process import run
    from hashtagger.supervisor import Parent

    parent = Parent()
    if parent.settings.models.clip == "broken":
        sys.exit(3)
    asyncio.run(run(parent.settings, parent=parent, load=lambda settings, observer: Answering()))
