"""Captions are cut into words and scored as the COCO evaluation does it."""

import math

import pytest

from hashtagger.training.caption_metrics import CiderReward, score_captions, tokenise

REFERENCES = {
    "beach": ["A dog runs on the beach .", "A brown dog is running along the shore ."],
    "street": ["A man rides a red bike .", "A man on a bicycle in the street ."],
    "pool": ["Two children swim in a pool .", "Kids are swimming in the blue water ."],
}


def reward() -> CiderReward:
    return CiderReward({key: [tokenise(text) for text in texts] for key, texts in REFERENCES.items()})


def test_words_are_lower_case_without_punctuation() -> None:
    assert tokenise('A dog , "wet" , runs !') == ["a", "dog", "wet", "runs"]


def test_hyphenated_words_stay_whole_and_contractions_part() -> None:
    assert tokenise("The boy's T-shirt isn't red.") == ["the", "boy", "'s", "t-shirt", "is", "n't", "red"]


def test_a_caption_is_worth_most_for_its_own_photo() -> None:
    words = tokenise("a dog runs on the beach")
    assert reward()("beach", words) > reward()("street", words)


def test_a_caption_without_a_shared_rare_word_is_worth_nothing() -> None:
    # "a" stands in the references of all three photos: its weight log(3 / 3) is 0.
    assert reward()("pool", ["a"]) == 0.0


def test_reward_of_a_single_shared_word_is_worked_out_by_hand() -> None:
    score = CiderReward({"x": [["dog", "runs"]], "y": [["cat"]]})
    # One of four n-gram orders has a cosine: 1 / sqrt(2). The caption is one bigram shorter: exp(-1 / 72).
    assert score("x", ["dog"]) == pytest.approx(10 * (1 / math.sqrt(2)) * math.exp(-1 / 72) / 4)


def test_reward_agrees_with_the_standard_implementation() -> None:
    pytest.importorskip("pycocoevalcap")
    said = {"beach": "a dog runs along the beach", "street": "a man rides a bicycle", "pool": "two kids swim"}
    ours = [reward()(key, tokenise(text)) for key, text in said.items()]
    assert score_captions(said, REFERENCES).cider == pytest.approx(sum(ours) / len(ours))


def test_captions_that_equal_their_references_score_full_marks() -> None:
    pytest.importorskip("pycocoevalcap")
    scores = score_captions({key: texts[0] for key, texts in REFERENCES.items()}, REFERENCES)
    assert scores.bleu4 == pytest.approx(1.0)
    assert scores.rouge_l == pytest.approx(1.0)


def test_photos_without_a_caption_are_refused() -> None:
    pytest.importorskip("pycocoevalcap")
    with pytest.raises(ValueError, match="every picture"):
        score_captions({"beach": "a dog"}, REFERENCES)
