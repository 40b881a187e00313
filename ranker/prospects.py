"""
The only definition of what a forecast knows of a post: names, order and units of its columns.

A prospect is made from rows of ``ranker/features.py``, those of the tags that the post carries. So training, answering and
looking again a day later see the same numbers: rows are logged with every answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import astuple, dataclass, field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hashtagger.ranking import Rows
from ranker.features import FEATURES, NAMES

Floats = NDArray[np.float64]
NAN = float("nan")


def _number(unit: str, feature: str = "", over_tags: str = "") -> Any:
    """One column: the feature that it comes from, and how it is taken together over the tags ("" when it is the same for all)."""
    return field(default=NAN, metadata={"unit": unit, "feature": feature, "over_tags": over_tags})


@dataclass(frozen=True, slots=True)
class Prospect:
    """A post about to be published. NaN where nothing is known; the order of the fields is that of the columns."""

    account_posts: float = _number("log1p posts with known engagement", "account_posts")
    level: float = _number("mean log1p interactions", "account_level")
    spread: float = _number("standard deviation of log1p interactions", "account_spread")
    followers: float = _number("log1p", "followers")
    format: float = _number("0 text, 1 photo, 2 carousel, 3 clip", "format")
    images: float = _number("count", "images")
    text_length: float = _number("log1p characters of the draft", "text_length")
    hour: float = _number("UTC hour 0..23", "hour")
    weekday: float = _number("0 Monday .. 6", "weekday")
    tags: float = _number("count")
    lift_mean: float = _number("log engagement", "tag_lift", "mean")
    lift_max: float = _number("log engagement", "tag_lift", "max")
    own_lift_mean: float = _number("log engagement", "account_tag_lift", "mean")
    own_lift_max: float = _number("log engagement", "account_tag_lift", "max")
    volume_mean: float = _number("log1p posts a day", "volume", "mean")
    volume_max: float = _number("log1p posts a day", "volume", "max")
    competition: float = _number("log of posts a day for each interaction", "competition", "mean")
    reach_prior: float = _number("0 niche .. 2 broad", "reach_prior", "mean")
    early: float = _number("log1p of the quantity when somebody looked early")
    early_age: float = _number("log1p hours at which somebody looked early")


COLUMNS = tuple(each.name for each in fields(Prospect))
PLACE = {name: place for place, name in enumerate(COLUMNS)}
_ONCE = [
    (each.name, NAMES.index(f))
    for each in fields(Prospect)
    if (f := each.metadata["feature"]) and not each.metadata["over_tags"]
]
_OVER_TAGS = {
    how: [
        (each.name, NAMES.index(each.metadata["feature"]))
        for each in fields(Prospect)
        if each.metadata["over_tags"] == how
    ]
    for how in ("mean", "max")
}
OF_TAGS = ("tags", *(name for columns in _OVER_TAGS.values() for name, _ in columns))
"""Columns that depend on the tags of the post."""
_UNITS = {feature.name: feature.unit for feature in FEATURES}
SCHEMA = hashlib.sha256(
    "\n".join(
        f"{each.name}\t{each.metadata['unit']}\t{each.metadata['over_tags']}\t{_UNITS.get(each.metadata['feature'], '')}"
        for each in fields(Prospect)
    ).encode()
).hexdigest()[:16]
"""Changes with every change of the definition, and with the units of the features behind it."""


def prospect_of(rows: Rows) -> Prospect:
    """The post that carries the tags of ``rows``: float32 [tags, len(FEATURES)], at least one row. Raises ``ValueError``."""
    if rows.ndim != 2 or not len(rows) or rows.shape[1] != len(FEATURES):
        raise ValueError(f"a post is made of rows [tags, {len(FEATURES)}], not {list(rows.shape)}")
    values = {name: float(rows[0, place]) for name, place in _ONCE}
    for how, columns in _OVER_TAGS.items():
        found = _over_tags(rows[:, [place for _, place in columns]].astype(np.float64), how)
        values.update(zip((name for name, _ in columns), found.tolist(), strict=True))
    return Prospect(tags=float(len(rows)), **values)


def without_tags(prospect: Prospect) -> Prospect:
    """The same post with no tag at all."""
    return replace(prospect, **{**dict.fromkeys(OF_TAGS, NAN), "tags": 0.0})


def matrix_of(prospects: Sequence[Prospect]) -> Floats:
    """float64 [n, len(COLUMNS)]"""
    return np.array([astuple(each) for each in prospects], dtype=np.float64).reshape(-1, len(COLUMNS))


def _over_tags(values: Floats, how: str) -> Floats:
    known = ~np.isnan(values)
    if how == "max":
        taken = np.where(known, values, -np.inf).max(axis=0)
    else:
        taken = np.where(known, values, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return np.where(known.any(axis=0), taken, NAN)
