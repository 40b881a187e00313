import numpy as np
import pytest

from benchmarks.trend_world.attacks import ATTACKS, outcome
from benchmarks.trend_world.measures import detection, false_alarms, threshold, top_list
from benchmarks.trend_world.rules import decaying_peaks, detectors, lists
from benchmarks.trend_world.world import JUDGED_FROM, Scenario, World, make_list_world, make_world
from hashtagger.trends.scoring import hourly_z, peaks, stable_z


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(Scenario("plain"), np.random.default_rng(3), quiet=60, bursting=120, weekly=20)


def test_a_threshold_keeps_its_budget_of_false_alarms(world: World) -> None:
    numbers = np.random.default_rng(0).random(world.authors.shape)

    limit = threshold(numbers, world, 0.01)

    assert false_alarms(numbers, world, limit) == pytest.approx(0.01, abs=1e-4)


def test_a_rule_that_knows_the_bursts_catches_all_at_once_and_fills_the_list(world: World) -> None:
    knowing = world.running.astype(float)

    found = detection(knowing, world, 0.5)

    assert (found.caught, found.median_delay_h) == (1.0, 0.0)
    assert top_list(knowing, world).precision == 1.0
    assert top_list(knowing, world).pooled == 1.0


def test_a_rule_that_always_cries_catches_nothing(world: World) -> None:
    assert detection(np.ones_like(world.authors), world, 0.5).caught == 0


def test_bursts_begin_after_the_days_that_are_learned_from(world: World) -> None:
    assert world.start[world.start >= 0].min() >= JUDGED_FROM
    assert (world.size[world.quiet] == 1).all()


def test_what_drops_out_is_neither_counted_nor_heard() -> None:
    gone = make_world(Scenario("gone", outages=((100, 5),)), np.random.default_rng(3), quiet=5, bursting=5, weekly=5)

    assert gone.observed[100:105].sum() == gone.authors[:, 100:105].sum() == 0
    assert gone.observed.sum() == gone.authors.shape[1] - 5


def test_peaks_of_all_hours_are_those_of_the_scorer(world: World) -> None:
    stable = stable_z(hourly_z(world.authors, world.observed), world.observed)

    assert decaying_peaks(stable)[:, -1] == pytest.approx(peaks(stable), rel=1e-3, abs=1e-2)


def test_ours_catches_more_and_sooner_than_mastodons_rule(world: World) -> None:
    found = {}
    for name in ("ours: z of three hours", "Mastodon"):
        numbers = detectors()[name](world.authors, world.observed)
        found[name] = detection(numbers, world, threshold(numbers, world, 0.01))

    ours, mastodon = found.values()
    assert ours.caught > mastodon.caught + 0.1
    assert ours.median_delay_h <= 1 < mastodon.median_delay_h


def test_shows_lead_mastodons_list_and_not_ours() -> None:
    hard = make_list_world(np.random.default_rng(0))

    first = {
        name: top_list(lists()[name](hard.authors, hard.observed), hard).shows_first
        for name in ("ours: peak", "Mastodon")
    }

    assert first["Mastodon"] > 0.9
    assert first["ours: peak"] < 0.15


def test_bots_that_the_gates_know_are_never_shown_and_one_kind_is(world: World) -> None:
    shown = {
        attack.name: outcome(attack, world, np.random.default_rng(1), limit=2.2, tags=10).shown for attack in ATTACKS
    }

    assert [value for name, value in shown.items() if "many servers" not in name] == [0, 0, 0, 0]
    assert shown["300 accounts, own texts, many servers"] > 0.5
