"""Reads ``/metrics/pageviews/top/…`` and ``/top-per-country/…`` of Wikimedia's Analytics API (doc.wikimedia.org, AQS)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from crawlers.parse.errors import BrokenRow, Unreadable
from crawlers.parse.result import Parsed
from crawlers.parse.rows import json_of, list_in, object_of, read_rows
from crawlers.parse.text import clean_name, clean_url
from crawlers.parse.volume import parse_volume
from crawlers.parse.wikipedia_pages import is_article
from hashtagger.observations import CrawlTarget, TrendKind, TrendObservation, ValueKind

_SITE = ".wikipedia"


def parse(body: bytes, target: CrawlTarget, fetched_at: datetime) -> Parsed:
    """
    One observation for each article of the day, a phrase with spaces for underscores; the slot is that day.

    Ranks are the source's, with holes where main pages, pages of namespaces and other projects stood. Lists by country
    round views up to the next hundred, and name the project of each row, hence its language.
    """
    items = list_in(json_of(body), "items")
    if len(items) != 1 or not isinstance(items[0], dict):
        raise Unreadable("not the list of one day")
    slot = _day(items[0], latest=fetched_at + timedelta(days=1))
    project = items[0].get("project")

    def read(position: int, row: object) -> Iterator[TrendObservation]:
        article = object_of(row)
        site = article.get("project", project)
        title = article.get("article")
        if not isinstance(site, str) or not isinstance(title, str):
            raise BrokenRow("a row without project or article")
        language, dot, rest = site.partition(".")
        if dot + rest != _SITE or not is_article(title, language):
            return
        name = clean_name(title.replace("_", " "))
        views = parse_volume(article.get("views", article.get("views_ceil")))
        rank = article.get("rank")
        if not name or views is None or not isinstance(rank, int) or isinstance(rank, bool) or not 0 < rank <= 10_000:
            raise BrokenRow("a row without views or rank")
        yield TrendObservation(
            raw_name=name,
            kind=TrendKind.PHRASE,
            slot=slot,
            rank=rank,
            value=views.value,
            value_kind=ValueKind.VIEWS,
            language=language,
            url=clean_url(f"https://{language}.wikipedia.org/wiki/{quote(title, safe='', errors='replace')}"),
        )

    return read_rows(list_in(items[0], "articles"), read)


def _day(item: dict[str, Any], *, latest: datetime) -> datetime:
    """Of a list; one of a whole month ('all-days') has other numbers, and is not what was asked for."""
    try:
        day = datetime(int(item["year"]), int(item["month"]), int(item["day"]), tzinfo=UTC)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Unreadable("not the list of one day") from error
    if day > latest:
        raise Unreadable("the list of a day that has not come yet")
    return day
