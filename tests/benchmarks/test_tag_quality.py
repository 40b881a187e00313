"""The arithmetic of the tag check on examples worked out by hand."""

import math

import numpy as np
import pytest

from benchmarks.tag_answers import Answers, meaning_lists, meaning_scores
from benchmarks.tag_figures import (
    average_precision,
    best_lists,
    list_figures,
    mean_average_precision,
    oracle_lists,
    weights,
)
from benchmarks.tag_quality import merged, of_one_word, right_by_relevance
from hashtagger.training import tag_truth
from hashtagger.training.tag_truth import Meaning, content_words, forms, forms_of, meanings_of, read_synonyms, truth

KNOWN = frozenset({"dog", "puppy", "beach", "kid", "child", "ride"})
SYNONYMS = {"dog": frozenset({"puppy"}), "kid": frozenset({"child"})}


def meaning(tag: str, *needs: str) -> Meaning:
    return Meaning(frozenset(frozenset(need.split()) for need in needs), (tag,))


@pytest.mark.parametrize(
    ("one", "other"), [("riding", "ride"), ("children", "child"), ("dogs", "dog"), ("hopped", "hop")]
)
def test_forms_of_one_word_meet(one: str, other: str) -> None:
    assert forms(one) & forms(other)


def test_words_that_only_look_alike_stay_apart() -> None:
    assert not forms("mane") & forms("man")
    assert not forms("string") & forms("str")


def test_stop_words_and_weak_words_are_no_content() -> None:
    assert content_words(("dogs", "of", "instagram", "day")) == ["dogs"]


def test_a_synonym_in_a_caption_makes_a_tag_right_but_not_the_other_way() -> None:
    dog, puppy = meanings_of({"dog": ["dog"], "puppy": ["puppy"]}, KNOWN, SYNONYMS)
    assert truth([dog, puppy], [forms_of(["A puppy ."]), forms_of(["Two dogs ."])]).tolist() == [
        [True, True],
        [True, False],
    ]


def test_any_content_word_is_enough_or_all_are_needed() -> None:
    said = forms_of(["a dog on grass"])
    tags = {"dogbeach": ["dog", "beach"]}
    assert meanings_of(tags, KNOWN, SYNONYMS, "any")[0].is_right(said)
    assert not meanings_of(tags, KNOWN, SYNONYMS, "all")[0].is_right(said)


def test_tags_that_captions_cannot_confirm_are_left_out() -> None:
    assert meanings_of({"finance": ["finance"], "day": ["day"]}, KNOWN, SYNONYMS) == []


def test_tags_with_the_same_word_are_one_meaning_plainest_first() -> None:
    found = meanings_of({"dogsofinstagram": ["dog", "of", "instagram"], "dog": ["dog"]}, KNOWN, SYNONYMS)
    assert [each.tags for each in found] == [("dog", "dogsofinstagram")]


def test_meanings_right_for_the_same_photos_become_one_and_rare_ones_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.tag_quality.LEAST_POSITIVES", 2)
    training = [frozenset({"dog", "puppy"}), frozenset({"dog", "puppy", "cat"})]
    found = merged([meaning("dog", "dog"), meaning("puppy", "puppy"), meaning("cat", "cat")], training)
    assert [each.tags for each in found] == [("dog", "puppy")]


def test_a_right_tag_weighs_what_it_says() -> None:
    right = np.array([[True, True], [True, False], [True, False], [True, False]])
    assert weights(right).tolist() == pytest.approx([0.0, math.log(4)])


def test_figures_of_lists_are_worked_out_by_hand() -> None:
    worth = np.array([1.0, 2.0, 4.0])
    right = np.array([[True, True, False], [False, True, True]])
    figures = list_figures([[0, 2, -1], [0, 1]], right, worth)
    assert figures.precision_at_1 == 0.5
    assert figures.precision_at_5 == pytest.approx((1 / 5 + 1 / 5) / 2)
    assert figures.photos_with_a_right_tag == 1.0
    assert figures.gain_at_5 == pytest.approx((1 / 3 + 2 / 6) / 2)


def test_saying_a_meaning_twice_gains_once() -> None:
    right = np.array([[True, True]])
    figures = list_figures([[0, 0]], right, np.array([1.0, 3.0]))
    assert figures.gain_at_5 == pytest.approx(1 / 4)


def test_the_oracle_gains_everything() -> None:
    random = np.random.default_rng(1)
    right, worth = random.random((20, 9)) < 0.3, random.random(9) + 0.1
    assert list_figures(oracle_lists(right, worth), right, worth).gain_at_5 == pytest.approx(1.0)


def test_best_lists_are_the_highest_scores_in_order() -> None:
    assert best_lists(np.array([[0.1, 0.9, 0.5, 0.2, 0.3, 0.0]])) == [[1, 2, 4, 3, 0]]


def test_average_precision_is_worked_out_by_hand() -> None:
    scores, right = np.array([0.9, 0.8, 0.7, 0.6]), np.array([True, False, True, False])
    assert average_precision(scores, right) == pytest.approx((1 + 2 / 3) / 2)


def test_equal_scores_do_not_profit_from_their_order() -> None:
    scores = np.zeros(4)
    for right in ([True, False, False, False], [False, False, False, True]):
        assert average_precision(scores, np.array(right)) == pytest.approx(0.25)


def test_map_looks_only_at_tags_with_enough_photos() -> None:
    scores = np.arange(40, dtype=float).reshape(20, 2)
    right = np.zeros((20, 2), dtype=bool)
    right[10:, 0] = True
    right[0, 1] = True
    assert mean_average_precision(scores, right) == (1.0, 0.5, 1)


def test_lists_of_tags_become_lists_of_meanings() -> None:
    vocabulary = [Meaning(frozenset(), ("dog", "doglife")), meaning("cat", "cat")]
    answers = Answers(["cat", "dog", "doglife"], np.array([[0.5, 0.2, 0.7]]), [["doglife", "zebra", "cat"]])
    assert meaning_lists(answers, vocabulary) == [[0, -1, 1]]
    assert meaning_scores(answers, vocabulary).tolist() == [[0.7, 0.5]]


def test_without_lists_the_best_meanings_are_taken() -> None:
    vocabulary = [meaning("dog", "dog"), meaning("cat", "cat")]
    assert meaning_lists(Answers(["cat", "dog"], np.array([[0.5, 0.2]])), vocabulary) == [[1, 0]]


def test_the_synonym_list_is_read_whole_and_without_doubles() -> None:
    lines = tag_truth.SYNONYMS.read_text(encoding="utf-8").splitlines()[1:]
    assert len(read_synonyms()) == len(lines)
    assert all(word not in also for word, also in read_synonyms().items())


def test_a_tag_is_of_one_word_when_its_other_words_say_nothing() -> None:
    tags = {"doglife": ("dog", "life"), "beachdog": ("beach", "dog"), "dayinthelife": ("day", "in", "the", "life")}
    assert list(of_one_word(tags)) == ["doglife"]


def test_shown_tags_are_counted_by_relevance() -> None:
    right = np.array([[True, False], [True, True]])
    rows = right_by_relevance([[0.55, 0.31], [0.52]], [[0, -1], [1]], right)
    assert rows == [
        {"relevance from": 0.3, "shown": 1, "right": 0.0},
        {"relevance from": 0.5, "shown": 2, "right": 1.0},
    ]
