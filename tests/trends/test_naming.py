"""The step from what a source calls a trend to a tag."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashtagger.observations import TrendKind
from hashtagger.text.hashtags import canonical_tag, is_valid_tag
from hashtagger.trends.naming import PLATFORMS, tag_of


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("#AI", "ai"),
        ("＃ＡＩ", "ai"),
        ("Caturday", "caturday"),
        ("ﾄﾞﾗｺﾞﾝﾎﾞｰﾙ", "ドラゴンボール"),
        ("#café", "café"),
        ("#cafe\u0301", "café"),
        ("#حساب_المواطن", "حساب_المواطن"),
        ("#خانه\u200cها", "خانه\u200cها"),
        ("#🔥🔥", "🔥🔥"),
        ("#Straße", "strasse"),
    ],
)
def test_a_hashtag_is_its_own_tag(name: str, tag: str) -> None:
    assert tag_of(name, TrendKind.HASHTAG) == (tag, False)


@pytest.mark.parametrize(
    "name", ["#2026", "#", "", "#c++", "#ﷺ", "#a b", "#a\u202eb", "#\u200b", "$TSLA", "#\ud83d", "#" + "a" * 101]
)
def test_a_hashtag_that_folds_to_none_has_no_tag(name: str) -> None:
    assert tag_of(name, TrendKind.HASHTAG) == (None, False)


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("Solar Eclipse", "solareclipse"),
        ("gta6", "gta6"),
        ("mtg warhammer 40k reprint", "mtgwarhammer40kreprint"),
        ("The Martian (film)", "themartian"),
        ("이현중 (농구 선수)", "이현중"),
        ("서희 제", "서희제"),
        ("UConn women's basketball", "uconnwomensbasketball"),
        ("Spider-Man", "spiderman"),
        ("ﾄﾞﾗｺﾞﾝ ﾎﾞｰﾙ", "ドラゴンボール"),
        ("日本シリーズ", "日本シリーズ"),
        ("गोल्डन आवर", "गोल्डनआवर"),
        ("ﬁne dining", "finedining"),
        ("Łódź marathon", "łódźmarathon"),
    ],
)
def test_a_short_phrase_of_words_becomes_a_derived_tag(name: str, tag: str) -> None:
    assert tag_of(name, TrendKind.PHRASE) == (tag, True)


def test_arabic_words_are_joined_as_arabic_tags_are() -> None:
    assert tag_of("حساب المواطن", TrendKind.PHRASE) == ("حساب_المواطن", True)


@pytest.mark.parametrize(
    "name",
    [
        "one two three four five",
        "incomprehensibilities counterrevolutionary",
        "a" * 31,
        "Neatsville, Kentucky",
        "AT&T",
        "E.T.",
        "C++",
        "$TSLA",
        "chiefs vs. bills",
        "who won?",
        "go 🔥",
        "🔥🔥",
        "2026",
        "3-2",
        "12 34",
        "X",
        "",
        "   ",
        "(film)",
        "a\u202eb c",
        "خانه\u200cها",
        "word " * 1000,
    ],
)
def test_any_other_phrase_has_no_tag(name: str) -> None:
    assert tag_of(name, TrendKind.PHRASE) == (None, False)


@given(
    st.text(max_size=40) | st.text(alphabet="aB9 '-_()#\u200c\u0627\u0628ﾄﾞ🔥", max_size=20), st.sampled_from(TrendKind)
)
def test_every_tag_is_canonical_and_a_derived_one_is_valid_everywhere(name: str, kind: TrendKind) -> None:
    tag, derived = tag_of(name, kind)
    assert not derived or kind is TrendKind.PHRASE
    if tag is not None:
        assert canonical_tag(tag) == tag
    if derived:
        assert tag is not None
        assert all(is_valid_tag(tag, platform) for platform in PLATFORMS)
