"""What never ends runs in one process at a time."""

import asyncio

import pytest

from jobs import standing as module
from jobs.standing import standing


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(module, "PAUSE_S", 0.02)
    monkeypatch.setattr(module, "RENEW_S", 0.02)


class Task:
    """Says when it runs, and fails when it is told to."""

    def __init__(self):
        self.begun = asyncio.Semaphore(0)
        self.running = 0
        self.fail = asyncio.Event()
        self.over = asyncio.Event()

    async def __call__(self, office):
        self.running += 1
        self.begun.release()
        try:
            await self.fail.wait()
            self.fail.clear()
            raise RuntimeError("broken")
        finally:
            self.running -= 1
            self.over.set()


async def test_of_two_processes_one_runs_it_and_the_other_goes_on_after_it(office):
    first, second = Task(), Task()
    async with standing(office, {"a": second}) as _:
        await second.begun.acquire()
        async with standing(office, {"a": first}):
            await asyncio.sleep(0.1)
            assert (first.running, second.running) == (0, 1)
    async with standing(office, {"a": first}):
        await first.begun.acquire()
    assert (first.running, second.running) == (0, 0)


async def test_one_that_fails_is_started_again(office):
    task = Task()
    async with standing(office, {"a": task}):
        await task.begun.acquire()
        task.fail.set()
        await task.begun.acquire()


async def test_a_holder_that_stood_still_past_its_lease_stops(office, monkeypatch):
    slow, quick = Task(), Task()
    monkeypatch.setattr(module, "RENEW_S", 0.3)
    async with standing(office, {"a": slow}):
        await slow.begun.acquire()
        office.clock.advance(seconds=module.LEASE_S + 1)
        async with standing(office, {"a": quick}):
            await quick.begun.acquire()
            async with asyncio.timeout(5):
                await slow.over.wait()
            assert quick.running == 1
