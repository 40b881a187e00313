import numpy as np

from hashtagger.trends.seasonality import returning, seasonality

HOURS = 28 * 24
HEARD = np.ones(HOURS)
CLOCK = np.arange(HOURS)


def label(rate: np.ndarray, heard: np.ndarray = HEARD, seed: int = 0) -> str:
    return seasonality(np.random.default_rng(seed).poisson(rate)[None], heard)[0]


def test_a_weekly_show_is_weekly() -> None:
    assert label(np.where(CLOCK % 168 < 3, 60.0, 4.0)) == "weekly"


def test_a_tag_of_one_weekday_is_weekly() -> None:
    assert label(np.where(CLOCK // 24 % 7 == 2, 30.0, 2.0)) == "weekly"


def test_a_tag_that_sleeps_at_night_is_daily() -> None:
    assert label(20 * (1 + 0.8 * np.sin(2 * np.pi * CLOCK / 24))) == "daily"


def test_noise_has_no_season() -> None:
    assert [label(np.full(HOURS, rate), seed=seed) for rate in (0.5, 5.0, 100.0) for seed in range(4)] == [""] * 12


def test_one_burst_makes_no_season() -> None:
    rate = np.full(HOURS, 5.0)
    rate[400:412] = 80.0

    assert label(rate) == ""


def test_an_outage_does_not_hide_the_season() -> None:
    rate, heard = 20 * (1 + 0.8 * np.sin(2 * np.pi * CLOCK / 24)), HEARD.copy()
    heard[200:260] = 0
    rate[200:260] = 0

    assert label(rate, heard) == "daily"


def test_too_little_history_has_no_season() -> None:
    rate = 20 * (1 + 0.8 * np.sin(2 * np.pi * CLOCK / 24))

    assert label(rate[: 3 * 24], HEARD[: 3 * 24]) == ""
    assert label(np.where(CLOCK % 168 < 3, 60.0, 4.0)[: 15 * 24], HEARD[: 15 * 24]) == ""


def test_all_of_a_strict_rhythm_comes_back() -> None:
    counts = np.where(CLOCK % 24 == 18, 400.0, 1.0)[None]

    assert returning(counts, HEARD, 24)[0] == 1.0
    assert returning(counts, HEARD, 12)[0] < 0
    assert np.isnan(returning(np.ones((1, HOURS)), HEARD, 24)[0])


def test_weekdays_that_differ_a_little_make_no_season() -> None:
    rate = 100 * np.array([1.0, 1.1, 0.95, 1.05, 1.0, 1.15, 0.9])[CLOCK // 24 % 7]

    assert label(rate) == ""
