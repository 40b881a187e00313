"""NDCG against values worked out by hand."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from ranker.ndcg import ndcg_at, ndcg_by_group


def test_the_best_order_is_worth_one_and_the_worst_less() -> None:
    assert ndcg_at([3, 2, 1], [0.9, 0.5, 0.1], 3) == 1.0
    worst = (1 + 2 / np.log2(3) + 3 / 2) / (3 + 2 / np.log2(3) + 1 / 2)
    assert ndcg_at([3, 2, 1], [0.1, 0.5, 0.9], 3) == pytest.approx(worst)


def test_only_the_first_k_places_count() -> None:
    assert ndcg_at([0, 1, 1], [3, 2, 1], 1) == 0.0
    assert ndcg_at([0, 1, 1], [3, 2, 1], 2) == pytest.approx((1 / np.log2(3)) / (1 + 1 / np.log2(3)))


def test_gain_is_linear_as_in_the_example_of_scikit_learn() -> None:
    labels = [10, 0, 0, 1, 5]
    assert ndcg_at(labels, [0.1, 0.2, 0.3, 4, 70], 5) == pytest.approx(0.6956940)
    assert ndcg_at(labels, [0.05, 1.1, 1.0, 0.5, 0.0], 4) == pytest.approx(0.3520244)


def test_items_of_equal_score_are_worth_the_mean_over_all_their_orders() -> None:
    labels = np.array([10.0, 0, 3, 1, 5])
    orders = [ndcg_at(labels[list(order)], [5, 4, 3, 2, 1], 3) for order in permutations(range(5))]
    assert ndcg_at(labels, [7, 7, 7, 7, 7], 3) == pytest.approx(np.mean(orders))
    assert ndcg_at([10, 0, 0, 1, 5], [1, 0, 0, 0, 1], 1) == pytest.approx(0.75)


def test_what_lies_at_the_floor_or_below_gains_nothing() -> None:
    assert ndcg_at([0.5, -2.0, 0.1], [3, 1, 2], 3) == ndcg_at([0.5, 0.0, 0.1], [3, 1, 2], 3)
    assert ndcg_at([3, 2, 1], [1, 3, 2], 3, floor=2.0) == ndcg_at([1, 0, 0], [1, 3, 2], 3)


def test_a_list_in_which_nothing_gains_has_no_value() -> None:
    assert np.isnan(ndcg_at([0, -1, 0], [1, 2, 3], 2))
    assert np.isnan(ndcg_at([], [], 2))


def test_many_lists_at_once_are_the_lists_one_by_one() -> None:
    rng = np.random.default_rng(1)
    sizes = [4, 1, 0, 7, 3]
    labels, scores = rng.normal(size=15), rng.integers(0, 3, 15).astype(float)
    cuts = np.cumsum(sizes)[:-1]
    alone = [ndcg_at(a, b, 2) for a, b in zip(np.split(labels, cuts), np.split(scores, cuts), strict=True)]
    np.testing.assert_allclose(ndcg_by_group(labels, scores, sizes, 2), alone)


@pytest.mark.parametrize(
    ("labels", "scores", "k"), [([1, 2], [1], 1), ([1], [1], 0), ([1], [np.nan], 1), ([np.inf], [1], 1)]
)
def test_nonsense_is_refused(labels: list[float], scores: list[float], k: int) -> None:
    with pytest.raises(ValueError):
        ndcg_at(labels, scores, k)
