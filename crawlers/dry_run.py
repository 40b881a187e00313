"""Writes down the requests that every source would make now, without making one and without loading Scrapy."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from crawlers.plan import Plan, all_rows, plan_of, robots_note, why_off
from crawlers.redaction import Redaction
from crawlers.registry import CrawlRequest, SourceKind, SourceRow, instagram_media, instagram_target
from crawlers.settings import user_agent
from hashtagger.settings import TrendSettings

_TAG = "TAG"
_TAG_ID = "ID"


def dry_run(settings: TrendSettings, now: datetime) -> list[dict[str, Any]]:
    """
    One entry a source: source, on, why_off, schedule, robots, and requests (method, url, headers with secrets masked).

    Sources that are off are listed too, with the requests they would make. Raises ``InvalidRequest`` for a broken file of
    sources.
    """
    return [
        {
            "source": row.name,
            "on": why_off(row.name, settings) is None,
            "why_off": why_off(row.name, settings),
            "schedule": _schedule(row),
            "robots": robots_note(row, settings),
            "requests": _requests(row, settings, now),
        }
        for row in all_rows(settings)
    ]


def _requests(row: SourceRow, settings: TrendSettings, now: datetime) -> list[dict[str, Any]]:
    agent = user_agent(settings.contact or "HASHTAGGER_TRENDS__CONTACT is not set")
    if row.kind is SourceKind.STREAM:
        base = settings.endpoints.get(row.name, row.endpoint).rstrip("/")
        url = f"{base}/subscribe?wantedCollections=app.bsky.feed.post&cursor=LAST"
        return [{"method": "GET", "url": url, "headers": {"User-Agent": agent, "Upgrade": "websocket"}}]
    plan = plan_of(row.name, settings, now)
    mask = Redaction(plan.secrets)
    found: list[dict[str, Any]] = []
    for wanted in _wanted(plan, settings):
        headers = {"User-Agent": agent} | {name: _shown(value, mask) for name, value in wanted.headers.items()}
        found.append({"method": "GET", "url": mask.of(wanted.url), "headers": headers})
    if plan.asks_robots:
        places = {urlsplit(each["url"])._replace(path="/robots.txt", query="").geturl(): None for each in found}
        found = [{"method": "GET", "url": url, "headers": {"User-Agent": agent}} for url in places] + found
    return found


def _wanted(plan: Plan, settings: TrendSettings) -> list[CrawlRequest]:
    if plan.row.kind is SourceKind.ENRICHER:
        return [
            plan.request(instagram_target(_TAG), plan.slot),
            instagram_media(_TAG, _TAG_ID, settings),
        ]
    return [plan.request(target, plan.slot) for target in plan.targets]


def _shown(value: str, mask: Redaction) -> str:
    shown = mask.of(value)
    return f"{shown.strip()} (not set)".strip() if not shown.removeprefix("Bearer").strip() else shown


def _schedule(row: SourceRow) -> str:
    if row.kind is SourceKind.STREAM:
        return "one connection that stays open"
    every = f"every {row.every_s / 3600:g} h"
    if row.kind is SourceKind.ENRICHER:
        return f"{every}, for up to 10 of the tags that trend, at most 30 different ones in 7 days"
    return f"{every}; a day that is not out yet: the day before" if row.daily else every
