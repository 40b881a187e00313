"""Bytes of any charset, and names with tricks in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.parse.errors import BrokenRow
from crawlers.parse.text import MAX_NAME_CHARS, clean_name, clean_url, decode, kind_of
from hashtagger.observations import TrendKind


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Łódź".encode(), "Łódź"),
        ("\ufeffŁódź".encode(), "Łódź"),
        ("\ufeffŁódź".encode("utf-16-be"), "Łódź"),
        ("\ufeffŁódź".encode("utf-32-le"), "Łódź"),
        ('{"a": "Łódź"}'.encode("utf-16-le"), '{"a": "Łódź"}'),
        (b"a\x00bcd\xc5\x82efghi\x00\x00j", "abcdłefghij"),
        (b"", ""),
    ],
)
def test_bytes_become_text_without_mark_and_nuls(body: bytes, text: str) -> None:
    assert decode(body) == text


def test_utf8_is_believed_although_something_else_is_declared() -> None:
    body = '<?xml version="1.0" encoding="ISO-8859-1"?><a>Łódź</a>'.encode()
    assert decode(body, "latin-1").endswith("<a>Łódź</a>")


def test_a_declared_charset_is_used_where_the_bytes_are_not_utf8() -> None:
    declared = '<?xml version="1.0" encoding="iso-8859-2"?><a>Łódź</a>'.encode("iso-8859-2")
    assert decode(declared).endswith("<a>Łódź</a>")
    assert decode("Łódź".encode("iso-8859-2"), "iso-8859-2") == "Łódź"


@pytest.mark.parametrize("charset", [None, "no-such-charset", "zip", "idna", "undefined", "hex", "utf-8\x00"])
def test_bytes_of_no_known_charset_become_marks_of_damage(charset: str | None) -> None:
    assert decode(b"caf\xe9", charset) == "caf\ufffd"


@given(st.binary(max_size=200), st.none() | st.text(max_size=12))
def test_decoding_never_fails(body: bytes, charset: str | None) -> None:
    assert "\x00" not in decode(body, charset)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("  solar\t eclipse \n", "solar eclipse"),
        ("AT&amp;T", "AT&T"),
        ("AT&amp;amp;T", "AT&T"),
        ("butker&#39;s &quot;catch&quot;", 'butker\'s "catch"'),
        ("butker&amp;#39;s", "butker's"),
        ("R&D &copy", "R&D &copy"),
        ("a\u202egnp.exe\u202c", "agnp.exe"),
        ("a\u200bb\x07c\x1b[31m", "abc[31m"),
        ("cafe\u0301", "caf\u00e9"),
        ("خانه\u200cها", "خانه\u200cها"),
        ("حساب المواطن", "حساب المواطن"),
        ("&#x202e;abc", "abc"),
        ("\u200f\u2066", ""),
        ("", ""),
    ],
)
def test_names_lose_entities_controls_and_direction(written: str, name: str) -> None:
    assert clean_name(written) == name


@pytest.mark.parametrize(
    "written", [None, 5, ["a"], "caf\ufffd", "a&#0;", "a\ud83d", "x" * (MAX_NAME_CHARS + 1), "&amp;" * 10_000]
)
def test_a_name_that_is_none_or_damaged_or_endless_breaks_its_row(written: object) -> None:
    with pytest.raises(BrokenRow):
        clean_name(written)


@pytest.mark.parametrize("url", ["https://a.example/tags/x", "http://a.example", "https://ja.example/%E3%81%82?a=1"])
def test_web_addresses_are_kept(url: str) -> None:
    assert clean_url(url) == url


@pytest.mark.parametrize(
    "url",
    [None, 5, "", "javascript:alert(1)", "//a.example/x", "https://", "https://a b", "https://a\u202e.example",
     "https://a.example/" + "x" * 500, "data:text/html,x"],
)  # fmt: skip
def test_other_addresses_are_left_out(url: object) -> None:
    assert clean_url(url) is None


def test_a_hashtag_is_told_by_its_sign() -> None:
    assert [kind_of(name) for name in ("#ai", "＃ai", "ai", "")] == [
        TrendKind.HASHTAG,
        TrendKind.HASHTAG,
        TrendKind.PHRASE,
        TrendKind.PHRASE,
    ]
