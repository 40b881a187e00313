"""Reads from the database what a forecast learns from: posts looked at about two days after, and what was known before."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import sqlalchemy as sa

from hashtagger.forecast import Early, Quantity
from hashtagger.posts import PostOutcome
from hashtagger.storage import tags
from hashtagger.storage.engagements import engagements_of
from hashtagger.storage.outcomes import read_outcomes
from hashtagger.storage.recommendations import drafts_of
from hashtagger.types import Tag, TagRecord
from ranker.folds import fold_of
from ranker.forecast_learning import FOLDS, Lesson, in_order
from ranker.forecast_model import stage_of, with_early
from ranker.hindsight import prospects_before
from ranker.prospects import Prospect, matrix_of
from ranker.quantiles import EARLY, NEW, Stage
from ranker.residuals import account_numbers, fit
from ranker.second_look import early_of

NEAR_H = (23.5, 96.5)
"""Only what was observed a day to four days after, or nearly, says what two days bring; the rest is history only."""
FITTED_SHARE = 0.6
"""What is expected of posts is learned from the earliest of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """Posts in the order of time with what was known of each beforehand."""

    outcomes: Sequence[PostOutcome]
    prospects: Sequence[Prospect]
    seen: Mapping[str, Sequence[Early]]
    """Post id → what was seen of it early."""

    def lesson(self, stage: Stage, quantity: Quantity) -> Lesson:
        """The posts of ``stage`` of which ``quantity`` is known."""
        found = list(self._examples(stage, quantity))
        posts = [outcome for outcome, _ in found]
        values = [outcome.reach if quantity is Quantity.REACH else outcome.interactions for outcome in posts]
        return Lesson(
            matrix=matrix_of([prospect for _, prospect in found]),
            truth=np.log1p(np.array(values, dtype=np.float64)),
            accounts=account_numbers(posts),
            order=in_order([outcome.published.timestamp() for outcome in posts]),
            folds=np.array([fold_of(outcome.account, FOLDS) for outcome in posts], dtype=np.int64),
        )

    def _examples(self, stage: Stage, quantity: Quantity) -> Iterator[tuple[PostOutcome, Prospect]]:
        for outcome, prospect in zip(self.outcomes, self.prospects, strict=True):
            if not NEAR_H[0] <= outcome.age_h <= NEAR_H[1] or (quantity is Quantity.REACH and outcome.reach is None):
                continue
            if stage is not EARLY:
                # What is known of an account's past is not looked at in stage NEW, so every post is an example of it.
                if stage is NEW or stage_of(prospect) is stage:
                    yield outcome, prospect
                continue
            for early in self.seen.get(outcome.post_id, ()):
                if (known := with_early(prospect, early, quantity)) is not None:
                    yield outcome, known


def read_material(connection: sa.Connection, *, since: datetime, until: datetime) -> Material:
    """Of the posts published between these moments."""
    outcomes = read_outcomes(connection, since=since, until=until)
    if not outcomes:
        return Material((), (), {})
    used = {tag for outcome in outcomes for tag in outcome.tags}
    near = {outcome.post_id: outcome for outcome in outcomes if NEAR_H[0] <= outcome.age_h <= NEAR_H[1]}
    seen = {
        post_id: early_of(engagements, near[post_id].published)
        for post_id, engagements in engagements_of(connection, near).items()
    }
    drafts = drafts_of(connection, [each.recommendation_id for each in outcomes if each.recommendation_id is not None])
    texts = {each.post_id: drafts[each.recommendation_id] for each in outcomes if each.recommendation_id in drafts}
    return material_of(outcomes, seen, tags.records(connection, used), texts)


def material_of(
    outcomes: Sequence[PostOutcome],
    seen: Mapping[str, Sequence[Early]],
    records: Mapping[Tag, TagRecord],
    texts: Mapping[str, str],
) -> Material:
    """``outcomes``: at least one, in the order of time."""
    model = fit(outcomes[: max(math.ceil(FITTED_SHARE * len(outcomes)), 1)])
    residuals = model.residuals(outcomes, past_only=True)
    return Material(outcomes, prospects_before(outcomes, residuals, records, texts=texts), seen)
