"""Each platform's rule, on cases of our own."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashtagger.text.dialects import Dialect, tag_spans


def names(text: str, dialect: str) -> list[str]:
    return [text[start + 1 : end] for start, end in tag_spans(text, Dialect(dialect))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#one and ＃two", ["one", "two"]),
        ("fish&#chips word#none", []),
        ("#one#two", []),  # a '#' right after the name voids it, and the second follows a letter
        ("#2024 #2024goals #_ #_a", ["2024goals", "_a"]),
        ("see https://a.example/b#part and a.example/#part", []),
        ("#https://a.example", []),
        ("(#in) “#quoted” ❤️#heart", ["in", "quoted", "heart"]),
        ("#️⃣ #\u20e3", []),
        ("#fire🔥 #🔥", ["fire"]),
        ("#l'eau #well-being", ["l", "well"]),
        ("#можно #日本語 #ไทย #हिन्दी", ["можно", "日本語", "ไทย", "हिन्दी"]),
        ("#a\u202eb", ["a"]),
        ("#", []),
        ("", []),
    ],
)
def test_x(text: str, found: list[str]) -> None:
    assert names(text, "x") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#one#two", ["one", "two"]),
        ("word#none &#39; /#path", []),
        ("#fire🔥 #❤️", ["fire🔥", "❤️"]),
        ("❤️#heart", ["heart"]),
        ("#2024", []),
        ("＃全角", ["全角"]),
        ("https://a.example/b#part", []),
        ("#️⃣", []),
    ],
)
def test_instagram(text: str, found: list[str]) -> None:
    assert names(text, "instagram") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#one, ＃two. (#three)", ["one", "two"]),
        ("#2024 #1_1 #a1", ["1_1", "a1"]),
        ("#foo·bar #foo· #foo・", ["foo·bar", "foo", "foo"]),
        ("#🔥", []),
        ("#_under_", ["_under_"]),
        ("word#none", []),
    ],
)
def test_mastodon(text: str, found: list[str]) -> None:
    assert names(text, "mastodon") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#one, #two!", ["one", "two"]),
        ("#rock-n-roll #don't", ["rock-n-roll", "don't"]),
        ("#🔥 #❤️", ["🔥", "❤️"]),
        ("#2024 #!? #️⃣", []),
        ("#1st", ["1st"]),
        ("(#in) word#none", []),
        ("#zero\u200bwidth", ["zero"]),
        ("#" + "a" * 64 + " #" + "b" * 65, ["a" * 64]),
        ("#" + "🔥" * 33, []),  # 66 UTF-16 units
        ("#$aapl", ["$aapl"]),
    ],
)
def test_bluesky(text: str, found: list[str]) -> None:
    assert names(text, "bluesky") == found


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet=st.sampled_from("#＃ab1_ é日🔥·.&/:\u200c\ufe0f\n-"), max_size=30), st.sampled_from(Dialect))
def test_spans_are_ordered_start_at_a_hash_sign_and_never_overlap(text: str, dialect: Dialect) -> None:
    reached = 0
    for start, end in tag_spans(text, dialect):
        assert reached <= start < end - 1 < len(text)
        assert text[start] in "#＃"
        reached = end


@pytest.mark.parametrize("dialect", Dialect)
@pytest.mark.parametrize("piece", ["#", "#a", "#a/", "a.", "http://", "#·", "#1", "#\u200c"])
def test_a_hostile_text_is_read_to_its_end(dialect: Dialect, piece: str) -> None:
    text = piece * 20_000 + " #end"
    assert list(tag_spans(text, dialect))[-1] == (len(text) - 4, len(text))
