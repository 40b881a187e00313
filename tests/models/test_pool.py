import asyncio
from dataclasses import replace

import pytest

from hashtagger.errors import BrokenModel, DeadlineExceeded, MissingComponent, ModelUnavailable, NotFound
from hashtagger.models.slots import FIRST_PAUSE_S
from hashtagger.types import Deadline, LoadState
from tests.models.stand_ins import LONG, Clock, Counting, Shelf, a_pool, a_row, busy, until, use


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


async def test_many_callers_share_one_load_even_if_the_first_gives_up(shelf):
    pool = a_pool(8, a_row("clip", 4), shelf=shelf)
    shelf.gate.clear()
    tasks = [asyncio.create_task(use(pool, "clip")) for _ in range(20)]
    await asyncio.to_thread(shelf.loading.wait, 10)
    tasks[0].cancel()
    shelf.gate.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert answers.count("CLIP") == 19
    assert len(shelf.made["clip"]) == 1
    await pool.aclose()


async def test_a_failed_load_leaves_no_reservation_and_is_not_tried_again_before_its_pause(shelf):
    clock = Clock()
    pool = a_pool(4, a_row("clip", 4), shelf=shelf, clock=clock)
    shelf.error = OSError("no such file")
    for _ in range(2):
        shelf.loading.clear()
        with pytest.raises(ModelUnavailable, match="no such file") as caught:
            await use(pool, "clip")
    assert caught.value.retry_after_s == FIRST_PAUSE_S
    assert not shelf.loading.is_set()
    assert pool.used_bytes == 0
    (status,) = await pool.status()
    assert (status.state, status.healthy, "no such file" in status.detail) == (LoadState.FAILED, False, True)
    clock.now += FIRST_PAUSE_S
    with pytest.raises(ModelUnavailable) as caught:
        await use(pool, "clip")
    assert caught.value.retry_after_s == 2 * FIRST_PAUSE_S
    clock.now += 2 * FIRST_PAUSE_S
    shelf.error = None
    assert await use(pool, "clip") == "CLIP"
    assert (await pool.status())[0].healthy
    await pool.aclose()


async def test_our_own_errors_stay_what_they_are_during_the_pause_too(shelf):
    pool = a_pool(4, a_row("clip", 4), shelf=shelf)
    shelf.error = BrokenModel("bad weights")
    for _ in range(2):
        with pytest.raises(BrokenModel, match="bad weights"):
            await use(pool, "clip")
    await pool.aclose()


async def test_a_missing_model_is_refused_while_the_loader_is_busy_and_found_once_it_was_pulled(shelf):
    missing = {"sd"}

    def find(spec):
        if spec.model_id in missing:
            raise MissingComponent("not pulled", code="model_not_installed")
        return found(spec)

    found = a_pool(1, shelf=shelf)._plan.find
    pool = a_pool(8, a_row("clip", 4), a_row("sd", 4), shelf=shelf, find=find)
    shelf.gate.clear()
    loading = asyncio.create_task(use(pool, "clip"))
    await asyncio.to_thread(shelf.loading.wait, 10)
    with pytest.raises(MissingComponent):
        await use(pool, "sd")
    shelf.gate.set()
    await loading
    missing.clear()
    assert await use(pool, "sd") == "SD"
    await pool.aclose()


async def test_an_unknown_model_is_not_found(shelf):
    pool = a_pool(8, a_row("clip", 4), shelf=shelf)
    with pytest.raises(NotFound, match="clip"):
        await use(pool, "resnet")
    await pool.aclose()


async def test_nobody_waits_longer_for_a_load_than_the_deadline_allows(shelf):
    pool = a_pool(8, a_row("clip", 4), shelf=shelf)
    shelf.gate.clear()
    with pytest.raises(DeadlineExceeded, match="still being loaded"):
        await pool.ask("clip", "a", deadline=Deadline.after(0.01))
    shelf.gate.set()
    assert await use(pool, "clip") == "CLIP"
    await pool.aclose()


async def test_a_reload_replaces_the_model_while_the_old_one_answers(shelf):
    pool = a_pool(8, a_row("clip", 4), shelf=shelf)
    task, old = await busy(pool, shelf, "clip")
    reloading = asyncio.create_task(pool.reload("clip"))
    await until(lambda: len(shelf.made["clip"]) == 2)
    old.gate.set()
    assert await task == "CLIP"
    await reloading
    assert old.closed
    assert await use(pool, "clip") == "CLIP"
    assert shelf.made["clip"][1].batches == [["clip"]]
    assert pool.used_bytes == 4
    await pool.aclose()


async def test_a_reload_that_fails_leaves_the_old_version_serving(shelf):
    pool = a_pool(8, a_row("clip", 4), shelf=shelf)
    await use(pool, "clip")
    shelf.error = BrokenModel("half a file")
    with pytest.raises(BrokenModel, match="half a file"):
        await pool.reload("clip")
    assert await use(pool, "clip") == "CLIP"
    (status,) = await pool.status()
    assert (status.state, status.healthy) == (LoadState.READY, True)
    assert pool.used_bytes == 4
    await pool.aclose()


async def test_a_reload_without_room_for_both_is_refused_and_the_old_version_stays(shelf):
    clock = Clock()
    pool = a_pool(6, a_row("clip", 4), shelf=shelf, clock=clock)
    await use(pool, "clip")
    reloading = asyncio.create_task(pool.reload("clip"))
    await until(lambda: pool._room.watched)
    clock.now += 3600
    pool._room.notify()
    with pytest.raises(ModelUnavailable, match="no room"):
        await reloading
    assert await use(pool, "clip") == "CLIP"
    await pool.aclose()


async def test_a_model_whose_lane_died_is_unhealthy_until_it_is_reloaded(shelf):
    pool = a_pool(8, a_row("clip", 4), shelf=shelf)
    task, runtime = await busy(pool, shelf, "clip")
    pool._slots["clip"].resident.batcher._server.cancel()
    with pytest.raises(ModelUnavailable):
        await task
    (status,) = await pool.status()
    assert (status.healthy, status.detail) == (False, "nobody serves its questions any more")
    runtime.gate.set()
    await pool.reload("clip")
    assert (await pool.status())[0].healthy
    assert await use(pool, "clip") == "CLIP"
    await pool.aclose()


async def test_status_names_the_pinned_and_those_that_were_asked(shelf):
    pool = a_pool(8, a_row("clip", 4), a_row("sd", 4), a_row("pin", 1, pinned=True), shelf=shelf)
    task, runtime = await busy(pool, shelf, "clip")
    found = {each.model_id: each for each in await pool.status()}
    assert found.keys() == {"clip", "pin"}
    assert (found["pin"].state, found["pin"].healthy) == (LoadState.COLD, True)
    clip = found["clip"]
    assert (clip.state, clip.resident_bytes, clip.leases) == (LoadState.READY, 4, 1)
    runtime.gate.set()
    await task
    await pool.aclose()


async def test_stopping_answers_what_is_under_way_and_takes_nothing_new(shelf):
    pool = a_pool(8, a_row("clip", 4), shelf=shelf)
    task, runtime = await busy(pool, shelf, "clip")
    stopping = asyncio.create_task(pool.aclose())
    await until(lambda: pool._closing)
    with pytest.raises(ModelUnavailable, match="being stopped"):
        await use(pool, "clip")
    runtime.gate.set()
    assert await task == "CLIP"
    await stopping
    assert runtime.closed


async def test_stopping_waits_no_longer_than_it_may(shelf):
    pool = a_pool(8, a_row("clip", 4), shelf=shelf, drain_s=0.01)
    endless, runtime = await busy(pool, shelf, "clip")
    runtime.steps = 10_000_000
    runtime.gate.set()
    await pool.aclose()
    with pytest.raises(ModelUnavailable):
        await endless
    assert runtime.closed


async def test_stopping_ends_a_load_under_way(shelf):
    pool = a_pool(8, a_row("clip", 4), shelf=shelf, drain_s=0.01)
    shelf.gate.clear()
    waiting = asyncio.create_task(use(pool, "clip"))
    await asyncio.to_thread(shelf.loading.wait, 10)
    await pool.aclose()
    with pytest.raises(ModelUnavailable, match="closed while it was loaded"):
        await waiting
    shelf.gate.set()


async def test_a_pool_that_was_never_asked_closes_at_once(shelf):
    pool = a_pool(8, replace(a_row("clip", 4), pinned=True), shelf=shelf)
    await pool.aclose()
    assert pool.used_bytes == 0


async def test_a_load_that_ends_in_a_stop_iteration_fails_instead_of_never_ending(shelf):
    def load(model):
        return next(iter([]))

    pool = a_pool(4, a_row("clip", 4), shelf=shelf, load=load)
    with pytest.raises(ModelUnavailable, match="could not be loaded"):
        await use(pool, "clip")
    await pool.aclose()


async def test_a_reload_during_a_load_reads_the_files_again(shelf):
    pool = a_pool(8, a_row("clip", 4), shelf=shelf)
    shelf.gate.clear()
    asking = asyncio.create_task(use(pool, "clip"))
    await asyncio.to_thread(shelf.loading.wait, 10)
    reloading = asyncio.create_task(pool.reload("clip"))
    await asyncio.sleep(0)
    shelf.gate.set()
    assert await asking == "CLIP"
    await reloading
    assert [runtime.closed for runtime in shelf.made["clip"]] == [True, False]
    await pool.aclose()


async def test_stopping_during_a_reload_leaves_no_question_of_the_old_version_unanswered(shelf):
    pool = a_pool(8, a_row("clip", 4), shelf=shelf, drain_s=0.01)
    task, old = await busy(pool, shelf, "clip")
    reloading = asyncio.create_task(pool.reload("clip"))
    await until(lambda: len(shelf.made["clip"]) == 2 and pool._slots["clip"].resident.batcher.runtime is not old)
    stopping = asyncio.create_task(pool.aclose())
    with pytest.raises(ModelUnavailable):
        await task
    old.gate.set()
    await stopping
    await asyncio.gather(reloading, return_exceptions=True)
    assert all(runtime.closed for runtime in shelf.made["clip"])
    assert pool.used_bytes == 0


async def test_a_refusal_for_want_of_room_and_one_during_a_pause_are_counted_as_what_they_are(shelf):
    seen, clock = Counting(), Clock()
    pool = a_pool(4, a_row("clip", 4), a_row("sd", 4), shelf=shelf, observer=seen, clock=clock)
    task, runtime = await busy(pool, shelf, "clip")
    waiting = asyncio.create_task(use(pool, "sd"))
    await until(lambda: pool._room.watched)
    clock.now += 3600
    pool._room.notify()
    with pytest.raises(ModelUnavailable, match="no room"):
        await waiting
    runtime.gate.set()
    await task
    shelf.error = OSError("gone")
    for _ in range(2):
        with pytest.raises(ModelUnavailable, match="gone"):
            await use(pool, "sd")
    assert seen.seen["rejected", "sd", "no_room"] == 1
    assert seen.seen["rejected", "sd", "load_failed"] == 2
    await pool.aclose()


async def test_the_memory_that_models_share_is_told_from_the_first_load_on(shelf):
    pool = a_pool(8, a_row("clip", 4, working_bytes=2), shelf=shelf, device=lambda: "a device")
    before = await pool.pool_status()
    assert (before.models, before.used_bytes, before.budget_bytes, before.device) == ((), 0, None, None)
    await use(pool, "clip")
    told = await pool.pool_status()
    assert (told.used_bytes, told.budget_bytes, told.device) == (6, 8, "a device")
    assert [each.model_id for each in told.models] == ["clip"]
    await pool.aclose()


async def test_batches_and_evictions_are_counted_over_all_loads_of_a_model(shelf):
    pool = a_pool(4, a_row("clip", 4), a_row("sd", 4), shelf=shelf)
    for name in ("clip", "clip", "sd", "clip"):
        await use(pool, name)
    found = {each.model_id: (each.batches, each.evictions) for each in await pool.status()}
    assert found == {"clip": (3, 1), "sd": (1, 1)}
    await pool.aclose()


async def test_why_a_load_failed_is_told_with_the_time_until_the_next_and_forgotten_when_one_succeeds(shelf):
    clock = Clock()
    pool = a_pool(4, a_row("clip", 4), shelf=shelf, clock=clock)
    shelf.error = OSError("no such file")
    with pytest.raises(ModelUnavailable):
        await use(pool, "clip")
    clock.now += FIRST_PAUSE_S / 4
    (status,) = await pool.status()
    assert (status.failure, status.retry_in_s) == ("no such file", 0.75 * FIRST_PAUSE_S)
    clock.now += FIRST_PAUSE_S
    (status,) = await pool.status()
    assert (status.failure, status.retry_in_s) == ("no such file", 0.0)
    shelf.error = None
    await use(pool, "clip")
    (status,) = await pool.status()
    assert (status.failure, status.retry_in_s) == ("", 0.0)
    await pool.aclose()


async def test_what_waits_is_told_in_bytes_too(shelf):
    pool = a_pool(4, a_row("clip", 4), shelf=shelf)
    task, runtime = await busy(pool, shelf, "clip")
    waiting = asyncio.create_task(pool.ask("clip", "a longer text", deadline=LONG))

    async def queued_bytes() -> int:
        return (await pool.status())[0].queued_bytes

    async with asyncio.timeout(10):
        while await queued_bytes() == 0:  # noqa: ASYNC110 - what is looked for has no event
            await asyncio.sleep(0.001)
    assert await queued_bytes() == len("a longer text")
    runtime.gate.set()
    await asyncio.gather(task, waiting)
    assert await queued_bytes() == 0
    await pool.aclose()
