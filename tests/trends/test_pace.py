import numpy as np

from hashtagger.trends import pace


def test_velocity_is_the_rise_above_expectation_in_its_units() -> None:
    counts = np.array([[10.0, 10, 10, 30, 30, 30]])

    assert pace.velocity(counts, np.full((1, 6), 10.0), np.ones(6)).tolist() == [2.0]


def test_an_ordinary_morning_has_no_velocity() -> None:
    counts = np.array([[5.0, 6, 7, 20, 25, 30]])

    assert pace.velocity(counts, counts, np.ones(6)).tolist() == [0.0]


def test_growth_compares_only_hours_heard_on_both_days() -> None:
    counts = np.concatenate([np.full(24, 10.0), np.full(24, 15.0)])[None]
    heard = np.ones(48)
    heard[30:34] = 0
    counts[0, 30:34] = 0

    assert pace.growth_per_day(counts, heard).tolist() == [0.5]


def test_growth_is_unknown_after_a_day_without_anybody_or_with_half_a_day_missing() -> None:
    nobody = np.concatenate([np.zeros(24), np.ones(24)])[None]
    heard = np.ones(48)
    heard[24:37] = 0

    assert np.isnan(pace.growth_per_day(nobody, np.ones(48))).all()
    assert np.isnan(pace.growth_per_day(np.ones((1, 48)), heard)).all()
