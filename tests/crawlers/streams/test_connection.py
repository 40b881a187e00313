import asyncio

import pytest

from crawlers.streams.connection import Patience, listen
from hashtagger.observations import start_of
from tests.crawlers.streams.builders import HOUR, START_US
from tests.fakes.jetstream import FakeJetstream, a_beat


class Diary:
    """What a listener went through until it had paused ``pauses`` times."""

    def __init__(self, pauses):
        self.frames, self.losses, self.pauses = [], [], []
        self._left = pauses
        self._enough = asyncio.Event()

    async def keep(self, server, **patience):
        listening = asyncio.create_task(
            listen(
                lambda: server.url,
                self.frames.append,
                user_agent="test",
                lost=self._lost,
                now=lambda: start_of(HOUR),
                patience=Patience(**patience),
                sleep=self._sleep,
            )
        )
        async with asyncio.timeout(30):
            await self._enough.wait()
        listening.cancel()
        await asyncio.wait({listening})

    async def _lost(self, failures, reason):
        self.losses.append((failures, reason))

    async def _sleep(self, seconds):
        self.pauses.append(seconds)
        if len(self.pauses) == self._left:
            self._enough.set()
        await asyncio.sleep(0)


@pytest.mark.parametrize(("failures", "longest_s"), [(1, 1), (2, 2), (5, 16), (7, 60), (4000, 60)])
def test_pauses_double_up_to_a_minute_and_half_of_each_is_chance(failures, longest_s):
    pauses = [Patience().pause_s(failures) for _ in range(200)]
    assert longest_s / 2 <= min(pauses) < max(pauses) <= longest_s
    assert len(set(pauses)) > 100


async def test_refusals_in_a_row_are_counted_and_forgotten_when_a_frame_comes():
    async with FakeJetstream([a_beat(START_US)], statuses=[503, 500, None, 429], drops=[1]) as server:
        diary = Diary(pauses=4)
        await diary.keep(server)
    assert [failures for failures, _ in diary.losses] == [1, 2, 0, 1]
    assert [diary.losses[0][1], diary.losses[3][1]] == ["answered 503", "answered 429"]


async def test_a_server_that_names_the_wait_is_left_alone_for_so_long():
    async with FakeJetstream(statuses=[429]) as server:
        server.retry_after = "90"
        diary = Diary(pauses=1)
        await diary.keep(server)
    assert diary.pauses == [90.0]


async def test_a_host_that_is_not_there_is_tried_again():
    async with FakeJetstream() as server:
        pass
    diary = Diary(pauses=3)
    await diary.keep(server)
    assert [failures for failures, _ in diary.losses] == [1, 2, 3]


async def test_a_frame_too_large_to_be_an_event_ends_the_connection_only():
    async with FakeJetstream(["x" * (2 * 1024 * 1024)]) as server:
        diary = Diary(pauses=2)
        await diary.keep(server)
    assert diary.frames == []
    assert "1009" in diary.losses[0][1]


async def test_a_redirect_is_not_followed():
    async with FakeJetstream([a_beat(START_US)]) as elsewhere, FakeJetstream(statuses=[302]) as server:
        server.location = elsewhere.url
        diary = Diary(pauses=1)
        await diary.keep(server)
    assert elsewhere.queries == []
    assert diary.losses == [(1, "answered 302")]
