"""The forecaster of the service follows the shelf, and whatever is wrong there costs only the forecast."""

import threading
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from hashtagger.forecast import Forecast, NoForecast
from hashtagger.settings import RankerSettings, Settings
from ranker.artefacts import FORECAST, Shelf
from ranker.features import FEATURES, NAMES
from ranker.forecast import NO_MODEL, NO_TAGS, OFF, LiveForecaster
from tests.ranker.forecasts import model, prospect

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)


class Seconds:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(data_dir=tmp_path)


def promote(settings, files=None, *, after_h=0):
    shelf, now = Shelf(settings.ranker_dir), NOW + timedelta(hours=after_h)
    version = shelf.put(FORECAST, model().files() if files is None else files, facts={"h": after_h}, now=now).version
    shelf.promote(FORECAST, version, now=now)
    return version


def rows():
    """Of two tags of a post of an account with history."""
    made = np.full((2, len(FEATURES)), np.nan, dtype=np.float32)
    for name in ("account_posts", "followers"):
        made[:, NAMES.index(name)] = getattr(prospect(), name)
    made[:, NAMES.index("account_level")] = prospect().level
    return made


def let_reading_end():
    for thread in threading.enumerate():
        if thread.name == "forecast-reading":
            thread.join()


def test_what_is_current_on_the_shelf_forecasts(settings):
    version = promote(settings)
    found = LiveForecaster(settings).forecast(rows())
    assert isinstance(found, Forecast)
    assert found.model == version


def test_without_a_model_without_tags_and_switched_off_there_is_none_and_nothing_failed(settings):
    assert LiveForecaster(settings).forecast(rows()) == NO_MODEL
    promote(settings)
    assert LiveForecaster(settings).forecast(rows()[:0]) == NO_TAGS
    off = Settings(data_dir=settings.data_dir, ranker=RankerSettings(enabled=False))
    assert LiveForecaster(off).forecast(rows()) == OFF
    assert not any(each.failed for each in (NO_MODEL, NO_TAGS, OFF))


def test_a_new_model_is_taken_in_without_a_restart_and_the_old_one_serves_meanwhile(settings):
    seconds, old = Seconds(), promote(settings)
    forecaster = LiveForecaster(settings, seconds=seconds)
    new = promote(settings, after_h=1)
    assert forecaster.forecast(rows()).model == old
    let_reading_end()
    assert forecaster.forecast(rows()).model == new


@pytest.mark.parametrize("harm", ["changed", "gone", "other_columns"])
def test_a_broken_model_costs_the_forecast_and_says_that_it_failed(settings, harm):
    files = model().files()
    if harm == "other_columns":
        files = {"calibration.json": b'{"schema": "x"}'}
    version = promote(settings, files)
    path = settings.ranker_dir / FORECAST / version / "calibration.json"
    if harm == "changed":
        path.write_bytes(path.read_bytes() + b" ")
    if harm == "gone":
        path.unlink()
    found = LiveForecaster(settings).forecast(rows())
    assert isinstance(found, NoForecast)
    assert found.failed
    assert "cannot be used" in found.reason


def test_a_model_that_comes_back_whole_is_tried_again(settings):
    seconds, version = Seconds(), promote(settings)
    path = settings.ranker_dir / FORECAST / version / "calibration.json"
    whole = path.read_bytes()
    path.write_bytes(b"{")
    forecaster = LiveForecaster(settings, seconds=seconds)
    assert forecaster.forecast(rows()).failed
    path.write_bytes(whole)
    seconds.now += 31.0
    forecaster.forecast(rows())
    let_reading_end()
    assert isinstance(forecaster.forecast(rows()), Forecast)


def test_rows_that_nothing_can_be_made_of_cost_the_forecast_only(settings):
    promote(settings)
    found = LiveForecaster(settings).forecast(np.zeros((2, 3), np.float32))
    assert found == NoForecast("the forecast model failed", failed=True)


def test_without_a_thread_to_read_a_new_model_the_old_one_serves_until_there_is_one(settings, monkeypatch):
    seconds, old = Seconds(), promote(settings)
    forecaster = LiveForecaster(settings, seconds=seconds)
    new = promote(settings, after_h=1)

    def none_left(_thread):
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as crowded:
        crowded.setattr(threading.Thread, "start", none_left)
        assert forecaster.forecast(rows()).model == old
    seconds.now += 2.0
    forecaster.forecast(rows())
    let_reading_end()
    assert forecaster.forecast(rows()).model == new
