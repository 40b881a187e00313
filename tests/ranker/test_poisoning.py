"""Attacks in small, through the functions that take reports: none moves a tag further than is said."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.poisoning import BOUND, counted, forged, make_stage
from benchmarks.poisoning_attacks import ATTACKS, honest, patient
from ranker.gate import suspicion
from ranker.labels import group_of
from ranker.training import Collected, train
from ranker.weights import TAG_LEAST, shared_out, weigh


@pytest.fixture(scope="module")
def stage():
    return make_stage(1_200, size=0.01)


@pytest.fixture(scope="module")
def clean(stage, tmp_path_factory):
    file = tmp_path_factory.mktemp("clean") / "clean.db"
    return file, counted(file, honest(stage.answers), stage.plan)


def moved_by(attack, stage, clean, folder):
    file = shutil.copyfile(clean[0], folder / "poisoned.db")
    after = counted(file, attack(stage.plan), stage.plan)
    return after.lifts[stage.plan.target].lift - clean[1].lifts[stage.plan.target].lift


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_no_attack_moves_a_lift_further_than_one_voice_may(attack, stage, clean, tmp_path):
    assert abs(moved_by(attack, stage, clean, tmp_path)) <= BOUND


def test_patient_owners_do_move_it_as_the_documents_say(stage, clean, tmp_path):
    assert moved_by(patient, stage, clean, tmp_path) > BOUND


def groups_of(answers):
    return [group for answer in answers if (group := group_of(answer)) is not None]


def test_the_gate_refuses_what_five_hundred_new_owners_sent(stage):
    bad = forged(stage, owners=[f"s-{n}" for n in range(500)], count=1_000, is_new=True)
    shares = weigh(groups_of([*stage.answers, *bad]))[1]
    assert "owners that are new" in suspicion(shares, {})
    assert suspicion(weigh(groups_of(stage.answers))[1], {}) is None


def test_nothing_is_learned_from_newcomers(stage):
    bad = forged(stage, owners=["pusher"], count=300, is_new=True)
    groups = groups_of([*stage.answers, *bad])
    training = train(Collected(groups, [group.outcome for group in groups], {}), rounds=3)
    assert "pusher" not in {account.owner for account in training.held.accounts}
    assert sum(size["posts"] for size in training.sizes.values()) == len(groups_of(stage.answers))


def test_one_owner_tells_a_small_part_of_what_is_told_of_a_tag(stage):
    bad = forged(stage, owners=["turncoat"], count=600, is_new=False)
    groups = groups_of([*stage.answers, *bad])
    of_bad = of_all = 0.0
    for group, factors in zip(groups, shared_out(groups), strict=True):
        for tag, use, factor in zip(group.tags, group.use, factors, strict=True):
            if tag == stage.plan.target and use == 1:
                of_all += factor
                of_bad += factor * (group.account.owner == "turncoat")
    assert of_bad <= max(TAG_LEAST, 0.051 * of_all)


def test_an_owner_alone_is_not_held_down(stage):
    alone = [
        replace(group, outcome=replace(group.outcome, account=replace(group.account, owner="studio")))
        for group in groups_of(stage.answers)
    ]
    assert all((factors == 1.0).all() for factors in shared_out(alone))
    assert np.isclose(weigh(alone)[1].largest_owner, 1.0)
