"""What holds for the parsers of all sources, whatever bytes they get."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawlers.parse import (
    bluesky_topics,
    google_trends,
    instagram,
    mastodon,
    pinterest,
    wikipedia,
    x,
    youtube,
)
from crawlers.parse.errors import Unreadable
from crawlers.parse.result import Parsed, Parser
from crawlers.parse.rows import MAX_ROWS
from crawlers.parse.text import MAX_NAME_CHARS
from crawlers.registry import SOURCES, SourceKind
from tests.crawlers.parse.answers import ANSWERS, NOW, as_json, mastodon_tag, target

PARSERS: dict[str, Parser] = {
    "mastodon": mastodon.parse,
    "wikipedia": wikipedia.parse,
    "google_trends": google_trends.parse,
    "x": x.parse,
    "youtube": youtube.parse,
    "pinterest": pinterest.parse,
    "instagram": instagram.parse,
    "bluesky_topics": bluesky_topics.parse,
}
every_source = pytest.mark.parametrize("name", PARSERS)
sources = st.sampled_from(sorted(PARSERS))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
many = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_every_source_that_is_crawled_has_a_parser_here() -> None:
    assert set(PARSERS) == {row.name for row in SOURCES.values() if row.kind is not SourceKind.STREAM}


@every_source
def test_a_good_answer_gives_observations_and_drops_none(name: str) -> None:
    parsed = PARSERS[name](ANSWERS[name], target(name), NOW)
    assert parsed.observations
    assert parsed.dropped == 0


@every_source
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00" * 50,
        b"\xff\xfe\xfa\x80",
        b"null",
        b"true",
        b'"text"',
        b"{}",
        b"[1]",
        b"[[[",
        b"<html><body>Just a moment...</body></html>",
        b"<!doctype html><title>502 Bad Gateway</title>",
        b'{"error": {"code": 403, "message": "denied"}}',
        b'{"errors": [{"title": "Unauthorized"}]}',
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b"<a>" * 20_000,
        b'{"data": ' + b"9" * 5000 + b"}",
    ],
    ids=lambda body: repr(body[:24]),
)
def test_what_is_no_answer_of_the_source_is_unreadable(name: str, body: bytes) -> None:
    with pytest.raises(Unreadable):
        PARSERS[name](body, target(name), NOW)


@every_source
def test_an_answer_cut_off_in_the_middle_is_unreadable(name: str) -> None:
    with pytest.raises(Unreadable):
        PARSERS[name](ANSWERS[name][: len(ANSWERS[name]) // 2], target(name), NOW)


@every_source
def test_an_answer_of_another_source_is_unreadable(name: str) -> None:
    for other, body in ANSWERS.items():
        if other != name:
            with pytest.raises(Unreadable):
                PARSERS[name](body, target(name), NOW)


@every_source
@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32-be"])
def test_the_charset_is_seen_in_the_bytes(name: str, charset: str) -> None:
    body = ANSWERS[name].decode().encode(charset)
    assert PARSERS[name](body, target(name), NOW) == PARSERS[name](ANSWERS[name], target(name), NOW)


@given(name=sources, body=st.binary(max_size=400))
@many
def test_random_bytes_raise_nothing_but_unreadable(name: str, body: bytes) -> None:
    _check(name, body)


@given(name=sources, value=json_values)
@many
def test_random_json_raises_nothing_but_unreadable(name: str, value: Any) -> None:
    _check(name, json.dumps(value).encode())


@given(name=sources, data=st.data())
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_good_answers_with_one_value_replaced_raise_nothing_but_unreadable(name: str, data: st.DataObject) -> None:
    if name == "google_trends":
        _check(name, _with_bytes_replaced(ANSWERS[name], data))
        return
    answer = json.loads(ANSWERS[name])
    *path, last = data.draw(st.sampled_from(_paths(answer)))
    inner = answer
    for step in path:
        inner = inner[step]
    inner[last] = data.draw(json_values)
    _check(name, json.dumps(answer).encode())


@given(name=sources, data=st.data())
@many
def test_good_answers_with_bytes_replaced_raise_nothing_but_unreadable(name: str, data: st.DataObject) -> None:
    _check(name, _with_bytes_replaced(ANSWERS[name], data))


def test_more_rows_than_any_source_lists_are_dropped_and_counted() -> None:
    body = as_json([mastodon_tag(f"tag{n}", counts=((9, 9),)) for n in range(MAX_ROWS + 3)])
    parsed = mastodon.parse(body, target("mastodon"), NOW)
    assert (len(parsed.observations), parsed.dropped) == (2 * MAX_ROWS, 3)


def _check(name: str, body: bytes) -> None:
    try:
        parsed = PARSERS[name](body, target(name), NOW)
    except Unreadable:
        return
    assert isinstance(parsed, Parsed)
    assert parsed.dropped >= 0
    for each in parsed.observations:
        assert 0 < len(each.raw_name) <= MAX_NAME_CHARS
        each.raw_name.encode()
        assert "\x00" not in each.raw_name
        assert each.slot.tzinfo is not None
        assert each.rank is None or each.rank >= 1
        assert each.value is None or (math.isfinite(each.value) and each.value >= 0)
        assert (each.value is None) == (each.value_kind is None)
        assert each.url is None or each.url.startswith(("https://", "http://"))


def _with_bytes_replaced(body: bytes, data: st.DataObject) -> bytes:
    start = data.draw(st.integers(0, len(body)))
    length = data.draw(st.integers(0, 12))
    return body[:start] + data.draw(st.binary(max_size=12)) + body[start + length :]


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """To every value inside of ``value``."""
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    else:
        inner = []
    return [found for step, each in inner for found in [(*path, step), *_paths(each, (*path, step))]]
