"""Ends a run that has taken its seconds or its bytes."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, cast

from scrapy import signals
from scrapy.exceptions import StopDownload

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Request

    from crawlers.plan import Limits
    from crawlers.spiders.trends import TrendSpider


class Budget:
    """
    What is left of ``spider.limits``. Bytes are counted as they arrive, of all answers together, before they are unpacked.

    A run over its budget stops the download at hand and closes with the reason ``byte_budget`` or ``time_budget``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._began = time.monotonic()
        self._bytes = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._alarm: asyncio.TimerHandle | None = None
        crawler.signals.connect(self._opened, signal=signals.spider_opened)
        crawler.signals.connect(self._received, signal=signals.bytes_received)
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Budget:
        return cls(crawler)

    @property
    def remaining_s(self) -> float:
        return max(0.0, self._limits.seconds - (time.monotonic() - self._began))

    @property
    def _limits(self) -> Limits:
        return cast("TrendSpider", self._crawler.spider).limits

    def _opened(self, spider: Spider) -> None:
        self._began = time.monotonic()
        self._alarm = asyncio.get_running_loop().call_later(self._limits.seconds, self._end, "time_budget")

    def _received(self, data: bytes, request: Request, spider: Spider) -> None:
        self._bytes += len(data)
        self._crawler.stats.set_value("crawl/bytes", self._bytes)
        if self._bytes > self._limits.bytes:
            self._end("byte_budget")
            raise StopDownload(fail=True)

    def _end(self, reason: str) -> None:
        if not self._tasks:
            self._tasks.add(asyncio.ensure_future(self._crawler.engine.close_spider_async(reason=reason)))

    def _closed(self, spider: Spider) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
