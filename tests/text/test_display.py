"""How tags are shown."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashtagger.errors import InvalidTag
from hashtagger.text.display import display_tag
from hashtagger.text.hashtags import canonical_tag


@pytest.mark.parametrize(
    ("tag", "words", "shown"),
    [
        ("goldenhour", ("golden", "hour"), "#GoldenHour"),
        ("diycrafts", ("diy", "crafts"), "#DIYCrafts"),
        ("iphonephotography", ("iphone", "photography"), "#iPhonePhotography"),
        ("golden_hour", ("golden", "hour"), "#Golden_Hour"),
        ("amanhã", ("amanhã",), "#Amanhã"),
        ("80smusic", ("80s", "music"), "#80sMusic"),
        ("東京カフェ", ("東京", "カフェ"), "#東京カフェ"),
        ("закатлета", ("закат", "лета"), "#ЗакатЛета"),
    ],
)
def test_known_words_are_shown_in_camel_case(tag: str, words: tuple[str, ...], shown: str) -> None:
    assert display_tag(tag, words) == shown


def test_words_are_split_off_when_that_is_sure() -> None:
    assert display_tag("streetphotography") == "#StreetPhotography"


@pytest.mark.parametrize("tag", ["notonmywatchkl", "GoldenHour", "NASA", "日本の夏", "iPhone", "🔥"])
def test_a_tag_is_left_alone_when_capitals_would_be_a_guess(tag: str) -> None:
    assert display_tag(tag) == f"#{tag}"


def test_words_that_are_not_the_tags_own_are_ignored() -> None:
    assert display_tag("goldenhour", ("silver", "hour")) == "#goldenhour"


def test_a_dotless_i_is_left_alone_because_its_capital_is_another_letter() -> None:
    assert display_tag("ısparta", ("ısparta",)) == "#ısparta"


def test_a_dotted_capital_i_comes_back_composed() -> None:
    assert display_tag(canonical_tag("İstanbul"), (canonical_tag("İstanbul"),)) == "#İstanbul"


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet=st.characters(categories=["L", "M", "Nd"]), min_size=1, max_size=10))
def test_what_is_shown_has_the_same_key(text: str) -> None:
    try:
        tag = canonical_tag(text)
    except InvalidTag:
        return
    assert canonical_tag(display_tag(tag)) == tag
    assert canonical_tag(display_tag(tag, (tag,))) == tag
