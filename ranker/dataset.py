"""
From groups to the arrays that LightGBM wants, split by time *and* by account.

    train       accounts of the other folds, the first 55 % of the time
    valid       the same accounts, up to 70 %: when to stop
    test        the accounts of the fold, after that

Neither a test post's account nor its time was seen by the model that is judged on it. With ``FOLDS`` folds every account is
a test account once. Time is measured in posts: the cuts are quantiles of the moments at which they were published.

Labels do not leak either: the model of residuals is fitted to posts of the training accounts from the training time, and the
grade of a post is the fifth of its own slice that it is in. The level of a test account comes from its own other posts.

How many candidates a post used says nothing of which: what residuals owe to that number, as a straight line over the slice, is
taken off before they are graded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from hashtagger.posts import PostOutcome
from hashtagger.ranking import Rows
from ranker.features import NAMES
from ranker.folds import fold_of
from ranker.labels import USED, Group, grades_of
from ranker.residuals import ResidualModel, fit
from ranker.voices import even_sample
from ranker.weights import shared_out, weigh

FOLDS = 3
TRAIN_UNTIL, VALID_UNTIL = 0.55, 0.70
"""Quantiles of the posts' times."""

Floats = NDArray[np.float64]
Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Groups laid end to end: n rows of g groups."""

    rows: Rows
    """[n, features]"""
    grades: NDArray[np.int32]
    """[n] 0..4"""
    sizes: NDArray[np.int32]
    """[g], each at least 1; they add up to n."""
    positions: NDArray[np.int32]
    """[n] from 1 where it was shown, 0 where it was not."""
    weights: Floats
    """[n] inverse propensities, times what owners have a say in each tag."""
    group_weights: Floats
    """[g]"""
    use: NDArray[np.int8]
    """[n] 1 used, 0 neutral, -1 removed."""
    worth: NDArray[np.int32]
    """[g] The grade of each post."""
    residuals: Floats
    """[g] Natural log units of interactions, less their line on the number of used tags."""

    def __len__(self) -> int:
        return len(self.sizes)


@dataclass(frozen=True, slots=True, eq=False)
class Slices:
    """One way to split. ``known``: all posts of the training accounts from the training time, imported ones too."""

    train: Sequence[Group]
    valid: Sequence[Group]
    test: Sequence[Group]
    known: Sequence[PostOutcome]


@dataclass(frozen=True, slots=True)
class Cuts:
    """Training ends before the first moment, validation before the second."""

    train: datetime
    valid: datetime


def cuts_of(groups: Sequence[Group]) -> Cuts:
    """Raises ValueError without groups."""
    moments = sorted(group.outcome.published for group in groups)
    if not moments:
        raise ValueError("no posts to split")
    return Cuts(*(moments[int(share * len(moments))] for share in (TRAIN_UNTIL, VALID_UNTIL)))


def split(groups: Sequence[Group], outcomes: Sequence[PostOutcome], cuts: Cuts, *, fold: int | None) -> Slices:
    """``fold`` None: every account trains, and every account is a test account, for a model that is to be used."""
    train: list[Group] = []
    valid: list[Group] = []
    test: list[Group] = []
    for group in groups:
        moment, held = group.outcome.published, fold_of(group.account, FOLDS) == fold
        if moment >= cuts.valid:
            if held or fold is None:
                test.append(group)
        elif not held:
            (train if moment < cuts.train else valid).append(group)
    known = [each for each in outcomes if each.published < cuts.train and fold_of(each.account, FOLDS) != fold]
    return Slices(train, valid, test, known)


def tables_of(slices: Slices, outcomes: Sequence[PostOutcome]) -> tuple[Table, Table, Table]:
    """
    Train, valid and test. ``outcomes``: everything that is known of what posts earned, for the levels of accounts.

    Raises ValueError when a slice has no post to learn the labels from.
    """
    model = fit([slices.known[at] for at in even_sample(slices.known).tolist()])
    return (
        _labelled(slices.train, model, slices.known),
        _labelled(slices.valid, model, slices.known),
        _labelled(slices.test, model, outcomes),
    )


def table_of(groups: Sequence[Group], residuals: Floats, group_weights: Floats) -> Table:
    """Lay groups end to end; their grades are the fifths of ``residuals``, by weight. [len(groups)] each."""
    worth = grades_of(residuals, group_weights)
    return Table(
        rows=np.concatenate([g.rows for g in groups]) if groups else np.empty((0, len(NAMES)), np.float32),
        grades=_joined([g.grades(int(grade)) for g, grade in zip(groups, worth, strict=True)], np.int32),
        sizes=np.array([len(g.use) for g in groups], np.int32),
        positions=_joined([g.positions for g in groups], np.int32),
        weights=_joined([g.weights * part for g, part in zip(groups, shared_out(groups), strict=True)], np.float64),
        group_weights=group_weights,
        use=_joined([g.use for g in groups], np.int8),
        worth=worth,
        residuals=residuals,
    )


def _labelled(groups: Sequence[Group], model: ResidualModel, known: Sequence[PostOutcome]) -> Table:
    residuals = model.residuals([group.outcome for group in groups], known=known)
    return table_of(groups, without_number(groups, residuals), weigh(groups)[0])


def without_number(groups: Sequence[Group], residuals: Floats) -> Floats:
    """
    ``residuals`` [len(groups)] less their line (least squares) on how many candidates each post used; their mean is 0.

    Who removes tags in a hurry may post at a bad hour. The more tags a post used, the more of them any order has in its first
    places; so without this an order that only has fewer used tags there could seem to agree with what posts earned.
    """
    if not len(groups):
        return residuals
    used = np.array([np.sum(group.use == USED) for group in groups], np.float64)
    used -= used.mean()
    centred = residuals - residuals.mean()
    return np.asarray(centred - used * (used @ centred) / max(float(used @ used), 1e-12))


def _joined(parts: Sequence[NDArray[Number]], kind: type[Number]) -> NDArray[Number]:
    return np.concatenate(parts) if parts else np.empty(0, kind)
