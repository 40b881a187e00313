from dataclasses import replace

import numpy as np
import pytest

from benchmarks.creator_world.behaviour import grown, interactions, keep_chances, season
from benchmarks.creator_world.logs import (
    Log,
    Logging,
    better_slates,
    greedy_slates,
    make_log,
    residuals,
    true_values,
)
from benchmarks.creator_world.posts import Posts, make_posts
from benchmarks.creator_world.views import TARGET, contrasts, logged_answers
from benchmarks.creator_world.world import Scenario, World, make_world
from hashtagger.recommend.contradictions import Contradictions
from hashtagger.recommend.exploration import plan
from hashtagger.types import Tag
from ranker.offpolicy import estimate, report
from tests.fakes.builders import scored

SMALL = Scenario(accounts=60, lifted=0.3, size=0.3)


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(SMALL, np.random.default_rng(1))


@pytest.fixture(scope="module")
def posts(world: World) -> Posts:
    return make_posts(world, 3000, np.random.default_rng(2))


@pytest.fixture(scope="module")
def log(world: World, posts: Posts) -> Log:
    return make_log(world, posts, np.random.default_rng(3), Logging(rate=0.5, most_swaps=2))


def test_the_truth_is_what_posts_earn_on_average(world: World, posts: Posts) -> None:
    rng = np.random.default_rng(4)
    logs = [make_log(world, posts, rng, Logging(rate=0.0)) for _ in range(30)]

    gained = np.mean([log.earned - posts.base - posts.noise - grown(log.ages_h) for log in logs], axis=0)

    assert gained.mean() == pytest.approx(true_values(world, posts, greedy_slates(posts)).mean(), abs=0.002)


def test_without_hidden_lift_every_slate_is_worth_the_same(world: World, posts: Posts) -> None:
    still = replace(world, scenario=replace(SMALL, lift=0.0))

    assert not true_values(still, posts, better_slates(world, posts, most_swaps=5)).any()


def test_whoever_knows_the_lifts_does_better(world: World, posts: Posts) -> None:
    greedy = true_values(world, posts, greedy_slates(posts)).mean()
    once = true_values(world, posts, better_slates(world, posts, most_swaps=1)).mean()
    often = true_values(world, posts, better_slates(world, posts, most_swaps=5)).mean()

    assert greedy < once < often


def test_lifts_drift(world: World) -> None:
    tag = int(np.argmax(np.abs(world.lifts[0])))
    ask = lambda day: float(world.lifts_on(np.array([[0]]), np.array([[tag]]), np.array([[day]]))[0, 0])  # noqa: E731

    assert len({round(ask(day), 6) for day in (0, 10, 20)}) == 3
    assert ask(60) == pytest.approx(ask(0))


def test_a_tag_is_kept_more_often_where_it_stands_first_and_where_it_fits() -> None:
    chances = keep_chances(np.array([1, 5, 1]), np.array([0.5, 0.5, 0.9]), attention=0.1)

    assert chances[1] < chances[0] < chances[2]


def test_engagement_grows_with_age_and_has_its_seasons() -> None:
    assert grown(1.0) < grown(24.0) < grown(480.0) < 0.0
    assert season(19, 2) > season(7, 2)
    assert season(19, 2) > season(19, 5)


def test_interactions_are_counts() -> None:
    assert interactions(np.array([-1.0, 0.0, np.log(11.4)])).tolist() == [0.0, 0.0, 10.0]


def test_candidates_are_distinct_and_the_most_relevant_comes_first(posts: Posts) -> None:
    assert all(len(set(row)) == len(row) for row in posts.candidates[:200].tolist())
    assert (np.diff(posts.relevance, axis=1) <= 0).all()


def test_the_pool_holds_what_the_target_brings_in_and_its_chances_sum_to_one(log: Log) -> None:
    for target, pool in zip(log.target[:300].tolist(), log.pool[:300].tolist(), strict=True):
        assert set(target) - set(range(5)) <= set(pool)
        assert not set(pool) & set(range(5))
    assert log.chances.sum(axis=1) == pytest.approx(np.ones(len(log.chances)))


@pytest.mark.parametrize("most_swaps", [1, 5])
def test_chance_may_do_what_the_service_lets_it_do(world: World, posts: Posts, most_swaps: int) -> None:
    log = make_log(world, posts, np.random.default_rng(3), Logging(most_swaps=most_swaps))
    for target, pool, chances in zip(log.target[:200], log.pool, log.chances, strict=False):
        # Words of other letters, so that none is like another; and all relevant enough to be shown.
        names = [4 * chr(97 + place) for place in range(posts.candidates.shape[1])]
        ranked = [scored(name, 0.9 - place / 100) for place, name in enumerate(names)]
        watched = [Tag(names[place]) for place in target]
        planned = plan(ranked, ranked[:5], rate=log.rate, preferred=watched, contradictions=Contradictions([]))
        assert dict(planned.pool) == pytest.approx(dict(zip((names[p] for p in pool), chances, strict=True)))


def test_chance_does_what_it_says(log: Log) -> None:
    came_first = log.drawn[log.explored] == log.pool[log.explored, 0]

    assert log.explored.mean() == pytest.approx(0.5, abs=0.03)
    assert np.bincount(log.position[log.explored]) / log.explored.sum() == pytest.approx(np.full(5, 0.2), abs=0.04)
    assert came_first.mean() == pytest.approx(log.chances[:, 0].mean(), abs=0.04)


def test_residuals_have_lost_account_hour_and_age() -> None:
    scenario = Scenario(spam=0.0)
    world = make_world(scenario, np.random.default_rng(5))
    posts = make_posts(world, 20_000, np.random.default_rng(6))

    rest = residuals(make_log(world, posts, np.random.default_rng(7), Logging()))

    assert 0.97 * scenario.noise < rest.std() < 1.08 * scenario.noise


def test_arrays_and_logged_answers_tell_the_same(world: World, log: Log) -> None:
    quick = contrasts(world, log)
    answers = list(logged_answers(world, log))

    slow = estimate(answers, target=TARGET, residuals=quick.earned, min_effective_samples=1, draws=100)
    fast = report(quick, target=TARGET, answers=3000, with_post=1.0, supported=1.0, min_effective_samples=1, draws=100)

    assert (slow.supported, slow.changed, slow.accounts) == (1.0, fast.changed, fast.accounts)
    assert slow.effective_samples == pytest.approx(fast.effective_samples)
    for name in ("ips", "snips", "direct"):
        assert getattr(slow, name).estimate == pytest.approx(getattr(fast, name).estimate, rel=1e-4)


def test_a_log_goes_through_the_real_residuals(world: World, log: Log) -> None:
    answers = list(logged_answers(world, log))

    found = estimate(answers, target=TARGET, min_effective_samples=1, draws=100)

    truth = np.mean(true_values(world, log.posts, log.target) - true_values(world, log.posts, greedy_slates(log.posts)))
    assert found.dr is not None
    assert found.dr.holds(float(truth))
