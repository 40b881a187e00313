"""Says how unusual an hour of a tag is for a source that counts authors: arrays in, arrays out, no storage (``docs/trends.md``).

Matrices are float64 [n_tags, n_hours], one row a tag, one column an hour, columns without gaps and in the order of time.
Every row is judged by itself, so tags can be scored in chunks of any size.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hashtagger.trends.pace import growth_per_day, velocity

Floats = NDArray[np.float64]
Columns = NDArray[np.intp]

WEEK_H = 168
RECENT_H = 3
"""z is of that many hours together."""
STABLE_OF = 3
STABLE_LOOKBACK_H = 6
"""``stable`` finds its three observed hours among this many, the hour itself included."""
PEAK_MEMORY_H = 48


@dataclass(frozen=True, slots=True)
class ScoringParams:
    """The fitted numbers of the formula (``benchmarks/trend_detection.py --fit``)."""

    prior_weight: float = 4.0
    """k: how many hours of evidence the recent mean is worth."""
    phi: float = 0.1
    """Variance beyond Poisson, as a share of the expectation squared."""
    min_authors: float = 5.0
    """A_min: an hour (for ``recent_z``: three hours together) with fewer distinct authors has z 0."""
    smallest_mean: float = 0.05
    """ε: authors an hour that are expected of a tag never seen before."""
    weeks: int = 4
    min_history_h: int = 24
    """With fewer observed hours to compare with, z is 0."""
    min_observed: float = 0.5
    """An hour of which less was heard counts as not observed."""

    @property
    def history_h(self) -> int:
        """How many columns before an hour its z depends on."""
        return WEEK_H * self.weeks + 1

    @property
    def window_h(self) -> int:
        """How many columns, the scored one included, ``score_last_hour`` depends on; more change nothing."""
        return self.history_h + STABLE_LOOKBACK_H - 1 + PEAK_MEMORY_H


@dataclass(frozen=True, slots=True)
class Expectation:
    """What an ordinary tag-hour holds, and how far ordinary hours stray."""

    mean: Floats
    """μ, authors: float64 [n_tags, n_at]."""
    variance: Floats
    """float64 [n_tags, n_at], above 0."""
    history_h: NDArray[np.int64]
    """Observed hours that it rests on: int64 [n_at], the same for every tag."""


@dataclass(frozen=True, slots=True)
class HourScores:
    """One hour of n tags; every array is float64 [n_tags]."""

    z: Floats
    """``recent_z``: what alerts compare; of the last three hours together."""
    stable: Floats
    """``stable_z``: median of the last three ``hourly_z``."""
    peak: Floats
    """``peaks``: what lists are sorted by; 0 or more."""
    authors: Floats
    """0 where the hour was not observed."""
    expected: Floats
    velocity: Floats
    """Authors an hour above expectation, last three hours minus the three before, in units of the expectation (>= 1)."""
    growth_per_day: Floats
    """NaN where it cannot be told."""
    history_h: int
    """Observed hours that the expectation rests on: of the scope, not of a tag."""


def score_last_hour(counts: ArrayLike, observed: ArrayLike, params: ScoringParams | None = None) -> HourScores:
    """
    Everything about the last column, from nothing but the columns before: the same rows give the same numbers.

    Only the last ``params.window_h`` columns matter (726 by default). A tag has peak 0 unless two of its last 53 columns
    hold ``params.min_authors`` each, and z 0 unless its last three hold them together: others need not be asked for.

    Args:
        counts: Distinct authors, [n_tags, n_hours], no NaN, 0 where a tag was not seen.
        observed: Share of each hour that the source was listened to, 0..1 or bool, [n_hours].
    """
    params = params or ScoringParams()
    x, heard = _checked(counts, observed)
    x, heard = x[:, -params.window_h :], heard[-params.window_h :]
    at = slice(-(PEAK_MEMORY_H + STABLE_LOOKBACK_H - 1), None)
    expectation = expect(x, heard, at, params)
    z = _z(x, heard, _columns(at, len(heard)), expectation, params)
    used = heard >= params.min_observed
    stable = stable_z(z, used[at])
    return HourScores(
        z=recent_z(x, heard, slice(-1, None), params)[:, 0],
        stable=stable[:, -1],
        peak=peaks(stable),
        authors=x[:, -1] * used[-1],
        expected=expectation.mean[:, -1],
        velocity=velocity(x[:, at], expectation.mean, used[at]),
        growth_per_day=growth_per_day(x, used),
        history_h=int(expectation.history_h[-1]),
    )


def hourly_z(
    counts: ArrayLike,
    observed: ArrayLike,
    at: slice | Columns = slice(None),
    params: ScoringParams | None = None,
) -> Floats:
    """
    z of the columns ``at``, each judged only by the columns before it: float64 [n_tags, n_at], 0 or more.

    0 too where the hour has fewer than A_min authors, was not observed, or has too little history.

    Args:
        counts: Distinct authors, [n_tags, n_hours].
        observed: Share of each hour that was listened to, 0..1 or bool, [n_hours].
        at: A slice of columns or their numbers (negative ones count from the end).
    """
    params = params or ScoringParams()
    x, heard = _checked(counts, observed)
    return _z(x, heard, _columns(at, len(heard)), expect(x, heard, at, params), params)


def recent_z(
    counts: ArrayLike,
    observed: ArrayLike,
    at: slice | Columns = slice(None),
    params: ScoringParams | None = None,
) -> Floats:
    """
    z of each column of ``at`` together with the two before it: float64 [n_tags, n_at], 0 or more. Arguments as ``hourly_z``.

    Authors, expectations, and the part of the variance that all hours share are added up over those of the three hours
    that were observed; 0 where the column itself was not, where together they have fewer than A_min authors, or with too
    little history. Finds bursts of rare tags that no single hour shows.
    """
    params = params or ScoringParams()
    x, heard = _checked(counts, observed)
    t = _columns(at, len(heard))
    lags = t - np.arange(RECENT_H)[:, None]
    used = (lags >= 0) & (heard[lags] >= params.min_observed)
    expectation = expect(x, heard, np.maximum(lags, 0).ravel(), params)
    shape = (len(x), RECENT_H, len(t))
    mean = expectation.mean.reshape(shape) * used
    poisson_and_phi = expectation.mean + params.phi * expectation.mean**2
    of_the_rate = np.sqrt(np.maximum(expectation.variance - poisson_and_phi, 0.0)).reshape(shape) * used
    now, ordinary = (x[:, lags] * used).sum(axis=1), mean.sum(axis=1)
    variance = ordinary + of_the_rate.sum(axis=1) ** 2 + params.phi * ordinary**2
    history_h = expectation.history_h.reshape(RECENT_H, len(t))[0]
    judged = used[0] & (history_h >= params.min_history_h) & (now >= params.min_authors)
    z: Floats = np.where(judged, np.maximum(now - ordinary, 0.0) / np.sqrt(np.maximum(variance, 1e-9)), 0.0)
    return z


def expect(
    counts: ArrayLike,
    observed: ArrayLike,
    at: slice | Columns = slice(None),
    params: ScoringParams | None = None,
) -> Expectation:
    """
    The predictive mean and variance of the columns ``at``: a Gamma prior centred on the mean of the last 168 observed
    hours, updated with the same hour of the week, give or take one, of the last four weeks. Arguments as ``hourly_z``.
    """
    params = params or ScoringParams()
    x, heard = _checked(counts, observed)
    t = _columns(at, len(heard))
    exposure = np.where(heard >= params.min_observed, heard, 0.0)
    authors_before = _before(np.where(exposure > 0, x, 0.0))
    exposure_before = _before(exposure)
    hours_before = _before(exposure > 0)

    oldest = np.maximum(t - params.history_h, 0)
    since = np.maximum(np.searchsorted(hours_before, hours_before[t] - WEEK_H), oldest)
    heard_lately = exposure_before[t] - exposure_before[since]
    recent = (authors_before[:, t] - authors_before[:, since]) / np.maximum(heard_lately, 1e-9)

    alike = np.zeros_like(recent)
    alike_exposure = np.zeros(len(t))
    for week in range(1, params.weeks + 1):
        first, end = np.maximum(t - WEEK_H * week - 1, 0), np.maximum(t - WEEK_H * week + 2, 0)
        alike += authors_before[:, end] - authors_before[:, first]
        alike_exposure += exposure_before[end] - exposure_before[first]

    strength = params.prior_weight / np.maximum(recent, params.smallest_mean) + alike_exposure
    rate = (params.prior_weight + alike) / strength
    # An hour heard in part holds a part of its authors; of an hour not heard at all the full hour's expectation is told.
    part = np.where(exposure[t] > 0, exposure[t], 1.0)
    mean = rate * part
    variance = mean * (1 + part / strength) + params.phi * mean**2
    return Expectation(mean, variance, (hours_before[t] - hours_before[oldest]).astype(np.int64))


def stable_z(z: Floats, observed: ArrayLike) -> Floats:
    """
    Median of the last three observed hourly z at each column: float64 [n_tags, n_hours], as ``z``.

    An hour that is missing among the last ``STABLE_LOOKBACK_H`` columns counts as z 0, so one hour alone is never above 0.
    ``observed`` is bool or share, [n_hours]; any share above 0 counts, so pass what ``min_observed`` left.
    """
    used = np.asarray(observed) > 0
    missing = z.shape[1]
    newest = np.full((STABLE_OF, missing), missing)
    for column in range(missing):
        heard = np.flatnonzero(used[max(column - STABLE_LOOKBACK_H + 1, 0) : column + 1])[-STABLE_OF:]
        newest[: len(heard), column] = heard + max(column - STABLE_LOOKBACK_H + 1, 0)
    padded = np.concatenate([z, np.zeros((len(z), 1))], axis=1)
    a, b, c = (padded[:, columns] for columns in newest)
    median: Floats = np.maximum(np.minimum(a, b), np.minimum(np.maximum(a, b), c))
    return median


def peaks(stable: Floats, half_life_h: float = 4.0) -> Floats:
    """The highest ``stable`` of the last 48 columns, halved for every ``half_life_h`` since: float64 [n_tags]."""
    recent = stable[:, -PEAK_MEMORY_H:]
    age_h = np.arange(recent.shape[1])[::-1]
    kept: Floats = (recent * 0.5 ** (age_h / half_life_h)).max(axis=1, initial=0.0)
    return kept


def _z(x: Floats, heard: Floats, t: Columns, expectation: Expectation, params: ScoringParams) -> Floats:
    now = x[:, t]
    z = (now - expectation.mean) / np.sqrt(expectation.variance)
    judged = (heard[t] >= params.min_observed) & (expectation.history_h >= params.min_history_h)
    return np.where((now >= params.min_authors) & judged, np.maximum(z, 0.0), 0.0)


def _before(x: NDArray[np.generic]) -> NDArray[np.float64]:
    """Sum of all columns before each, and of all: one column more than ``x``."""
    total = np.cumsum(x, axis=-1)
    return np.concatenate([np.zeros((*total.shape[:-1], 1), total.dtype), total], axis=-1)


def _columns(at: slice | Columns, n_hours: int) -> Columns:
    if isinstance(at, slice):
        return np.arange(n_hours)[at]
    return np.asarray(at, dtype=np.intp) % n_hours


def _checked(counts: ArrayLike, observed: ArrayLike) -> tuple[Floats, Floats]:
    x, heard = np.asarray(counts, dtype=np.float64), np.asarray(observed, dtype=np.float64)
    if x.ndim != 2 or heard.shape != x.shape[1:]:
        raise ValueError(f"counts {x.shape} must be [n_tags, n_hours] and observed {heard.shape} [n_hours]")
    return x, heard
