import numpy as np
import pytest

from hashtagger.trends import mastodon_rule


@pytest.mark.parametrize(("today", "yesterday", "score"), [(13, 0, 144), (16, 2, 98), (4, 0, 0), (5, 0, 16), (7, 8, 0)])
def test_the_golden_values_of_mastodons_own_suite_hold(today, yesterday, score) -> None:
    assert mastodon_rule.score(today, yesterday) == score


def test_the_score_halves_every_four_hours() -> None:
    assert mastodon_rule.decayed(144, 12) == 18
    assert mastodon_rule.decayed(8, 12) == 1
    assert mastodon_rule.decayed(7, 12) == 0


def test_the_day_so_far_stands_against_the_whole_day_before() -> None:
    accounts = np.zeros((1, 48))
    accounts[0, [3, 20]] = 1
    accounts[0, 24 + 5] = 10
    accounts[0, 24 + 9] = 6

    raw = mastodon_rule.raw_scores(accounts)

    assert raw[0, 28] == 0
    assert raw[0, 29] == (10 - 2) ** 2 / 2
    assert raw[0, 33] == raw[0, 47] == 98


def test_the_list_remembers_the_highest_score_and_lets_it_fade() -> None:
    accounts = np.zeros((1, 96))
    accounts[0, 24] = 13

    listed = mastodon_rule.list_scores(accounts)

    assert listed[0, 24] == 144
    assert listed[0, 24 + 12] == 18
    assert listed[0, 24 + 36] == 0
