"""The lists of X, Pinterest and Bluesky's topics."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from crawlers.parse import bluesky_topics, pinterest, x
from crawlers.parse.errors import Unreadable
from crawlers.parse.result import Parsed
from hashtagger.observations import TrendKind, ValueKind
from tests.crawlers.parse.answers import HOUR, NOW, TODAY, as_json, keyword, target, topic


def read_x(*rows: Any) -> Parsed:
    return x.parse(as_json({"data": list(rows)}), target("x", "1"), NOW)


def read_pinterest(*rows: Any) -> Parsed:
    return pinterest.parse(as_json({"trends": list(rows)}), target("pinterest", "US"), NOW)


def read_topics(answer: dict[str, Any]) -> Parsed:
    return bluesky_topics.parse(as_json(answer), target("bluesky_topics"), NOW)


def test_x_lists_hashtags_and_phrases_in_order() -> None:
    found = read_x(
        {"trend_name": "#TezosTuesday", "tweet_count": 14869}, {"trend_name": "Bibby Stockholm"}
    ).observations
    assert [(each.raw_name, each.kind, each.rank, each.slot) for each in found] == [
        ("#TezosTuesday", TrendKind.HASHTAG, 1, HOUR),
        ("Bibby Stockholm", TrendKind.PHRASE, 2, HOUR),
    ]
    assert [(each.value, each.value_kind) for each in found] == [(14869.0, ValueKind.POSTS), (None, None)]


@pytest.mark.parametrize("count", [None, "", "unknown", -1, [3]])
def test_x_without_a_count_keeps_the_trend(count: Any) -> None:
    (found,) = read_x({"trend_name": "#AI", "tweet_count": count}).observations
    assert (found.value, found.value_kind) == (None, None)


def test_x_personal_trends_count_posts_in_words() -> None:
    assert read_x({"trend_name": "#AI", "post_count": "22.1K posts"}).observations[0].value == 22_100.0


def test_x_unescapes_names_and_drops_broken_ones() -> None:
    parsed = read_x({"trend_name": "AT&amp;T"}, {"trend_name": ""}, {"trend_name": None}, 7)
    assert ([each.raw_name for each in parsed.observations], parsed.dropped) == (["AT&T"], 3)


def test_x_errors_are_no_list() -> None:
    with pytest.raises(Unreadable, match="reports an error"):
        x.parse(as_json({"errors": [{"title": "Unauthorized"}]}), target("x", "1"), NOW)


def test_pinterest_gives_the_newest_value_with_its_date() -> None:
    (found,) = read_pinterest(keyword("autumn nails", {"2026-11-17": 77, "2026-11-10": 31})).observations
    assert (found.raw_name, found.kind, found.rank) == ("autumn nails", TrendKind.PHRASE, 1)
    assert (found.value, found.value_kind, found.slot) == (77.0, ValueKind.INDEX, datetime(2026, 11, 17, tzinfo=UTC))


@pytest.mark.parametrize("series", [{}, [], {"2026-12-24": 99}])
def test_pinterest_without_a_past_value_keeps_the_keyword(series: Any) -> None:
    (found,) = read_pinterest(keyword("autumn nails", series)).observations
    assert (found.value, found.value_kind, found.slot) == (None, None, TODAY)


@pytest.mark.parametrize(
    "broken", [keyword(""), keyword(None), keyword("a", {"soon": 1}), keyword("a", {"2026-11-17": 101})]
)
def test_a_broken_keyword_costs_only_itself(broken: Any) -> None:
    parsed = read_pinterest(keyword("good"), broken)
    assert ([each.raw_name for each in parsed.observations], parsed.dropped) == (["good"], 1)


def test_topics_are_phrases_with_posts_and_an_address() -> None:
    (first, second) = read_topics({"trends": [topic("Solar Eclipse"), topic("#AEW", posts=None)]}).observations
    assert (first.raw_name, first.kind, first.rank, first.value) == ("Solar Eclipse", TrendKind.PHRASE, 1, 120.0)
    assert first.url == "https://bsky.app/search?q=eclipse"
    assert (second.kind, second.value) == (TrendKind.HASHTAG, None)


def test_the_older_topics_have_names_only_and_suggestions_are_left_out() -> None:
    answer = {"topics": [{"topic": "NFL", "link": "/search?q=NFL"}], "suggested": [{"topic": "Art", "link": "/art"}]}
    assert [(each.raw_name, each.value) for each in read_topics(answer).observations] == [("NFL", None)]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "//evil.example", 5, None, "/" + "x" * 600])
def test_topics_with_odd_links_have_none(link: Any) -> None:
    assert read_topics({"trends": [topic(link=link)]}).observations[0].url is None
