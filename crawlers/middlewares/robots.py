"""Reads a robots.txt that cannot be had as 'stay away' (RFC 9309, section 2.3.1.4), where Scrapy would go ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from scrapy.http import TextResponse
from scrapy.http.request import NO_CALLBACK

from crawlers.failures import kind_of
from crawlers.middlewares.pace import server_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response

    from crawlers.spiders.trends import TrendSpider

STAY_AWAY = b"User-agent: *\nDisallow: /\n"


class RobotsOrNothing:
    """Stands outside of retries and redirects, so that it sees their outcome; a 404 and its like mean 'no rules'."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsOrNothing:
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        if _is_for_robots(request) and (response.status == 429 or response.status >= 500):
            return self._stay_away(request, f"http_{response.status}")
        return response

    def process_exception(self, request: Request, exception: Exception) -> Response | None:
        return self._stay_away(request, kind_of(exception)) if _is_for_robots(request) else None

    def _stay_away(self, request: Request, why: str) -> Response:
        self._crawler.stats.inc_value("crawl/anomalies/robots_unreachable")
        cast("TrendSpider", self._crawler.spider).no_robots[server_of(request.url)] = why
        return TextResponse(request.url, body=STAY_AWAY, encoding="utf-8")


def _is_for_robots(request: Request) -> bool:
    return request.callback is NO_CALLBACK
