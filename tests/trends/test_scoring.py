import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hashtagger.trends.scoring import ScoringParams, expect, hourly_z, peaks, recent_z, score_last_hour, stable_z

WEEKS = 5
HOURS = WEEKS * 168
PLAIN = ScoringParams(prior_weight=2.0, phi=0.1, min_authors=5.0)
EVERY = np.ones(HOURS)
LAST = slice(-1, None)
quick = settings(max_examples=25, deadline=None)
counts_of_two_tags = arrays(np.float64, (2, HOURS), elements=st.integers(0, 30).map(float), fill=st.just(4.0))


def steady(rate: float = 10.0) -> np.ndarray:
    return np.full((1, HOURS), rate)


def alone(hour: int, authors: float, rate: float = 0.0) -> np.ndarray:
    counts = steady(rate)
    counts[0, hour] = authors
    return counts


# ---- the hour's z ----------------------------------------------------------------------------------------------------


def test_z_of_a_steady_tag_that_doubles_follows_the_published_formula() -> None:
    z = hourly_z(alone(-1, 20, rate=10), EVERY, LAST, PLAIN)

    # 12 alike hours of 10: mu = (2 + 120) / (2/10 + 12) = 10; var = 10 (1 + 1/12.2) + 0.1 · 100
    assert z[0, 0] == pytest.approx((20 - 10) / math.sqrt(10 * (1 + 1 / 12.2) + 10))


def test_expectation_mixes_the_recent_mean_with_the_same_hour_of_four_weeks() -> None:
    counts = steady(1.0)
    for week in (1, 2, 3, 4):
        counts[0, HOURS - 1 - 168 * week] = 40.0

    mean = expect(counts, EVERY, LAST, PLAIN).mean

    recent = (167 + 40) / 168
    assert mean[0, 0] == pytest.approx((2 + 4 * 40 + 8 * 1) / (2 / recent + 12))


def test_an_hour_next_to_the_same_hour_of_the_week_counts_and_one_further_does_not() -> None:
    def expected_with(offset: int) -> float:
        counts = steady(1.0)
        counts[0, HOURS - 1 - 168 * 2 + offset] = 500.0
        return float(expect(counts, EVERY, LAST, PLAIN).mean[0, 0])

    assert expected_with(1) == expected_with(-1) == expected_with(0) > 10 * expected_with(2)
    assert expected_with(2) == expected_with(-2) == expected_with(24)


def test_a_new_tag_is_expected_to_have_the_smallest_mean_and_leaps_out() -> None:
    counts = alone(-1, 5)

    mean = expect(counts, EVERY, LAST, PLAIN).mean[0, 0]

    assert mean == pytest.approx(2 / (2 / 0.05 + 12))
    assert hourly_z(counts, EVERY, LAST, PLAIN)[0, 0] > 10


def test_an_hour_below_the_least_number_of_authors_has_z_0() -> None:
    assert hourly_z(alone(-1, 4), EVERY, LAST, PLAIN)[0, 0] == 0
    assert hourly_z(alone(-1, 5), EVERY, LAST, PLAIN)[0, 0] > 0


def test_an_hour_below_expectation_has_z_0() -> None:
    assert hourly_z(alone(-1, 6, rate=10), EVERY, LAST, PLAIN)[0, 0] == 0
    assert recent_z(alone(-1, 6, rate=10), EVERY, LAST, PLAIN)[0, 0] == 0


def test_nothing_is_judged_before_a_day_was_heard() -> None:
    counts = np.zeros((1, 25))
    counts[0, -1] = 50.0

    assert hourly_z(counts[:, 1:], np.ones(24), LAST, PLAIN)[0, 0] == 0
    assert hourly_z(counts, np.ones(25), LAST, PLAIN)[0, 0] > 0


def test_a_burst_does_not_judge_itself() -> None:
    z = hourly_z(alone(-1, 500, rate=10), EVERY, LAST, PLAIN)

    assert expect(alone(-1, 500, rate=10), EVERY, LAST, PLAIN).mean[0, 0] == pytest.approx(10)
    assert z[0, 0] > 30


def test_half_an_hour_heard_is_expected_to_hold_half_of_the_authors() -> None:
    heard = EVERY.copy()
    heard[-1] = 0.5

    assert expect(steady(10), heard, LAST, PLAIN).mean[0, 0] == pytest.approx(5)


def test_less_than_half_an_hour_heard_is_not_judged() -> None:
    heard = EVERY.copy()
    heard[-1] = 0.4

    assert hourly_z(alone(-1, 500, rate=10), heard, LAST, PLAIN)[0, 0] == 0


def test_an_outage_is_not_taken_for_silence() -> None:
    counts, heard = steady(10), EVERY.copy()
    counts[0, -30:-1] = 0
    heard[-30:-1] = 0

    assert hourly_z(counts, heard, LAST, PLAIN)[0, 0] == pytest.approx(hourly_z(steady(10), EVERY, LAST, PLAIN)[0, 0])
    assert hourly_z(counts, EVERY, LAST, PLAIN)[0, 0] > hourly_z(counts, heard, LAST, PLAIN)[0, 0]


def test_columns_can_be_named_by_slice_or_number() -> None:
    counts = np.arange(2.0 * HOURS).reshape(2, HOURS) % 17

    by_slice = hourly_z(counts, EVERY, slice(-3, None), PLAIN)

    assert np.array_equal(by_slice, hourly_z(counts, EVERY, np.array([-3, -2, -1]), PLAIN))
    assert np.array_equal(by_slice, hourly_z(counts, EVERY, slice(None), PLAIN)[:, -3:])


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="n_hours"):
        hourly_z(steady(), np.ones(HOURS - 1), LAST)


# ---- three hours together --------------------------------------------------------------------------------------------


def test_z_of_three_hours_follows_the_published_formula() -> None:
    counts = steady(10)
    counts[0, -3:] = 20
    recent = [10, (166 * 10 + 20 + 10) / 168, (166 * 10 + 40) / 168]
    strength = [2 / m + 12 for m in recent]
    mean = [122 / b for b in strength]
    shared = sum(math.sqrt(m / b) for m, b in zip(mean, strength, strict=True)) ** 2
    variance = sum(mean) + shared + 0.1 * sum(mean) ** 2

    assert recent_z(counts, EVERY, LAST, PLAIN)[0, 0] == pytest.approx((60 - sum(mean)) / math.sqrt(variance))


def test_three_hours_together_show_a_rare_tag_that_no_hour_shows() -> None:
    counts = steady(0.0)
    counts[0, -3:] = 2

    assert (hourly_z(counts, EVERY, slice(-3, None), PLAIN) == 0).all()
    assert recent_z(counts, EVERY, LAST, PLAIN)[0, 0] > 5


def test_hours_that_were_not_heard_are_left_out_of_the_three() -> None:
    counts, heard = steady(10), EVERY.copy()
    counts[0, -2] = 0
    heard[-2] = 0

    assert recent_z(counts, heard, LAST, PLAIN)[0, 0] == pytest.approx(0, abs=1e-9)
    heard[-1] = 0
    assert recent_z(counts + 100, heard, LAST, PLAIN)[0, 0] == 0


# ---- stable and peak -------------------------------------------------------------------------------------------------


def test_stable_is_the_median_of_three_hours() -> None:
    z = np.array([[1.0, 9.0, 2.0, 3.0]])

    assert stable_z(z, np.ones(4)).tolist() == [[0.0, 1.0, 2.0, 3.0]]


def test_a_spike_of_one_hour_is_not_stable_and_one_of_two_is() -> None:
    assert stable_z(np.array([[0.0, 0.0, 50.0, 0.0, 0.0]]), np.ones(5)).max() == 0
    assert stable_z(np.array([[0.0, 0.0, 50.0, 40.0, 0.0]]), np.ones(5)).max() == 40


def test_stable_steps_over_hours_that_were_not_heard() -> None:
    z = np.array([[4.0, 5.0, 0.0, 6.0]])

    assert stable_z(z, np.array([1, 1, 0, 1]))[0, -1] == 5
    assert stable_z(z, np.ones(4))[0, -1] == 5


def test_stable_looks_no_further_back_than_six_hours() -> None:
    z = np.array([[4.0, 5.0, 0.0, 0.0, 0.0, 0.0, 0.0, 6.0]])

    assert stable_z(z, np.array([1, 1, 0, 0, 0, 0, 0, 1]))[0, -1] == 0


def test_a_peak_halves_every_four_hours() -> None:
    stable = np.zeros((1, 48))
    stable[0, 48 - 1 - 12] = 16.0

    assert peaks(stable).tolist() == [2.0]


def test_a_peak_is_never_below_the_newest_stable() -> None:
    assert peaks(np.array([[8.0, 7.5]])).tolist() == [7.5]


def test_a_peak_is_forgotten_after_48_hours() -> None:
    stable = np.zeros((1, 60))
    stable[0, 60 - 1 - 48] = 1e9

    assert peaks(stable).tolist() == [0.0]


# ---- a whole hour ----------------------------------------------------------------------------------------------------


def test_a_burst_of_four_hours_is_told_whole() -> None:
    counts = steady(10)
    counts[0, -4:] = 40

    scores = score_last_hour(counts, EVERY, PLAIN)

    assert scores.peak[0] == scores.stable[0] > 5
    assert scores.authors[0] == 40
    assert scores.expected[0] == pytest.approx(10, rel=0.1)
    assert scores.velocity[0] > 1
    assert scores.growth_per_day[0] == pytest.approx(0.5)
    assert scores.history_h == 673


def test_what_is_older_than_the_window_changes_nothing() -> None:
    rng = np.random.default_rng(0)
    counts = rng.poisson(6, (3, 900)).astype(float)
    earlier = np.concatenate([rng.poisson(90, (3, 200)).astype(float), counts], axis=1)

    a = score_last_hour(counts[:, -PLAIN.window_h :], np.ones(PLAIN.window_h), PLAIN)
    b = score_last_hour(earlier, np.ones(1100), PLAIN)

    for name in ("z", "stable", "peak", "expected", "velocity", "growth_per_day"):
        assert np.array_equal(getattr(a, name), getattr(b, name)), name


def test_scores_of_an_hour_are_those_of_the_functions_it_is_made_of() -> None:
    counts = np.random.default_rng(1).poisson(7, (4, HOURS)).astype(float)

    scores = score_last_hour(counts, EVERY, PLAIN)
    stable = stable_z(hourly_z(counts, EVERY, slice(None), PLAIN), EVERY)

    assert scores.stable == pytest.approx(stable[:, -1])
    assert scores.peak == pytest.approx(peaks(stable))
    assert scores.z == pytest.approx(recent_z(counts, EVERY, LAST, PLAIN)[:, 0])


# ---- properties ------------------------------------------------------------------------------------------------------


@quick
@given(counts=counts_of_two_tags, more=st.integers(1, 200))
def test_more_authors_now_never_lower_z(counts, more) -> None:
    grown = counts.copy()
    grown[:, -1] += more

    for number in (hourly_z, recent_z):
        before, after = number(counts, EVERY, LAST, PLAIN), number(grown, EVERY, LAST, PLAIN)
        assert (after >= before).all()
        assert ((before == 0) | (after > before)).all()


@quick
@given(counts=counts_of_two_tags)
def test_the_order_and_the_company_of_tags_change_nothing(counts) -> None:
    forward, backward = score_last_hour(counts, EVERY), score_last_hour(counts[::-1], EVERY)
    single = score_last_hour(counts[:1], EVERY)

    assert np.array_equal(forward.peak, backward.peak[::-1])
    assert np.array_equal(forward.z[:1], single.z)


@quick
@given(
    counts=counts_of_two_tags,
    gaps=st.lists(st.integers(0, HOURS - 2), max_size=40, unique=True),
    noise=st.integers(1, 1000),
)
def test_whatever_stands_in_hours_not_heard_changes_nothing(counts, gaps, noise) -> None:
    heard = EVERY.copy()
    heard[gaps] = 0
    other = counts.copy()
    other[:, gaps] += noise

    a, b = score_last_hour(counts, heard), score_last_hour(other, heard)

    for name in ("z", "stable", "peak", "authors", "expected", "velocity", "growth_per_day"):
        assert np.array_equal(getattr(a, name), getattr(b, name), equal_nan=True), name


@quick
@given(counts=counts_of_two_tags)
def test_every_score_is_finite_and_every_peak_at_least_0(counts) -> None:
    scores = score_last_hour(counts, EVERY)

    assert np.isfinite([scores.z, scores.stable, scores.peak, scores.expected, scores.velocity]).all()
    assert (scores.peak >= 0).all()
    assert (scores.expected > 0).all()
