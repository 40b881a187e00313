import asyncio
import threading
import weakref
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from hashtagger.errors import BrokenModel, ModelUnavailable
from hashtagger.models.batcher import Batcher, BatchPolicy, Workers
from hashtagger.models.runtimes.base import Ready
from hashtagger.models.turns import Turns
from hashtagger.questions import Priority
from tests.models.stand_ins import LONG, Upper, hold, queue, until


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


async def test_a_poison_item_fails_alone_and_the_worker_survives(model, batcher):
    first = await hold(model, batcher)
    tasks = await queue(batcher, "a", "poison", "b", "c")
    model.gate.set()
    answers = await asyncio.gather(first, *tasks, return_exceptions=True)
    assert [a if isinstance(a, str) else type(a) for a in answers] == ["FIRST", "A", BrokenModel, "B", "C"]
    assert await batcher.submit("again", deadline=LONG) == "AGAIN"


async def test_out_of_memory_halves_the_batch_and_everyone_is_answered(model, batcher):
    model.most = 2
    first = await hold(model, batcher)
    tasks = await queue(batcher, *"abcdefgh")
    model.gate.set()
    assert await asyncio.gather(first, *tasks) == ["FIRST", *"ABCDEFGH"]
    assert batcher.item_cap < 8


async def test_a_model_that_loses_results_is_called_broken(workers, model):
    model.run = lambda payloads, pause: []
    batcher = Batcher(model, BatchPolicy(), workers, name="liar")
    with pytest.raises(BrokenModel, match="1 in, 0 out"):
        await batcher.submit("a", deadline=LONG)
    assert batcher.healthy
    await batcher.aclose()


async def test_when_the_serving_task_dies_every_waiter_is_told(model, batcher):
    first = await hold(model, batcher)
    rest = await queue(batcher, "a", "b")
    batcher._server.cancel()
    answers = await asyncio.gather(first, *rest, return_exceptions=True)
    assert {type(a) for a in answers} == {ModelUnavailable}
    assert not batcher.healthy
    with pytest.raises(ModelUnavailable, match="has stopped"):
        await batcher.submit("c", deadline=LONG)


async def test_a_question_that_cannot_be_prepared_or_finished_fails_alone(model, batcher):
    tasks = [asyncio.create_task(batcher.submit(p, deadline=LONG)) for p in ("a", "refused", "unfinished", "b")]
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert [a if isinstance(a, str) else type(a) for a in answers] == ["A", BrokenModel, BrokenModel, "B"]


async def test_after_an_out_of_memory_the_batches_grow_again_one_by_one(model, batcher):
    model.most = 2
    first = await hold(model, batcher)
    tasks = await queue(batcher, *"abcdefgh")
    model.gate.set()
    await asyncio.gather(first, *tasks)
    shrunk = batcher.item_cap
    model.most = 99
    await batcher.submit("a", deadline=LONG)
    await batcher.submit("b", deadline=LONG)
    assert batcher.item_cap == shrunk + 2


async def test_one_question_without_memory_is_tried_once_more_after_others_made_room(model, workers):
    asked = []

    async def make_room() -> bool:
        asked.append(model.most)
        model.most = 1
        return True

    model.most = 0
    batcher = Batcher(model, BatchPolicy(), workers, name="upper", make_room=make_room)
    assert await batcher.submit("a", deadline=LONG) == "A"
    assert asked == [0]
    await batcher.aclose()


async def test_one_question_without_memory_fails_when_making_room_did_not_help(model, workers):
    asked = []

    async def make_room() -> bool:
        asked.append(True)
        return True

    model.most = 0
    batcher = Batcher(model, BatchPolicy(), workers, name="upper", make_room=make_room)
    with pytest.raises(ModelUnavailable) as caught:
        await batcher.submit("a", deadline=LONG)
    assert (caught.value.code, asked) == ("out_of_memory", [True])
    await batcher.aclose()


async def test_a_failed_batch_keeps_nothing_alive_while_its_halves_run(model, batcher):
    class Tensor: ...

    seen: list[weakref.ref[Tensor]] = []
    alive: list[bool] = []
    real = model.run

    def run(payloads, pause):
        alive.extend(ref() is not None for ref in seen)
        big = Tensor()
        seen.append(weakref.ref(big))
        return real(payloads, pause)

    model.run, model.most = run, 1
    first = await hold(model, batcher)
    tasks = await queue(batcher, "a", "b")
    model.gate.set()
    assert await asyncio.gather(first, *tasks) == ["FIRST", "A", "B"]
    assert len(seen) == 4
    assert not any(alive)


@pytest.mark.parametrize("answer", [None, 5])
async def test_a_model_that_answers_nonsense_keeps_its_lane(model, workers, answer):
    model.run = lambda payloads, pause: answer
    batcher = Batcher(model, BatchPolicy(), workers, name="liar")
    with pytest.raises(BrokenModel):
        await batcher.submit("a", deadline=LONG)
    assert batcher.healthy
    await batcher.aclose()


async def test_a_run_that_ends_in_a_stop_iteration_fails_instead_of_never_ending(model, workers):
    model.run = lambda payloads, pause: next(iter([]))
    batcher = Batcher(model, BatchPolicy(), workers, name="upper")
    with pytest.raises(BrokenModel, match="next"):
        await batcher.submit("a", deadline=LONG)
    assert batcher.healthy
    await batcher.aclose()


async def test_questions_that_cost_nothing_are_answered(model, workers):
    model.prepare = lambda question: Ready(question, cost=0.0)
    batcher = Batcher(model, BatchPolicy(), workers, name="upper")
    assert await batcher.submit("a", deadline=LONG) == "A"
    assert batcher.healthy
    await batcher.aclose()


async def test_the_halves_of_an_old_bulk_batch_let_urgent_questions_of_other_models_go_first(model, workers):
    now = 0.0
    order: list[str] = []
    permits = threading.Semaphore(0)
    real = model.run

    def run(payloads, pause):
        nonlocal now
        order.append("+".join(payloads))
        assert permits.acquire(timeout=10)
        now += 1.0
        return real(payloads, pause)

    def run_urgent(payloads, pause):
        order.append(payloads[0])
        return payloads

    model.run = run
    batcher = Batcher(model, BatchPolicy(), workers, name="upper", clock=lambda: now)
    beside = []
    for name in ("one", "two"):
        other = Upper()
        other.run = run_urgent
        lane = Workers(workers.turns, ThreadPoolExecutor(1), workers.cpu)
        beside.append(Batcher(other, BatchPolicy(), lane, name=name, clock=lambda: now))
    first = asyncio.create_task(batcher.submit("first", deadline=LONG))
    await until(lambda: order == ["first"])
    bulk = await queue(batcher, "a", "poison", priority=Priority.BULK)
    now = 10 * Priority.BULK.slack_s
    permits.release()
    await until(lambda: len(order) == 2)
    urgent = [(await queue(each, each.name))[0] for each in beside]
    permits.release(9)
    await asyncio.gather(first, *bulk, *urgent, return_exceptions=True)
    assert order == ["first", "a+poison", "one", "two", "a", "poison"]
    for each in (batcher, *beside):
        await each.aclose()
