"""The test that may be looked at any time."""

import math

import numpy as np
import pytest

from ranker.sequential import FIRST_LOOK, compare, half_width


def drawn(difference, *, posts=400, seed=0, noise=0.5):
    rng = np.random.default_rng(seed)
    second = rng.random(posts) < 0.5
    return rng.normal(0.0, noise, posts) + difference * second, second


def test_a_large_difference_is_told_and_its_direction_is_the_second_arms():
    better, worse = compare(*drawn(0.5)), compare(*drawn(-0.5))
    assert (better.verdict, worse.verdict) == ("better", "worse")
    assert better.low < 0.5 < better.high
    assert better.more_posts == 0


def test_nothing_is_said_before_the_first_look():
    seen = compare(*drawn(5.0, posts=FIRST_LOOK - 1))
    assert (seen.verdict, seen.low, seen.high, seen.more_posts) == ("cannot tell yet", -math.inf, math.inf, None)


def test_a_small_difference_says_how_many_more_posts_it_needs():
    seen = compare(*drawn(0.1, posts=60, seed=3))
    assert seen.verdict == "cannot tell yet"
    assert seen.more_posts is not None
    spread = (seen.high - seen.low) / 2 / half_width(seen.posts)
    then = seen.posts + seen.more_posts
    assert spread * half_width(then) < abs(seen.difference) <= spread * half_width(then - 1)


def test_equal_posts_never_tell():
    seen = compare(np.zeros(100), np.arange(100) % 2 == 0)
    assert (seen.difference, seen.verdict, seen.more_posts) == (0.0, "cannot tell yet", None)


def test_looking_after_every_post_is_wrong_in_few_experiments_without_a_difference():
    wrong = 0
    for seed in range(100):
        residuals, second = drawn(0.0, posts=300, seed=seed)
        looks = range(FIRST_LOOK, 301, 5)
        wrong += any(compare(residuals[:n], second[:n]).verdict != "cannot tell yet" for n in looks)
    assert wrong <= 8


def test_the_level_of_all_posts_does_not_matter_after_the_first():
    residuals, second = drawn(0.3)
    high = compare(residuals[1:] + 3.0, second[1:])
    plain = compare(residuals[1:], second[1:])
    assert high.difference == pytest.approx(plain.difference, abs=6.1 / len(second))


def test_intervals_only_get_narrower_with_posts():
    widths = [half_width(posts) for posts in range(20, 2_000)]
    assert widths == sorted(widths, reverse=True)


@pytest.mark.parametrize("residuals", [np.zeros(3), np.array([0.0, math.nan])])
def test_draws_without_a_finite_residual_are_refused(residuals):
    with pytest.raises(ValueError, match="one finite residual"):
        compare(residuals, np.array([True, False]))
