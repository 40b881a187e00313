"""Answers as they were logged, with what came of them: what training, evaluation and audits read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from hashtagger.posts import Account, FeedbackKind, PostOutcome
from hashtagger.ranking import Exploration, Rows
from hashtagger.types import Tag


@dataclass(frozen=True, slots=True, eq=False)
class LoggedAnswer:
    """One answer. Arrays are aligned with ``candidates``, which are in the order of the ranking, best first."""

    recommendation_id: str
    account: Account
    """``profile_id`` is '' where the caller named none."""
    created: datetime
    platform: str
    policy: str
    schema: str
    candidates: tuple[Tag, ...]
    scores: NDArray[np.float64]
    relevance: NDArray[np.float64]
    rows: Rows
    shown: tuple[Tag, ...]
    """In the order of their positions."""
    exploration: Exploration
    shadow: str | None = None
    shadow_shown: tuple[Tag, ...] = ()
    feedback: Mapping[Tag, FeedbackKind] | None = None
    """The newest of kept, removed and added for each tag; None when the creator told nothing."""
    outcome: PostOutcome | None = None
    """Of the post that was published with it."""
    api_key_id: str | None = None
    experiment_id: str | None = None
    arm: str | None = None
