"""The canonical key, validity by platform, and the traps of Unicode."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashtagger.errors import InvalidTag
from hashtagger.text.dialects import Dialect
from hashtagger.text.hashtags import byte_span, canonical_tag, dialect_of, extract_tags, is_valid_tag


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("  #GoldenHour ", "goldenhour"),
        ("＃ｓｕｎｓｅｔ", "sunset"),
        ("Straße", "strasse"),
        ("cafe\u0301", "caf\u00e9"),
        ("CAF\u00c9", "caf\u00e9"),
        ("ﾗｰﾒﾝ", "ラーメン"),
        ("ｶﾞｰﾃﾞﾝ", "ガーデン"),
        ("Łódź", "łódź"),
        ("ısparta", "ısparta"),
        ("İstanbul", "i\u0307stanbul"),
        ("snow_day", "snow_day"),
        ("2024goals", "2024goals"),
        ("メ～テレ", "メ〜テレ"),
        ("か゛", "が"),
        ("☀️beach", "☀beach"),
    ],
)
def test_spellings_of_one_tag_fold_to_one_key(typed: str, key: str) -> None:
    assert canonical_tag(typed) == key


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "#",
        "   ",
        "##twice",
        "golden hour",
        "ﷺ",  # NFKC makes four words with spaces
        "2024",
        "_",
        "1_2",
        "٤٠٦",
        "c++",
        "rock-n-roll",
        "<b>",
        "a\x00b",
        "a\ud800b",
        "a\u202eb",  # right-to-left override
        "\u2066abc\u2069",
        "\u3164",  # Hangul filler: a letter by category, blank to the eye
        "x" * 101,
        "ﬃ" * 34,  # 34 code points, 102 after NFKC
        "x" * 1_000_000,
    ],
)
def test_what_is_no_tag_is_refused(typed: str) -> None:
    with pytest.raises(InvalidTag):
        canonical_tag(typed)


def test_a_joiner_stays_where_it_shapes_letters() -> None:
    assert canonical_tag("می‌خواهم") == "می‌خواهم"
    assert canonical_tag("ශ්‍රීලංකා") == "ශ්‍රීලංකා"


def test_a_joiner_that_only_hides_is_dropped() -> None:
    assert canonical_tag("go\u200clden\u200d") == "golden"
    assert canonical_tag("go\u200blden\u00adhour\ufeff") == "goldenhour"


def test_an_emoji_sequence_is_kept_whole() -> None:
    assert canonical_tag("👨‍👩‍👧") == "👨‍👩‍👧"


@settings(deadline=None, max_examples=300)
@given(st.text(max_size=12))
def test_canonical_is_idempotent(text: str) -> None:
    try:
        key = canonical_tag(text)
    except InvalidTag:
        return
    assert canonical_tag(key) == key
    assert canonical_tag("#" + key) == key


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet=st.characters(categories=["L", "M", "Nd"]), min_size=1, max_size=8))
def test_unicode_forms_of_one_text_share_their_key(text: str) -> None:
    keys = set()
    for form in ("NFC", "NFD"):
        try:
            keys.add(str(canonical_tag(unicodedata.normalize(form, text))))
        except InvalidTag:
            keys.add("refused")
    assert len(keys) == 1


@pytest.mark.parametrize(
    ("tag", "takers"),
    [
        ("sunset", {"x", "instagram", "mastodon", "bluesky", "tiktok"}),
        ("#sunset", {"x", "instagram", "mastodon", "bluesky", "tiktok"}),
        ("snow_day", {"x", "instagram", "mastodon", "bluesky", "tiktok"}),
        ("2024", set()),
        ("golden hour", set()),
        ("", set()),
        ("🔥", {"instagram", "bluesky"}),
        ("☀beach", {"instagram", "bluesky"}),
        ("il·lusió", {"x", "mastodon", "bluesky"}),
        ("rock-n-roll", {"bluesky"}),
        ("a" * 65, {"x", "instagram", "mastodon", "tiktok"}),
    ],
)
def test_a_tag_is_valid_where_the_platform_links_the_whole_of_it(tag: str, takers: set[str]) -> None:
    platforms = ("x", "instagram", "mastodon", "bluesky", "tiktok")
    assert {platform for platform in platforms if is_valid_tag(tag, platform)} == takers


def test_found_tags_carry_key_and_spelling() -> None:
    (found,) = extract_tags("dusk #GoldenHour!", "instagram")
    assert (found.start, found.end, found.tag, found.display) == (5, 16, "goldenhour", "GoldenHour")


def test_a_linked_tag_without_a_key_is_left_out() -> None:
    assert [f.tag for f in extract_tags("#ﷺ #ok", "x")] == ["ok"]


def test_platforms_without_a_rule_are_read_like_instagram() -> None:
    assert dialect_of("tiktok") is Dialect.INSTAGRAM
    assert dialect_of("mastodon") is Dialect.MASTODON


def test_byte_offsets_count_utf_8() -> None:
    text = "日本 🔥 #café!"
    (found,) = extract_tags(text, "bluesky")
    first, last = byte_span(text, found.start, found.end)
    assert text.encode()[first:last] == "#café".encode()
    assert (first, last) == (12, 18)
