import numpy as np
import pytest

from hashtagger.trends.forecast import HORIZON_H, MIN_ORIGINS, forecast

HOURS = 40 * 24
CLOCK = np.arange(HOURS + HORIZON_H)
HEARD = np.ones(HOURS)
DAY = 30 * (1 + 0.7 * np.sin(2 * np.pi * CLOCK / 24))


def test_the_day_cycle_is_foreseen() -> None:
    ahead = forecast(DAY[None, :HOURS], HEARD)

    assert ahead.expected[0] == pytest.approx(DAY[HOURS:], rel=0.08)
    assert ahead.expected.shape == ahead.low.shape == ahead.high.shape == (1, HORIZON_H)


def test_the_interval_holds_about_four_of_five_hours_to_come() -> None:
    counts = np.random.default_rng(0).poisson(DAY, (60, HOURS + HORIZON_H)).astype(float)

    ahead = forecast(counts[:, :HOURS], HEARD)
    inside = (counts[:, HOURS:] >= ahead.low) & (counts[:, HOURS:] <= ahead.high)

    assert ahead.origins >= MIN_ORIGINS
    assert 0.74 < inside.mean() < 0.88


def test_a_burst_lifts_the_next_hours_and_less_the_later_ones() -> None:
    calm = np.full((1, HOURS), 20.0)
    burst = calm.copy()
    burst[0, -3:] = 80.0

    lift = forecast(burst, HEARD).expected[0] / forecast(calm, HEARD).expected[0]

    assert lift[0] > 2.5
    assert (np.diff(lift) <= 0).all()
    assert lift[-1] < 1.4


def test_an_outage_is_not_foreseen_as_silence() -> None:
    counts, heard = np.full((1, HOURS), 20.0), HEARD.copy()
    counts[0, -5:] = 0
    heard[-5:] = 0

    assert forecast(counts, heard).expected[0] == pytest.approx(np.full(HORIZON_H, 20.0), rel=0.02)


def test_with_two_days_of_history_the_interval_is_computed_and_wide() -> None:
    counts = np.random.default_rng(1).poisson(20, (1, 48)).astype(float)

    ahead = forecast(counts, np.ones(48))

    assert ahead.origins < MIN_ORIGINS
    assert (ahead.high - ahead.low > 2 * 1.28 * np.sqrt(15)).all()


def test_an_unused_tag_is_foreseen_to_stay_unused() -> None:
    ahead = forecast(np.zeros((1, HOURS)), HEARD)

    assert (ahead.expected < 0.3).all()
    assert (ahead.low < 1e-9).all()
    assert (ahead.high >= 0).all()


def test_after_two_silent_weeks_the_interval_is_computed_from_what_is_left() -> None:
    heard = HEARD.copy()
    heard[-15 * 24 :] = 0

    ahead = forecast(np.full((1, HOURS), 20.0), heard)

    assert ahead.origins == 0
    assert np.isfinite([ahead.expected, ahead.low, ahead.high]).all()


def test_while_a_burst_is_on_the_interval_reaches_from_its_end_to_its_going_on() -> None:
    burst = np.full((1, HOURS), 20.0)
    burst[0, -3:] = 80.0

    ahead = forecast(burst, HEARD)

    assert (ahead.low <= 21).all()
    assert (ahead.high >= 70).all()
