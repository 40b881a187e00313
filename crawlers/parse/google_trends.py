"""Reads Google Trends' feed ``/trending/rss?geo=XX``; it is undocumented, and its namespace has changed before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from crawlers.parse.errors import Unreadable
from crawlers.parse.result import Parsed
from crawlers.parse.rows import hour_start, read_rows
from crawlers.parse.text import clean_name, decode, without_controls
from crawlers.parse.volume import parse_volume
from hashtagger.observations import CrawlTarget, TrendKind, TrendObservation, ValueKind


def parse(body: bytes, target: CrawlTarget, fetched_at: datetime) -> Parsed:
    """
    One observation for each titled item in order: a phrase, with searches as a lower bound ('200+').

    The slot is the hour of the fetch, not ``pubDate`` (when the trend began). All items link to the feed itself, so none
    has an address. A document type is refused: with one, few bytes can become gigabytes.
    """
    items = _items(body)
    slot = hour_start(fetched_at)
    if items and all(_text(item, "approx_traffic") is None for item in items if _text(item, "title")):
        raise Unreadable("a feed of something else: no item says how much it is searched for")

    def read(rank: int, item: Element) -> Iterator[TrendObservation]:
        name = clean_name(_text(item, "title") or "")
        if not name:
            return
        volume = parse_volume(_text(item, "approx_traffic"))
        yield TrendObservation(
            raw_name=name,
            kind=TrendKind.PHRASE,
            slot=slot,
            rank=rank,
            value=volume.value if volume else None,
            value_kind=ValueKind.SEARCHES if volume else None,
            value_is_lower_bound=volume.is_lower_bound if volume else False,
            language=target.language,
        )

    return read_rows(items, read)


def _items(body: bytes) -> list[Element]:
    try:
        root = fromstring(without_controls(decode(body)).lstrip(), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, RecursionError) as error:
        raise Unreadable(f"not XML that is read here: {type(error).__name__}") from error
    channel = next((child for child in root if _name(child) == "channel"), None)
    if _name(root) != "rss" or channel is None:
        raise Unreadable("not a feed")
    return [child for child in channel if _name(child) == "item"]


def _text(item: Element, name: str) -> str | None:
    return next((child.text or "" for child in item if _name(child) == name), None)


def _name(element: Element) -> str:
    """Without its namespace."""
    return str(element.tag).rpartition("}")[2]
