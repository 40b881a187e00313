"""Reads ``GET /api/v1/trends/tags`` of a Mastodon instance (docs.joinmastodon.org/methods/trends, entities/Tag)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from crawlers.parse.errors import BrokenRow, Unreadable
from crawlers.parse.result import Parsed
from crawlers.parse.rows import day_start, json_of, object_of, read_rows
from crawlers.parse.text import clean_name, clean_url
from crawlers.parse.volume import parse_volume
from hashtagger.observations import CrawlTarget, TrendKind, TrendObservation, ValueKind

HISTORY_DAYS = 7
CLOCKS_DIFFER = timedelta(days=1)
_COUNTS = (("accounts", ValueKind.ACCOUNTS), ("uses", ValueKind.POSTS))


def parse(body: bytes, target: CrawlTarget, fetched_at: datetime) -> Parsed:
    """
    Two observations for each tag and day, newest day first: accounts, then posts; the slot is the day.

    The newest day is still growing. Only it carries the rank: the order of the list is about now.
    ``[]`` is a good answer.
    """
    answer = json_of(body)
    if not isinstance(answer, list):
        raise Unreadable("not a list of tags")

    def read(rank: int, row: object) -> Iterator[TrendObservation]:
        tag = object_of(row)
        name, url = clean_name(tag.get("name")), clean_url(tag.get("url"))
        if not name:
            raise BrokenRow("an empty tag")
        days = _days(tag.get("history"), fetched_at)
        for position, (day, counts) in enumerate(days):
            for kind, value in counts:
                yield TrendObservation(
                    raw_name=name,
                    kind=TrendKind.HASHTAG,
                    slot=day,
                    rank=None if position else rank,
                    value=value,
                    value_kind=kind,
                    language=target.language,
                    url=url,
                )

    return read_rows(answer, read)


def _days(history: Any, fetched_at: datetime) -> list[tuple[datetime, list[tuple[ValueKind, float]]]]:
    """Newest first, whatever the order was."""
    if not isinstance(history, list) or not history:
        raise BrokenRow("a tag without a history")
    days = {}
    for entry in history[:HISTORY_DAYS]:
        item = object_of(entry)
        day = _moment(item.get("day"))
        if not -CLOCKS_DIFFER <= fetched_at - day <= timedelta(days=HISTORY_DAYS) + CLOCKS_DIFFER:
            raise BrokenRow("a day of another week")
        days[day_start(day)] = [(kind, _count(item.get(field))) for field, kind in _COUNTS]
    return sorted(days.items(), reverse=True)


def _moment(value: Any) -> datetime:
    """Of a Unix time, which Mastodon writes as a text."""
    try:
        return datetime.fromtimestamp(int(value), UTC)
    except (TypeError, ValueError, OverflowError, OSError) as error:
        raise BrokenRow("a day that is no Unix time") from error


def _count(value: Any) -> float:
    volume = parse_volume(value)
    if volume is None:
        raise BrokenRow("a day without its counts")
    return volume.value
