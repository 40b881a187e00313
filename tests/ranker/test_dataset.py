"""Slices by time and by account, from which nothing leaks."""

from dataclasses import replace

import numpy as np
import pytest

from ranker.dataset import FOLDS, cuts_of, split, tables_of
from ranker.folds import fold_of
from ranker.labels import USED, group_of
from tests.ranker.made_up import world


@pytest.fixture(scope="module")
def groups():
    return [group for answer in world(300, seed=2) if (group := group_of(answer)) is not None]


def outcomes(groups):
    return [group.outcome for group in groups]


def test_no_account_and_no_time_is_on_both_sides(groups):
    cuts = cuts_of(groups)
    for fold in range(FOLDS):
        slices = split(groups, outcomes(groups), cuts, fold=fold)
        learned = [*slices.train, *slices.valid]
        assert not {g.account for g in learned} & {g.account for g in slices.test}
        assert max(g.outcome.published for g in slices.train) < min(g.outcome.published for g in slices.valid)
        assert max(g.outcome.published for g in learned) < min(g.outcome.published for g in slices.test)
        assert all(each.published < cuts.train and fold_of(each.account, FOLDS) != fold for each in slices.known)


def test_every_late_post_is_judged_once(groups):
    cuts = cuts_of(groups)
    judged = [g.outcome.post_id for f in range(FOLDS) for g in split(groups, outcomes(groups), cuts, fold=f).test]
    assert sorted(judged) == sorted(g.outcome.post_id for g in groups if g.outcome.published >= cuts.valid)


def test_labels_of_training_do_not_depend_on_what_is_judged(groups):
    cuts = cuts_of(groups)
    held = [g for g in groups if fold_of(g.account, FOLDS) == 0 or g.outcome.published >= cuts.train]
    changed = {g.outcome.post_id: replace(g.outcome, interactions=g.outcome.interactions * 50) for g in held}
    others = [replace(g, outcome=changed.get(g.outcome.post_id, g.outcome)) for g in groups]
    first, second = (
        tables_of(split(each, outcomes(each), cuts, fold=0), outcomes(each))[0] for each in (groups, others)
    )
    np.testing.assert_array_equal(first.residuals, second.residuals)
    np.testing.assert_array_equal(first.grades, second.grades)


def test_labels_owe_nothing_to_the_number_of_used_tags(groups):
    few = {g.outcome.post_id: 100.0 * 0.7 ** np.sum(g.use == USED) for g in groups}
    others = [replace(g, outcome=replace(g.outcome, interactions=few[g.outcome.post_id])) for g in groups]
    for table in tables_of(split(others, outcomes(others), cuts_of(others), fold=1), outcomes(others)):
        used = np.add.reduceat(table.use == USED, np.cumsum(table.sizes) - table.sizes)
        assert used.std() > 0
        assert abs(np.cov(used, table.residuals)[0, 1]) < 1e-9


def test_tables_lie_end_to_end(groups):
    table = tables_of(split(groups, outcomes(groups), cuts_of(groups), fold=1), outcomes(groups))[0]
    assert table.sizes.sum() == len(table.rows) == len(table.grades) == len(table.positions) == len(table.weights)
    assert np.bincount(table.worth, minlength=5).min() > 0.15 * len(table)
    assert abs(table.residuals.mean()) < 1e-9


def test_nothing_cannot_be_split():
    with pytest.raises(ValueError, match="no posts"):
        cuts_of([])
