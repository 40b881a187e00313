"""
What another policy would have earned, told from answers in which chance had a known say; refused where they cannot tell.

Judged is the target's slate against the slate of the policy that answered (its greedy tags), by residual engagement in natural
log units: 0.03 reads as 3 % more interactions. The verdict is that of the doubly robust estimate (``ranker/estimators.py``), with
intervals for which whole accounts are drawn (``ranker/bootstrap.py``). How it is to be read, and what was measured:
docs/off-policy.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from hashtagger.types import Tag
from ranker.bootstrap import Interval, cluster_intervals
from ranker.contrasts import Contrasts, Floats, contrasts_of
from ranker.estimators import doubly_robust, effective_samples, modelled, self_normalised, weighted
from ranker.logged import LoggedAnswer
from ranker.residuals import fit
from ranker.swaps import Swap, swap_of

LEAST_ACCOUNTS = 30
"""With fewer, no interval over accounts keeps its level."""
MOST_IMBALANCE = 5.0
"""Standard errors that mean weights may be from what they are by construction when the logged chances are the true ones."""
LEVEL = 0.95
"""Of all intervals but the verdict's."""
VERDICT_LEVEL = 0.98
"""Stricter: where there is nothing to find, a 95 % interval leaves 0 out one night in twenty."""
_FOUR_OF_FIVE = (2.326 + 0.842) / (2 * 2.326)
"""From the width of the verdict's interval to the difference that it leaves 0 out for in 80 % of all cases."""


Published = Mapping[bool | None, tuple[int, int]]
"""Whether a tag was explored (None: chance had no say) → (answers that name a slate of the target, those with a known post)."""


@dataclass(frozen=True, slots=True)
class OffPolicyReport:
    """Everything that there is to say of a target beside the policy that answered."""

    target: str
    verdict: str
    """"better", "worse", "no measurable effect", or "refused: " and why."""
    verdict_level: float
    """0..1: how often an interval such as ``verdict_interval`` holds the truth."""
    verdict_interval: Interval | None
    """Of DR; "better" and "worse" leave 0 out of it. None when refused."""
    answers: int
    """That name a slate of the target."""
    with_post: float
    """Share of them whose post is known."""
    supported: float
    """Share of those in which chance could have led to every tag of the target; all that follows is about them only."""
    changed: float
    """Share of the supported ones in which the target shows other tags."""
    tags_changed: float
    """How many others it shows there, on average."""
    accounts: int
    effective_samples: float
    """Posts of a plain half-and-half experiment on the changed answers that would be as exact: 4 n² / Σ w²."""
    ips: Interval | None
    """Mean over the supported answers with its 95 % interval, as all that follow; None when refused."""
    snips: Interval | None
    dr: Interval | None
    direct: Interval | None
    """What the direct model alone says: narrower, and wrong where tags do not earn in proportion to what their rows say."""
    detectable: float | None
    """A true difference of this size would give a verdict in four of five such logs, log units."""
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def estimate(
    answers: Sequence[LoggedAnswer],
    *,
    target: str,
    slates: Mapping[str, Sequence[Tag]] | None = None,
    residuals: Floats | None = None,
    published: Published | None = None,
    min_effective_samples: float,
    draws: int = 2000,
    seed: int = 0,
) -> OffPolicyReport:
    """
    ``target``: name of the policy that is judged. Its slates are those that the shadow of that name would have shown, or
    ``slates`` (id of an answer → tags). ``residuals``: log units [len(answers)], NaN where no post is known; None: fitted here
    (``ranker/residuals.py``), each post's level from the account's other posts. ``published``: counts of all answers, for a
    caller that hands over only those with a known post; None: counted in ``answers``.
    """
    earned = _residuals(answers) if residuals is None else np.asarray(residuals, dtype=np.float64)
    wanted = {a.recommendation_id: a.shadow_shown for a in answers if a.shadow == target} if slates is None else slates
    asked = [i for i, answer in enumerate(answers) if answer.recommendation_id in wanted]
    swaps = {i: swap_of(answers[i].exploration, wanted[answers[i].recommendation_id]) for i in asked}
    known = [i for i in asked if np.isfinite(earned[i])]
    kept = [i for i in known if swaps[i].supported]
    contrasts = contrasts_of(
        [answers[i] for i in kept],
        [swaps[i] for i in kept],
        [wanted[answers[i].recommendation_id] for i in kept],
        earned[kept],
    )
    published = _published(swaps, set(known)) if published is None else published
    named, posted = (sum(counts[which] for counts in published.values()) for which in (0, 1))
    return report(
        contrasts,
        target=target,
        answers=named,
        with_post=posted / max(named, 1),
        supported=len(kept) / max(len(known), 1),
        notes=_notes(len(known), len(known) - len(kept), published),
        min_effective_samples=min_effective_samples,
        draws=draws,
        seed=seed,
    )


def report(
    contrasts: Contrasts,
    *,
    target: str,
    answers: int,
    with_post: float,
    supported: float,
    notes: tuple[str, ...] = (),
    min_effective_samples: float,
    draws: int = 2000,
    seed: int = 0,
) -> OffPolicyReport:
    """The same from what was made of the answers; see ``OffPolicyReport`` for the arguments."""
    accounts = len(np.unique(contrasts.accounts))
    effective = effective_samples(contrasts)
    if not answers:
        refusal: str | None = "no answer says what the target would have shown"
    elif not with_post:
        refusal = "of no answer the post is known"
    elif not supported:
        refusal = "chance could have led to the target's tags in no answer whose post is known"
    else:
        refusal = _refusal(contrasts, accounts, effective, min_effective_samples)
    ips = snips = dr = direct = decides = None
    if refusal is None:
        (ips, _), (snips, _), (dr, decides), (direct, _) = (
            cluster_intervals(
                each(contrasts), contrasts.accounts, levels=(LEVEL, VERDICT_LEVEL), draws=draws, seed=seed
            )
            for each in (weighted, self_normalised, doubly_robust, modelled)
        )
    return OffPolicyReport(
        target=target,
        verdict=f"refused: {refusal}" if decides is None else verdict_of(decides),
        verdict_level=VERDICT_LEVEL,
        verdict_interval=decides,
        answers=answers,
        with_post=with_post,
        supported=supported,
        changed=float(contrasts.changed.mean()) if len(contrasts.changed) else 0.0,
        tags_changed=float(contrasts.tags_changed.sum() / max(contrasts.changed.sum(), 1)),
        accounts=accounts,
        effective_samples=effective,
        ips=ips,
        snips=snips,
        dr=dr,
        direct=direct,
        detectable=None if decides is None else _FOUR_OF_FIVE * (decides.high - decides.low),
        notes=notes,
    )


def verdict_of(interval: Interval) -> str:
    """An interval that holds zero is no effect that could be measured."""
    if interval.low > 0:
        return "better"
    return "worse" if interval.high < 0 else "no measurable effect"


def _refusal(contrasts: Contrasts, accounts: int, effective: float, min_effective_samples: float) -> str | None:
    """Why there is nothing to be said, or None."""
    if not contrasts.changed.any():
        return "the target shows the same tags in every answer that chance covers"
    if accounts < LEAST_ACCOUNTS:
        return f"the posts are of {accounts} accounts, and an interval needs {LEAST_ACCOUNTS}"
    if effective < min_effective_samples:
        return f"the effective sample size is {effective:.0f}, and {min_effective_samples:.0f} is the least"
    imbalance = max(_from_zero(contrasts.weights), _from_zero(contrasts.greedy - 1.0))
    if imbalance > MOST_IMBALANCE:
        return (
            f"what was shown does not fit the logged chances (mean weights are off by {imbalance:.1f} standard errors)"
        )
    return None


def _from_zero(values: Floats) -> float:
    """How many standard errors the mean is from 0."""
    total = float(np.sum(values**2))
    return abs(float(values.sum())) / total**0.5 if total else 0.0


def _residuals(answers: Sequence[LoggedAnswer]) -> Floats:
    found = np.full(len(answers), np.nan)
    outcomes = {i: answer.outcome for i, answer in enumerate(answers) if answer.outcome is not None}
    if outcomes:
        posts = list(outcomes.values())
        found[list(outcomes)] = fit(posts).residuals(posts)
    return found


def _published(swaps: Mapping[int, Swap], known: set[int]) -> Published:
    found: dict[bool | None, tuple[int, int]] = {}
    for i, swap in swaps.items():
        key = swap.explored if swap.rate else None
        answers, posts = found.get(key, (0, 0))
        found[key] = answers + 1, posts + (i in known)
    return found


def _notes(known: int, unsupported: int, published: Published) -> tuple[str, ...]:
    """What a reader must know beside the numbers."""
    notes = [
        f"Of {unsupported} of the {known} answers with a known post nothing is said: "
        "chance could not have led to the target's tags there."
    ] * (unsupported > 0)
    explored, others = (published.get(said, (0, 0)) for said in (True, False))
    if explored[0] and others[0] and _differ(explored, others):
        notes.append(
            f"{explored[1] / explored[0]:.1%} of the answers with an explored tag and {others[1] / others[0]:.1%} of the others "
            "have a known post: what was shown had a say in what was published, and the estimates may be off by that."
        )
    return tuple(notes)


def _differ(some: tuple[int, int], others: tuple[int, int]) -> bool:
    """Whether two shares, each (of how many, how many), are more than three standard errors apart."""
    together = (some[1] + others[1]) / (some[0] + others[0])
    error = (together * (1 - together) * (1 / some[0] + 1 / others[0])) ** 0.5
    return bool(abs(some[1] / some[0] - others[1] / others[0]) > 3.0 * error)
