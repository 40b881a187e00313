"""The forecaster of the service: the forecast model that is current on the shelf, or none."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from hashtagger.errors import HashtaggerError
from hashtagger.forecast import Early, Forecast, NoForecast
from hashtagger.ranking import Rows
from hashtagger.settings import Settings
from ranker.artefacts import FORECAST, Shelf
from ranker.following import Following
from ranker.prospects import prospect_of

if TYPE_CHECKING:
    from ranker.forecast_model import ForecastModel

NO_MODEL = NoForecast(
    "no forecast was learned yet: that takes posts whose engagement was reported about two days after"
)
OFF = NoForecast("learned models are switched off")
NO_TAGS = NoForecast("a forecast is of a post with tags, and there is none")
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, eq=False)
class _Loaded:
    """Replaced as a whole, never changed."""

    stamp: tuple[int, int] | None = None
    """Of the pointer that it was read from."""
    model: ForecastModel | None = None
    trouble: str = ""
    """Why the model that is current cannot be used."""


class LiveForecaster:
    """
    Implements ``hashtagger.ports.Forecaster``; follows the shelf that any number of processes share.

    Safe to call from any thread. A new model is read on a thread of its own, while the one before still serves.
    ``seconds`` is a monotonic clock.
    """

    def __init__(self, settings: Settings, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._enabled, self._shelf = settings.ranker.enabled, Shelf(settings.ranker_dir)
        self._following = Following(self._shelf, FORECAST, self._take_in, seconds)
        self._loaded = _Loaded()
        if self._enabled:
            self.refresh()

    def forecast(self, rows: Rows, early: Early | None = None) -> Forecast | NoForecast:
        """See ``Forecaster.forecast``."""
        if not self._enabled:
            return OFF
        loaded = self._loaded
        self._following.look(loaded.stamp, broken=bool(loaded.trouble))
        if loaded.trouble:
            return NoForecast(f"the forecast model cannot be used: {loaded.trouble}", failed=True)
        if loaded.model is None:
            return NO_MODEL
        if not len(rows):
            return NO_TAGS
        try:
            return loaded.model.forecast(prospect_of(rows), early)
        except Exception:
            # The tags are what was asked for; a forecast that fails costs nothing but itself.
            log.exception("forecast_failed", version=loaded.model.version)
            return NoForecast("the forecast model failed", failed=True)

    def refresh(self) -> None:
        """Take in what the shelf says now; blocks while the model is read. Never raises."""
        self._following.read_now()

    def _take_in(self) -> None:
        self._loaded = self._read(self._loaded)

    def _read(self, was: _Loaded) -> _Loaded:
        stamp = self._shelf.stamp(FORECAST)
        try:
            version = self._shelf.current(FORECAST)
            if version is None:
                return _Loaded(stamp)
            if was.model is not None and was.model.version == version:
                return _Loaded(stamp, was.model)
            from ranker.forecast_model import read_model

            model = read_model(self._shelf.open(FORECAST, version))
        except Exception as error:
            # Also a library that is missing or does not load.
            if str(error) != was.trouble:
                ours = isinstance(error, HashtaggerError)
                log.error("forecast_unavailable", error=str(error), exc_info=None if ours else error)
            return _Loaded(stamp, trouble=str(error) or type(error).__name__)
        log.info("forecast_ready", version=version)
        return _Loaded(stamp, model)
