"""Completion from one shown tag: the ways, the metrics and the choice between settings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ranker.judging import completion, seed_tags
from ranker.judging.harrison import Split, tag_sets

POSTS = tag_sets([["a", "b"], ["a", "b"], ["a", "c", "d"], ["b", "c"]])


def test_pairs_are_counted_over_posts() -> None:
    joint = completion.co_occurrence(POSTS)
    assert joint.tolist() == [[0, 2, 1, 1], [2, 0, 1, 0], [1, 1, 0, 1], [1, 0, 1, 0]]


def test_a_post_of_many_tags_weighs_less_when_damped() -> None:
    joint = completion.co_occurrence(POSTS, damping=1.0)
    assert joint[0].tolist() == pytest.approx([0, 2 / 2, 1 / 3, 1 / 3])


def test_the_cosine_divides_by_how_often_the_other_is_used() -> None:
    assert completion.cosine(POSTS)[0].tolist() == pytest.approx([0, 2 / 3**0.5, 1 / 2**0.5, 1.0])


def test_low_rank_with_all_directions_keeps_the_shares() -> None:
    given = completion.count_together(POSTS, damping=1.0).given
    np.testing.assert_allclose(completion.low_rank(POSTS, rank=4, share=1.0), given, atol=1e-12)


def test_a_weak_ridge_leaves_ease_the_direct_companion() -> None:
    assert completion.ease(POSTS, ridge=1.0)[0].argmax() == 1


def test_the_first_place_is_kept_and_the_rest_follows() -> None:
    table = completion.first_then_rest(POSTS, first=0.5, rank=4, share=0.4)
    assert (table.argmax(axis=1) == completion.co_occurrence(POSTS, damping=0.5).argmax(axis=1)).all()


def test_the_three_metrics_of_one_post() -> None:
    posts = tag_sets([["a", "b", "c"], *([[tag] for tag in "defghi"])])
    split = Split(np.array([1]), np.array([0]), np.array([0]))
    scores = np.tile([0.0, 1.0, 0.0, 9, 8, 7, 6, 5, 4], (9, 1))
    assert seed_tags.found(scores, posts, split).tolist() == [[0.0, 0.0, 0.0]]
    scores[0, 1] = 6.5
    assert seed_tags.found(scores, posts, split).tolist() == [[0.0, 50.0, 100.0]]
    scores[0, 2] = 10.0
    assert seed_tags.found(scores, posts, split).tolist() == [[100.0, 100.0, 100.0]]


def test_the_tag_that_is_shown_is_never_an_answer() -> None:
    posts = tag_sets([["a", "b"], ["c"]])
    scores = np.array([[9.0, 1.0, 0.0]] * 3)
    assert seed_tags.found(scores, posts, Split(np.array([1]), np.array([0]), np.array([0]))).tolist() == [[100.0] * 3]


def test_the_table_compares_all_ways_and_names_the_chosen_one(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    lines = [" ".join(f"t{topic}{n}" for n in rng.integers(0, 6, 4)) for topic in rng.integers(0, 5, 400)]
    (tmp_path / "harrison").mkdir()
    (tmp_path / "harrison" / "tag_list.txt").write_text("\n".join(lines), "utf-8")
    verdict = seed_tags.judge(tmp_path, quick=True)
    assert [row["way"] for row in verdict.rows] == [*completion.GRIDS, seed_tags.BEST, seed_tags.SEEN]
    figures = verdict.figures["figures"]
    assert figures[seed_tags.PLAIN][0].estimate > figures["popularity"][0].estimate
    assert set(verdict.figures["chosen"][0]) == {*completion.GRIDS, seed_tags.BEST, "name"}
