"""
Decodes uploads on threads of its own, off the event loop, with a bound on how many run, wait and how much memory they take.

Threads, not processes: every decoder here lets go of the interpreter lock, and the memory of a hostile file is known from its
header before a pixel is decoded (``images.estimate_bytes``), so a file that would not fit is refused instead of contained.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import TracebackType

from hashtagger.allocator import give_everything_back, give_large_blocks_back
from hashtagger.errors import DeadlineExceeded, Overloaded, UploadTooLarge
from hashtagger.media.images import TARGET_PX, decode_image, read_header
from hashtagger.media.sniff import sniff
from hashtagger.settings import MIB, IntakeSettings
from hashtagger.types import Deadline, DecodedImage

MAX_WAITING = 64
"""Uploads that may wait for a thread; each holds its bytes in memory."""
_LARGE_BYTES = 64 * MIB
"""After a decode that took more, the heaps are worth a sweep of a few milliseconds."""

Decode = Callable[[bytes, int, Deadline], list[DecodedImage]]


class Decoder:
    """
    One per process, used from one event loop: ``async with Decoder(limits) as decoder: await decoder.decode(data, ...)``.

    ``decode_on_thread`` replaces the real decoding in tests.
    """

    def __init__(
        self,
        limits: IntakeSettings,
        *,
        max_waiting: int = MAX_WAITING,
        decode_on_thread: Decode | None = None,
    ) -> None:
        self._limits = limits
        self._max_waiting = max_waiting
        self._decode_on_thread = decode_on_thread or self._decode_upload
        self._memory = MemoryBudget(limits.decode_memory_bytes)
        self._slots = asyncio.Semaphore(limits.decode_concurrency)
        self._threads = ThreadPoolExecutor(limits.decode_concurrency, thread_name_prefix="decode")
        self._waiting = 0
        self._mean_s = 0.1

    async def __aenter__(self) -> Decoder:
        give_large_blocks_back()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Waits for the decodes under way; those still waiting are cancelled."""
        await asyncio.to_thread(self._threads.shutdown, wait=True, cancel_futures=True)

    @property
    def waiting(self) -> int:
        """Uploads waiting for a thread."""
        return self._waiting

    async def decode(self, data: bytes, *, deadline: Deadline, target_px: int = TARGET_PX) -> list[DecodedImage]:
        """
        The picture in ``data``, or a handful of frames of the clip in it; at least one.

        A larger one is reduced to about ``target_px`` on its shorter side, never below (see ``decode_image``); a caller whose
        models look at less saves most of the time of decoding a photo.
        Raises ``InvalidUpload`` and its kinds; ``Overloaded`` at once when too many wait; ``DeadlineExceeded`` when neither a
        thread nor memory became free, or the decoding did not end, in time.
        """
        await self._take_slot(deadline)
        loop = asyncio.get_running_loop()
        # The slot belongs to the thread, not to us: a decode that nobody waits for any more still takes its time and memory.
        future = loop.run_in_executor(self._threads, self._timed, data, target_px, deadline)
        future.add_done_callback(self._give_back_slot)
        try:
            async with asyncio.timeout(deadline.remaining_s):
                decode_s, pictures = await asyncio.shield(future)
        except TimeoutError:
            raise self._too_late("The upload was not decoded in time.") from None
        self._mean_s += 0.1 * (decode_s - self._mean_s)
        return pictures

    async def _take_slot(self, deadline: Deadline) -> None:
        if self._slots.locked() and self._waiting >= self._max_waiting:
            raise Overloaded("Too many uploads wait to be decoded.", retry_after_s=self._retry_after_s())
        self._waiting += 1
        try:
            async with asyncio.timeout(deadline.remaining_s):
                await self._slots.acquire()
        except TimeoutError:
            raise self._too_late("The upload waited too long for its turn to be decoded.") from None
        finally:
            self._waiting -= 1

    def _give_back_slot(self, future: asyncio.Future[tuple[float, list[DecodedImage]]]) -> None:
        self._slots.release()
        if not future.cancelled():
            # Marks the error as seen; whoever still waits gets it through the shield.
            future.exception()

    def _timed(self, data: bytes, target_px: int, deadline: Deadline) -> tuple[float, list[DecodedImage]]:
        start = time.monotonic()
        pictures = self._decode_on_thread(data, target_px, deadline)
        return time.monotonic() - start, pictures

    def _decode_upload(self, data: bytes, target_px: int, deadline: Deadline) -> list[DecodedImage]:
        if sniff(data).is_video:
            # FFmpeg is loaded with the first clip, not with the service.
            from hashtagger.media.video import WORKING_BYTES, decode_video

            with self._memory.reserve(min(WORKING_BYTES, self._limits.decode_memory_bytes), deadline):
                return decode_video(data, target_px=target_px, limits=self._limits, deadline=deadline)
        header = read_header(data, target_px=target_px, limits=self._limits)
        with self._memory.reserve(header.working_bytes, deadline):
            pictures = [decode_image(data, target_px=target_px, limits=self._limits)]
            if header.working_bytes > _LARGE_BYTES:
                give_everything_back()
            return pictures

    def _retry_after_s(self) -> float:
        return max(1.0, self._mean_s * (self._waiting + 1) / self._limits.decode_concurrency)

    def _too_late(self, message: str) -> DeadlineExceeded:
        return DeadlineExceeded(message, retry_after_s=self._retry_after_s())


class MemoryBudget:
    """Bytes shared by the decoding threads; a reservation waits until it fits."""

    def __init__(self, total_bytes: int) -> None:
        self.total_bytes = total_bytes
        self._free_bytes = total_bytes
        self._changed = threading.Condition()

    @property
    def free_bytes(self) -> int:
        return self._free_bytes

    @contextmanager
    def reserve(self, needed_bytes: int, deadline: Deadline) -> Iterator[None]:
        """Holds ``needed_bytes``; raises ``UploadTooLarge`` when they can never be had, ``DeadlineExceeded`` when not in time."""
        if needed_bytes > self.total_bytes:
            raise UploadTooLarge(
                f"Decoding this picture takes {needed_bytes / 1e6:,.0f} MB; {self.total_bytes / 1e6:,.0f} MB are allowed.",
                code="too_much_memory",
                advice="Scale the picture down, or save it as baseline JPEG or PNG, and send it again.",
            )
        with self._changed:
            if not self._changed.wait_for(lambda: self._free_bytes >= needed_bytes, timeout=deadline.remaining_s):
                raise DeadlineExceeded("No memory became free to decode the upload in time.", retry_after_s=1.0)
            self._free_bytes -= needed_bytes
        try:
            yield
        finally:
            with self._changed:
                self._free_bytes += needed_bytes
                self._changed.notify_all()
