import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from hashtagger.errors import BrokenModel, DeadlineExceeded, ModelUnavailable, Overloaded
from hashtagger.models.batcher import Batcher, BatchPolicy, Priority
from hashtagger.types import Deadline

LONG = Deadline.after(86_400)  # made when the tests are collected, which may be long before they run


class Upper:
    """A model that upper-cases, fails on 'poison', and waits at a gate."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.gate = threading.Event()
        self.gate.set()
        self.entered = threading.Event()
        self.most = 99

    def run(self, payloads: Sequence[str]) -> list[str]:
        self.entered.set()
        assert self.gate.wait(10)
        if len(payloads) > self.most:
            raise RuntimeError("CUDA out of memory")
        self.batches.append(list(payloads))
        if "poison" in payloads:
            raise ValueError("bad item")
        return [payload.upper() for payload in payloads]


@pytest.fixture
def model() -> Upper:
    return Upper()


@pytest.fixture
async def batcher(model: Upper) -> AsyncIterator[Batcher[str, str]]:
    with ThreadPoolExecutor(1) as executor:
        batcher = Batcher(model.run, BatchPolicy(max_items=8, max_queued=8), executor=executor, name="upper")
        yield batcher
        model.gate.set()
        await batcher.aclose()


async def hold(model: Upper, batcher: Batcher[str, str]) -> asyncio.Task[str]:
    """Keep the worker busy until the gate opens, so that what follows queues up."""
    model.gate.clear()
    first = asyncio.create_task(batcher.submit("first", deadline=LONG))
    await asyncio.to_thread(model.entered.wait, 10)
    return first


async def queue(batcher: Batcher[str, str], *payloads: str, **options: object) -> list[asyncio.Task[str]]:
    tasks = [asyncio.create_task(batcher.submit(p, **{"deadline": LONG, **options})) for p in payloads]  # type: ignore[arg-type]
    for _ in range(3):
        await asyncio.sleep(0)
    return tasks


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
    (bulk,) = await queue(batcher, "bulk", priority=Priority.BULK, key="one")
    (live,) = await queue(batcher, "live", priority=Priority.INTERACTIVE, key="other")
    model.gate.set()
    await asyncio.gather(first, bulk, live)
    assert model.batches == [["first"], ["live"], ["bulk"]]


async def test_incompatible_requests_never_share_a_batch(model, batcher):
    first = await hold(model, batcher)
    small = await queue(batcher, "s1", "s2", key="small")
    large = await queue(batcher, "l1", "l2", key="large")
    model.gate.set()
    await asyncio.gather(first, *small, *large)
    assert sorted(map(sorted, model.batches[1:])) == [["l1", "l2"], ["s1", "s2"]]


async def test_a_model_that_loses_results_is_called_broken():
    with ThreadPoolExecutor(1) as executor:
        batcher: Batcher[str, str] = Batcher(lambda _: [], BatchPolicy(), executor=executor, name="liar")
        with pytest.raises(BrokenModel, match="1 in, 0 out"):
            await batcher.submit("a", deadline=LONG)
        assert batcher.healthy
        await batcher.aclose()


async def test_when_the_serving_task_dies_every_waiter_is_told(model, batcher):
    first = await hold(model, batcher)
    rest = await queue(batcher, "a", "b")
    await batcher.aclose()
    answers = await asyncio.gather(first, *rest, return_exceptions=True)
    assert {type(a) for a in answers} == {ModelUnavailable}
    assert not batcher.healthy
