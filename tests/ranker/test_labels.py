"""What the candidates of a post are worth, and how much each tells."""

from dataclasses import replace

import numpy as np
import pytest

from hashtagger.ranking import Exploration
from ranker.features import NAMES
from ranker.labels import CLIP, NEUTRALS, grades_of, group_of
from tests.ranker.made_up import world


@pytest.fixture
def answer():
    return world(1, candidates=40, removal=0.3, seed=4)[0]


def use_of(answer, group):
    """Tag → use; rows are told apart by their relevance, which is different for each."""
    tags = {float(np.float32(r)): tag for r, tag in zip(answer.relevance, answer.candidates, strict=True)}
    return {
        tags[float(row[NAMES.index("relevance")])]: int(use) for row, use in zip(group.rows, group.use, strict=True)
    }


def test_used_tags_carry_the_grade_of_the_post_and_all_others_are_neutral(answer):
    group = group_of(answer)
    used = set(answer.outcome.tags)
    removed = set(answer.shown) - used
    assert used
    assert removed
    uses = use_of(answer, group)
    assert {tag for tag, use in uses.items() if use == 1} == used
    assert {tag for tag, use in uses.items() if use == -1} == removed
    grades = group.grades(4)
    assert (set(grades[group.use == 1]), set(grades[group.use == -1]), set(grades[group.use == 0])) == ({4}, {2}, {2})


def test_neutral_candidates_are_eligible_few_and_always_the_same(answer):
    answer.rows[30:, NAMES.index("flags")] = 1.0
    uses = use_of(answer, group_of(answer))
    neutral = {tag for tag, use in uses.items() if use == 0}
    place = {tag: number for number, tag in enumerate(answer.candidates)}
    assert len(neutral) <= NEUTRALS
    assert all(place[tag] < 30 and answer.relevance[place[tag]] >= 0.3 for tag in neutral)
    assert use_of(answer, group_of(answer)) == uses


def test_a_post_that_used_nothing_of_the_answer_teaches_nothing(answer):
    assert group_of(replace(answer, outcome=replace(answer.outcome, tags=("own",)))) is None
    assert group_of(replace(answer, outcome=None)) is None


def test_rare_exposure_weighs_more_up_to_a_limit(answer):
    tags = answer.candidates
    rare = replace(
        answer,
        shown=(*tags[:4], tags[7]),
        outcome=replace(answer.outcome, tags=(tags[0], tags[7], tags[20])),
        exploration=Exploration(0.5, tags[:5], (), ((tags[7], 0.8), (tags[8], 0.2)), 5, tags[7]),
        feedback={},
    )
    group = group_of(rare)
    weights = dict(zip(group.positions[group.use == 1].tolist(), group.weights[group.use == 1].tolist(), strict=True))
    assert weights[1] == pytest.approx(1 / 0.9)
    assert weights[5] == pytest.approx(1 / 0.4)
    assert weights[0] == 1.0  # the creator's own choice
    assert group.clipped == 0
    rarer = group_of(replace(rare, exploration=replace(rare.exploration, rate=0.01)))
    assert (rarer.weights.max(), rarer.clipped) == (CLIP, 1)


def test_rows_that_are_not_those_of_the_candidates_are_refused(answer):
    with pytest.raises(ValueError, match="rows"):
        group_of(replace(answer, rows=answer.rows[:, :3]))
    answer.rows[0, 0] = np.inf
    with pytest.raises(ValueError, match="rows"):
        group_of(answer)


def test_a_tag_that_could_not_have_been_shown_is_refused(answer):
    impossible = replace(answer, exploration=Exploration(0.25, answer.candidates[10:15], (), ()))
    with pytest.raises(ValueError, match="probability"):
        group_of(impossible)


def test_grades_are_fifths_and_equal_residuals_are_neutral():
    assert np.bincount(grades_of(np.random.default_rng(0).normal(size=100))).tolist() == [20] * 5
    assert grades_of(np.zeros(7)).tolist() == [2] * 7
    assert grades_of(np.empty(0)).tolist() == []


def test_one_who_weighs_little_does_not_decide_what_a_good_post_is():
    residuals = np.concatenate([np.linspace(-1.0, 1.0, 100), np.full(300, 3.0)])
    weights = np.concatenate([np.ones(100), np.full(300, 0.01)])
    assert np.bincount(grades_of(residuals, weights)[:100], minlength=5).tolist() == pytest.approx([20] * 5, abs=3)
    assert grades_of(residuals)[:100].max() == 1
