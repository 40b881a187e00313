"""A trained forecast as answers and as files."""

import math
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import orjson
import pytest

from hashtagger.errors import BrokenArtefact
from hashtagger.forecast import Early, Forecast, NoForecast, Quantity
from ranker.artefacts import FORECAST, Artefact, Shelf
from ranker.forecast_model import CALIBRATION_FILE, Calibrated, ForecastModel, groups_of, read_model
from ranker.prospects import COLUMNS, matrix_of
from ranker.quantiles import EARLY
from tests.ranker.forecasts import material, model, prospect

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)


def shelved(tmp_path) -> Artefact:
    shelf = Shelf(tmp_path)
    return shelf.open(FORECAST, shelf.put(FORECAST, model().files(), facts={}, now=NOW).version)


def without(stage: str) -> ForecastModel:
    stages = {name: each for name, each in model().stages[Quantity.INTERACTIONS].items() if name != stage}
    return replace(model(), stages={Quantity.INTERACTIONS: stages})


def test_low_median_and_high_are_in_order_for_whatever_is_known():
    chance = np.random.default_rng(0)
    anything = chance.normal(0, 20, (400, len(COLUMNS)))
    anything[chance.random(anything.shape) < 0.3] = np.nan
    anything[:, COLUMNS.index("early")] = np.abs(np.nan_to_num(anything[:, COLUMNS.index("early")]))
    for calibrated in model().stages[Quantity.INTERACTIONS].values():
        band = calibrated.band(anything, model().boundary)
        known = ~np.isnan(band.low + band.high)
        assert known.any()
        assert (band.low[known] <= band.median[known]).all()
        assert (band.median[known] <= band.high[known]).all()
        assert (band.low[known] >= 0).all()


def test_an_account_with_history_is_forecast_from_its_posts_and_those_of_others():
    found = model().forecast(prospect())
    assert isinstance(found, Forecast)
    own = round(math.expm1(prospect().account_posts))
    assert found.basis == f"from {own} posts of this account and {model().posts} of others"
    assert 0 <= found.low <= found.median <= found.high
    assert (found.quantity, found.level, found.at_h, found.model) == (Quantity.INTERACTIONS, 0.8, 48.0, "made-up")


def test_an_account_without_history_is_forecast_from_others_only():
    new = model().forecast(replace(prospect(), account_posts=math.log1p(2), level=9.0))
    assert isinstance(new, Forecast)
    assert new.basis == f"from {model().posts} posts of other accounts"
    assert replace(new, basis="") == replace(model().forecast(replace(prospect(), account_posts=0.0)), basis="")


def test_without_a_promise_for_new_accounts_the_answer_says_why_there_is_none():
    found = without("new").forecast(replace(prospect(), account_posts=0.0))
    assert found == NoForecast(
        "the account has fewer than 3 posts with known engagement, and too little is known of other new accounts of its size"
    )


def test_a_group_without_a_correction_is_promised_nothing():
    stages = model().stages[Quantity.INTERACTIONS]
    only_small = {name: Calibrated(each.quantiles, {"small": 0.1}) for name, each in stages.items()}
    limited = replace(model(), stages={Quantity.INTERACTIONS: only_small})
    assert isinstance(limited.forecast(replace(prospect(), followers=1.0)), Forecast)
    assert isinstance(limited.forecast(replace(prospect(), followers=20.0)), NoForecast)
    assert isinstance(limited.forecast(replace(prospect(), followers=math.nan)), NoForecast)


def test_a_second_look_makes_the_interval_narrower_the_later_it_is():
    factors = []
    for place in range(-60, 0):
        first = model().forecast(prospect(place))
        seen = material().seen[material().outcomes[place].post_id]
        looks = [model().forecast(prospect(place), early) for early in (seen[1], seen[4])]
        factors.append([(1 + each.high) / (1 + each.low) for each in (first, *looks)])
    first, at_3_h, at_24_h = np.median(factors, axis=0)
    assert first > at_3_h > at_24_h


def test_a_post_never_ends_below_what_it_had_already():
    found = model().forecast(prospect(), Early(30.0, interactions=1e6))
    assert isinstance(found, Forecast)
    assert found.low >= 1e6 * (1 - 1e-9)
    assert found.basis.endswith("and from 1,000,000 interactions after 30 hours")


@pytest.mark.parametrize("age_h", [0.5, 37.0])
def test_a_look_too_early_or_too_late_gives_no_forecast(age_h):
    assert "1 to 36 hours" in model().forecast(prospect(), Early(age_h, 10.0)).reason


def test_a_second_forecast_is_of_what_was_seen():
    assert isinstance(model().forecast(prospect(), Early(6.0, reach=100.0)), NoForecast)
    both = replace(model(), stages={q: model().stages[Quantity.INTERACTIONS] for q in Quantity})
    assert both.forecast(prospect()).quantity is Quantity.REACH
    assert both.forecast(prospect(), Early(6.0, 10.0)).quantity is Quantity.INTERACTIONS
    assert both.forecast(prospect(), Early(6.0, 10.0, 100.0)).basis.endswith("a reach of 100 after 6 hours")


def test_looks_at_other_ages_are_other_groups():
    looks = matrix_of([replace(prospect(), followers=0.0, early_age=math.log1p(h)) for h in (1.0, 4.0, 4.1, 36.0)])
    assert groups_of(EARLY, looks, 5.0).tolist() == [
        "small, seen before 4 h",
        "small, seen before 4 h",
        "small, seen before 10 h",
        "small, seen before 36 h",
    ]


def test_files_give_the_same_forecasts(tmp_path):
    read = read_model(shelved(tmp_path))
    for place in (-1, -5, 0):
        was, now = model().forecast(prospect(place)), read.forecast(prospect(place))
        assert isinstance(now, Forecast)
        assert replace(now, model=was.model) == was
    early = Early(6.0, 12.0)
    assert read.forecast(prospect(), early).high == model().forecast(prospect(), early).high


@pytest.mark.parametrize(
    "change",
    [
        {CALIBRATION_FILE: b"{"},
        {CALIBRATION_FILE: b"{}"},
        {"interactions-known-low.txt": b"not a model"},
    ],
)
def test_files_that_are_something_else_are_refused(tmp_path, change):
    artefact = shelved(tmp_path)
    with pytest.raises(BrokenArtefact):
        read_model(replace(artefact, files={**artefact.files, **change}))


def test_a_model_of_other_columns_is_refused(tmp_path):
    artefact = shelved(tmp_path)
    said = orjson.loads(artefact.files[CALIBRATION_FILE]) | {"schema": "0123456789abcdef"}
    with pytest.raises(BrokenArtefact, match="was made from columns 0123456789abcdef"):
        read_model(replace(artefact, files={**artefact.files, CALIBRATION_FILE: orjson.dumps(said)}))
