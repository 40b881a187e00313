"""Waits where a server asks for it, and ends a target whose server asks for more time than the run has."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import IgnoreRequest

from crawlers.extensions.budget import Budget
from crawlers.waits import HINTS, asked_wait_s, is_used_up

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response

    from crawlers.spiders.trends import TrendSpider

SHORTEST_WAIT_S = 1.0
UNHINTED_WAIT_S = 10.0
"""After a 429 that names no time; doubled each time."""
_LOOK_UP_S = 0.25


class Paused(IgnoreRequest):
    """The server wants to be left alone for longer than this run lasts."""


class Stopped(IgnoreRequest):
    """The run was told to stop while it waited."""


class Pace:
    """
    One memory of every server: when it may be asked again. All requests to it wait together, those for its robots.txt too.

    Scrapy itself repeats a refused request at once. Here a 429, and any other refusal that names a time, is repeated after
    that time, ``RETRY_TIMES`` times at most. A time beyond the run's budget goes to ``spider.pauses``, by host and port.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._free_at: dict[str, float] = {}  # on the monotonic clock

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Pace:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        server = server_of(request.url)
        if server not in self._free_at and (until := self._spider.pauses.get(server)):
            self._free_at[server] = time.monotonic() + (until - self._spider.clock()).total_seconds()
        began = time.monotonic()
        while (left_s := self._free_at.get(server, 0.0) - time.monotonic()) > 0:
            if not self._crawler.crawling:
                raise Stopped("the run was told to stop")
            if left_s > self._budget.remaining_s:
                raise Paused(f"{server} asked not to be asked for {left_s:.0f} s")
            await asyncio.sleep(min(left_s, _LOOK_UP_S))
        if (waited_s := time.monotonic() - began) > _LOOK_UP_S / 10:
            stats = self._crawler.stats
            stats.set_value("crawl/waited_s", stats.get_value("crawl/waited_s", 0.0) + waited_s)
        limit_s = request.meta.get("download_timeout", self._crawler.settings.getfloat("DOWNLOAD_TIMEOUT"))
        request.meta["download_timeout"] = max(SHORTEST_WAIT_S, min(limit_s, self._budget.remaining_s))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        headers = {
            name.decode("latin-1").lower(): values[0].decode("latin-1")
            for name, values in response.headers.items()
            if values
        }
        asked_s = asked_wait_s(headers, datetime.now(UTC))
        if not _is_refusal(response.status, headers):
            if asked_s is not None and is_used_up(headers):
                self._leave_alone(request.url, asked_s)
            return response
        times = request.meta.get("retry_times", 0)
        wait_s = max(SHORTEST_WAIT_S, self._unhinted_s * 2**times if asked_s is None else asked_s)
        self._count("anomalies/rate_limited")
        self._leave_alone(request.url, wait_s)
        if wait_s > self._budget.remaining_s:
            raise Paused(f"{server_of(request.url)} asked not to be asked for {wait_s:.0f} s")
        again = get_retry_request(request, spider=self._spider, reason="asked to wait")
        if again is None:
            self._spider.pauses[server_of(request.url)] = self._spider.clock() + timedelta(seconds=wait_s)
            return response
        self._count("waits")
        return again

    def _leave_alone(self, url: str, wait_s: float) -> None:
        server = server_of(url)
        self._free_at[server] = max(self._free_at.get(server, 0.0), time.monotonic() + wait_s)
        if wait_s > self._budget.remaining_s:
            self._spider.pauses[server] = self._spider.clock() + timedelta(seconds=wait_s)

    def _count(self, name: str) -> None:
        self._crawler.stats.inc_value(f"crawl/{name}")

    @property
    def _spider(self) -> TrendSpider:
        return cast("TrendSpider", self._crawler.spider)

    @property
    def _budget(self) -> Budget:
        return cast("Budget", self._crawler.get_extension(Budget))

    @property
    def _unhinted_s(self) -> float:
        return self._spider.limits.unhinted_wait_s


def server_of(url: str) -> str:
    """'host:port' or 'host', as an address names it."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def _is_refusal(status: int, headers: dict[str, str]) -> bool:
    """A 429, or an error that says when to come back; a window's reset beside an ordinary error is not meant so."""
    return status == 429 or (status >= 400 and bool(headers.get(HINTS[0])))
