"""Says in words what a learned model counted in favour of a tag; only what is true of the row, and only what people can use."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from ranker.features import NAMES

SHARE = 0.1
"""Said when it makes up at least this share of everything that spoke for the tag."""
MOST = 2
"""So many fragments of one tag: the evidence has its own words (``hashtagger/recommend/reasons.py``)."""
OF_THE_REQUEST = frozenset(
    {
        "account_posts",
        "account_level",
        "account_spread",
        "followers",
        "platform_max_tags",
        "format",
        "images",
        "text_length",
        "hour",
        "weekday",
    }
)
"""The same for every candidate of a request, so that they speak for none of them."""

Row = Mapping[str, float]
"""Feature → value."""


def in_words(row: NDArray[np.float32], contributions: NDArray[np.float64]) -> tuple[str, ...]:
    """
    At most ``MOST`` fragments, the weightiest first.

    ``row`` and ``contributions`` [len(FEATURES)] are one tag's; a contribution is in the unit of the score. Features without
    words count towards the whole that ``SHARE`` is of, but are never said, and neither is what does not speak for the tag
    by its own value: 'less bad than others' is no reason.
    """
    values = dict(zip(NAMES, row.tolist(), strict=True))
    spoke = {
        name: share
        for name, share in zip(NAMES, contributions.tolist(), strict=True)
        if share > 0.0 and name not in OF_THE_REQUEST
    }
    enough = SHARE * sum(spoke.values())
    told: list[str] = []
    for name in sorted(spoke, key=lambda each: (-spoke[each], each)):
        if spoke[name] < enough or len(told) == MOST:
            break
        if name in WORDS and math.isfinite(values[name]) and (fragment := WORDS[name](values)):
            told.append(fragment)
    return tuple(told)


def _tag_lift(row: Row) -> str:
    more = _percent(row["tag_lift"])
    return f"posts with it earn about {more} % more than usual ({_posts(row['tag_posts'])})" if more >= 1 else ""


def _account_tag_lift(row: Row) -> str:
    more = _percent(row["account_tag_lift"])
    return f"it did well for you: about {more} % more ({_posts(row['account_tag_posts'])})" if more >= 1 else ""


def _account_tag_posts(row: Row) -> str:
    return f"you used it before ({_posts(row['account_tag_posts'])})" if row["account_tag_posts"] > 0.5 else ""


def _velocity(row: Row) -> str:
    more = round(100 * row["velocity"])
    return f"its use grows by about {more} % a day" if more >= 1 else ""


def _z(row: Row) -> str:
    return f"used more than usual now, z {row['z']:.1f}" if row["z"] >= 1.0 else ""


def _competition(row: Row) -> str:
    # Posts a day for each interaction that the account is used to: below 1 there are fewer posts than interactions.
    if row["competition"] >= 0.0 or math.isnan(row["volume"]):
        return ""
    return f"few posts to compete with for an account like yours (about {_count(math.expm1(row['volume']))} a day)"


def _volume(row: Row) -> str:
    posts = math.expm1(row["volume"])
    return f"about {_count(posts)} posts a day carry it" if posts >= 1.0 else ""


def _seed_companions(row: Row) -> str:
    strength = row["seed_companion_max"]
    return f"used together with the tags that you named ({strength:.2f})" if strength >= 0.05 else ""


def _candidate_companions(row: Row) -> str:
    strength = row["candidate_companion_max"]
    return f"used together with other tags that fit here ({strength:.2f})" if strength >= 0.05 else ""


def _evidence_count(row: Row) -> str:
    return f"{row['evidence_count']:.0f} kinds of evidence agree on it" if row["evidence_count"] >= 2.0 else ""


def _category_match(row: Row) -> str:
    return f"in the field of {_share(row['category_match'])} of what fits here" if row["category_match"] >= 0.2 else ""


def _category_account(row: Row) -> str:
    return f"in the field of {_share(row['category_account'])} of your tags" if row["category_account"] >= 0.2 else ""


def _language_match(row: Row) -> str:
    return "in the language that you asked for" if row["language_match"] == 1.0 else ""


WORDS: Mapping[str, Callable[[Row], str]] = {
    "tag_lift": _tag_lift,
    "account_tag_lift": _account_tag_lift,
    "account_tag_posts": _account_tag_posts,
    "velocity": _velocity,
    "z": _z,
    "competition": _competition,
    "volume": _volume,
    "seed_companion_max": _seed_companions,
    "candidate_companion_max": _candidate_companions,
    "evidence_count": _evidence_count,
    "category_match": _category_match,
    "category_account": _category_account,
    "language_match": _language_match,
}
"""Feature → its fragment for a row, '' where the value gives no reason. What has no entry is not meant for people."""


def _percent(log_units: float) -> int:
    """
    >>> _percent(0.0583)
    6
    """
    return round(100 * math.expm1(log_units))


def _posts(log_count: float) -> str:
    """
    >>> _posts(math.log1p(210)), _posts(math.log1p(1)), _posts(float("nan"))
    ('210 posts', '1 post', 'no posts counted')
    """
    if math.isnan(log_count):
        return "no posts counted"
    count = round(math.expm1(log_count))
    return "1 post" if count == 1 else f"{count:,} posts"


def _count(value: float) -> str:
    """
    Two digits that mean something.

    >>> _count(1234.0), _count(3.42), _count(0.04)
    ('1,200', '3.4', '0.04')
    """
    if value >= 10:
        digits = len(str(round(value))) - 2
        return f"{round(value / 10**digits) * 10**digits:,}"
    return f"{value:.2g}"


def _share(value: float) -> str:
    return f"{round(100 * value)} %"
