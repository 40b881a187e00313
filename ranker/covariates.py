"""What is known of a post beside its tags and its account, as columns: when, how old, what kind, how many followers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

import numpy as np
from numpy.typing import NDArray

from hashtagger.posts import PostFormat, PostOutcome

Floats = NDArray[np.float64]

_FORMATS = tuple(PostFormat)
_AGE_KNOTS_H = (24.0, 7 * 24.0, 30 * 24.0, 365 * 24.0)
_FIXED = (
    *("hour_sin", "hour_cos", "half_day_sin", "half_day_cos"),
    *(f"weekday_{day}" for day in range(7)),
    *(f"format_{each}" for each in _FORMATS),
    *("log_age", *(f"log_age_after_{knot:.0f}_h" for knot in _AGE_KNOTS_H)),
    *("log_followers", "followers_unknown"),
)


def column_names(platforms: Sequence[str]) -> tuple[str, ...]:
    """Names of the columns of ``columns``, in order."""
    return (*_FIXED, *(f"platform_{each}" for each in platforms))


def platforms_of(outcomes: Sequence[PostOutcome]) -> tuple[str, ...]:
    return tuple(sorted({each.platform for each in outcomes}))


def columns(outcomes: Sequence[PostOutcome], platforms: Sequence[str]) -> Floats:
    """
    float64 [len(outcomes), len(column_names(platforms))].

    The hour is UTC, as two waves of 24 and 12 hours. The age counts as its natural logarithm, in hours, whose slope may
    change after a day, a week, a month and a year. Unknown followers are NaN in "log_followers". A platform that is not
    listed has no column of its own.
    """
    moments = [each.published.astimezone(UTC) for each in outcomes]
    turn = np.array([(m.hour + m.minute / 60.0) * 2.0 * np.pi / 24.0 for m in moments])
    log_age = np.log(np.maximum([each.age_h for each in outcomes], 0.1)) if outcomes else np.empty(0)
    followers = np.array([np.nan if each.followers is None else float(each.followers) for each in outcomes])
    return np.column_stack(
        [
            *(np.sin(turn), np.cos(turn), np.sin(2 * turn), np.cos(2 * turn)),
            one_hot([m.weekday() for m in moments], range(7)),
            one_hot([each.format for each in outcomes], _FORMATS),
            *(log_age, *(np.maximum(log_age - np.log(knot), 0.0) for knot in _AGE_KNOTS_H)),
            *(np.log1p(np.maximum(followers, 0.0)), np.isnan(followers).astype(np.float64)),
            one_hot([each.platform for each in outcomes], platforms),
        ]
    )


def one_hot(values: Sequence[object], known: Sequence[object]) -> Floats:
    """float64 [len(values), len(known)]: 1 where a value is the known one; a row of zeros for a value that is not known."""
    place = {each: at for at, each in enumerate(known)}
    out = np.zeros((len(values), len(known)))
    for row, value in enumerate(values):
        if (at := place.get(value)) is not None:
            out[row, at] = 1.0
    return out
