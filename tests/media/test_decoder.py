"""Decoding is bounded: in threads, in waiting uploads, in memory and in time."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import numpy as np
import pytest

from hashtagger.errors import DeadlineExceeded, InvalidUpload, Overloaded, UploadTooLarge
from hashtagger.media.decoder import Decoder, MemoryBudget
from hashtagger.settings import IntakeSettings
from hashtagger.types import Deadline, DecodedImage
from tests.media.builders import BLUE, GREEN, RED, clip, encoded, gradient

IMAGE = DecodedImage(np.zeros((1, 1, 3), np.uint8), 1, 1, "PNG", "0")
SOON = 60.0


class GatedDecoding:
    """Blocks every decode until the gate opens and counts how many run at once."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.started = threading.Semaphore(0)
        self.running = self.most = 0
        self._lock = threading.Lock()

    def __call__(self, data: bytes, target_px: int, deadline: Deadline) -> list[DecodedImage]:
        with self._lock:
            self.running += 1
            self.most = max(self.most, self.running)
        self.started.release()
        self.gate.wait(SOON)
        with self._lock:
            self.running -= 1
        return [IMAGE]


@pytest.fixture
def gated() -> Iterator[GatedDecoding]:
    decoding = GatedDecoding()
    yield decoding
    decoding.gate.set()


async def until_started(decoding: GatedDecoding, count: int) -> None:
    for _ in range(count):
        assert await asyncio.to_thread(decoding.started.acquire, timeout=SOON)


async def test_a_photo_gives_one_picture_and_a_clip_its_scenes() -> None:
    async with Decoder(IntakeSettings()) as decoder:
        photo = await decoder.decode(encoded(gradient(), "JPEG"), deadline=Deadline.after(SOON))
        scenes = await decoder.decode(clip(RED, GREEN, BLUE), deadline=Deadline.after(SOON))

    assert [p.media_format for p in photo] == ["JPEG"]
    assert [s.media_format for s in scenes] == ["VIDEO"] * 3


async def test_a_photo_is_decoded_as_large_as_the_caller_needs_it() -> None:
    photo = encoded(gradient(1600, 1200), "JPEG")
    async with Decoder(IntakeSettings()) as decoder:
        (large,) = await decoder.decode(photo, deadline=Deadline.after(SOON))
        (small,) = await decoder.decode(photo, deadline=Deadline.after(SOON), target_px=256)

    assert large.pixels.shape == (600, 800, 3)
    assert small.pixels.shape == (300, 400, 3)


async def test_a_bad_upload_costs_only_itself() -> None:
    async with Decoder(IntakeSettings()) as decoder:
        good, bad = await asyncio.gather(
            decoder.decode(encoded(gradient(), "PNG"), deadline=Deadline.after(SOON)),
            decoder.decode(b"\x89PNG\r\n\x1a\nnonsense", deadline=Deadline.after(SOON)),
            return_exceptions=True,
        )

    assert isinstance(good, list)
    assert isinstance(bad, InvalidUpload)


async def test_no_more_decodes_run_than_allowed(gated: GatedDecoding) -> None:
    async with Decoder(IntakeSettings(decode_concurrency=2), decode_on_thread=gated) as decoder:
        tasks = [asyncio.create_task(decoder.decode(b"", deadline=Deadline.after(SOON))) for _ in range(6)]
        await until_started(gated, 2)
        gated.gate.set()
        await asyncio.gather(*tasks)

    assert gated.most == 2


async def test_one_too_many_waiting_is_refused_at_once(gated: GatedDecoding) -> None:
    async with Decoder(IntakeSettings(decode_concurrency=1), max_waiting=1, decode_on_thread=gated) as decoder:
        running = asyncio.create_task(decoder.decode(b"", deadline=Deadline.after(SOON)))
        await until_started(gated, 1)
        waiting = asyncio.create_task(decoder.decode(b"", deadline=Deadline.after(SOON)))
        await asyncio.sleep(0)
        assert decoder.waiting == 1

        with pytest.raises(Overloaded) as refusal:
            await decoder.decode(b"", deadline=Deadline.after(SOON))

        assert refusal.value.retry_after_s >= 1
        gated.gate.set()
        await asyncio.gather(running, waiting)


async def test_waiting_ends_with_the_deadline(gated: GatedDecoding) -> None:
    async with Decoder(IntakeSettings(decode_concurrency=1), decode_on_thread=gated) as decoder:
        running = asyncio.create_task(decoder.decode(b"", deadline=Deadline.after(SOON)))
        await until_started(gated, 1)

        with pytest.raises(DeadlineExceeded):
            await decoder.decode(b"", deadline=Deadline.after(0.01))

        assert decoder.waiting == 0
        gated.gate.set()
        await running


async def test_a_decode_that_nobody_waits_for_keeps_its_slot_until_it_ends(gated: GatedDecoding) -> None:
    async with Decoder(IntakeSettings(decode_concurrency=1), decode_on_thread=gated) as decoder:
        abandoned = asyncio.create_task(decoder.decode(b"", deadline=Deadline.after(SOON)))
        await until_started(gated, 1)
        abandoned.cancel()
        with pytest.raises(asyncio.CancelledError):
            await abandoned

        second = asyncio.create_task(decoder.decode(b"", deadline=Deadline.after(SOON)))
        await asyncio.sleep(0)
        assert decoder.waiting == 1
        gated.gate.set()
        await second

    assert gated.most == 1


async def test_the_event_loop_runs_on_while_a_picture_is_decoded(gated: GatedDecoding) -> None:
    async with Decoder(IntakeSettings(), decode_on_thread=gated) as decoder:
        task = asyncio.create_task(decoder.decode(b"", deadline=Deadline.after(SOON)))
        await until_started(gated, 1)
        turns = 0
        for _ in range(100):
            await asyncio.sleep(0)
            turns += 1
        assert not task.done()
        gated.gate.set()
        await task

    assert turns == 100


async def test_a_picture_that_needs_more_memory_than_there_is_is_refused() -> None:
    async with Decoder(IntakeSettings(decode_memory_bytes=10_000_000)) as decoder:
        with pytest.raises(UploadTooLarge) as refusal:
            await decoder.decode(encoded(gradient(200, 200), "PNG"), deadline=Deadline.after(SOON))

    assert refusal.value.code == "too_much_memory"


def test_memory_is_given_back_after_an_error() -> None:
    budget = MemoryBudget(100)

    def fail() -> None:
        with budget.reserve(60, Deadline.after(SOON)):
            assert budget.free_bytes == 40
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert budget.free_bytes == 100


def test_a_reservation_waits_for_memory_until_its_deadline() -> None:
    budget = MemoryBudget(100)
    with budget.reserve(60, Deadline.after(SOON)):
        with pytest.raises(DeadlineExceeded), budget.reserve(50, Deadline.after(0)):
            pass
        with budget.reserve(40, Deadline.after(0)):
            assert budget.free_bytes == 0


def test_a_waiting_reservation_goes_on_when_memory_becomes_free() -> None:
    budget = MemoryBudget(100)
    entered = threading.Event()

    def reserve_all() -> None:
        with budget.reserve(100, Deadline.after(SOON)):
            entered.set()

    with budget.reserve(60, Deadline.after(SOON)):
        thread = threading.Thread(target=reserve_all)
        thread.start()
        assert not entered.is_set()
    thread.join(SOON)

    assert entered.is_set()
