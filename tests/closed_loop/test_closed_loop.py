"""
A few simulated days through everything that learns: answers, feedback, engagement, the nightly program, and the ways back.

The server is a process behind a socket, the night is the program of the timetable; models are fake and the clock is ours.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict

import httpx
import numpy as np
import pytest

from benchmarks.closed_loop import live, settings_of
from benchmarks.closed_loop_server import SharedClock, serving
from benchmarks.closed_loop_truth import value
from benchmarks.creator_world.catalogue import draft
from benchmarks.creator_world.living import PLATFORM, Creators, profile, settle
from benchmarks.creator_world.views import FIRST_DAY
from benchmarks.creator_world.world import Scenario, make_world
from hashtagger.storage.database import open_database
from hashtagger.storage.ranking_tables import posts
from hashtagger.storage.tables import recommendations
from ranker.artefacts import FORECAST, RANKER, Shelf
from tests.ranker.forecasts import generous

pytestmark = pytest.mark.slow

SCENARIO = Scenario(accounts=30, clusters=2, cluster_tags=20, general_tags=0, lifted=0.3, size=0.15, spam=0.0)
DAYS, POSTS_A_DAY = 3, 70
PATIENCE_S = 20.0


async def test_what_creators_report_becomes_a_ranker_a_report_and_can_be_taken_back(tmp_path):
    world = make_world(SCENARIO, np.random.default_rng(1))
    settings = settings_of(tmp_path, min_posts=170)
    keys, admin = settle(world, settings, seed=1)
    clock = SharedClock(FIRST_DAY)
    with serving(settings, clock) as address:
        async with httpx.AsyncClient(base_url=address, timeout=60) as client:
            creators = Creators(world, keys, client, 1)
            nights = await live(creators, settings, clock, defaultdict(float), days=DAYS, posts_a_day=POSTS_A_DAY)
            administrator = {"authorization": f"Bearer {admin}"}
            version = learned(settings, nights)
            await the_report_can_be_read(client, administrator)
            await answers_name_what_ordered_them_and_there_is_a_way_back(client, administrator, creators, version)
            await a_forecast_on_the_shelf_comes_with_the_next_answers(client, creators, settings)
            await an_account_goes_with_all_it_has(client, creators, settings)
    everything_was_logged(settings, world, creators, clock)


def learned(settings, nights):
    """The version of the last night, which lies on the shelf."""
    first, last = nights[0], nights[-1]
    assert first["outcome"] == "nothing_learned"
    assert last["outcome"] in ("promoted", "shadow"), last
    shelf = Shelf(settings.ranker_dir)
    pointer = shelf.pointer(RANKER)
    assert last["version"] in (pointer.current, pointer.shadow)
    assert shelf.open(RANKER, last["version"]).manifest.facts["gate"]["outcome"] == last["outcome"]
    return last["version"]


async def the_report_can_be_read(client, administrator):
    told = (await client.get("/v1/reports/lift", headers=administrator)).json()
    assert told["made"] is not None
    assert told["posts_with_an_answer"] > 0.9 * DAYS * POSTS_A_DAY
    assert {each["position"] for each in told["feedback"]} == {1, 2, 3, 4, 5}
    assert told["words"]


async def answers_name_what_ordered_them_and_there_is_a_way_back(client, administrator, creators, version):
    refused = await client.get("/v1/rankers", headers=key_of(creators, 0))
    assert refused.status_code == 403
    where = (await client.get("/v1/rankers", headers=administrator)).json()
    if where["current"] != version:
        forced = await client.post(f"/v1/rankers/{version}/promote?force=true", headers=administrator)
        assert forced.json()["current"] == version
    await answered(client, creators, lambda answer: answer["models"]["ranker"] == version)
    back = await client.post(f"/v1/rankers/rollback?instead_of={version}", headers=administrator)
    before = back.json()["current"] or "baseline-1"
    assert before != version
    await answered(client, creators, lambda answer: answer["models"]["ranker"] == before)


async def a_forecast_on_the_shelf_comes_with_the_next_answers(client, creators, settings):
    shelf = Shelf(settings.ranker_dir)
    version = shelf.put(FORECAST, generous().files(), facts={}, now=FIRST_DAY).version
    shelf.promote(FORECAST, version, now=FIRST_DAY)
    answer = await answered(client, creators, lambda answer: answer["forecast"] is not None)
    assert answer["forecast"]["model"] == version
    assert 0 <= answer["forecast"]["low"] < answer["forecast"]["high"]


async def an_account_goes_with_all_it_has(client, creators, settings):
    account = max(range(len(creators.keys)), key=[each.account for each in creators.answered.values()].count)
    owner = key_of(creators, account)
    known = await client.get(f"/v1/accounts/{profile(account)}", headers=owner)
    assert known.json()["posts"] > 0
    assert (await client.delete(f"/v1/accounts/{profile(account)}", headers=owner)).status_code == 204
    assert (await client.get(f"/v1/accounts/{profile(account)}", headers=owner)).status_code == 404
    assert (await client.get("/v1/posts", headers=owner)).json()["posts"] == []
    with open_database(settings.database_url) as database, database.reading() as connection:
        for table in (recommendations, posts):
            rows = connection.execute(table.select().where(table.c.owner == profile(account))).all()
            assert [row for row in rows if row.profile_id is not None] == []
    for id, each in list(creators.answered.items()):
        if each.account == account:
            del creators.answered[id]


def everything_was_logged(settings, world, creators, clock):
    valued = value(settings, world, creators.answered, until=clock.now())
    assert len(valued) == len(creators.answered)
    assert not any(each.unlike_log for each in valued)


async def answered(client, creators, is_so):
    """The next answer of which that ``is_so``; a server follows the shelf within a second or two."""
    body = {"text": draft(0, np.random.default_rng(0)), "platform": PLATFORM, "limit": 5}
    end = time.monotonic() + PATIENCE_S
    while True:
        answer = (await client.post("/v1/recommendations", json=body, headers=key_of(creators, 0))).json()
        if is_so(answer):
            return answer
        assert time.monotonic() < end, f"answers are still made with {answer['models']}"
        await asyncio.sleep(0.2)


def key_of(creators, account):
    return {"authorization": f"Bearer {creators.keys[account]}"}
