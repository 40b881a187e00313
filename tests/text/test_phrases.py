"""From captions to the keys of tags."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashtagger.text.hashtags import canonical_tag
from hashtagger.text.lemmas import forms, gerund, plural, singular, verb
from hashtagger.text.phrases import candidate_keys, phrases


def words_of(text: str) -> list[str]:
    return [" ".join(phrase.words) for phrase in phrases(text)]


def test_phrases_are_runs_of_up_to_three_words_between_content_words() -> None:
    assert words_of("A dog at the beach") == ["dog", "beach"]
    assert words_of("cup of tea") == ["cup", "cup of tea", "tea"]


def test_phrases_do_not_cross_punctuation_or_lines() -> None:
    assert words_of("sunny beach, dog\nlake") == ["sunny", "sunny beach", "beach", "dog", "lake"]


def test_addresses_mentions_and_tags_are_no_phrases() -> None:
    assert words_of("sunset https://a.example/beach @anna #dog") == ["sunset"]


def test_a_longer_phrase_weighs_more() -> None:
    weights = {phrase.words: phrase.weight for phrase in phrases("golden retriever puppy")}
    assert weights["golden",] < weights["golden", "retriever"] < weights["golden", "retriever", "puppy"] <= 1.0


def test_japanese_is_cut_where_the_script_changes() -> None:
    assert {"犬", "海辺", "サッカー"} <= set(words_of("犬が海辺でサッカー"))


def test_stop_words_of_other_languages_are_left_out() -> None:
    assert words_of("un perro en la playa") == ["perro", "playa"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("two dogs", "dog"),
        ("a dog", "dogs"),
        ("a man is riding a bike", "riding"),
        ("a dog runs through water", "running"),
        ("at golden hour", "goldenhour"),
        ("street photographers", "streetphotographer"),
        ("rock & roll", "rockroll"),
        ("grandma's house", "grandmahouse"),
        ("Café au lait", "café"),
        ("夏の海", "海"),
    ],
)
def test_a_text_offers_the_key(text: str, key: str) -> None:
    assert canonical_tag(key) in candidate_keys(text)


def test_the_written_form_weighs_more_than_a_derived_one() -> None:
    keys = candidate_keys("dogs")
    assert keys[canonical_tag("dogs")] > keys[canonical_tag("dog")]


def test_a_noun_is_not_made_a_verb() -> None:
    assert canonical_tag("dogging") not in candidate_keys("dogs in boxes")
    assert canonical_tag("boxing") not in candidate_keys("dogs in boxes")


def test_empty_and_wordless_texts_offer_nothing() -> None:
    assert candidate_keys("") == {}
    assert candidate_keys("!!! 123 🔥") == {}


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=60))
def test_any_text_offers_canonical_keys_with_weights(text: str) -> None:
    for key, weight in candidate_keys(text).items():
        assert canonical_tag(key) == key
        assert 0.0 < weight <= 1.0


@pytest.mark.parametrize(
    ("many", "one"),
    [("beaches", "beach"), ("puppies", "puppy"), ("women", "woman"), ("selfies", "selfie"), ("shoes", "shoe"),
     ("wolves", "wolf"), ("boxes", "box"), ("photos", "photo"), ("horses", "horse"), ("potatoes", "potato")],
)  # fmt: skip
def test_singular_and_plural_are_each_others_inverse(many: str, one: str) -> None:
    assert (singular(many), plural(one)) == (one, many)


@pytest.mark.parametrize("word", ["glass", "bus", "tennis", "sheep", "jeans", "sunglasses", "christmas", "gas"])
def test_an_s_is_not_always_a_plural(word: str) -> None:
    assert singular(word) == word


def test_activities_are_known_by_any_form() -> None:
    assert [verb(word) for word in ("ran", "running", "runs", "run", "table")] == ["run", "run", "run", "run", None]
    assert [gerund(base) for base in ("run", "ride", "ski", "swim", "hike", "eat")] == [
        "running", "riding", "skiing", "swimming", "hiking", "eating",
    ]  # fmt: skip
    assert forms("surfing") == ("surf",)
