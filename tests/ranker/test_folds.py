"""Accounts in folds."""

from hashtagger.posts import Account
from ranker.folds import fold_of


def test_a_fold_is_the_same_for_ever():
    assert [fold_of(Account("local", name), 5) for name in ("a", "b", "c\ud800")] == [4, 3, 3]


def test_folds_are_about_equal():
    found = [fold_of(Account("local", str(number)), 6) for number in range(6000)]
    assert set(found) == set(range(6))
    assert all(900 < found.count(fold) < 1100 for fold in range(6))


def test_an_owner_and_a_profile_are_not_run_together():
    assert [fold_of(Account("ab", "c"), 16), fold_of(Account("a", "bc"), 16)] == [12, 0]
