"""Nobody decides alone what is learned."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from hashtagger.posts import Account
from ranker.labels import group_of
from ranker.voices import capped
from ranker.weights import ACCOUNT_SHARE, newest, weigh
from tests.ranker.made_up import world


def groups(answers):
    return [group for answer in answers if (group := group_of(answer)) is not None]


def told_by(answer, owner, account):
    who = Account(owner, account)
    return replace(answer, account=who, outcome=replace(answer.outcome, account=who, heard=answer.created))


def test_no_cluster_keeps_more_than_its_share():
    clusters = np.repeat(np.arange(41), [1000, *[5] * 40])
    weights = capped(np.ones(len(clusters)), clusters, 0.05, 2)
    totals = np.bincount(clusters, weights)
    assert totals[0] / totals.sum() == pytest.approx(0.05)
    assert totals[1:].tolist() == [5.0] * 40


def test_few_clusters_may_have_twice_their_even_share():
    clusters = np.repeat([0, 1, 2, 3], [100, 10, 10, 10])
    totals = np.bincount(clusters, capped(np.ones(130), clusters, 0.05, 2))
    assert totals[0] / totals.sum() == pytest.approx(0.5)
    assert capped(np.ones(3), np.array([0, 0, 1]), 0.05, 2).tolist() == [1.0, 1.0, 1.0]


def test_an_account_that_floods_weighs_as_much_as_the_cap_lets_it():
    answers = world(800, accounts=60)
    flooded = [told_by(a, "studio", "flood") if n % 2 else a for n, a in enumerate(answers)]
    weights, shares = weigh(groups(flooded))
    assert shares.largest_account == pytest.approx(ACCOUNT_SHARE)
    assert shares.cut == pytest.approx(1 - weights.mean())
    assert shares.cut > 0.4


def test_owners_that_came_late_are_counted_together():
    answers = [told_by(a, f"studio{n % 8}", a.account.profile_id) for n, a in enumerate(world(400))]
    late = answers[-1].created - timedelta(days=14)
    sybils = [told_by(a, f"sybil{n}", "one") if a.created > late else a for n, a in enumerate(answers)]
    assert weigh(groups(answers))[1].new_owners == 0
    shares = weigh(groups(sybils))[1]
    assert shares.owners > 80
    assert shares.new_owners == pytest.approx(14 / 60, abs=0.05)
    assert shares.cut == 0.0  # their number does not make the even share of the others small


def test_a_flood_of_new_posts_pushes_nobody_out():
    answers = world(600, accounts=50)
    flooded = [told_by(a, "studio", "flood") if n >= 200 else a for n, a in enumerate(answers)]
    found = newest([a.outcome for a in flooded], 300)
    assert sum(each.account.profile_id == "flood" for each in found) == 0.05 * 300
    assert found[:200] == [a.outcome for a in flooded[:200]]


def test_nothing_weighs_nothing():
    weights, shares = weigh([])
    assert (len(weights), shares.accounts, shares.effective_posts) == (0, 0, 0.0)
