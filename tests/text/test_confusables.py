"""Look-alikes share a skeleton."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashtagger.text.confusables import skeleton


@pytest.mark.parametrize(
    "disguised",
    ["paypal", "раураl", "ｐａｙｐａｌ", "𝓹𝓪𝔂𝓹𝓪𝓵", "pay_pal", "pàypál", "#PayPal", "pay\u200cpal", "ρaypal"],
)
def test_disguises_of_one_word_share_a_skeleton(disguised: str) -> None:
    assert skeleton(disguised) == "paypal"


def test_a_digit_between_letters_reads_as_a_letter() -> None:
    assert skeleton("p0rn") == skeleton("porn")


def test_a_number_stays_a_number() -> None:
    assert skeleton("top100") == "top100"


@pytest.mark.parametrize(("one", "other"), [("cat", "car"), ("ghat", "goat"), ("हिन्दी", "हनद"), ("東京", "京都")])
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=12))
def test_the_skeleton_of_a_skeleton_is_itself(text: str) -> None:
    assert skeleton(skeleton(text)) == skeleton(text)
