import numpy as np
import pytest

from ranker.bootstrap import cluster_interval, cluster_intervals, cluster_numbers, paired_interval


def test_the_interval_holds_the_truth_as_often_as_it_says_with_few_uneven_accounts() -> None:
    rng = np.random.default_rng(0)
    held = 0
    for seed in range(300):
        accounts = np.repeat(np.arange(30), rng.integers(1, 20, 30))
        values = rng.normal(0.0, 1.0, 30)[accounts] + rng.normal(0.0, 1.0, len(accounts))
        held += cluster_interval(values, accounts, draws=400, seed=seed).holds(0.0)

    assert 0.91 <= held / 300 <= 0.985


def test_the_same_post_ten_times_tells_no_more_than_once() -> None:
    values = np.random.default_rng(1).normal(size=40)

    once = cluster_interval(values, np.arange(40))
    often = cluster_interval(np.repeat(values, 10), np.repeat(np.arange(40), 10))

    assert (often.low, often.high) == pytest.approx((once.low, once.high))


def test_posts_that_were_drawn_apart_would_be_too_sure() -> None:
    rng = np.random.default_rng(2)
    accounts = np.repeat(np.arange(40), 25)
    values = rng.normal(size=40)[accounts] + 0.1 * rng.normal(size=1000)

    by_account, by_post = cluster_interval(values, accounts), cluster_interval(values, np.arange(1000))

    assert by_account.high - by_account.low > 3 * (by_post.high - by_post.low)


def test_accounts_may_be_named_by_anything() -> None:
    assert cluster_interval([1.0, 2.0, 3.0], ["a", "b", "b"]) == cluster_interval([1.0, 2.0, 3.0], np.array([7, 9, 9]))


def test_equal_values_leave_nothing_open() -> None:
    found = cluster_interval([0.5] * 6, [1, 1, 2, 2, 3, 3])

    assert (found.low, found.estimate, found.high) == (0.5, 0.5, 0.5)


def test_a_difference_on_the_same_posts_is_surer_than_either_side() -> None:
    rng = np.random.default_rng(3)
    theirs = rng.normal(size=200)
    ours = theirs + 0.1 + 0.01 * rng.normal(size=200)

    found = paired_interval(ours, theirs, np.arange(200) // 4)

    assert 0.09 < found.low < 0.1 < found.high < 0.11


@pytest.mark.parametrize(
    ("values", "accounts"), [([], []), ([1.0, np.nan], [1, 2]), ([1.0, np.inf], [1, 2]), ([1.0, 2.0], [1, 1])]
)
def test_what_gives_no_interval_is_refused(values: list[float], accounts: list[int]) -> None:
    with pytest.raises(ValueError, match="an interval needs"):
        cluster_interval(values, accounts)


def test_several_levels_come_from_the_same_draws() -> None:
    rng = np.random.default_rng(11)
    values, accounts = rng.normal(size=400), rng.integers(40, size=400)

    narrow, wide = cluster_intervals(values, accounts, levels=(0.95, 0.98), draws=500, seed=3)

    assert wide.low < narrow.low < narrow.estimate == wide.estimate < narrow.high < wide.high
    assert narrow == cluster_interval(values, accounts, level=0.95, draws=500, seed=3)


def test_clusters_are_numbered_as_they_come_in_a_list_as_in_an_array() -> None:
    names = ["b", "a", "b", "c", "a"]

    assert cluster_numbers(names).tolist() == cluster_numbers(np.array(names)).tolist() == [0, 1, 0, 2, 1]
