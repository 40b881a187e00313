"""Text from users comes back equal or is refused; text from models is cleaned."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashtagger.errors import InvalidText
from hashtagger.text.sanitize import check_text, clean_text


@pytest.mark.parametrize("text", ["", "plain", "e\u0301", "a\u202eb", "👨‍👩‍👧", "\x07\x1b[31m", "\ufeff", "ﷺ"])
def test_user_text_comes_back_equal(text: str) -> None:
    assert check_text(text) == text


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "ok \udfff"])
def test_text_that_a_database_could_not_keep_is_refused_by_name(text: str) -> None:
    with pytest.raises(InvalidText, match="draft"):
        check_text(text, field="draft")


def test_a_text_over_the_limit_is_refused() -> None:
    assert check_text("x" * 5, max_chars=5) == "xxxxx"
    with pytest.raises(InvalidText, match="at most 5"):
        check_text("x" * 6, max_chars=5)


def test_model_text_loses_controls_and_tricks_of_direction() -> None:
    assert clean_text("a\x00 dog\ud800 \u202eruns\u2069\n\tfast\u200b ") == "a dog runs fast"


def test_model_text_keeps_emoji_and_accents() -> None:
    assert clean_text("café 👨‍👩‍👧 é") == "café 👨‍👩‍👧 é"


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=40))
def test_clean_text_can_always_be_stored_and_is_stable(text: str) -> None:
    cleaned = clean_text(text)
    assert check_text(cleaned) == cleaned
    assert clean_text(cleaned) == cleaned
    cleaned.encode("utf-8")
