"""Stores each snapshot whole, in one transaction, and counts the verdict."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, cast

from scrapy.exceptions import DropItem

from hashtagger.observations import Snapshot, Verdict
from hashtagger.trends.intake import store_snapshot

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawlers.spiders.trends import TrendSpider

log = logging.getLogger(__name__)


class StoreSnapshots:
    """The only way from a crawl into the database. A snapshot that cannot be stored costs only itself."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StoreSnapshots:
        return cls(crawler)

    async def process_item(self, item: Snapshot) -> Snapshot:
        stats = self._crawler.stats
        try:
            verdict = await cast("TrendSpider", self._crawler.spider).database.write(store_snapshot, item)
        except Exception:
            # Whatever it was, the other lists of the run go on, and the run is judged without this one.
            log.exception("a snapshot of %s %s was not stored", item.target.source, item.target.channel)
            stats.inc_value("crawl/errors/storage")
            raise DropItem("it could not be stored") from None
        stats.inc_value(f"crawl/snapshots/{verdict.value}")
        if verdict in (Verdict.GOOD, Verdict.EMPTY):
            stats.inc_value("crawl/rows", len(item.observations))
        elif verdict is Verdict.TOO_FEW:
            stats.inc_value("crawl/errors/too_few_rows")
        return item
