import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import numpy as np
import pytest

from benchmarks.closed_loop import NO_EFFECT, bars_of
from benchmarks.closed_loop_truth import Valued, about, lifts
from benchmarks.creator_world.living import AGES_H, Creators, drafts_of
from benchmarks.creator_world.views import FIRST_DAY
from benchmarks.creator_world.world import Scenario, World, make_world
from ranker.pairs import LEARNED

SMALL = Scenario(accounts=5, clusters=2, cluster_tags=10, general_tags=0, lifted=0.5, size=0.3, spam=0.0)


class Service:
    """Shows the same three tags to everybody, and keeps what it is told."""

    def __init__(self, world: World) -> None:
        self.shown = [{"tag": world.names[number], "relevance": 0.9} for number in (0, 1, 2)]
        self.degraded: list[str] = []
        self.feedback: list[dict[str, Any]] = []
        self.rows: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/recommendations":
            told = {"recommendation_id": f"{len(self.feedback)}", "tags": self.shown, "degraded": self.degraded}
            return httpx.Response(200, json=told)
        if request.url.path.endswith("/feedback"):
            self.feedback.append(json.loads(request.content))
            return httpx.Response(200, json={})
        key = request.headers["authorization"]
        self.rows += [(key, json.loads(line)) for line in request.content.splitlines()]
        return httpx.Response(200, json={"refused": 0, "refusals": []})


@pytest.fixture
def world() -> World:
    return make_world(SMALL, np.random.default_rng(1))


def creators_at(service: Service, world: World) -> Creators:
    client = httpx.AsyncClient(transport=httpx.MockTransport(service), base_url="http://world")
    return Creators(world, [f"key-{number}" for number in range(5)], client, 1)


async def lived(world: World) -> Service:
    service = Service(world)
    creators = creators_at(service, world)
    for wanted in drafts_of(world, days=2, posts_a_day=40, seed=1):
        await creators.publish([wanted])
    await creators.report(FIRST_DAY + timedelta(days=30))
    return service


async def test_creators_say_of_every_tag_whether_they_kept_it(world: World) -> None:
    service = await lived(world)

    said = [event["kind"] for told in service.feedback for event in told["events"]]

    assert len(said) == 80 * 3
    assert 0.7 < said.count("kept") / len(said) < 0.95


async def test_it_is_counted_what_answers_had_to_do_without(world: World) -> None:
    service = Service(world)
    service.shown, service.degraded = [], ["captions", "similar"]
    creators = creators_at(service, world)
    await creators.publish(drafts_of(world, days=1, posts_a_day=3, seed=1))
    assert creators.degraded == {"captions": 3, "similar": 3}


async def test_each_creator_reports_its_own_posts_at_both_ages_and_some_of_them_twice(world: World) -> None:
    service = await lived(world)

    told = {(row["post_id"], row["age_h"]) for _, row in service.rows}

    assert told == {(f"post-{number}", age) for number in range(80) for age in AGES_H}
    assert len(service.rows) > len(told)
    assert len({(key, row["post_id"]) for key, row in service.rows}) == 80


async def test_what_a_post_has_earned_only_grows(world: World) -> None:
    service = await lived(world)

    likes = {(row["post_id"], row["age_h"]): row["likes"] for _, row in service.rows}

    assert all(likes[f"post-{number}", 24.0] <= likes[f"post-{number}", 48.0] for number in range(80))


def valued(day: int, account: int, *, gain: float) -> Valued:
    values = {"shown": 0.1 + gain, "greedy": 0.1, "baseline": 0.1, "popularity": 0.0}
    return Valued(day, account, "baseline-1", values, {"monday": (0.1 + gain, True)}, unlike_log=False)


def said(**known: Any) -> dict[str, Any]:
    dr = {"estimate": 0.1, "low": 0.05, "high": 0.2}
    rest = {"answers": 9, "dr": dr, "verdict": "better", "notes": []}
    return {"current": "baseline-1", "other": LEARNED, **rest, **known}


def test_a_lift_is_that_of_the_days_that_are_asked_for() -> None:
    some = [valued(day, account, gain=0.2 if day else 0.0) for day in (0, 1) for account in range(9)]

    found = lifts(some, since_day=1)

    assert found["from day 1"]["shown - baseline"]["estimate"] == pytest.approx(0.2)
    assert found["all days"]["shown - baseline"]["estimate"] == pytest.approx(0.1)


@pytest.mark.parametrize(("gain", "holds"), [(0.1, True), (0.3, False)])
def test_the_report_is_held_against_the_truth_of_its_own_answers(gain: float, holds: bool) -> None:
    some = [valued(0, account, gain=gain) for account in range(9)]

    assert about(some, said())["holds"] is holds
    assert about(some, said(other="tuesday"))["holds"] is None


def test_the_baseline_beside_a_learned_model_is_held_against_its_own_slates() -> None:
    watched = {"baseline-1": (0.3, True), "tuesday": (9.0, True)}
    some = [replace(valued(0, account, gain=0.0), policy="monday", watched=watched) for account in range(9)]

    assert about(some, said(current=LEARNED, other="baseline-1"))["truth"] == pytest.approx(0.2)


def test_whoever_finds_an_effect_where_there_is_none_does_not_pass() -> None:
    assert passes("zero", [NO_EFFECT, "refused: too few"])
    assert not passes("zero", [NO_EFFECT, "better"])


@pytest.mark.parametrize("world", ["lift", "zero"])
@pytest.mark.parametrize("verdicts", [[], ["refused: too few"]], ids=["no report", "only refusals"])
def test_a_report_that_says_nothing_passes_only_where_days_are_few(world: str, verdicts: list[str]) -> None:
    assert not passes(world, verdicts)
    assert passes(world, verdicts, quick=True)


def test_an_interval_must_hold_the_truth_where_there_is_one() -> None:
    assert passes("lift", ["better"])
    assert not passes("lift", ["better"], holds=False)


def test_a_baseline_that_is_not_the_logged_one_does_not_pass() -> None:
    assert not passes("zero", [NO_EFFECT], unlike_log=1)
    assert not passes("lift", ["better"], unlike_log=1)


def passes(world: str, verdicts: list[str], *, quick: bool = False, holds: bool = True, unlike_log: int = 0) -> bool:
    report = [{"verdict": each, "holds": None if each.startswith("refused") else holds} for each in verdicts]
    found = {f"shown - {other}": {"low": 0.01} for other in ("baseline", "popularity")}
    figures = {"report": report, "lifts": {"last ten days": found}, "nights": [{"version": "monday"}]}
    return all(bars_of({world: {**figures, "unlike_log": unlike_log}}, quick=quick).values())
