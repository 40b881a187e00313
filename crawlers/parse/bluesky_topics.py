"""Reads ``app.bsky.unspecced.getTrends`` and ``getTrendingTopics`` (lexicons of the same names, ``unspecced.defs``)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from crawlers.parse.errors import BrokenRow
from crawlers.parse.result import Parsed
from crawlers.parse.rows import hour_start, json_of, list_in, object_of, read_rows
from crawlers.parse.text import clean_name, clean_url, kind_of
from crawlers.parse.volume import parse_volume
from hashtagger.observations import CrawlTarget, TrendObservation, ValueKind

SITE = "https://bsky.app"


def parse(body: bytes, target: CrawlTarget, fetched_at: datetime) -> Parsed:
    """
    One observation for each topic in order, mostly phrases; ``getTrends`` also counts the posts since it started.

    The 'suggested' topics of ``getTrendingTopics`` are left out: they are the same every day.
    """
    answer = json_of(body)
    is_older = isinstance(answer, dict) and "trends" not in answer
    slot = hour_start(fetched_at)

    def read(rank: int, row: object) -> Iterator[TrendObservation]:
        topic = object_of(row)
        name = clean_name(topic.get("displayName") or topic.get("topic"))
        if not name:
            raise BrokenRow("an empty topic")
        volume = parse_volume(topic.get("postCount"))
        yield TrendObservation(
            raw_name=name,
            kind=kind_of(name),
            slot=slot,
            rank=rank,
            value=volume.value if volume else None,
            value_kind=ValueKind.POSTS if volume else None,
            language=target.language,
            url=_address(topic.get("link")),
        )

    return read_rows(list_in(answer, "topics" if is_older else "trends"), read)


def _address(link: object) -> str | None:
    """Links are paths on the site."""
    if isinstance(link, str) and link.startswith("/") and not link.startswith("//"):
        return clean_url(SITE + link)
    return clean_url(link)
