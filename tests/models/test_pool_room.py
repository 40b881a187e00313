import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from hashtagger.errors import DeadlineExceeded, MissingComponent, ModelUnavailable
from hashtagger.models.room import PATIENCE_S
from hashtagger.types import Deadline
from tests.models.stand_ins import Clock, Counting, PlainThreads, Shelf, a_pool, a_row, busy, until, use


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


async def test_the_least_recently_used_idle_model_makes_room(shelf):
    pool = a_pool(10, *(a_row(name, 4) for name in ("clip", "blip", "sd")), shelf=shelf)
    for name in ("clip", "blip", "clip", "sd"):
        assert await use(pool, name) == name.upper()
    assert pool.resident == {"clip", "sd"}
    assert shelf.made["blip"][0].closed
    assert pool.used_bytes == 8
    await pool.aclose()


async def test_no_more_is_evicted_than_is_needed(shelf):
    pool = a_pool(10, a_row("small", 1), a_row("large", 8), a_row("new", 5), shelf=shelf)
    for name in ("small", "large", "new"):
        await use(pool, name)
    assert pool.resident == {"small", "new"}
    await pool.aclose()


async def test_nothing_is_evicted_when_that_would_not_make_enough_room(shelf):
    pool = a_pool(10, a_row("idle", 2), a_row("busy", 6), a_row("new", 5), shelf=shelf)
    await use(pool, "idle")
    task, runtime = await busy(pool, shelf, "busy")
    waiting = asyncio.create_task(use(pool, "new"))
    await until(lambda: pool._room.watched)
    assert pool.resident == {"idle", "busy"}
    runtime.gate.set()
    assert await asyncio.gather(task, waiting) == ["BUSY", "NEW"]
    await pool.aclose()


async def test_a_model_in_use_is_never_evicted(shelf):
    pool = a_pool(8, *(a_row(name, 4) for name in ("clip", "blip", "sd")), shelf=shelf)
    await use(pool, "blip")
    task, runtime = await busy(pool, shelf, "clip")
    loading = asyncio.create_task(use(pool, "sd"))
    await until(lambda: "sd" in pool.resident)
    assert pool.resident == {"clip", "sd"}
    runtime.gate.set()
    assert await asyncio.gather(task, loading) == ["CLIP", "SD"]
    await pool.aclose()


async def test_a_pinned_model_stays_and_an_impossible_one_is_refused_with_advice(shelf):
    pool = a_pool(8, a_row("clip", 4, pinned=True), a_row("sd", 4), a_row("huge", 6), shelf=shelf)
    await use(pool, "clip")
    await use(pool, "sd")
    with pytest.raises(MissingComponent, match="huge needs") as caught:
        await use(pool, "huge")
    assert caught.value.code == "model_too_large"
    assert "BUDGET_BYTES" in caught.value.advice
    assert pool.resident == {"clip", "sd"}
    await pool.aclose()


async def test_a_load_waits_for_room_instead_of_overcommitting(shelf):
    pool = a_pool(4, a_row("clip", 4), a_row("sd", 4), shelf=shelf)
    task, runtime = await busy(pool, shelf, "clip")
    waiting = asyncio.create_task(use(pool, "sd"))
    await until(lambda: pool._room.watched)
    assert (pool.resident, pool.used_bytes) == ({"clip"}, 4)
    runtime.gate.set()
    assert await asyncio.gather(task, waiting) == ["CLIP", "SD"]
    assert pool.resident == {"sd"}
    await pool.aclose()


async def test_what_fits_is_loaded_while_another_waits_for_room(shelf):
    pool = a_pool(10, a_row("busy", 6), a_row("large", 8), a_row("small", 2), shelf=shelf)
    task, runtime = await busy(pool, shelf, "busy")
    large = asyncio.create_task(use(pool, "large"))
    await until(lambda: pool._room.watched)
    small = asyncio.create_task(use(pool, "small"))
    await until(lambda: "small" in pool.resident)
    assert not large.done()
    runtime.gate.set()
    assert await asyncio.gather(task, large, small) == ["BUSY", "LARGE", "SMALL"]
    await pool.aclose()


async def test_a_model_that_is_always_in_use_leaves_for_one_that_lost_patience_and_comes_back(shelf):
    clock = Clock()
    pool = a_pool(4, a_row("clip", 4), a_row("sd", 4), shelf=shelf, clock=clock)
    task, runtime = await busy(pool, shelf, "clip")
    waiting = asyncio.create_task(use(pool, "sd"))
    await until(lambda: pool._room.watched)
    clock.now += PATIENCE_S
    pool._room.notify()
    await until(lambda: pool._slots["clip"].leaving)
    later = asyncio.create_task(use(pool, "clip"))  # without the leaving it would keep the model in use
    await until(lambda: pool._slots["clip"].claims == 1)
    runtime.gate.set()
    assert await asyncio.gather(task, waiting) == ["CLIP", "SD"]
    assert await later == "CLIP"
    assert len(shelf.made["clip"]) == 2
    await pool.aclose()


async def test_room_that_an_impatient_model_waits_for_is_not_taken_by_later_ones(shelf):
    clock = Clock()
    pool = a_pool(10, a_row("busy", 8), a_row("large", 10), a_row("small", 2), shelf=shelf, clock=clock)
    task, runtime = await busy(pool, shelf, "busy")
    large = asyncio.create_task(use(pool, "large"))
    await until(lambda: pool._room.watched)
    clock.now += PATIENCE_S
    small = asyncio.create_task(use(pool, "small"))
    await until(lambda: len(pool._room._queue) == 2)
    runtime.gate.set()
    assert await asyncio.gather(task, large) == ["BUSY", "LARGE"]
    assert await small == "SMALL"
    await pool.aclose()


async def test_a_load_that_nobody_waits_for_takes_no_room(shelf):
    pool = a_pool(4, a_row("clip", 4), a_row("sd", 4), shelf=shelf)
    task, runtime = await busy(pool, shelf, "clip")
    waiting = asyncio.create_task(use(pool, "sd"))
    await until(lambda: pool._room.watched)
    waiting.cancel()
    await until(lambda: pool._slots["sd"].loading is None)
    runtime.gate.set()
    await task
    assert (pool.resident, "sd" in shelf.made) == ({"clip"}, False)
    await pool.aclose()


async def test_an_idle_model_is_evicted_after_its_time(shelf):
    seen = Counting()
    pool = a_pool(8, a_row("clip", 4, idle_ttl_s=0.0), shelf=shelf, observer=seen)
    await use(pool, "clip")
    await until(lambda: pool.used_bytes == 0)
    assert seen.seen["evicted", "clip", "idle"] == 1
    await pool.aclose()


async def test_what_was_measured_takes_the_place_of_what_was_reserved(shelf):
    real = shelf.load

    def load(model):
        runtime = real(model)
        runtime.resident_bytes = 3
        return runtime

    pool = a_pool(10, a_row("clip", 6), a_row("sd", 6), shelf=shelf, load=load)
    await use(pool, "clip")
    assert pool.used_bytes == 3
    await use(pool, "sd")
    assert pool.resident == {"clip", "sd"}
    await pool.aclose()


async def test_a_model_that_turns_out_too_large_makes_idle_ones_leave_or_is_not_kept(shelf):
    real = shelf.load

    def load(model):
        runtime = real(model)
        runtime.resident_bytes = {"liar": 9, "giant": 11}.get(model.spec.model_id, 4)
        return runtime

    pool = a_pool(10, a_row("clip", 4), a_row("liar", 4), a_row("giant", 4), shelf=shelf, load=load)
    await use(pool, "clip")
    await use(pool, "liar")
    assert (pool.resident, pool.used_bytes) == ({"liar"}, 9)
    with pytest.raises(ModelUnavailable, match="turned out"):
        await use(pool, "giant")
    assert pool.used_bytes <= 10
    with pytest.raises(MissingComponent, match="giant needs"):
        await use(pool, "giant")
    await pool.aclose()


async def test_working_memory_is_reserved_once_for_all_models(shelf):
    rows = (a_row("a", 2, working_bytes=4), a_row("b", 2, working_bytes=3), a_row("c", 3, working_bytes=1))
    pool = a_pool(10, *rows, shelf=shelf)
    await use(pool, "a")
    await use(pool, "b")
    assert pool.used_bytes == 8
    await use(pool, "c")  # 7 of weights and 4 to work in do not fit
    assert pool.used_bytes <= 10
    assert pool.resident == {"b", "c"}
    await pool.aclose()


async def test_a_question_without_memory_makes_idle_models_leave_and_is_tried_once_more(shelf):
    seen = Counting()
    pool = a_pool(10, a_row("clip", 4), a_row("sd", 4), shelf=shelf, observer=seen)
    await use(pool, "clip")
    await use(pool, "sd")
    runtime, idle = shelf.made["sd"][0], shelf.made["clip"][0]
    real = runtime.run

    def run(payloads, pause):
        if not idle.closed:
            raise RuntimeError("CUDA out of memory")
        return real(payloads, pause)

    runtime.run = run
    assert await use(pool, "sd") == "SD"
    assert pool.resident == {"sd"}
    assert seen.seen["evicted", "clip", "room"] == 1
    await pool.aclose()


async def test_a_load_without_memory_makes_idle_models_leave_and_is_tried_once_more(shelf):
    real = shelf.load

    def load(model):
        if model.spec.model_id == "sd" and not shelf.made["clip"][0].closed:
            raise MemoryError
        return real(model)

    pool = a_pool(10, a_row("clip", 4), a_row("sd", 4), shelf=shelf, load=load)
    await use(pool, "clip")
    assert await use(pool, "sd") == "SD"
    assert pool.resident == {"sd"}
    await pool.aclose()


async def test_an_eviction_goes_on_when_whoever_asked_for_it_has_left(shelf):
    pool = a_pool(8, a_row("clip", 4), a_row("sd", 4), shelf=shelf)
    await use(pool, "clip")
    await use(pool, "sd")
    runtime = shelf.made["clip"][0]
    gate = threading.Event()
    runtime.close = lambda: gate.wait(10)
    asking = asyncio.create_task(pool._room.evict_idle(but=pool._slots["sd"]))
    await until(lambda: pool.resident == {"sd"})
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    assert pool.used_bytes == 8
    gate.set()
    await until(lambda: pool.used_bytes == 4)
    await pool.aclose()


async def test_an_evicted_model_leaves_no_thread_behind(shelf):
    class Threads(PlainThreads):
        def __init__(self) -> None:
            self.devices: list[ThreadPoolExecutor] = []

        def device(self, spec, count):
            self.devices.append(ThreadPoolExecutor(count))
            return self.devices[-1]

    threads = Threads()
    pool = a_pool(4, a_row("clip", 4), a_row("sd", 4), shelf=shelf, threads=threads)
    for name in ("clip", "sd", "clip", "sd"):
        await use(pool, name)
    assert len(threads.devices) == 4
    for device in threads.devices[:3]:
        with pytest.raises(RuntimeError, match="shutdown"):
            device.submit(print)
    await pool.aclose()


async def test_a_model_whose_callers_left_while_it_was_loaded_is_evicted_after_its_time_too(shelf):
    pool = a_pool(8, a_row("clip", 4, idle_ttl_s=0.0), shelf=shelf)
    shelf.gate.clear()
    with pytest.raises(DeadlineExceeded):
        await pool.ask("clip", "a", deadline=Deadline.after(0.01))
    shelf.gate.set()
    await until(lambda: "clip" in shelf.made and shelf.made["clip"][0].closed)
    await pool.aclose()
