"""Every hour is compared with the one evaluated before, and what is news is queued once."""

from __future__ import annotations

import pytest

from hashtagger.alerts import evaluate
from hashtagger.observations import TrendState
from tests.alerts.conftest import a_house
from tests.trend_builders import HOUR, put_trends, trend


def quiet(name="calm", **changes):
    return trend(name, **{"z": 1.0, "score": 0.1, **changes})


async def test_a_trend_that_rises_is_told_on_every_way(house):
    put_trends(house.database, quiet(hour=HOUR - 1), trend())
    watchlist = await house.watch()
    assert await house.evaluate() == 1
    [alert] = await house.queued(watchlist)
    data = alert.message["data"]
    assert (alert.way, alert.message["type"], data["trend"]["tag"], data["place"]) == (
        "webhook",
        "trend.alert",
        "eclipse",
        1,
    )
    assert data["rule"] == {"kind": "z_above", "value": 4.0}


async def test_a_trend_that_stays_is_not_told_again(house):
    put_trends(house.database, quiet(hour=HOUR - 1), *(trend(hour=HOUR + h) for h in range(40)))
    await house.watch()
    assert [await house.evaluate(HOUR + h) for h in range(40)] == [1] + [0] * 39


async def test_a_trend_that_comes_and_goes_is_told_once_a_day(house):
    hours = range(50)
    put_trends(house.database, *(trend(hour=HOUR + h, z=9.0 if h % 2 else 1.0) for h in hours))
    await house.watch()
    told = [h for h in hours if await house.evaluate(HOUR + h)]
    assert told == [1, 25, 49]


async def test_evaluating_an_hour_again_tells_nothing_new(house):
    put_trends(house.database, quiet(hour=HOUR - 1), trend())
    watchlist = await house.watch()
    await house.evaluate()
    assert await house.evaluate() == 0
    assert len(await house.queued(watchlist)) == 1


async def test_a_rise_in_an_hour_that_nobody_evaluated_is_told(house):
    put_trends(house.database, *(trend(hour=HOUR - h, z=5.0 if h < 3 else 1.0) for h in range(6)))
    await house.watch()
    await house.evaluate(HOUR - 4)
    assert await house.evaluate(HOUR) == 1


async def test_the_first_hour_of_all_is_no_news(house):
    put_trends(house.database, trend())
    await house.watch()
    assert await house.evaluate() == 0


async def test_filters_and_tags_choose_what_is_watched(house):
    put_trends(
        house.database,
        quiet(hour=HOUR - 1),
        quiet(hour=HOUR - 1, region="DE"),
        trend("eclipse"),
        trend("moon"),
        trend("mond", region="DE"),
    )
    here = await house.watch(filters={"region": "DE"})
    one = await house.watch(tags=["moon"])
    off = await house.watch(enabled=False)
    await house.evaluate()
    told = [[a.message["data"]["trend"]["tag"] for a in await house.queued(w)] for w in (here, one, off)]
    assert told == [["mond"], ["moon"], []]


async def test_what_is_held_back_is_not_told(house):
    put_trends(house.database, quiet(hour=HOUR - 1), trend(state=TrendState.REVIEW))
    await house.watch()
    assert await house.evaluate() == 0


async def test_a_rule_that_everything_meets_tells_of_the_first_only(house, monkeypatch):
    monkeypatch.setattr(evaluate, "MOST_NEWS", 3)
    put_trends(house.database, quiet(hour=HOUR - 1), *(trend(f"t{n}", score=n / 10) for n in range(9)))
    watchlist = await house.watch()
    await house.evaluate()
    told = {a.message["data"]["trend"]["tag"] for a in await house.queued(watchlist)}
    assert told == {"t8", "t7", "t6"}


async def test_a_failure_while_queueing_leaves_nothing_half_done(house, monkeypatch):
    put_trends(house.database, quiet(hour=HOUR - 1), trend("a"), trend("b"))
    watchlist = await house.watch()
    whole, calls = evaluate.add_alert, []

    def fails_on_the_second(*args, **kwargs):
        calls.append(args)
        if len(calls) == 2:
            raise RuntimeError("killed")
        return whole(*args, **kwargs)

    monkeypatch.setattr(evaluate, "add_alert", fails_on_the_second)
    with pytest.raises(RuntimeError):
        await house.evaluate()
    assert await house.queued(watchlist) == []
    monkeypatch.undo()
    assert await house.evaluate() == 2


async def test_news_are_found_queued_and_delivered_on_either_database(database):
    house = a_house(database)
    put_trends(database, quiet(hour=HOUR - 1), trend(), trend("moon", score=0.9))
    await house.watch(("enters_top", 1), tags=["moon"])
    assert [await house.evaluate(), await house.evaluate()] == [1, 0]
    assert await house.deliver() == {"delivered": 1, "failed": 0}
