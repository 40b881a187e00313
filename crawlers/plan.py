"""What one run of one source will do: its lists, the request behind each, and how far it may go."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from crawlers import registry
from crawlers.custom import CustomSource, custom_sources
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
from crawlers.parse.result import Parser
from crawlers.registry import CrawlRequest, SourceKind, SourceRow
from hashtagger.errors import NotFound
from hashtagger.media.addresses import is_public, parse_literal
from hashtagger.observations import CrawlTarget
from hashtagger.settings import TrendSettings

MIB = 1024 * 1024
PARSERS: Mapping[str, Parser] = {
    "mastodon": mastodon.parse,
    "wikipedia": wikipedia.parse,
    "bluesky_topics": bluesky_topics.parse,
    "google_trends": google_trends.parse,
    "x": x.parse,
    "youtube": youtube.parse,
    "pinterest": pinterest.parse,
    "instagram": instagram.parse,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may take."""

    seconds: float = 240.0
    bytes: int = 32 * MIB
    unhinted_wait_s: float = 10.0
    """After a refusal that names no time."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One run of one source."""

    row: SourceRow
    targets: tuple[CrawlTarget, ...]
    """Empty for an enricher, which is asked about tags."""
    slot: datetime
    request: Callable[[CrawlTarget, datetime], CrawlRequest]
    """target, slot → its one GET request"""
    parse: Parser
    private_servers: frozenset[str]
    """'host:port' of endpoints that the operator set."""
    secrets: frozenset[str]
    """What must not appear in a log."""
    asks_robots: bool
    """Whether robots.txt is asked first, and obeyed."""


def plan_of(name: str, settings: TrendSettings, now: datetime) -> Plan:
    """
    The plan of a crawl of source ``name`` at ``now``. Built of settings only: asks nobody, and needs no key to be set.

    Raises ``NotFound`` for a source that is unknown, or that is no crawler's (a stream).
    """
    endpoint = settings.endpoints.get(name, "")
    if name in registry.SOURCES:
        row = registry.source(name)
        if row.kind is SourceKind.STREAM:
            raise NotFound(f"{name!r} is a stream; it is listened to, not crawled")
        return Plan(
            row,
            tuple(registry.targets(name, settings)),
            registry.slot_of(name, now),
            lambda target, slot: registry.url_of(target, slot, settings),
            PARSERS[name],
            _servers_of(endpoint, [each.channel for each in registry.targets(name, settings)]),
            _secrets(settings),
            asks_robots(row, settings),
        )
    custom = custom_source(name, settings)
    return Plan(
        custom.row,
        (custom.target,),
        custom.slot_of(now),
        lambda target, slot: custom.request(endpoint),
        custom.parse,
        _servers_of(endpoint, []),
        _secrets(settings) | custom.secrets,
        asks_robots(custom.row, settings),
    )


def all_rows(settings: TrendSettings) -> list[SourceRow]:
    """Every source there is: the built-in ones, then those of ``settings.custom_sources``. Raises ``InvalidRequest``."""
    return [*registry.SOURCES.values(), *(each.row for each in custom_sources(settings.custom_sources))]


def why_off(name: str, settings: TrendSettings) -> str | None:
    """None when source ``name`` may run; else the reason, and the variable that changes it. A source in the file is on."""
    off = (
        registry.is_ready(name, settings)
        if name in registry.SOURCES
        else custom_source(name, settings).why_off(settings)
    )
    return off or (None if (settings.contact or "").strip() else "needs HASHTAGGER_TRENDS__CONTACT")


def asks_robots(row: SourceRow, settings: TrendSettings) -> bool:
    """
    Whether the robots.txt of its host is asked before the source, and obeyed.

    Not where a key of the operator's own is needed, whose contract decides; not for what ``settings.documented_apis``
    names; and a stream has no pages.
    """
    return not row.needs and row.kind is not SourceKind.STREAM and row.name not in settings.documented_apis


def robots_note(row: SourceRow, settings: TrendSettings) -> str:
    """In words, what is done about the robots.txt of source ``row``, and why."""
    if asks_robots(row, settings):
        return "robots.txt of the host is asked first and obeyed, unless HASHTAGGER_TRENDS__DOCUMENTED_APIS names the source"
    if row.kind is SourceKind.STREAM:
        return "a stream, not pages: robots.txt is not asked"
    if row.needs:
        return "an API with a key of your own: its contract decides, robots.txt is not asked"
    return "named in HASHTAGGER_TRENDS__DOCUMENTED_APIS: its terms decide, robots.txt is not asked"


def robots_advice(row: SourceRow) -> str:
    """What to do when robots.txt refuses source ``row``."""
    return (
        f"robots.txt forbids it; if the terms ({row.terms_url or row.terms}) allow it, "
        f"add {row.name!r} to HASHTAGGER_TRENDS__DOCUMENTED_APIS"
    )


def needs_of(name: str, settings: TrendSettings) -> list[str]:
    """The variables without which source ``name`` cannot run."""
    if name in registry.SOURCES:
        return [f"HASHTAGGER_TRENDS__{need.upper()}" for need in ("contact", *registry.source(name).needs)]
    return ["HASHTAGGER_TRENDS__CONTACT", *sorted(custom_source(name, settings).variables)]


def custom_source(name: str, settings: TrendSettings) -> CustomSource:
    """The source ``name`` of the file ``settings.custom_sources``; raises ``NotFound`` or ``InvalidRequest``."""
    found = {each.row.name: each for each in custom_sources(settings.custom_sources)}
    if name not in found:
        raise NotFound(f"no source is called {name!r}; there are {', '.join([*registry.SOURCES, *found])}")
    return found[name]


def is_local(server: str) -> bool:
    """Whether ``server`` ('host:port') is this machine or network by its spelling: an operator's own."""
    host = urlsplit(f"//{server}").hostname or ""
    try:
        literal = parse_literal(host)
    except ValueError:
        return False
    return host == "localhost" if literal is None else not is_public(ipaddress.ip_address(literal))


def _servers_of(endpoint: str, channels: list[str]) -> frozenset[str]:
    addresses = [endpoint.replace("{channel}", channel) for channel in channels] or [endpoint]
    return frozenset(urlsplit(address).netloc.lower() for address in addresses if address)


def _secrets(settings: TrendSettings) -> frozenset[str]:
    tokens = (settings.x_bearer_token, settings.youtube_key, settings.pinterest_token, settings.instagram_token)
    return frozenset(token.get_secret_value() for token in tokens if token is not None and token.get_secret_value())
