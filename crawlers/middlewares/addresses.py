"""Keeps a crawl on the public internet: no address, redirect or name that leads into the local network."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

from crawlers.middlewares.pace import server_of
from hashtagger.media.addresses import is_public, parse_literal

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request
    from twisted.internet.defer import Deferred

log = logging.getLogger(__name__)
PRIVATE_SERVERS = "PRIVATE_SERVERS"
"""Scrapy setting: 'host:port' pairs that may be asked although they are not public: endpoints that the operator set."""


class RefusedAddress(IgnoreRequest):
    """An address that a crawler must not ask."""


class AddressGuard:
    """
    Checks every request before anything is sent for it, those for robots.txt and behind redirects too: http or https, no
    credentials, no odd spelling of a number, no private number. Names are checked when they are resolved (``GuardedResolver``).
    """

    def __init__(self, crawler: Crawler) -> None:
        self._private_servers = frozenset(crawler.settings.getlist(PRIVATE_SERVERS))
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> AddressGuard:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        if (why := refusal(request.url, self._private_servers)) is not None:
            self._crawler.stats.inc_value("crawl/anomalies/refused_address")
            raise RefusedAddress(why)


class GuardedResolver(CachingThreadedResolver):
    """
    Finds the address of a name, and refuses a private one: the address that was checked is the one that is connected to,
    so a name cannot change its mind in between.
    """

    def __init__(self, reactor: Any, cache_size: int, timeout: float, private_hosts: Collection[str | None]) -> None:
        super().__init__(reactor, cache_size, timeout)
        self._private_hosts = private_hosts

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> GuardedResolver:
        settings = crawler.settings
        hosts = frozenset(urlsplit(f"//{server}").hostname for server in settings.getlist(PRIVATE_SERVERS))
        return cls(reactor, settings.getint("DNSCACHE_SIZE"), settings.getfloat("DNS_TIMEOUT"), hosts)

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802
        found: Deferred[str] = super().getHostByName(name, timeout)
        return found if name in self._private_hosts else found.addCallback(self._checked, name)

    def _checked(self, address: str, name: str) -> str:
        if not is_public(ipaddress.ip_address(address)):
            log.warning("%s is not on the public internet and is not asked", name)
            raise DNSLookupError(f"{name} is not on the public internet")
        return address


def refusal(url: str, private_servers: Collection[str]) -> str | None:
    """Why ``url`` must not be asked; None when only the address behind its name is still to be checked."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        return "only http and https are asked"
    if parts.username is not None or parts.password is not None:
        return "an address with a user name or password is not asked"
    if not parts.hostname:
        return "the address names no host"
    server = server_of(url)
    if server in private_servers:
        return None
    if parts.hostname in {urlsplit(f"//{each}").hostname for each in private_servers}:
        return f"{server} is not the endpoint that was set"
    try:
        literal = parse_literal(parts.hostname)
    except ValueError:
        return f"{parts.hostname} does not name a host in the usual way"
    if literal is not None and not is_public(literal):
        return f"{parts.hostname} is not on the public internet"
    return None
