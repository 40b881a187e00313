"""Corrections of intervals: what is promised holds, in each group, and nothing is promised from too little."""

import math

import numpy as np
import pytest

from ranker.conformal import Band, applied, correction, corrections, coverage, ordered

LEVEL = 0.8


def wrong_band(n: int, by: float) -> Band:
    """Of a normal variable of deviation 1, too wide (by > 0) or too narrow."""
    return Band(np.full(n, -1.0 - by), np.zeros(n), np.full(n, 1.0 + by))


@pytest.mark.parametrize("by", [-0.8, 0.0, 2.0])
def test_a_band_that_is_wrong_covers_as_promised_once_it_is_corrected(by):
    # Mean over many draws: between level and level + 1 / (n + 1) for every n, whatever the band was.
    chance, n, draws = np.random.default_rng(1), 49, 4000
    inside = []
    for _ in range(draws):
        widened = wrong_band(1, by).widened(correction(wrong_band(n, by), chance.normal(size=n), level=LEVEL))
        inside.append(widened.covers(chance.normal(size=1))[0])
    error = 3 * math.sqrt(LEVEL * (1 - LEVEL) / draws)
    assert LEVEL - error <= np.mean(inside) <= LEVEL + 1 / (n + 1) + error


def test_four_posts_promise_eighty_percent_and_three_promise_nothing():
    band, truth = wrong_band(4, 0.0), np.array([0.0, 1.5, 3.0, -2.0])
    assert correction(band, truth, level=LEVEL) == 2.0
    assert correction(wrong_band(3, 0.0), truth[:3], level=LEVEL) == math.inf


def test_each_group_has_its_own_correction():
    chance = np.random.default_rng(2)
    groups = np.repeat(["calm", "wild"], 500)
    truth = np.concatenate([chance.normal(0, 0.5, 500), chance.normal(0, 3.0, 500)])
    found = corrections(
        wrong_band(1000, 0.0), truth, groups, np.arange(1000), level=LEVEL, least_posts=1, least_accounts=1
    )
    assert found["calm"] < 0 < found["wild"]
    fresh = np.concatenate([chance.normal(0, 0.5, 500), chance.normal(0, 3.0, 500)])
    inside = applied(wrong_band(1000, 0.0), groups, found).covers(fresh)
    assert inside[:500].mean() == pytest.approx(LEVEL, abs=0.06)
    assert inside[500:].mean() == pytest.approx(LEVEL, abs=0.06)


def test_a_group_of_too_few_posts_or_accounts_is_promised_nothing():
    groups = np.repeat(["many", "few posts", "one account"], [50, 9, 50])
    accounts = np.concatenate([np.arange(50), np.arange(9), np.zeros(50, dtype=int)])
    truth = np.linspace(-3, 3, len(groups))
    found = corrections(wrong_band(109, 0.0), truth, groups, accounts, level=LEVEL, least_posts=10, least_accounts=5)
    assert set(found) == {"many"}
    assert np.isnan(applied(wrong_band(109, 0.0), groups, found).low[50:]).all()


def test_an_interval_never_crosses_its_median_however_much_it_is_narrowed():
    band = wrong_band(1, 0.0).widened(-5.0)
    assert band.low[0] == band.median[0] == band.high[0] == 0.0


def test_quantiles_that_cross_are_put_in_order():
    band = ordered(np.array([[3.0, 1.0, 2.0]]))
    assert (band.low[0], band.median[0], band.high[0]) == (1.0, 2.0, 3.0)


def test_coverage_counts_posts_and_accounts_and_measures_the_width():
    band = Band(np.zeros(4), np.zeros(4), np.full(4, math.log(3.0)))
    found = coverage(band, np.array([0.0, 1.0, 2.0, -1.0]), ["a", "a", "b", "c"])
    assert (found.posts, found.accounts, found.share) == (4, 3, 0.5)
    assert found.factor == pytest.approx(3.0)
    assert found.error == 1.0
