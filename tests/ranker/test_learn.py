"""What is learned from made-up logs, and what is not."""

from dataclasses import replace

import numpy as np
import pytest

from ranker.agreement import agreement_at
from ranker.baseline import sums_of
from ranker.dataset import Table, cuts_of, split, tables_of
from ranker.features import NAMES
from ranker.labels import group_of
from ranker.learn import learn
from ranker.training import LEARNED, Collected, train
from tests.ranker.made_up import LIFT, RELEVANCE, VOLUME, world


def collected(answers):
    groups = [group for answer in answers if (group := group_of(answer)) is not None]
    return Collected(groups, [answer.outcome for answer in answers], {"answers_used": len(groups)})


def tables(answers, fold=None):
    found = collected(answers)
    return tables_of(split(found.groups, found.outcomes, cuts_of(found.groups), fold=fold), found.outcomes)


def sweep(column, low, high):
    """Rows that differ in one column."""
    rows = np.full((20, len(NAMES)), np.nan, np.float32)
    rows[:, [LIFT, RELEVANCE, VOLUME]] = (0.0, 0.6, 5.0)
    rows[:, column] = np.linspace(low, high, len(rows))
    return rows


@pytest.fixture(scope="module")
def strong():
    return world(900, effect=2.0, seed=1)


def test_a_hidden_effect_is_found_on_accounts_and_days_that_were_not_learned_from(strong):
    train_, valid, test = tables(strong, fold=0)
    learned = learn(train_, valid, threads=1)
    assert agreement_at(test, learned.scores(test.rows)).mean() > 0.02
    assert agreement_at(test, learned.scores(test.rows)).mean() > agreement_at(test, sums_of(test.rows)).mean()
    assert next(iter(learned.importances)) == "tag_lift"
    scores = learned.scores(sweep(LIFT, -0.4, 0.4))
    assert scores[-1] > scores[0]
    assert (np.diff(scores) >= 0).all()  # more lift never ranks lower


def test_the_same_posts_make_the_same_model(strong):
    train_, valid, _ = tables(strong[:300])
    first, second = (learn(train_, valid, threads=1, parameters={"num_boost_round": 5}).text for _ in range(2))
    assert first == second


def test_an_order_that_only_repeats_what_was_shown_agrees_with_nothing(strong):
    table = tables(strong)[2]
    repeated = (table.positions > 0).astype(float)
    assert abs(agreement_at(table, repeated).mean()) < 0.01
    best = np.where(table.use == 1, np.repeat(table.worth, table.sizes), 2.0)
    assert agreement_at(table, best).mean() > 0.1


def clicks(groups):
    """Ten tags a group, shown in the order of their volume: the creator sees the upper ones and keeps those with a lift."""
    rng = np.random.default_rng(1)
    rows = np.full((groups * 10, len(NAMES)), np.nan, np.float32)
    lifts, volumes = rng.uniform(0, 1, (2, groups, 10))
    positions = np.argsort(np.argsort(-(volumes + rng.normal(0, 0.2, volumes.shape)), axis=1), axis=1) + 1
    kept = (rng.random(lifts.shape) < 0.2 + 0.6 * lifts) & (rng.random(lifts.shape) < 1.0 / positions**0.7)
    rows[:, LIFT], rows[:, VOLUME] = lifts.ravel(), volumes.ravel()
    count = groups * 10
    return Table(
        rows=rows,
        grades=np.where(kept, 4, 0).ravel().astype(np.int32),
        sizes=np.full(groups, 10, np.int32),
        positions=positions.ravel().astype(np.int32),
        weights=np.ones(count),
        group_weights=np.ones(groups),
        use=np.ones(count, np.int8),
        worth=np.tile([0, 4], groups)[:groups].astype(np.int32),
        residuals=np.zeros(groups),
    )


def test_what_only_says_where_a_tag_stood_is_learned_less_with_positions():
    def slope(debias):
        learned = learn(clicks(600), None, threads=1, debias=debias, parameters={"num_boost_round": 40})
        by_volume, by_lift = (learned.scores(sweep(column, 0.0, 1.0)) for column in (VOLUME, LIFT))
        return (by_volume[-1] - by_volume[0]) / (by_lift[-1] - by_lift[0])

    assert slope(debias=False) > 0.5
    assert slope(debias=True) < 0.6 * slope(debias=False)


def test_nothing_to_learn_from_is_said():
    train_, valid, _ = tables(world(40))
    with pytest.raises(ValueError, match="no post"):
        learn(train_, replace(valid, sizes=valid.sizes[:0]), threads=1)


def test_every_late_post_is_judged_by_models_that_saw_neither_its_account_nor_its_time(strong):
    held = train(collected(strong[:400]), threads=1, rounds=5).held
    assert len(held.accounts) == len(held.agreement[LEARNED]) == 120
    assert held.weights.mean() == pytest.approx(1.0)
