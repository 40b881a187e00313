"""Trending tags of a Mastodon instance."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from crawlers.parse.errors import Unreadable
from crawlers.parse.mastodon import parse
from crawlers.parse.result import Parsed
from hashtagger.observations import TrendKind, ValueKind
from tests.crawlers.parse.answers import DAY_S, NOW, TODAY, as_json, mastodon_tag, target


def read(*tags: Any) -> Parsed:
    return parse(as_json(list(tags)), target("mastodon", "cats.example"), NOW)


def test_every_day_gives_accounts_and_posts_newest_first() -> None:
    found = read(mastodon_tag(counts=((688, 806), (47, 49)))).observations
    assert [(each.slot, each.value_kind, each.value) for each in found] == [
        (TODAY, ValueKind.ACCOUNTS, 688.0),
        (TODAY, ValueKind.POSTS, 806.0),
        (TODAY - timedelta(days=1), ValueKind.ACCOUNTS, 47.0),
        (TODAY - timedelta(days=1), ValueKind.POSTS, 49.0),
    ]
    assert {(each.raw_name, each.kind, each.url) for each in found} == {
        ("caturday", TrendKind.HASHTAG, "https://cats.example/tags/caturday")
    }


def test_only_the_newest_day_carries_the_rank() -> None:
    found = read(mastodon_tag("a"), mastodon_tag("b")).observations
    assert [each.rank for each in found] == [1, 1, None, None, 2, 2, None, None]


def test_an_empty_list_is_a_good_answer() -> None:
    assert read() == Parsed([], 0)


def test_days_in_another_order_are_sorted() -> None:
    tag = mastodon_tag()
    tag["history"].reverse()
    assert read(tag) == read(mastodon_tag())


def test_quiet_days_are_zero_and_not_unknown() -> None:
    assert [each.value for each in read(mastodon_tag(counts=((0, 0),))).observations] == [0.0, 0.0]


def test_numbers_may_be_numbers() -> None:
    tag = mastodon_tag(counts=((5, 6),))
    tag["history"] = [{"day": int(TODAY.timestamp()), "accounts": 5, "uses": 6}]
    assert read(tag) == read(mastodon_tag(counts=((5, 6),)))


@pytest.mark.parametrize(
    "broken",
    [
        None,
        "caturday",
        {"id": "1", "name": "nohistory", "url": "https://cats.example/tags/nohistory"},
        {**mastodon_tag(), "name": None},
        {**mastodon_tag(), "name": "\u202e"},
        {**mastodon_tag(), "history": []},
        {**mastodon_tag(), "history": [{"day": str(int(TODAY.timestamp())), "accounts": None, "uses": "1"}]},
        {**mastodon_tag(), "history": [{"day": "tomorrow", "accounts": "1", "uses": "1"}]},
        {**mastodon_tag(), "history": [{"day": str(int(TODAY.timestamp()) + 3 * DAY_S), "accounts": "1", "uses": "1"}]},
        {**mastodon_tag(), "history": [{"day": "0", "accounts": "1", "uses": "1"}]},
    ],
)
def test_a_broken_tag_costs_only_itself(broken: Any) -> None:
    parsed = read(mastodon_tag("good"), broken)
    assert {each.raw_name for each in parsed.observations} == {"good"}
    assert parsed.dropped == 1


def test_trending_links_are_no_tags() -> None:
    link = {"url": "https://news.example/1", "title": "News", "history": mastodon_tag()["history"]}
    with pytest.raises(Unreadable):
        read(link, link)
