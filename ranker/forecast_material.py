"""Reads from the database what a forecast learns from: posts looked at about two days after, and what was known before."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import sqlalchemy as sa

from hashtagger.forecast import LATEST_H, Early, Quantity
from hashtagger.posts import PostOutcome
from hashtagger.storage import tags
from hashtagger.storage.engagements import engagements_of
from hashtagger.storage.outcomes import PUBLISHED_WITHIN, read_outcomes
from hashtagger.storage.recommendations import drafts_of
from hashtagger.types import Tag, TagRecord
from ranker.features import NAMES, SCHEMA
from ranker.folds import fold_of
from ranker.forecast_learning import FOLDS, Lesson, in_order
from ranker.forecast_model import stage_of, with_early
from ranker.hindsight import prospects_before
from ranker.logged import read_logged
from ranker.prospects import Prospect, matrix_of
from ranker.quantiles import EARLY, NEW, Stage
from ranker.residuals import account_numbers, fit
from ranker.second_look import early_of
from ranker.voices import even_sample
from ranker.weights import newest

NEAR_H = (23.5, 96.5)
"""Only what was observed a day to four days after, or nearly, says what two days bring; the rest is history only."""
EARLY_FROM_H = LATEST_H + 4.0
"""Second looks learn only from posts looked at again this late: else the latest early look could be the outcome itself."""
MOST_POSTS = 40_000
"""The newest so many are learned from, by a share for each account and owner (``ranker/weights.py::newest``)."""
FITTED_SHARE = 0.6
"""What is expected of posts is learned from the earliest of them."""
_VOLUME_AT = NAMES.index("volume")


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
            if stage is EARLY and outcome.age_h < EARLY_FROM_H:
                continue
            if stage is not EARLY:
                # What is known of an account's past is not looked at in stage NEW, so every post is an example of it.
                if stage is NEW or stage_of(prospect) is stage:
                    yield outcome, prospect
                continue
            for early in self.seen.get(outcome.post_id, ()):
                if (known := with_early(prospect, early, quantity)) is not None:
                    yield outcome, known


def read_material(connection: sa.Connection, *, since: datetime, until: datetime, most: int = MOST_POSTS) -> Material:
    """Of the newest ``most`` posts published between these moments."""
    outcomes = newest(read_outcomes(connection, since=since, until=until), most)
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
    volumes = _volumes(connection, outcomes, since - PUBLISHED_WITHIN, until)
    return material_of(outcomes, seen, tags.records(connection, used), texts, volumes)


def material_of(
    outcomes: Sequence[PostOutcome],
    seen: Mapping[str, Sequence[Early]],
    records: Mapping[Tag, TagRecord],
    texts: Mapping[str, str],
    volumes: Mapping[str, Mapping[Tag, float]] | None = None,
) -> Material:
    """``outcomes``: at least one, in the order of time. The others as in ``ranker/hindsight.py::prospects_before``."""
    earliest = outcomes[: math.ceil(FITTED_SHARE * len(outcomes))]
    model = fit([earliest[at] for at in even_sample(earliest).tolist()])
    residuals = model.residuals(outcomes, past_only=True)
    return Material(outcomes, prospects_before(outcomes, residuals, records, texts=texts, volumes=volumes), seen)


def _volumes(
    connection: sa.Connection, outcomes: Sequence[PostOutcome], since: datetime, until: datetime
) -> dict[str, dict[Tag, float]]:
    """As they were logged with the answer that a post was made with; not what the catalogue says of a tag today."""
    found = {}
    for answer in read_logged(connection, since=since, until=until, outcomes=outcomes, with_post=True):
        if answer.outcome is not None and answer.schema == SCHEMA and answer.candidates:
            volumes = dict(zip(answer.candidates, answer.rows[:, _VOLUME_AT].tolist(), strict=True))
            used = answer.outcome.tags
            found[answer.outcome.post_id] = {tag: volumes[tag] for tag in used if tag in volumes}
    return found
