import asyncio

import pytest

from hashtagger.errors import BrokenModel, DeadlineExceeded, ModelUnavailable
from hashtagger.models.loading import LazyModel, LoadState
from hashtagger.types import Deadline


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class Loader:
    """Counts loads, waits at a gate, and fails as often as it is told to."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.loads = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self) -> str:
        self.loads += 1
        await self.gate.wait()
        if self.failures:
            raise self.failures.pop(0)
        return "model"


def soon() -> Deadline:
    return Deadline.after(30)


async def test_many_who_ask_at_once_share_one_load():
    loader = Loader()
    model = LazyModel("m", loader)
    assert model.state is LoadState.COLD
    assert await asyncio.gather(*(model.get(soon()) for _ in range(5))) == ["model"] * 5
    assert loader.loads == 1
    assert model.state is LoadState.READY


async def test_a_caller_who_leaves_does_not_stop_the_load():
    loader = Loader()
    loader.gate.clear()
    model = LazyModel("m", loader)
    with pytest.raises(DeadlineExceeded, match="still being loaded"):
        await model.get(Deadline.after(0))
    impatient = asyncio.create_task(model.get(soon()))
    await asyncio.sleep(0)
    impatient.cancel()
    assert model.state is LoadState.LOADING
    loader.gate.set()
    assert await model.get(soon()) == "model"
    assert loader.loads == 1


async def test_a_failed_load_is_not_tried_again_before_its_pause_has_passed():
    loader, clock = Loader(OSError("no memory"), OSError("still none")), Clock()
    model = LazyModel("m", loader, clock=clock)
    for _ in range(2):
        with pytest.raises(ModelUnavailable, match="no memory") as caught:
            await model.get(soon())
    assert (loader.loads, caught.value.retry_after_s) == (1, 1.0)
    assert model.state is LoadState.FAILED
    clock.now += 1.5
    with pytest.raises(ModelUnavailable, match="still none") as caught:
        await model.get(soon())
    assert (loader.loads, caught.value.retry_after_s) == (2, 2.0)
    clock.now += 2.5
    assert await model.get(soon()) == "model"
    assert model.error is None


async def test_our_own_errors_stay_what_they_are_during_the_pause_too():
    loader = Loader(BrokenModel("bad weights"))
    model = LazyModel("m", loader, clock=Clock())
    for _ in range(2):
        with pytest.raises(BrokenModel, match="bad weights"):
            await model.get(soon())
    assert loader.loads == 1


async def test_closing_ends_a_load_under_way():
    loader = Loader()
    loader.gate.clear()
    model = LazyModel("m", loader)
    waiting = asyncio.create_task(model.get(soon()))
    await asyncio.sleep(0)
    await model.aclose()
    with pytest.raises(ModelUnavailable, match="was closed"):
        await waiting
