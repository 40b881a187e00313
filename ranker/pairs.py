"""Which policies can be compared: what answered, and what was watched beside it; with counts of all such answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa

from hashtagger.storage.ranking_tables import ranking_logs
from hashtagger.storage.tables import recommendations
from ranker.baseline import VERSION as BASELINE
from ranker.offpolicy import Published

Pair = tuple[str, str]
"""(what answered, what was watched)"""
LEARNED = "learned"
"""All learned models together, each while it answered or was watched: a single one is seldom watched for long."""
_FETCHED_ROWS = 10_000


def watched_beside(policy: str, shadow: str | None, *, with_baseline: bool) -> list[Pair]:
    """The pairs that an answer tells of; ``with_baseline``: whether its log says what the baseline would have shown."""
    others = [*([BASELINE] if with_baseline else []), *([] if shadow is None else [shadow])]
    return [(policy, other) for other in others]


def together(pair: Pair) -> Pair | None:
    """The pair with all learned models in place of one; None for two learned ones, of which that would say nothing."""
    current, other = ((BASELINE if policy == BASELINE else LEARNED) for policy in pair)
    return None if current == other else (current, other)


def published(
    connection: sa.Connection, *, since: datetime, until: datetime, known: Collection[str]
) -> Mapping[Pair, Published]:
    """
    Of the answers made from ``since`` up to, but not, ``until`` outside of experiments: how many tell of each pair, single and
    together, and of how many of them the post is ``known`` (ids of answers).
    """
    r, log = recommendations.c, ranking_logs.c
    query = (
        sa.select(
            *(r.id, r.policy, log.shadow, log.baseline_shown.is_not(sa.null()).label("with_baseline")),
            (log.exploration["rate"].as_float() > 0).label("left_to_chance"),
            log.exploration["tag"].as_string().is_not(sa.null()).label("explored"),
        )
        .join(ranking_logs, log.recommendation_id == r.id)
        .where(r.created >= since, r.created < until, log.experiment_id.is_(None))
    )
    found: dict[Pair, dict[bool | None, tuple[int, int]]] = defaultdict(dict)
    for row in connection.execute(query.execution_options(yield_per=_FETCHED_ROWS)):
        explored = bool(row.explored) if row.left_to_chance else None
        for pair in watched_beside(row.policy, row.shadow, with_baseline=row.with_baseline):
            for each in (pair, together(pair)):
                if each is not None:
                    answers, posts = found[each].get(explored, (0, 0))
                    found[each][explored] = answers + 1, posts + (row.id in known)
    return found
