"""Whether what was learned may order answers: better than what orders them now, learned from enough, by nobody alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranker.bootstrap import Interval, cluster_interval
from ranker.training import BASELINE, CURRENT, LEARNED, Collected, Held
from ranker.weights import Shares

LEAST_ACCOUNTS = 10
"""Nothing is learned from posts of fewer."""
LEAST_TEST_POSTS, LEAST_TEST_ACCOUNTS = 50, 10
MOST_OF_NEWCOMERS = 0.3
"""Share of the weight of all posts, of all owners that are new together."""
MOST_CUT = 0.5
"""Share of the weight that caps may take away."""
MOST_BROKEN = 0.2
"""Share of answers with posts that may be unusable."""
MOST_KEPT_LOST = 0.05
"""Of kept NDCG@5: what earns more may be kept a little less often."""

Floats = NDArray[np.float64]


class Outcome(StrEnum):
    """What becomes of a model."""

    PROMOTED = "promoted"
    SHADOW = "shadow"
    """It is scored beside what is current, and shown to nobody."""
    REFUSED = "refused"
    """It lies on the shelf, and nothing uses it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says."""

    outcome: Outcome
    why: str
    """In words."""
    dismissed: str = ""
    """Why the model that orders answers now may not go on; '' when it may, or when there is none."""

    def as_json(self) -> Mapping[str, Any]:
        return {
            "passed": self.outcome is Outcome.PROMOTED,
            "outcome": self.outcome.value,
            "why": self.why,
            "dismissed": self.dismissed,
        }


def too_little(collected: Collected, *, min_posts: int) -> str | None:
    """Why nothing can be learned yet; None when something can."""
    posts, accounts = len(collected.groups), len({group.account for group in collected.groups})
    if posts < min_posts:
        return f"{posts} posts with known engagement and a tag of ours; it takes {min_posts}"
    if accounts < LEAST_ACCOUNTS:
        return (
            f"posts of {accounts} accounts; it takes {LEAST_ACCOUNTS} to tell whether what is learned holds for others"
        )
    return None


def suspicion(shares: Shares, counts: Mapping[str, int]) -> str | None:
    """Why these posts are not to be trusted; None when nothing speaks against them."""
    if shares.new_owners > MOST_OF_NEWCOMERS:
        return (
            f"{shares.new_owners:.0%} of the posts come from owners that are new; at most {MOST_OF_NEWCOMERS:.0%} may"
        )
    if shares.cut > MOST_CUT:
        return f"a few accounts or owners sent so much that {shares.cut:.0%} of the weight of all posts was cut away"
    broken = sum(count for why, count in counts.items() if why in ("answers_broken", "answers_of_another_schema"))
    usable = sum(count for why, count in counts.items() if why in ("answers_used", "answers_made_again"))
    if broken > MOST_BROKEN * (broken + usable):
        return f"{broken} of {broken + usable} answers have rows that cannot be used"
    return None


def judge(held: Held, shares: Shares, counts: Mapping[str, int]) -> Verdict:
    """
    Promoted only when the interval of its agreement@5 less that of what is current is wholly above 0.

    The current model is judged too: when its own interval less that of the baseline is wholly below 0, it is dismissed, and the
    baseline is what has to be beaten.
    """
    if (why := suspicion(shares, counts)) is not None:
        return Verdict(Outcome.REFUSED, why)
    dismissed = _dismissed(held)
    rival = CURRENT if CURRENT in held.agreement and not dismissed else BASELINE
    return replace(_compared(held, rival), dismissed=dismissed)


def _compared(held: Held, rival: str) -> Verdict:
    name = "the current model" if rival == CURRENT else "the baseline"
    if not _is_enough(held):
        left = f"{len(held.accounts)} posts of {len(set(held.accounts))} accounts"
        return Verdict(Outcome.SHADOW, f"only {left} are left to judge it on")
    better = difference(held, rival)
    assert better is not None
    said = f"agreement@5 less that of {name}: {better.estimate:+.4f} ({better.low:+.4f} to {better.high:+.4f})"
    if not better.low > 0:
        return Verdict(Outcome.SHADOW, f"not shown to be better; {said}")
    kept = difference(held, rival, of="kept")
    if kept is not None and kept.high < -MOST_KEPT_LOST:
        return Verdict(Outcome.SHADOW, f"creators would remove more of what it puts first; {said}")
    return Verdict(Outcome.PROMOTED, f"better; {said}")


def _dismissed(held: Held) -> str:
    if CURRENT not in held.agreement or not _is_enough(held):
        return ""
    less = difference(held, BASELINE, order=CURRENT)
    if less is None or not less.high < 0:
        return ""
    return (
        "worse than the baseline; agreement@5 of the current model less that of the baseline: "
        f"{less.estimate:+.4f} ({less.low:+.4f} to {less.high:+.4f})"
    )


def _is_enough(held: Held) -> bool:
    return len(held.accounts) >= LEAST_TEST_POSTS and len(set(held.accounts)) >= LEAST_TEST_ACCOUNTS


def measured(held: Held, name: str, *, of: str = "agreement") -> Interval | None:
    """The mean of an order by posts, with its 95 % interval by accounts; None with posts of fewer than two accounts."""
    return _interval(held, getattr(held, of)[name])


def difference(held: Held, rival: str, *, of: str = "agreement", order: str = LEARNED) -> Interval | None:
    """Of ``order`` less ``rival``, paired by post; else as ``measured``."""
    values: Mapping[str, Floats] = getattr(held, of)
    return _interval(held, values[order] - values[rival])


def _interval(held: Held, values: Floats) -> Interval | None:
    known = np.flatnonzero(np.isfinite(values)).tolist()
    accounts = [held.accounts[i] for i in known]
    if len(set(accounts)) < 2:
        return None
    weights = held.weights[known]
    return cluster_interval(values[known] * weights / weights.mean(), accounts)
