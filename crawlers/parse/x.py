"""Reads ``GET /2/trends/by/woeid/{woeid}`` of X (OpenAPI of the X API v2, schema ``Trend``)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from crawlers.parse.errors import BrokenRow
from crawlers.parse.result import Parsed
from crawlers.parse.rows import hour_start, json_of, list_in, object_of, read_rows
from crawlers.parse.text import clean_name, kind_of
from crawlers.parse.volume import parse_volume
from hashtagger.observations import CrawlTarget, TrendObservation, ValueKind


def parse(body: bytes, target: CrawlTarget, fetched_at: datetime) -> Parsed:
    """One observation for each trend in order: a hashtag where it begins with '#', else a phrase; posts often unknown."""

    def read(rank: int, row: object) -> Iterator[TrendObservation]:
        trend = object_of(row)
        name = clean_name(trend.get("trend_name"))
        if not name:
            raise BrokenRow("an empty trend")
        volume = parse_volume(trend.get("tweet_count", trend.get("post_count")))
        yield TrendObservation(
            raw_name=name,
            kind=kind_of(name),
            slot=hour_start(fetched_at),
            rank=rank,
            value=volume.value if volume else None,
            value_kind=ValueKind.POSTS if volume else None,
            value_is_lower_bound=volume.is_lower_bound if volume else False,
            language=target.language,
        )

    return read_rows(list_in(json_of(body), "data"), read)
