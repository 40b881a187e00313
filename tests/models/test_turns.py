import asyncio
from collections.abc import Callable

import pytest

from hashtagger.models.runtimes.base import Abandoned
from hashtagger.models.turns import Lanes, Turns

EITHER = Lanes(1, 2)


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


class Users:
    """Take turns by name and write down who had the device."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self.order: list[str] = []

    async def use(self, name: str, due: float, lanes: Lanes | None = None) -> None:
        with await self.turns.turn(lambda: due, lanes):
            self.order.append(name)


@pytest.fixture
def turns() -> Turns:
    return Turns()


@pytest.fixture
def users(turns: Turns) -> Users:
    return Users(turns)


async def test_the_earliest_due_goes_first_and_equals_keep_their_order(turns, users):
    with await turns.turn(lambda: 0.0):
        waiting = [asyncio.create_task(users.use(*each)) for each in (("c", 2.0), ("a", 1.0), ("d", 2.0), ("b", 1.0))]
        await settle()
        assert turns.wanted
    await asyncio.gather(*waiting)
    assert users.order == ["a", "b", "c", "d"]
    assert not turns.wanted


async def test_who_is_due_is_asked_when_the_turn_is_given_and_not_before(turns, users):
    due = {"late": 9.0}

    async def late() -> None:
        with await turns.turn(lambda: due["late"]):
            users.order.append("late")

    with await turns.turn(lambda: 0.0):
        waiting = [asyncio.create_task(users.use("early", 1.0)), asyncio.create_task(late())]
        await settle()
        due["late"] = 0.5  # something urgent has arrived meanwhile
    await asyncio.gather(*waiting)
    assert users.order == ["late", "early"]


async def test_whoever_stops_waiting_loses_nobodys_turn(turns, users):
    with await turns.turn(lambda: 0.0):
        leaves = asyncio.create_task(users.use("leaves", 1.0))
        stays = asyncio.create_task(users.use("stays", 2.0))
        await settle()
        leaves.cancel()
        await settle()
    await stays
    assert users.order == ["stays"]


async def test_a_turn_given_in_the_moment_of_leaving_goes_to_the_next(turns, users):
    with await turns.turn(lambda: 0.0):
        leaves = asyncio.create_task(users.use("leaves", 1.0))
        stays = asyncio.create_task(users.use("stays", 2.0))
        await settle()
    leaves.cancel()  # it was given the turn when the block ended, and has not run since
    await stays
    assert users.order == ["stays"]


async def test_a_turn_that_ends_in_the_moment_of_leaving_goes_to_the_next(turns, users):
    with await turns.turn(lambda: 0.0):
        leaves = asyncio.create_task(users.use("leaves", 1.0))
        stays = asyncio.create_task(users.use("stays", 2.0))
        await settle()
        leaves.cancel()  # it has not run since when the block ends
    await stays
    assert users.order == ["stays"]


async def test_a_failure_inside_the_block_gives_the_turn_back(turns, users):
    with pytest.raises(ValueError), await turns.turn(lambda: 0.0):
        raise ValueError
    await users.use("next", 0.0)
    assert users.order == ["next"]


async def test_stepping_aside_lets_the_more_urgent_go_and_comes_back_before_the_rest(turns, users):
    with await turns.turn(lambda: 0.0) as turn:
        waiting = [asyncio.create_task(users.use(*each)) for each in (("urgent", 1.0), ("patient", 9.0))]
        await settle()
        await turn.step_aside(5.0)
        users.order.append("again")
    await asyncio.gather(*waiting)
    assert users.order == ["urgent", "again", "patient"]


async def test_nobody_steps_aside_for_the_less_urgent(turns, users):
    with await turns.turn(lambda: 0.0) as turn:
        waiting = asyncio.create_task(users.use("patient", 9.0))
        await settle()
        await turn.step_aside(5.0)
        users.order.append("still here")
    await waiting
    assert users.order == ["still here", "patient"]


async def test_a_step_aside_that_was_given_up_does_not_keep_the_device(turns, users):
    release = asyncio.Event()

    async def urgent() -> None:
        with await turns.turn(lambda: 0.0):
            await release.wait()

    with await turns.turn(lambda: 0.0) as turn:
        busy = asyncio.create_task(urgent())
        await settle()
        aside = asyncio.create_task(turn.step_aside(5.0))
        await settle()
    release.set()
    await busy
    with pytest.raises(Abandoned):
        await aside
    await users.use("next", 0.0)
    assert users.order == ["next"]


async def test_a_pause_goes_on_at_once_when_nobody_waits(turns):
    with await turns.turn(lambda: 0.0) as turn:
        told: list[float] = []
        pause = turn.pause(slack_s=1.0, alive=lambda: True, report=told.append)
        pause(0.5)
        pause(7.0)
        await settle()
    assert told == [0.5, 1.0]


async def test_a_pause_ends_the_run_when_nobody_wants_it_or_it_was_stopped(turns):
    with await turns.turn(lambda: 0.0) as turn:
        with pytest.raises(Abandoned):
            turn.pause(slack_s=1.0, alive=lambda: False, report=None)(0.5)
        stopped = turn.pause(slack_s=1.0, alive=lambda: True, report=None)
        stopped.stop()
        with pytest.raises(Abandoned):
            stopped(0.5)


@pytest.fixture
def two() -> Turns:
    return Turns(2)


def ready(count: int) -> Callable[[], int]:
    return lambda: count


async def test_batches_that_need_one_lane_run_side_by_side(two):
    with await two.turn(lambda: 0.0, Lanes(1, 1)) as first, await two.turn(lambda: 0.0, Lanes(1, 1)) as second:
        assert (first.lanes, first.share, first.part) == (1, 0.5, 0.5)
        assert (second.lanes, second.share, second.part) == (1, 0.5, 1.0)


async def test_few_questions_get_the_whole_device_and_many_share_it(two):
    for count, lanes in ((1, 2), (5, 2), (6, 1), (64, 1)):
        with await two.turn(lambda: 0.0, EITHER, ready(count)) as turn:
            assert turn.lanes == lanes


async def test_few_questions_wait_for_the_whole_device_until_they_are_more(two):
    count = 2
    with await two.turn(lambda: 0.0, Lanes(1, 1)):
        waiting = asyncio.create_task(two.turn(lambda: 0.0, EITHER, lambda: count))
        await settle()
        assert not waiting.done()
        count = 3
        two.look_again()
        with await waiting as turn:
            assert turn.lanes == 1


async def test_nobody_less_urgent_overtakes_whoever_waits_for_the_whole_device(two):
    users = Users(two)
    with await two.turn(lambda: 0.0, Lanes(1, 1)):
        whole = asyncio.create_task(users.use("whole", 1.0))
        await settle()
        later = asyncio.create_task(users.use("later", 2.0, Lanes(1, 1)))
        sooner = asyncio.create_task(users.use("sooner", 0.5, Lanes(1, 1)))
        await settle()
        assert users.order == ["sooner"]
    await asyncio.gather(whole, later, sooner)
    assert users.order == ["sooner", "whole", "later"]


async def test_whoever_leaves_makes_way_for_those_behind_it(two):
    users = Users(two)
    with await two.turn(lambda: 0.0, Lanes(1, 1)):
        whole = asyncio.create_task(users.use("whole", 1.0))
        later = asyncio.create_task(users.use("later", 2.0, Lanes(1, 1)))
        await settle()
        assert not users.order
        whole.cancel()
        await later
    assert users.order == ["later"]


async def test_what_stepped_aside_comes_back_to_as_many_lanes_as_it_had(two):
    with await two.turn(lambda: 9.0, EITHER) as turn:
        assert turn.lanes == 2
        urgent = asyncio.create_task(Users(two).use("urgent", 0.0, Lanes(1, 1)))
        await settle()
        await turn.step_aside(5.0)
        assert turn.lanes == 2
        await urgent
