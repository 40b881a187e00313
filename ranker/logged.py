"""Answers as they were logged, with what came of them: what training, evaluation and audits read."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from hashtagger.posts import Account, FeedbackKind, PostOutcome
from hashtagger.ranking import Exploration, Rows
from hashtagger.storage.outcomes import PUBLISHED_WITHIN, read_outcomes
from hashtagger.storage.ranking_logs import unpack_exploration, unpack_rows
from hashtagger.storage.ranking_tables import feedback, ranking_logs
from hashtagger.storage.tables import recommendation_items, recommendations
from hashtagger.types import Tag

_PAGE = 200
"""Answers that are held at once: a row of candidates may have 300 of them."""
_TOLD = (FeedbackKind.ADDED, FeedbackKind.KEPT, FeedbackKind.REMOVED)
"""Of equally new ones the last speaks."""


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
    baseline_shown: tuple[Tag, ...] | None = None
    """What the baseline would have shown, whenever a learned model ordered the answer; None: it ordered the answer."""
    feedback: Mapping[Tag, FeedbackKind] | None = None
    """The newest of kept, removed and added for each tag; None when the creator told nothing."""
    outcome: PostOutcome | None = None
    """Of the post that was published with it."""
    api_key_id: str | None = None
    experiment_id: str | None = None
    arm: str | None = None


def read_logged(
    connection: sa.Connection,
    *,
    since: datetime,
    until: datetime,
    outcomes: Iterable[PostOutcome] | None = None,
    with_post: bool = False,
    broken: list[str] | None = None,
) -> Iterator[LoggedAnswer]:
    """
    The answers made from ``since`` up to, but not, ``until`` that have a log, oldest first; read as they are asked for.

    Each has the rows that were logged, of whatever schema (``LoggedAnswer.schema``). ``outcomes``: those to look for posts
    in, for a caller that has read them; else they are read. Of several posts with one answer the first published counts.
    ``with_post`` leaves out answers without one, before their rows are unpacked. An answer whose log cannot be read is left
    out, its id put into ``broken``.
    """
    if outcomes is None:
        outcomes = read_outcomes(connection, since=since, until=until + PUBLISHED_WITHIN)
    posts: dict[str, PostOutcome] = {}
    for each in sorted(outcomes, key=lambda outcome: outcome.published):
        if each.recommendation_id is not None:
            posts.setdefault(each.recommendation_id, each)
    r, log = recommendations.c, ranking_logs.c
    columns = [
        *(r.id, r.created, r.owner, r.profile_id, r.api_key_id, r.platform, r.policy, r.candidates),
        *(log.schema, log.rows, log.exploration, log.shadow, log.shadow_shown, log.baseline_shown),
        *(log.experiment_id, log.arm),
    ]
    for ids in _pages(connection, since, until, posts if with_post else None):
        query = (
            sa.select(*columns)
            .join(ranking_logs, log.recommendation_id == r.id)
            .where(r.id.in_(ids))
            .order_by(r.created, r.id)
        )
        shown, told = _shown(connection, ids), _told(connection, ids)
        for row in connection.execute(query):
            try:
                answer = _answer(row, shown.get(row.id, ()), told.get(row.id), posts.get(row.id))
            except (zlib.error, ValueError, KeyError, TypeError):
                if broken is not None:
                    broken.append(row.id)
                continue
            yield answer


def _pages(
    connection: sa.Connection, since: datetime, until: datetime, only: Mapping[str, PostOutcome] | None
) -> Iterator[Sequence[str]]:
    """Ids of answers with a log, oldest first; those in ``only``, when it is given."""
    r = recommendations.c
    query = (
        sa.select(r.id)
        .join(ranking_logs, ranking_logs.c.recommendation_id == r.id)
        .where(r.created >= since, r.created < until)
        .order_by(r.created, r.id)
    )
    ids = [id for id in connection.scalars(query) if only is None or id in only]
    for first in range(0, len(ids), _PAGE):
        yield ids[first : first + _PAGE]


def _shown(connection: sa.Connection, ids: Sequence[str]) -> Mapping[str, list[Tag]]:
    item = recommendation_items.c
    query = sa.select(item.recommendation_id, item.tag).where(item.recommendation_id.in_(ids))
    found: dict[str, list[Tag]] = defaultdict(list)
    for id, tag in connection.execute(query.order_by(item.recommendation_id, item.position)):
        found[id].append(Tag(tag))
    return found


def _told(connection: sa.Connection, ids: Sequence[str]) -> Mapping[str, dict[Tag, FeedbackKind]]:
    """For answers that the creator said something to, be it only that they were copied."""
    c = feedback.c
    rows = connection.execute(sa.select(c.recommendation_id, c.kind, c.tag, c.at).where(c.recommendation_id.in_(ids)))
    found: dict[str, dict[Tag, FeedbackKind]] = defaultdict(dict)
    for id, kind, tag, _ in sorted(rows, key=lambda row: (row.at, _rank(row.kind))):
        told = found[id]
        if kind in _TOLD:
            told[Tag(tag)] = FeedbackKind(kind)
    return found


def _rank(kind: str) -> int:
    """Place in ``_TOLD``; -1 for what concerns the whole answer."""
    return _TOLD.index(FeedbackKind(kind)) if kind in _TOLD else -1


def _answer(
    row: Any, shown: Sequence[Tag], told: Mapping[Tag, FeedbackKind] | None, post: PostOutcome | None
) -> LoggedAnswer:
    candidates = row.candidates
    return LoggedAnswer(
        recommendation_id=row.id,
        account=Account(row.owner, row.profile_id or ""),
        created=row.created,
        platform=row.platform,
        policy=row.policy,
        schema=row.schema,
        candidates=tuple(Tag(each["tag"]) for each in candidates),
        scores=np.array([each["score"] for each in candidates], np.float64),
        relevance=np.array([each["relevance"] for each in candidates], np.float64),
        rows=unpack_rows(row.rows, candidates=len(candidates)),
        shown=tuple(shown),
        exploration=unpack_exploration(row.exploration),
        shadow=row.shadow,
        shadow_shown=tuple(Tag(tag) for tag in row.shadow_shown or ()),
        baseline_shown=None if row.baseline_shown is None else tuple(Tag(tag) for tag in row.baseline_shown),
        feedback=told,
        outcome=post,
        api_key_id=row.api_key_id,
        experiment_id=row.experiment_id,
        arm=row.arm,
    )
