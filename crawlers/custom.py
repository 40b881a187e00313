"""Sources that a user describes in a file (``docs/sources.md``), instead of writing a spider."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from crawlers.custom_file import Entry, InvalidSources, read_entries
from crawlers.custom_parse import FORMATS, Selectors, check_selectors, parser_for
from crawlers.parse.result import Parser
from crawlers.registry import CrawlRequest
from crawlers.source_rows import SOURCES, SourceKind, SourceRow
from hashtagger.observations import CrawlTarget, TrendKind, ValueKind
from hashtagger.settings import TrendSettings

KEYS = frozenset(
    {"name", "title", "url", "format", "rows", "fields", "headers", "kind", "counts", "region", "language"}
    | {"licence", "terms", "every", "min_rows", "may_be_empty"}
)
FIELDS = frozenset({"name", "volume", "url"})
MIN_EVERY_S = 900
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_UNITS_S = {"m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True, slots=True)
class CustomSource:
    """One source of the file; its row stands beside those of the registry."""

    row: SourceRow
    target: CrawlTarget
    url: str
    """May hold ``${NAME}``, as the values of ``headers`` may: a variable of the environment, and a secret."""
    headers: Mapping[str, str]
    parse: Parser

    def slot_of(self, moment: datetime) -> datetime:
        return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)

    def request(self, endpoint: str) -> CrawlRequest:
        """The one request; ``endpoint`` ('' for none) takes the place of scheme and host."""
        url = _filled(self.url)
        if endpoint:
            there, here = urlsplit(endpoint), urlsplit(url)
            url = here._replace(
                scheme=there.scheme, netloc=there.netloc, path=there.path.rstrip("/") + here.path
            ).geturl()
        return CrawlRequest(url, {name: _filled(value) for name, value in self.headers.items()})

    @property
    def secrets(self) -> frozenset[str]:
        return frozenset(value for name in self.variables if (value := os.environ.get(name)))

    def why_off(self, settings: TrendSettings) -> str | None:
        """None when it may run: what is in the file is on, unless the contact or a variable is missing."""
        if not settings.contact:
            return "needs HASHTAGGER_TRENDS__CONTACT"
        missing = [name for name in sorted(self.variables) if not os.environ.get(name)]
        return f"needs the variable {' and '.join(missing)}" if missing else None

    @property
    def variables(self) -> set[str]:
        return {name for text in (self.url, *self.headers.values()) for name in _VARIABLE.findall(text)}


def custom_sources(path: Path | None) -> list[CustomSource]:
    """
    The sources that the file at ``path`` describes, in its order; none without a file.

    Raises ``InvalidSources`` with every problem of the file, each as ``file:line: reason``.
    """
    if path is None:
        return []
    problems: list[str] = []
    found: list[CustomSource] = []
    for entry in read_entries(path, KEYS):
        source = _source(entry)
        name = source.row.name
        if name in SOURCES or name in {each.row.name for each in found}:
            entry.problem("name", f"there is a source {name!r} already")
        problems += entry.problems
        found.append(source)
    if problems:
        raise InvalidSources(problems)
    return found


def _source(entry: Entry) -> CustomSource:
    """The source that ``entry`` describes; what is wrong with it is noted in the entry."""
    name = entry.text("name", matches=r"[a-z][a-z0-9_]{0,39}", says="small letters, digits and _, a letter first")
    url = entry.text("url", matches=r"https?://[^\s/?#@]+[^\s]*", says="an http or https address")
    if not _is_address(url):
        entry.problem("url", f"'url' names no host and port that can be asked: {url!r}")
    row = SourceRow(
        name=name,
        title=entry.text("title", default=name),
        kind=SourceKind.LIST,
        endpoint=url,
        every_s=_period_s(entry),
        terms=entry.text("terms", default="Described by the operator."),
        terms_url="",
        licence=entry.text("licence"),
        min_rows=entry.number("min_rows", default=1),
        may_be_empty=entry.flag("may_be_empty"),
    )
    target = CrawlTarget(
        name,
        channel="",
        region=entry.text("region", default="", matches="([A-Z]{2})?", says="two capitals of ISO 3166"),
        language=entry.text("language", default="", matches="([a-z]{2,3})?", says="two or three small letters"),
    )
    return CustomSource(row, target, url, entry.texts("headers", None), parser_for(_selectors(entry)))


def _selectors(entry: Entry) -> Selectors:
    fields = entry.texts("fields", FIELDS)
    form = entry.choice("format", FORMATS)
    counts = entry.choice("counts", [kind.value for kind in ValueKind], default="")
    if bool(counts) != ("volume" in fields):
        entry.problem("counts", "'counts' says what 'fields: volume' counts: give both or neither")
    if form != "rss" and "name" not in fields:
        entry.problem("fields", "'fields' must say where the 'name' of a row stands")
    selectors = Selectors(
        form,
        entry.text("rows", default="" if form == "rss" else None),
        {"name": "title", **fields} if form == "rss" else fields,
        TrendKind(
            entry.choice("kind", [kind.value for kind in TrendKind], default=TrendKind.PHRASE) or TrendKind.PHRASE
        ),
        ValueKind(counts) if counts else None,
    )
    for key, reason in check_selectors(selectors):
        entry.problem(key, reason)
    return selectors


def _period_s(entry: Entry) -> int:
    text = entry.text("every", default="1h", matches=r"[0-9]{1,4}[mhd]", says="like 30m, 6h or 1d")
    if not re.fullmatch(r"[0-9]{1,4}[mhd]", text):
        return MIN_EVERY_S
    seconds = int(text[:-1]) * _UNITS_S[text[-1]]
    if seconds < MIN_EVERY_S:
        entry.problem("every", "no source is asked more often than every 15m")
    return seconds


def _is_address(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:  # brackets that do not match, a port that is no number or too large
        return False


def _filled(text: str) -> str:
    return _VARIABLE.sub(lambda found: os.environ.get(found[1], ""), text)
