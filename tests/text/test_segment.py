"""Words of a tag, and how sure they are."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashtagger.text.segment import Lattice, case_boundaries, split_tag
from hashtagger.text.wordfile import WordLists, shipped_words


def lists(*words: str, pairs: frozenset[str] = frozenset()) -> WordLists:
    return WordLists({word: rank for rank, word in enumerate(words)}, pairs)


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("goldenhour", "golden hour"),
        ("#streetphotography", "street photography"),
        ("catsofinstagram", "cats of instagram"),
        ("weekendvibes", "weekend vibes"),
        ("ilovecoffee", "i love coffee"),
        ("sunset", "sunset"),
        ("therapist", "therapist"),
        ("top10travel", "top 10 travel"),
        ("Golden_Hour", "Golden Hour"),
        ("GoldenHour", "Golden Hour"),
        ("NYCMarathon", "NYC Marathon"),
    ],
)
def test_a_tag_is_split_into_its_words(tag: str, words: str) -> None:
    assert " ".join(split_tag(tag).words) == words


def test_the_catalogue_knows_best() -> None:
    split = split_tag("#NowHere", {"nowhere": ("no", "where")})
    assert (split.words, split.confidence) == (("No", "wHere"), 1.0)


def test_a_plain_compound_is_surer_than_a_doubtful_one() -> None:
    assert split_tag("streetphotography").confidence > 0.9
    assert split_tag("notonmywatchkl").confidence < 0.6


def test_capitals_that_agree_raise_the_confidence() -> None:
    assert split_tag("ExpertsExchange").words == ("Experts", "Exchange")
    assert split_tag("ExpertsExchange").confidence > split_tag("expertsexchange").confidence


@pytest.mark.parametrize("tag", ["ゴールデンアワー", "закат", "日本2024", "सूर्यास्त", "🔥", "x" * 101])
def test_what_the_word_list_cannot_judge_is_left_whole_without_confidence(tag: str) -> None:
    split = split_tag(tag)
    assert (split.words, split.confidence) == ((tag,), 0.0)


def test_accents_do_not_get_in_the_way_and_are_kept() -> None:
    assert split_tag("caféculture").words == ("café", "culture")


def test_a_pair_of_the_catalogue_tips_the_balance() -> None:
    words = ("therapist", "the", "rapist")
    apart = Lattice("therapist", frozenset(), lists(*words, pairs=frozenset({"the_rapist"})))
    whole = Lattice("therapist", frozenset(), lists(*words))
    assert (apart.cuts, whole.cuts) == ((3,), ())


def test_the_margin_is_the_distance_to_the_second_best_split() -> None:
    only = Lattice("a", frozenset(), lists("a"))
    assert only.margin == math.inf
    assert Lattice("nowhere", frozenset(), lists("now", "here", "no", "where")).margin >= 0.0


def test_camel_case_starts_words() -> None:
    assert case_boundaries("iPhoneXMax") == {1, 6, 7}
    assert case_boundaries("NYCMarathon") == {3}
    assert case_boundaries("sunset") == frozenset()
    assert case_boundaries("SUNSET") == frozenset()


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="abcdefghinorstuyABCZ019_", min_size=1, max_size=24))
def test_a_split_loses_no_letter_and_its_confidence_is_a_probability(tag: str) -> None:
    split = split_tag(tag)
    assert 0.0 <= split.confidence <= 1.0
    assert "".join(split.words).replace("_", "") == tag.replace("_", "")


def test_a_long_hostile_tag_is_split_in_bounded_work() -> None:
    assert "".join(split_tag("a" * 100).words) == "a" * 100


def test_the_shipped_lists_are_whole() -> None:
    words = shipped_words()
    assert words.ranks["the"] == 0
    assert len(words.ranks) > 100_000
    assert "golden_hour" in words.pairs
    assert words.log_probability("instagram") is not None
    assert words.log_probability("xqzvbrrt") is None
