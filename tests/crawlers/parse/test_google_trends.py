"""The feed of Google Trends."""

from __future__ import annotations

from itertools import pairwise

import pytest

from crawlers.parse.errors import Unreadable
from crawlers.parse.google_trends import parse
from crawlers.parse.result import Parsed
from hashtagger.observations import TrendKind, ValueKind
from tests.crawlers.parse.answers import HOUR, NOW, google_feed, google_item, target

LAUGHS = (
    '<!DOCTYPE a [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise("abcdefghi"))
    + "]>"
)


def read(body: bytes) -> Parsed:
    return parse(body, target("google_trends", region="SA"), NOW)


def test_items_are_phrases_with_searches_as_a_lower_bound() -> None:
    (found,) = read(google_feed(google_item("gta6", "500K+"))).observations
    assert (found.raw_name, found.kind, found.rank, found.slot) == ("gta6", TrendKind.PHRASE, 1, HOUR)
    assert (found.value, found.value_kind, found.value_is_lower_bound) == (500_000.0, ValueKind.SEARCHES, True)


def test_the_one_link_of_all_items_is_nobodys_address() -> None:
    assert [each.url for each in read(google_feed(google_item("a") + google_item("b"))).observations] == [None, None]


@pytest.mark.parametrize("namespace", ["https://trends.google.com/trending/rss", "https://other.example/daily"])
def test_the_namespace_may_change(namespace: str) -> None:
    assert read(google_feed(google_item("gta6"), namespace=namespace)).observations[0].value == 200.0


def test_empty_titles_are_left_out_and_keep_their_rank() -> None:
    items = google_item("") + "<item><title/></item>" + "<item/>" + google_item("투팍", "2천+")
    parsed = read(google_feed(items))
    assert [(each.raw_name, each.rank, each.value) for each in parsed.observations] == [("투팍", 4, 2000.0)]
    assert parsed.dropped == 0


def test_right_to_left_titles_stay_and_their_controls_go() -> None:
    (found,) = read(google_feed(google_item("\u202bحساب المواطن\u202c", "٢٠٠+"))).observations
    assert (found.raw_name, found.value) == ("حساب المواطن", 200.0)


def test_titles_that_were_escaped_twice_are_plain() -> None:
    items = google_item("butker&amp;#39;s catch") + google_item("AT&amp;amp;T") + google_item("<![CDATA[Q&amp;A]]>")
    assert [each.raw_name for each in read(google_feed(items)).observations] == ["butker's catch", "AT&T", "Q&A"]


def test_unknown_traffic_stays_unknown() -> None:
    (_, found) = read(google_feed(google_item("a") + google_item("b", "lots"))).observations
    assert (found.value, found.value_kind, found.value_is_lower_bound) == (None, None, False)


def test_a_damaged_title_costs_only_its_item() -> None:
    body = google_feed(google_item("ok") + google_item("CAFE")).replace(b"CAFE", b"caf\xe9")
    parsed = read(body)
    assert ([each.raw_name for each in parsed.observations], parsed.dropped) == (["ok"], 1)


def test_nuls_and_controls_between_the_bytes_do_no_harm() -> None:
    body = google_feed(google_item("gta6")).replace(b"gta6", b"g\x00t\x0ba6")
    assert read(b"\x00" * 8 + b"\n" + body).observations[0].raw_name == "gta6"


def test_a_declared_charset_is_obeyed_where_the_bytes_are_no_utf8() -> None:
    text = google_feed(google_item("Łódź")).decode().replace("UTF-8", "ISO-8859-2")
    assert read(text.encode("iso-8859-2")).observations[0].raw_name == "Łódź"


def test_a_feed_without_items_is_empty() -> None:
    assert read(google_feed("")) == Parsed([], 0)


def test_a_feed_of_something_else_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        read(google_feed("<item><title>News</title><link>https://news.example</link></item>"))


@pytest.mark.parametrize(
    "declaration",
    [
        LAUGHS,
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">',
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/a.dtd"> %x;]>',
    ],
    ids=["billion laughs", "file", "outer type", "parameter entity"],
)  # fmt: skip
def test_a_document_type_is_refused(declaration: str) -> None:
    body = google_feed(google_item("&i;&x;gta6")).replace(b"?><rss", f"?>{declaration}<rss".encode())
    with pytest.raises(Unreadable, match="DTDForbidden"):
        read(body)
