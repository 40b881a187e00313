"""What is told of an account and its tags, in numbers that a creator reads without a course in statistics."""

from __future__ import annotations

import math
from typing import Any

from hashtagger.history_import.keeping import ImportReport
from hashtagger.posts import Account
from hashtagger.ranking import TagLift
from hashtagger.storage.accounts import StoredAccount, UsedTag

Z80 = 1.2816
"""
An interval of so many standard deviations to each side holds 80 % of a normal law; of an account's tags it held the truth in 82
to 97 of 100 cases (``benchmarks/residual_engagement.py``).
"""
NEGLIGIBLE = 0.05
"""Log units: within it, a tag earns about as usual."""


def account_told(account: Account, known: StoredAccount | None) -> dict[str, Any]:
    """The fields of an ``AccountOut``; None for an account of which nothing was said or counted yet."""
    usual = None
    if known is not None and known.level is not None:
        spread = known.spread or 0.0
        low, middle, high = (round(math.expm1(max(known.level + k * spread, 0.0))) for k in (-Z80, 0.0, Z80))
        usual = {"interactions": middle, "low": low, "high": high}
    return {
        "profile_id": account.profile_id,
        "followers": None if known is None else known.followers,
        "explore": True if known is None else known.explore,
        "posts": 0 if known is None else known.posts,
        "usual": usual,
        "in_words": _level_in_words(known, usual),
        "updated": None if known is None else known.updated,
    }


def tag_told(used: UsedTag) -> dict[str, Any]:
    """The fields of an ``AccountTagOut``."""
    earned = used.earned
    lift = None if earned is None else earned.lift
    return {
        "tag": used.tag,
        "uses": used.uses,
        "last_used": used.last_used,
        "posts": 0 if lift is None else lift.posts,
        "mean_percent": None if earned is None else percent(earned.mean),
        "lift_percent": None if lift is None else percent(lift.lift),
        "low_percent": None if lift is None else percent(lift.lift - Z80 * lift.error),
        "high_percent": None if lift is None else percent(lift.lift + Z80 * lift.error),
        "verdict": verdict(lift),
    }


def import_told(report: ImportReport) -> dict[str, Any]:
    """The fields of an ``ImportOut``."""
    return {
        "posts": report.posts,
        "with_engagement": report.with_engagement,
        "refused": report.refused_posts,
        "refusals": [{"where": each.where, "reason": each.reason} for each in report.refused],
        "since": report.first,
        "until": report.last,
    }


def verdict(lift: TagLift | None) -> str:
    """
    >>> [verdict(TagLift(9, lift, error)) for lift, error in ((0.3, 0.1), (-0.3, 0.1), (0.1, 0.1), (0.0, 0.03))]
    ['earned more than usual', 'earned less than usual', 'cannot tell yet', 'earned about as usual']
    >>> verdict(None)
    'nothing known yet'
    """
    if lift is None:
        return "nothing known yet"
    low, high = lift.lift - Z80 * lift.error, lift.lift + Z80 * lift.error
    if low > 0.0:
        return "earned more than usual"
    if high < 0.0:
        return "earned less than usual"
    if low > -NEGLIGIBLE and high < NEGLIGIBLE:
        return "earned about as usual"
    return "cannot tell yet"


def percent(log: float) -> float:
    """
    >>> percent(0.05), percent(-0.6931)
    (5.1, -50.0)
    """
    return round(100.0 * math.expm1(log), 1)


def _level_in_words(known: StoredAccount | None, usual: dict[str, int] | None) -> str:
    if known is None or usual is None:
        return (
            "What its posts earn is not known yet: import its history, or report what posts earned when they are an hour "
            "old or older."
        )
    what = f"{usual['interactions']:,} likes, comments, shares, saves and follows together"
    if known.posts < 2:
        return f"One post is known; it earned {what}."
    return f"A post usually earns {what}; four in five earn {usual['low']:,} to {usual['high']:,}."
