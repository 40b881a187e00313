import asyncio
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from hashtagger.errors import DeadlineExceeded, ModelUnavailable, Overloaded
from hashtagger.models.batcher import Batcher, BatchPolicy, Workers
from hashtagger.models.turns import Lanes, Turns
from hashtagger.questions import Priority
from hashtagger.types import Deadline
from tests.models.stand_ins import LONG, Upper, hold, queue


@pytest.fixture
def model() -> Upper:
    return Upper()


@pytest.fixture
async def workers() -> AsyncIterator[Workers]:
    with ThreadPoolExecutor(1) as device, ThreadPoolExecutor(2) as cpu:
        yield Workers(Turns(), device, cpu)


@pytest.fixture
async def batcher(model: Upper, workers: Workers) -> AsyncIterator[Batcher]:
    policy = BatchPolicy(max_items=8, max_queued=8, max_queued_bytes=100)
    batcher = Batcher(model, policy, workers, name="upper")
    yield batcher
    model.gate.set()
    await batcher.aclose()


async def test_requests_that_arrive_during_a_batch_form_the_next_one(model, batcher):
    first = await hold(model, batcher)
    rest = await queue(batcher, "a", "b", "c")
    model.gate.set()
    assert await asyncio.gather(first, *rest) == ["FIRST", "A", "B", "C"]
    assert model.batches == [["first"], ["a", "b", "c"]]


async def test_a_cancelled_client_is_not_computed_and_hurts_nobody(model, batcher):
    first = await hold(model, batcher)
    a, b, c = await queue(batcher, "a", "b", "c")
    b.cancel()
    await asyncio.sleep(0)
    model.gate.set()
    assert await asyncio.gather(first, a, c) == ["FIRST", "A", "C"]
    assert model.batches[1] == ["a", "c"]


async def test_an_expired_request_is_never_computed(model, batcher):
    first = await hold(model, batcher)
    with pytest.raises(DeadlineExceeded):
        await batcher.submit("late", deadline=Deadline.after(0.02))
    model.gate.set()
    await first
    assert await batcher.submit("next", deadline=LONG) == "NEXT"
    assert ["late"] not in model.batches


async def test_a_queue_longer_than_the_deadline_is_refused_at_once(model, batcher):
    first = await hold(model, batcher)
    await queue(batcher, "a", "b")
    with pytest.raises(DeadlineExceeded, match="the queue takes"):
        await batcher.submit("hurried", deadline=Deadline.after(0.0))
    model.gate.set()
    await first


async def test_a_full_queue_is_refused_with_a_hint(model, batcher):
    first = await hold(model, batcher)
    tasks = await queue(batcher, *"abcdefgh")
    with pytest.raises(Overloaded) as refusal:
        await batcher.submit("one too many", deadline=LONG)
    assert refusal.value.retry_after_s > 0
    model.gate.set()
    await asyncio.gather(first, *tasks)


async def test_interactive_overtakes_bulk(model, batcher):
    first = await hold(model, batcher)
    (bulk,) = await queue(batcher, "bulk:", priority=Priority.BULK)
    (live,) = await queue(batcher, "live:", priority=Priority.INTERACTIVE)
    model.gate.set()
    await asyncio.gather(first, bulk, live)
    assert model.batches == [["first"], ["live:"], ["bulk:"]]


async def test_incompatible_requests_never_share_a_batch(model, batcher):
    first = await hold(model, batcher)
    small = await queue(batcher, "small:1", "small:2")
    large = await queue(batcher, "large:1", "large:2")
    model.gate.set()
    await asyncio.gather(first, *small, *large)
    assert sorted(map(sorted, model.batches[1:])) == [["large:1", "large:2"], ["small:1", "small:2"]]


async def test_a_cancelled_client_whose_batch_runs_leaves_the_others_their_answers(model, batcher):
    first = await hold(model, batcher)
    first.cancel()
    rest = await queue(batcher, "a", "b")
    model.gate.set()
    assert await asyncio.gather(*rest) == ["A", "B"]
    assert first.cancelled()


async def test_bulk_is_served_before_newer_questions_once_its_slack_is_spent(model, workers):
    now = 0.0
    batcher = Batcher(model, BatchPolicy(max_items=1), workers, name="upper", clock=lambda: now)
    first = asyncio.create_task(batcher.submit("first", deadline=LONG))
    model.gate.clear()
    await asyncio.to_thread(model.entered.wait, 10)
    (bulk,) = await queue(batcher, "bulk", priority=Priority.BULK)
    now = Priority.BULK.slack_s + 1.0
    (live,) = await queue(batcher, "live")
    model.gate.set()
    await asyncio.gather(first, bulk, live)
    assert model.batches == [["first"], ["bulk"], ["live"]]
    await batcher.aclose()


async def test_an_urgent_question_waits_for_one_batch_of_a_bulk_job_however_old_that_is(model, workers):
    now = 0.0
    real = model.run

    def run(payloads, pause):
        nonlocal now
        found = real(payloads, pause)
        now += 1.0
        return found

    model.run = run
    batcher = Batcher(model, BatchPolicy(max_items=2), workers, name="upper", clock=lambda: now)
    first = await hold(model, batcher)
    bulk = await queue(batcher, *"abcdef", priority=Priority.BULK)
    now = 10 * Priority.BULK.slack_s
    live = await queue(batcher, "live")
    model.gate.set()
    await asyncio.gather(first, *bulk, *live)
    assert model.batches == [["first"], ["a", "b"], ["live", "c"], ["d", "e"], ["f"]]
    await batcher.aclose()


async def test_a_batch_keeps_to_its_cost(model, workers):
    batcher = Batcher(model, BatchPolicy(max_items=8, max_cost=4.0), workers, name="upper")
    first = await hold(model, batcher)
    tasks = await queue(batcher, "a!", "b", "c!", "d")
    model.gate.set()
    await asyncio.gather(first, *tasks)
    assert model.batches == [["first"], ["a!", "b"], ["c!", "d"]]
    await batcher.aclose()


async def test_a_queue_that_is_full_of_bytes_refuses_the_next_question(model, batcher):
    first = await hold(model, batcher)
    tasks = await queue(batcher, "x" * 90)
    with pytest.raises(Overloaded):
        await batcher.submit("y" * 20, deadline=LONG)
    model.gate.set()
    await asyncio.gather(first, *tasks)
    assert await batcher.submit("z" * 200, deadline=LONG) == "Z" * 200  # alone it may be as large as it likes


async def test_a_full_queue_has_room_again_as_soon_as_clients_leave(model, batcher):
    first = await hold(model, batcher)
    leaving = await queue(batcher, *"abcdefgh")
    for task in leaving:
        task.cancel()
    await asyncio.gather(*leaving, return_exceptions=True)
    (stays,) = await queue(batcher, "stays")
    model.gate.set()
    assert await stays == "STAYS"
    await first


async def test_what_is_predicted_to_come_too_late_is_refused_at_the_door(model, workers):
    now = 0.0
    batcher = Batcher(model, BatchPolicy(max_items=1), workers, name="upper", clock=lambda: now)
    model.gate.clear()
    first = asyncio.create_task(batcher.submit("first", deadline=LONG))
    await asyncio.to_thread(model.entered.wait, 10)
    now = 2.0
    model.gate.set()
    await first
    model.entered.clear()
    again = await hold(model, batcher)  # a question costs two seconds, as has been seen
    with pytest.raises(DeadlineExceeded, match=r"the queue takes 2\.0 s"):
        await batcher.submit("hurried", deadline=Deadline(now + 1.5))
    patient = asyncio.create_task(batcher.submit("patient", deadline=Deadline(now + 600)))
    model.gate.set()
    assert await asyncio.gather(again, patient) == ["FIRST", "PATIENT"]
    await batcher.aclose()


async def test_bulk_that_waits_does_not_make_an_urgent_question_look_late(model, batcher):
    first = await hold(model, batcher)
    bulk = await queue(batcher, *"abcdef", priority=Priority.BULK)
    batcher._pace.seconds_per_cost = 100.0
    with pytest.raises(DeadlineExceeded):
        await batcher.submit("x", deadline=Deadline.after(300), priority=Priority.BULK)
    live = asyncio.create_task(batcher.submit("live", deadline=Deadline.after(300)))
    model.gate.set()
    assert await live == "LIVE"
    await asyncio.gather(first, *bulk)


async def test_progress_is_told_to_whoever_asked_for_it(model, batcher):
    model.steps = 4
    told: list[float] = []
    assert await batcher.submit("a", deadline=LONG, on_progress=told.append) == "A"
    assert told == [0.0, 0.25, 0.5, 0.75]


async def test_a_long_run_stops_between_steps_when_everybody_left(model, batcher):
    model.steps = 10_000_000
    task = asyncio.create_task(batcher.submit("a", deadline=LONG))
    await asyncio.to_thread(model.entered.wait, 10)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    model.steps = 0
    assert await batcher.submit("next", deadline=LONG) == "NEXT"


async def test_a_long_run_lets_an_urgent_batch_of_another_model_go_first(model, batcher, workers):
    with ThreadPoolExecutor(1) as device:
        other = Batcher(Upper(), BatchPolicy(), Workers(workers.turns, device, workers.cpu), name="other")
        model.steps = 10_000_000
        long = asyncio.create_task(batcher.submit("a", deadline=LONG, priority=Priority.BULK))
        await asyncio.to_thread(model.entered.wait, 10)
        assert await other.submit("urgent", deadline=LONG) == "URGENT"
        assert not long.done()
        long.cancel()
        await other.aclose()


async def test_closing_stops_a_long_run_that_stands_aside(model, workers):
    blocker = Upper()
    blocker.gate.clear()
    with ThreadPoolExecutor(1) as device:
        other = Batcher(blocker, BatchPolicy(), Workers(workers.turns, device, workers.cpu), name="other")
        batcher = Batcher(model, BatchPolicy(), workers, name="upper")
        model.steps = 10_000_000
        long = asyncio.create_task(batcher.submit("a", deadline=LONG, priority=Priority.BULK))
        await asyncio.to_thread(model.entered.wait, 10)
        urgent = asyncio.create_task(other.submit("urgent", deadline=LONG))
        await asyncio.to_thread(blocker.entered.wait, 10)
        await batcher.aclose()
        assert model.closed
        blocker.gate.set()
        assert await urgent == "URGENT"
        with pytest.raises(ModelUnavailable):
            await long
        await other.aclose()


async def test_places_of_clients_who_left_are_swept_behind_a_question_that_waits_long(model, batcher):
    first = await hold(model, batcher)
    (stays,) = await queue(batcher, "stays")
    for _ in range(60):
        leaving = await queue(batcher, *"abcd")
        for task in leaving:
            task.cancel()
        await asyncio.gather(*leaving, return_exceptions=True)
    (line,) = batcher._waiting._lines.values()
    assert len(line) < 100
    model.gate.set()
    assert await asyncio.gather(first, stays) == ["FIRST", "STAYS"]


@pytest.fixture
def shares() -> list[float]:
    """Of the device, that the batches of ``shared`` had."""
    return []


@pytest.fixture
async def shared(model: Upper, shares: list[float]) -> AsyncIterator[Batcher]:
    """On a device of two lanes, of which a batch can use one or both."""
    with ThreadPoolExecutor(2) as device, ThreadPoolExecutor(2) as cpu:
        workers = Workers(Turns(2), device, cpu, lanes=Lanes(1, 2), take_share=shares.append)
        yield Batcher(model, BatchPolicy(max_items=16, max_cost=16.0), workers, name="upper")


async def test_a_single_question_has_the_whole_device(model, shared, shares):
    assert await shared.submit("a", deadline=LONG) == "A"
    assert shares == [1.0]
    await shared.aclose()


async def test_under_load_batches_of_half_the_size_run_side_by_side(model, shared, shares):
    both = threading.Barrier(2)
    run = model.run

    def meet(payloads, pause):
        if len(payloads) == 8:
            both.wait(10)  # breaks unless two batches are on the device at once
        return run(payloads, pause)

    first = await hold(model, shared)
    model.run = meet  # type: ignore[method-assign]
    rest = await queue(shared, *map(str, range(16)))
    model.gate.set()
    assert await asyncio.gather(first, *rest) == ["FIRST", *map(str, range(16))]
    assert shares == [1.0, 0.5, 0.5]
    await shared.aclose()


async def test_the_memory_of_a_model_is_free_after_every_batch_of_it(model, shared):
    first = await hold(model, shared)
    rest = await queue(shared, *"abcdef")
    running = threading.Semaphore(0)
    leave = threading.Event()
    run = model.run

    def slow(payloads, pause):
        running.release()
        assert leave.wait(10)
        assert not model.closed
        return run(payloads, pause)

    model.run = slow  # type: ignore[method-assign]
    model.gate.set()
    for _ in range(2):
        assert await asyncio.to_thread(running.acquire, timeout=10)
    closing = asyncio.create_task(shared.aclose())
    await asyncio.sleep(0)
    assert not model.closed
    leave.set()
    await closing
    assert model.closed
    assert len(model.batches) == 3
    await asyncio.gather(first, *rest, return_exceptions=True)
