"""Who may order answers."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from hashtagger.posts import Account
from ranker.card import as_markdown, calibration, facts_of
from ranker.gate import Outcome, judge, suspicion, too_little
from ranker.labels import group_of
from ranker.training import BASELINE, CURRENT, LEARNED, POPULARITY, Collected, Held, train
from ranker.weights import Shares, established, weigh
from tests.ranker.made_up import BEGIN, world

SOUND = Shares(
    accounts=30, owners=3, largest_account=0.05, largest_owner=0.4, new_owners=0.0, cut=0.0, effective_posts=500.0
)
COUNTS = {"answers_used": 100}


def held(*, lift, kept=0.0, current=None, posts=200, accounts=20):
    """Posts on which the learned order agrees ``lift`` more than the others, give or take."""
    rng = np.random.default_rng(3)
    noise = rng.normal(0.0, 0.05, posts)
    agreement = {LEARNED: noise + lift, BASELINE: np.zeros(posts), POPULARITY: np.zeros(posts)}
    if current is not None:
        agreement[CURRENT] = np.full(posts, current)
    chosen = {name: np.full(posts, 0.8) for name in agreement} | {LEARNED: 0.8 + kept + rng.normal(0.0, 0.01, posts)}
    names = [Account("studio", f"account{number % accounts}") for number in range(posts)]
    return Held(names, np.ones(posts), agreement, chosen, rng.normal(size=posts), rng.normal(size=posts))


def test_what_is_better_by_its_interval_is_promoted():
    verdict = judge(held(lift=0.05), SOUND, COUNTS)
    assert verdict.outcome is Outcome.PROMOTED
    assert "that of the baseline: +0.0" in verdict.why


@pytest.mark.parametrize(
    ("posts", "why"),
    [
        (held(lift=0.0), "not shown to be better"),
        (held(lift=0.05, current=0.06), "the current model"),
        (held(lift=0.05, posts=30), "only 30 posts"),
        (held(lift=0.05, accounts=4), "of 4 accounts"),
        (held(lift=0.05, kept=-0.1), "creators would remove"),
    ],
)
def test_what_is_not_shown_to_be_better_stays_a_shadow(posts, why):
    verdict = judge(posts, SOUND, COUNTS)
    assert verdict.outcome is Outcome.SHADOW
    assert why in verdict.why


@pytest.mark.parametrize(
    ("shares", "counts", "why"),
    [
        (replace(SOUND, new_owners=0.4), COUNTS, "new"),
        (replace(SOUND, cut=0.6), COUNTS, "cut away"),
        (SOUND, {"answers_used": 70, "answers_broken": 30}, "30 of 100"),
        (SOUND, {"answers_made_again": 70, "answers_of_another_schema": 30}, "30 of 100"),
    ],
)
def test_posts_that_look_poisoned_are_refused_however_good_the_model_looks(shares, counts, why):
    assert why in suspicion(shares, counts)
    assert judge(held(lift=0.5), shares, counts).outcome is Outcome.REFUSED


def test_too_few_posts_or_accounts_teach_nothing():
    groups = [group for answer in world(60, accounts=5) if (group := group_of(answer)) is not None]
    found = Collected(groups, [], {})
    assert f"{len(groups)} posts" in too_little(found, min_posts=500)
    assert "5 accounts" in too_little(found, min_posts=20)


def test_where_tags_do_nothing_the_gate_promotes_hardly_anything():
    outcomes = []
    for seed in range(4):
        answers = world(300, effect=0.0, seed=seed)
        groups = [group for answer in answers if (group := group_of(answer)) is not None]
        found = Collected(groups, [answer.outcome for answer in answers], COUNTS)
        outcomes.append(judge(train(found, threads=1, rounds=10).held, weigh(groups)[1], COUNTS).outcome)
    assert outcomes.count(Outcome.SHADOW) >= 3


def test_that_few_tags_go_with_good_posts_does_not_make_a_model_look_good():
    outcomes = []
    for seed in range(6):
        answers = [fewer_is_better(answer) for answer in world(300, effect=0.0, removal=0.5, seed=seed)]
        groups = [group for answer in answers if (group := group_of(answer)) is not None]
        found = Collected(groups, [answer.outcome for answer in answers], COUNTS)
        outcomes.append(judge(train(found, threads=1, rounds=10).held, weigh(groups)[1], COUNTS).outcome)
    assert outcomes.count(Outcome.SHADOW) >= 5


def fewer_is_better(answer):
    """It earns by how many tags it has, whichever they are: no order can change that."""
    earned = answer.outcome.interactions * np.exp(-0.4 * len(answer.outcome.tags))
    return replace(answer, outcome=replace(answer.outcome, interactions=float(np.round(earned))))


def test_a_current_model_that_is_surely_worse_than_the_baseline_is_dismissed_and_the_baseline_is_to_be_beaten():
    verdict = judge(worn(-0.05), SOUND, COUNTS)
    assert "worse than the baseline" in verdict.dismissed
    assert "less that of the baseline" in verdict.why
    assert verdict.outcome is Outcome.SHADOW
    assert verdict.as_json()["dismissed"] == verdict.dismissed


@pytest.mark.parametrize(
    "verdict",
    [
        lambda: judge(worn(0.0), SOUND, COUNTS),
        lambda: judge(worn(-0.05, posts=30), SOUND, COUNTS),
        lambda: judge(worn(-0.05), replace(SOUND, cut=0.6), COUNTS),
        lambda: judge(held(lift=-0.5), SOUND, COUNTS),
    ],
    ids=["not surely worse", "too few posts", "posts that are not trusted", "no current model"],
)
def test_otherwise_the_current_model_stays(verdict):
    assert verdict().dismissed == ""


def worn(less, *, posts=200):
    """A current model that agrees ``less`` than the baseline, give or take; what was learned is as good as the baseline."""
    found = held(lift=0.0, current=0.0, posts=posts)
    noise = np.random.default_rng(5).normal(0.0, 0.05, posts)
    return replace(found, agreement={**found.agreement, CURRENT: noise + less})


def test_the_card_says_what_a_reader_needs():
    answers = world(400, effect=1.0)
    groups = [group for answer in answers if (group := group_of(answer)) is not None]
    found = Collected(
        groups, [answer.outcome for answer in answers], {"answers_used": len(groups), "answers_broken": 2}
    )
    training, shares = train(found, threads=1, rounds=10), weigh(groups)[1]
    facts = facts_of(training, found, shares, judge(training.held, shares, found.counts), since=BEGIN, until=BEGIN)
    assert set(facts["metrics"]["agreement@5"]) == {LEARNED, BASELINE, POPULARITY}
    assert set(facts["gate"]) == {"passed", "outcome", "why", "dismissed"}
    text = as_markdown(facts, "2026-11-21T000000-00000000")
    for said in ("| learned |", "| baseline |", "tag_lift", "Not for", "2 broken", "95 %"):
        assert said in text


def test_the_weights_of_the_card_are_those_of_the_posts_that_were_learned_from():
    answers = world(400)
    late = answers[-1].created - timedelta(days=10)
    answers = [told_by_a_newcomer(answer) if answer.created > late else answer for answer in answers]
    groups = [group for answer in answers if (group := group_of(answer)) is not None]
    found = Collected(groups, [answer.outcome for answer in answers], COUNTS)
    training, shares = train(found, threads=1, rounds=5), weigh(groups)[1]
    facts = facts_of(training, found, shares, judge(training.held, shares, COUNTS), since=BEGIN, until=BEGIN)
    taught, _ = established(groups, found.outcomes)
    assert facts["posts"]["learned_from"] == len(taught) < len(groups)
    assert facts["weights"]["judged_tags"] == sum(int(np.sum(group.use != 0)) for group in taught)
    assert facts["weights"]["accounts"] == len({group.account for group in taught})
    assert facts["weights"]["new_owners"] == pytest.approx(shares.new_owners, abs=1e-4)
    assert shares.new_owners > 0


def told_by_a_newcomer(answer):
    who = Account("newcomer", answer.account.profile_id)
    return replace(answer, account=who, outcome=replace(answer.outcome, account=who, heard=answer.created))


def test_calibration_rises_when_the_scores_are_right():
    posts = held(lift=0.0)
    right = calibration(replace(posts, residuals=posts.scores))
    assert len(right) == 10
    assert [tenth["residual"] for tenth in right] == sorted(tenth["residual"] for tenth in right)
