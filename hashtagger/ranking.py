"""What a ranker is asked and what it answers: the values that the core and every ranker share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from hashtagger.posts import PostFormat
from hashtagger.types import ScoredCandidate, Tag

CURRENT, BASELINE, SHADOW = "current", "baseline", "shadow"
"""Names of policies whose version changes."""

Rows = NDArray[np.float32]
"""Features of candidates: float32 [n, len(FEATURES)], NaN where nothing is known (``ranker/features.py``)."""


@dataclass(frozen=True, slots=True)
class TagLift:
    """
    What posts with a tag earned beyond what was to be expected of their accounts.

    ``lift`` is in natural log units of engagement, shrunk towards what is known without these posts; 0.05 reads as 5 % more.
    """

    posts: int
    lift: float
    error: float
    """Posterior standard deviation of ``lift``, above 0."""
    last_used: datetime | None = None


@dataclass(frozen=True, slots=True)
class EarnedTag:
    """What a tag earned one account."""

    mean: float
    """Of what its posts with it earned beyond what was expected, as measured; natural log units."""
    lift: TagLift
    """The same, shrunk towards what the tag earned all accounts; ``last_used`` is of posts with known engagement."""


@dataclass(frozen=True, slots=True)
class AccountHistory:
    """What is known of an account before it posts again."""

    posts: int = 0
    """With known engagement."""
    followers: int | None = None
    level: float | None = None
    """Mean log1p(interactions) of its posts; None without any."""
    spread: float | None = None
    """Standard deviation of the same; None with fewer than two."""
    tags: Mapping[Tag, TagLift] = field(default_factory=dict)
    explore: bool = True
    """Whether its answers may hold an explored tag."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything about a request that features may depend on, beside the candidates; logged with the answer's rows."""

    now: datetime
    platform: str
    format: PostFormat
    images: int
    text: str
    max_tags: int | None
    """What the platform allows."""
    language: str | None = None
    region: str | None = None
    seeds: tuple[Tag, ...] = ()
    """Asked for, or typed in the draft."""
    account: AccountHistory = AccountHistory()
    account_categories: Mapping[str, float] = field(default_factory=dict)
    """Category → share, 0..1, of the account's uses of tags that the catalogue has in it."""
    lifts: Mapping[Tag, TagLift] = field(default_factory=dict)
    """Of the candidates, over all accounts."""
    companions: Mapping[Tag, Mapping[Tag, float]] = field(default_factory=dict)
    """Of the candidates and seeds: other tag → strength 0..1."""


@dataclass(frozen=True, slots=True, eq=False)
class Shadow:
    """What a policy that is only watched would have done; nobody is shown any of it."""

    policy: str
    scores: NDArray[np.float64]
    """[n], in the order of the ranking's ``scored``."""


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """Candidates in order, with everything that led to it."""

    scored: Sequence[ScoredCandidate]
    """Best first; ties in the order of their tags."""
    policy: str
    """Version of what ordered them."""
    schema: str
    """Hash of the definition of the rows."""
    rows: Rows
    """In the order of ``scored``."""
    shadow: Shadow | None = None
    degraded: tuple[str, ...] = ()
    """("ranker",) when the baseline had to stand in."""
    baseline: Shadow | None = None
    """What the baseline would have done, whenever a learned model ordered them; None: it ordered them itself."""


@dataclass(frozen=True, slots=True)
class Exploration:
    """
    How chance had a say in an answer: with probability ``rate`` one of the ``greedy`` tags that are not ``fixed``, each
    equally likely, gave way to a tag of ``pool``, drawn by its probability. All propensities follow from these four.
    """

    rate: float
    """0..1; 0: chance had none."""
    greedy: tuple[Tag, ...]
    """What would have been shown, in order."""
    fixed: tuple[Tag, ...] = ()
    """Those of them that were asked for and never give way."""
    pool: tuple[tuple[Tag, float], ...] = ()
    """Tags that are not in ``greedy``, with probabilities that sum to 1; empty where chance had no say."""
    position: int | None = None
    """From 1, of the tag that came in; None when none did."""
    tag: Tag | None = None
    seed: str = ""
    """What chance was drawn from; '' where it had no say."""


@dataclass(frozen=True, slots=True)
class RankerStatus:
    """How a ranker does in this process."""

    version: str
    """Of what orders answers now."""
    shadow: str | None = None
    trouble: str = ""
    """Why the baseline stands in for the model that should order; '' when it does not."""
    shadow_trouble: str = ""
    reloads: int = 0
    """Times that another model was taken in since the start."""
    fallbacks: Mapping[str, int] = field(default_factory=dict)
    """Answers in which the baseline stood in, by why: 'unavailable', 'failed'."""
