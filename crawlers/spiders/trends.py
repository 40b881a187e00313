"""Fetches every list of one source and hands each on as one snapshot: the spider of all sources that only list."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, MutableMapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider

from crawlers.failures import kind_of
from crawlers.middlewares.pace import server_of
from crawlers.parse.errors import Unreadable
from crawlers.plan import Limits, Plan
from crawlers.registry import CrawlRequest
from hashtagger.observations import CrawlTarget, Snapshot, TrendObservation
from hashtagger.storage.database import Database

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure

MAX_DAYS_BACK = 2
"""A source that publishes whole days may be so late with the newest one."""


class TrendSpider(Spider):
    """
    Says what to ask and what to do with the answer; how (pace, budget, addresses, storage) is everybody else's.

    ``memory`` is what the source remembers between runs, and changes during a run; ``pauses`` are the servers ('host:port')
    that do not want to be asked, and until when.
    """

    def __init__(
        self,
        *,
        plan: Plan,
        run_id: str,
        database: Database,
        clock: Callable[[], datetime],
        memory: MutableMapping[str, Any],
        pauses: MutableMapping[str, datetime],
        limits: Limits,
    ) -> None:
        super().__init__(plan.row.name)
        self.plan = plan
        self.run_id = run_id
        self.database = database
        self.clock = clock
        self.memory = memory
        self.pauses = pauses
        self.limits = limits
        self.no_robots: dict[str, str] = {}
        """Servers whose robots.txt could not be had, and the kind of failure: nothing is asked of them."""

    async def start(self) -> AsyncIterator[Request]:
        for target in self.plan.targets:
            yield self.ask(target, self.plan.slot)

    def ask(self, target: CrawlTarget, slot: datetime, *, days_back: int = 0) -> Request:
        wanted = self.plan.request(target, slot)
        return self.get(wanted, self.read, target=target, slot=slot, days_back=days_back)

    def get(self, wanted: CrawlRequest, callback: Callable[..., Any], **kwargs: Any) -> Request:
        """A request whose failure is counted by its kind; ``kwargs`` go to ``callback``, a ``target`` among them."""
        meta = {"dont_obey_robotstxt": not self.plan.asks_robots}
        if wanted.headers:
            # A key must not travel to wherever a server points.
            meta["dont_redirect"] = True
        return Request(
            wanted.url,
            callback=callback,
            errback=self.failed,
            headers=dict(wanted.headers),
            cb_kwargs=kwargs,
            meta=meta,
            dont_filter=True,
        )

    def read(self, response: Response, target: CrawlTarget, slot: datetime, **_: Any) -> Iterator[Snapshot]:
        fetched_at = self.clock()
        try:
            parsed = self.plan.parse(response.body, target, fetched_at)
        except Unreadable as error:
            self.logger.warning("%s %s cannot be read: %s", self.name, target.channel, error)
            self.count("errors/unreadable")
            observations: tuple[TrendObservation, ...] = ()
            readable = False
        else:
            self.count("anomalies/dropped_rows", parsed.dropped)
            observations, readable = tuple(parsed.observations), True
        yield Snapshot(
            target,
            slot,
            fetched_at,
            self.run_id,
            observations,
            size_bytes=len(response.body),
            readable=readable,
            may_be_empty=self.plan.row.may_be_empty,
            min_rows=self.plan.row.min_rows,
        )

    def failed(self, failure: Failure) -> Iterator[Request]:
        """Count what went wrong; of a source that publishes days, ask for the day before one that is not out yet."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
        kind, asked = kind_of(failure.value), request.cb_kwargs
        if kind == "robots":
            kind = self.no_robots.get(server_of(request.url), kind)
        if kind == "http_404" and self.plan.row.daily and asked["days_back"] < MAX_DAYS_BACK:
            self.count("anomalies/not_published_yet")
            yield self.ask(asked["target"], asked["slot"] - timedelta(days=1), days_back=asked["days_back"] + 1)
            return
        self.logger.warning("%s %s was not fetched: %s", self.name, asked["target"].channel, kind)
        self.count(f"errors/{kind}")

    def count(self, name: str, count: int = 1) -> None:
        if count:
            self.crawler.stats.inc_value(f"crawl/{name}", count)
