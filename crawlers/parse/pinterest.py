"""Reads ``GET /v5/trends/keywords/{region}/top/{type}`` of Pinterest (OpenAPI 5, schema ``TrendingKeywordsResponse``)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from crawlers.parse.errors import BrokenRow
from crawlers.parse.result import Parsed
from crawlers.parse.rows import day_start, json_of, list_in, object_of, read_rows
from crawlers.parse.text import clean_name, kind_of
from crawlers.parse.volume import parse_volume
from hashtagger.observations import CrawlTarget, TrendObservation, ValueKind

MAX_INDEX = 100


def parse(body: bytes, target: CrawlTarget, fetched_at: datetime) -> Parsed:
    """
    One observation for each keyword in order: its newest weekly value, 0..100 of its own past; the slot is that date.

    Without a series the value is unknown and the slot the day of the fetch. Growth is not kept: it follows from the series
    of our own observations. Predictions are not looked at.
    """
    today = day_start(fetched_at)

    def read(rank: int, row: object) -> Iterator[TrendObservation]:
        trend = object_of(row)
        name = clean_name(trend.get("keyword"))
        if not name:
            raise BrokenRow("an empty keyword")
        slot, index = _newest(trend.get("time_series"), today) or (today, None)
        yield TrendObservation(
            raw_name=name,
            kind=kind_of(name),
            slot=slot,
            rank=rank,
            value=index,
            value_kind=None if index is None else ValueKind.INDEX,
            language=target.language,
        )

    return read_rows(list_in(json_of(body), "trends"), read)


def _newest(series: Any, today: datetime) -> tuple[datetime, float] | None:
    if not series:
        return None
    points = object_of(series)
    try:
        days = {datetime.combine(date.fromisoformat(day), time(), UTC): value for day, value in points.items()}
    except ValueError as error:
        raise BrokenRow("a series without dates") from error
    past = [day for day in days if day <= today]
    if not past:
        return None
    index = parse_volume(days[max(past)])
    if index is None or index.value > MAX_INDEX:
        raise BrokenRow("a value that is not 0..100")
    return max(past), index.value
