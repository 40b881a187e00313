"""One training from beginning to end: collect posts, learn, judge on posts that nobody learned from; no shelf, no clock."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from hashtagger.errors import HashtaggerError
from hashtagger.posts import Account, PostOutcome
from hashtagger.ranking import Rows
from hashtagger.storage.outcomes import read_outcomes
from ranker.agreement import agreement_at, kept_ndcg_at
from ranker.baseline import sums_of
from ranker.dataset import FOLDS, Cuts, Slices, Table, cuts_of, split, tables_of
from ranker.features import NAMES, SCHEMA
from ranker.labels import USED, Group, group_of
from ranker.learn import Learned, learn
from ranker.logged import LoggedAnswer, read_logged
from ranker.replay import replay
from ranker.weights import established, newest

MOST_POSTS = 40_000
"""The newest are learned from, so that time and memory have a bound."""
MOST_KNOWN = 200_000
"""So many posts tell what is usual: those that are learned from, and the newest of the others."""
LEARNED, CURRENT, BASELINE, POPULARITY = "learned", "current", "baseline", "popularity"
_VOLUME = NAMES.index("volume")

Floats = NDArray[np.float64]
Score = Callable[[Rows], Floats]


@dataclass(frozen=True, slots=True, eq=False)
class Collected:
    """What there is to learn from."""

    groups: Sequence[Group]
    """One for each post, oldest answer first."""
    outcomes: Sequence[PostOutcome]
    """What posts earned in the window, imported ones too: those of ``groups`` and the newest others."""
    counts: Mapping[str, int]
    """How many answers were left out, by why."""


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """How orders did on the posts of all folds that no model of that fold had learned from: arrays of one length g."""

    accounts: Sequence[Account]
    weights: Floats
    """1 on average."""
    agreement: Mapping[str, Floats]
    """Name of an order → agreement@5 of each post."""
    kept: Mapping[str, Floats]
    """Name of an order → NDCG@5 of used against removed tags; NaN where creators removed none."""
    scores: Floats
    """Of the used tags, by the learned order, less the mean of their group."""
    residuals: Floats
    """Of the post of each of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Training:
    """A model that was learned, with everything that tells what it is worth."""

    learned: Learned
    held: Held
    cuts: Cuts
    sizes: Mapping[str, Mapping[str, int]]
    """Slice → posts, accounts, rows."""


def collect(
    connection: sa.Connection, *, since: datetime, until: datetime, most: int = MOST_POSTS, known: int = MOST_KNOWN
) -> Collected:
    """
    The posts from ``since`` to ``until`` with what their answers held.

    Answers with rows of another schema are made again where that is possible. What cannot be used is counted. ``known``: the most
    posts in ``Collected.outcomes``, at least ``most``; no account or owner is more of them than its share.
    """
    outcomes = read_outcomes(connection, since=since, until=until)
    asked = [each for each in outcomes if each.recommendation_id is not None]
    chosen = newest(asked, most)
    counts: Counter[str] = Counter(answers_over_the_limit=len(asked) - len(chosen))
    outcomes = _with_newest(chosen, outcomes, known)
    groups, broken = [], list[str]()
    answers = read_logged(
        connection, since=since - timedelta(days=30), until=until, outcomes=chosen, with_post=True, broken=broken
    )
    for answer in answers:
        group, why = _group(connection, answer)
        counts[why] += 1
        if group is not None:
            groups.append(group)
    counts["answers_broken"] += len(broken)
    return Collected(groups, outcomes, {name: count for name, count in counts.items() if count})


def train(
    collected: Collected, *, current: Score | None = None, threads: int = 1, rounds: int | None = None
) -> Training:
    """
    Learn one model of all accounts, and one without each fold of them to judge what such a model is worth.

    ``current``: scores of the model that orders answers now. Raises ValueError where a slice has no posts.
    """
    groups, outcomes = established(collected.groups, collected.outcomes)
    cuts = cuts_of(groups)
    parameters = {} if rounds is None else {"num_boost_round": rounds}
    held = []
    for fold in range(FOLDS):
        slices = split(groups, outcomes, cuts, fold=fold)
        tables = tables_of(slices, outcomes)
        judged = learn(tables[0], tables[1], threads=threads, parameters=parameters)
        orders = {LEARNED: judged.scores, BASELINE: sums_of, POPULARITY: popularity}
        held.append(_held(tables[2], slices.test, orders if current is None else {**orders, CURRENT: current}))
    slices = split(groups, outcomes, cuts, fold=None)
    tables = tables_of(slices, outcomes)
    learned = learn(tables[0], tables[1], threads=threads, parameters=parameters)
    return Training(learned, _together(held), cuts, _sizes(slices, tables))


def popularity(rows: Rows) -> Floats:
    """The order of how much is posted with a tag; unknown ones last."""
    return np.nan_to_num(rows[:, _VOLUME].astype(np.float64), nan=-1.0)


def _with_newest(chosen: Sequence[PostOutcome], outcomes: Sequence[PostOutcome], most: int) -> list[PostOutcome]:
    """The ``chosen`` and the newest others of ``outcomes``, ``most`` together, oldest first."""
    if len(outcomes) <= most:
        return list(outcomes)
    kept = {each.post_id for each in chosen}
    others = newest([each for each in outcomes if each.post_id not in kept], most - len(chosen))
    kept.update(each.post_id for each in others)
    return [each for each in outcomes if each.post_id in kept]


def _group(connection: sa.Connection, answer: LoggedAnswer) -> tuple[Group | None, str]:
    """Why says what became of the answer, for the counts."""
    why = "answers_used"
    if answer.schema != SCHEMA:
        try:
            answer = replace(answer, schema=SCHEMA, rows=replay(connection, answer.recommendation_id))
        except (HashtaggerError, zlib.error, ValueError, LookupError, TypeError, AttributeError):
            return None, "answers_of_another_schema"
        why = "answers_made_again"
    try:
        group = group_of(answer)
    except ValueError:
        return None, "answers_broken"
    return (None, "answers_none_used") if group is None else (group, why)


def _held(table: Table, groups: Sequence[Group], orders: Mapping[str, Score]) -> Held:
    scores = {name: order(table.rows) if len(table) else np.empty(0) for name, order in orders.items()}
    number = np.repeat(np.arange(len(table)), table.sizes)
    centred = scores[LEARNED] - (np.bincount(number, scores[LEARNED], len(table)) / np.maximum(table.sizes, 1))[number]
    used = table.use == USED
    return Held(
        [group.account for group in groups],
        table.group_weights,
        {name: agreement_at(table, found) for name, found in scores.items()},
        {name: kept_ndcg_at(table, found) for name, found in scores.items()},
        centred[used],
        table.residuals[number][used],
    )


def _together(parts: Sequence[Held]) -> Held:
    weights = np.concatenate([part.weights for part in parts])
    names = parts[0].agreement
    return Held(
        [account for part in parts for account in part.accounts],
        weights / max(float(weights.mean()) if len(weights) else 1.0, 1e-12),
        {name: np.concatenate([part.agreement[name] for part in parts]) for name in names},
        {name: np.concatenate([part.kept[name] for part in parts]) for name in names},
        np.concatenate([part.scores for part in parts]),
        np.concatenate([part.residuals for part in parts]),
    )


def _sizes(slices: Slices, tables: Sequence[Table]) -> dict[str, dict[str, int]]:
    named = zip(("train", "valid", "test"), (slices.train, slices.valid, slices.test), tables, strict=True)
    return {
        name: {"posts": len(groups), "accounts": len({g.account for g in groups}), "rows": len(table.rows)}
        for name, groups, table in named
    }
