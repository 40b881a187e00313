"""Reads the answer of a user's own source with the selectors of the file; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jmespath  # type: ignore[import-untyped]
from lxml import etree  # type: ignore[import-untyped]
from parsel import Selector
from parsel.csstranslator import HTMLTranslator

from crawlers.parse.errors import BrokenRow, Unreadable
from crawlers.parse.result import Parsed, Parser
from crawlers.parse.rows import hour_start, json_of, read_rows
from crawlers.parse.text import clean_name, clean_url, decode
from crawlers.parse.volume import parse_volume
from hashtagger.observations import CrawlTarget, TrendKind, TrendObservation, ValueKind

FORMATS = ("json", "html", "rss")
_ITEMS = ("item", "entry")
_XPATH_BEGINS = ("/", "./", "../", "(", "@")


@dataclass(frozen=True, slots=True)
class Selectors:
    """Where the rows of an answer stand, and what in a row."""

    format: str
    """One of ``FORMATS``."""
    rows: str
    """json: JMESPath; html: CSS or XPath; rss: the name of the elements, '' for item or entry."""
    fields: Mapping[str, str]
    """name, and perhaps volume and url → a selector inside the row; for rss the name of an element inside the item."""
    kind: TrendKind
    counts: ValueKind | None
    """What the volume counts."""


def parser_for(selectors: Selectors) -> Parser:
    """The parser that reads answers so."""

    def parse(body: bytes, target: CrawlTarget, fetched_at: datetime) -> Parsed:
        rows = list(_READERS[selectors.format](body, selectors))

        def read(rank: int, found: Mapping[str, Any]) -> Iterator[TrendObservation]:
            name = clean_name(found.get("name"))
            if not name:
                raise BrokenRow("an empty name")
            volume = parse_volume(found.get("volume")) if selectors.counts else None
            yield TrendObservation(
                raw_name=name,
                kind=TrendKind.HASHTAG if name.startswith("#") else selectors.kind,
                slot=hour_start(fetched_at),
                rank=rank,
                value=volume.value if volume else None,
                value_kind=selectors.counts if volume else None,
                value_is_lower_bound=volume.is_lower_bound if volume else False,
                language=target.language,
                url=clean_url(found.get("url")),
            )

        return read_rows(rows, read)

    return parse


def check_selectors(selectors: Selectors) -> Iterator[tuple[str, str]]:
    """Each selector that cannot be understood, as (key of the file, reason)."""
    for key, selector in (("rows", selectors.rows), *(("fields", each) for each in selectors.fields.values())):
        try:
            if selectors.format == "json" and selector:
                jmespath.compile(selector)
            elif selectors.format == "html" and selector:
                etree.XPath(_xpath(selector))
        except Exception as error:  # each of the three languages has errors of its own, without a common base
            yield key, f"the selector {selector!r} cannot be understood: {str(error).splitlines()[0]}"


def _json_rows(body: bytes, selectors: Selectors) -> Iterable[Mapping[str, Any]]:
    answer = json_of(body)
    fields = {name: jmespath.compile(selector) for name, selector in selectors.fields.items()}
    try:
        rows = jmespath.search(selectors.rows, answer)
        if not isinstance(rows, list):
            raise Unreadable("no list where 'rows' points to")
        return [{name: field.search(row) for name, field in fields.items()} for row in rows]
    except (jmespath.exceptions.JMESPathError, RecursionError) as error:
        raise Unreadable(f"the selectors do not fit: {type(error).__name__}") from error


def _html_rows(body: bytes, selectors: Selectors) -> Iterable[Mapping[str, Any]]:
    text = decode(body)
    if "<" not in text:
        raise Unreadable("not HTML")
    rows = Selector(text=text, type="html", huge_tree=False).xpath(_xpath(selectors.rows))
    return [{name: _first(row, selector) for name, selector in selectors.fields.items()} for row in rows]


def _first(row: Selector, selector: str) -> str | None:
    found = row.xpath(_xpath(selector, inside=True))
    if not found:
        return None
    return str(found[0].xpath("string()").get() if isinstance(found[0].root, etree.ElementBase) else found[0].get())


def _xpath(selector: str, *, inside: bool = False) -> str:
    """``selector`` as XPath: it is taken for CSS unless it begins like XPath."""
    if selector == "." or selector.startswith(_XPATH_BEGINS):
        return selector
    return HTMLTranslator().css_to_xpath(selector, prefix="descendant::" if inside else "descendant-or-self::")


def _rss_rows(body: bytes, selectors: Selectors) -> Iterable[Mapping[str, Any]]:
    # Entities are not resolved and nothing is fetched: a feed must not read our files or fill our memory.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8")
    try:
        root = etree.fromstring(_without_declaration(decode(body)).encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("not XML") from error
    wanted = (selectors.rows,) if selectors.rows else _ITEMS
    items = [element for element in root.iter("{*}*") if etree.QName(element).localname in wanted]
    if not items and etree.QName(root).localname not in ("rss", "feed", "RDF"):
        raise Unreadable("not a feed")
    return [{name: _child(item, local) for name, local in selectors.fields.items()} for item in items]


def _child(item: Any, local_name: str) -> str | None:
    for element in item.iterchildren("{*}*"):
        if etree.QName(element).localname == local_name:
            return "".join(element.itertext()) or element.get("href")
    return None


def _without_declaration(text: str) -> str:
    """The XML declaration names a charset that was decoded already."""
    text = text.lstrip()
    return text.partition("?>")[2] if text.startswith("<?xml") else text


_READERS = {"json": _json_rows, "html": _html_rows, "rss": _rss_rows}
