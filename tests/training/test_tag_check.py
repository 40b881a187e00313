"""The tag check on examples small enough to work out by hand."""

import pytest
import torch

from hashtagger.training import tag_check


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("dogs", "dog"),
        ("beaches", "beach"),
        ("puppies", "puppy"),
        ("running", "run"),
        ("jumped", "jump"),
        ("grass", "grass"),
    ],
)
def test_forms_of_a_word_share_a_stem(word: str, stem: str) -> None:
    assert tag_check.stem(word) == stem


def test_a_tag_is_right_when_any_caption_has_a_form_of_it() -> None:
    right = tag_check.right_tags(["dog", "beach"], [["Two dogs play .", "A lawn ."], ["Sunny beaches"]])

    assert right.tolist() == [[True, False], [False, True]]


def test_average_precision_of_a_hand_worked_order() -> None:
    scores = torch.tensor([0.9, 0.8, 0.7, 0.6])
    right = torch.tensor([True, False, True, False])

    assert tag_check.average_precision(scores, right) == pytest.approx((1 + 2 / 3) / 2)


def test_rare_right_tags_gain_more_than_common_ones() -> None:
    right = torch.tensor([[True, True, False, False, False, False]])
    prevalence = torch.tensor([0.5, 0.01, 0.1, 0.1, 0.1, 0.1])
    rare_only = torch.tensor([[0.0, 0.9, 0.8, 0.7, 0.6, 0.5]])
    common_only = torch.tensor([[0.9, 0.0, 0.8, 0.7, 0.6, 0.5]])

    assert (
        tag_check.check_tags(rare_only, right, prevalence).gain_at_5
        > tag_check.check_tags(common_only, right, prevalence).gain_at_5
    )
