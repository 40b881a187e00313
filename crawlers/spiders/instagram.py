"""Asks Instagram about tags that trend elsewhere, within its 30 different tags in 7 days."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from scrapy import Request

from crawlers.parse.errors import Unreadable
from crawlers.parse.instagram import hashtag_id
from crawlers.registry import instagram_media, instagram_target
from crawlers.spiders.trends import TrendSpider
from hashtagger.observations import CrawlTarget, TrendKind, TrendState
from hashtagger.settings import TrendSettings
from hashtagger.storage.sources import read_source, write_source
from hashtagger.storage.trend_tables import trends

if TYPE_CHECKING:
    from scrapy.http import Response

MAX_TAGS = 30
WINDOW = timedelta(days=7)
PER_RUN = 10
"""So that a week's budget is not gone after one run."""


class InstagramSpider(TrendSpider):
    """``memory["tags"]``: each tag asked within the window, when it was asked first, and its id there."""

    def __init__(self, *, trend_settings: TrendSettings, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._settings = trend_settings

    async def start(self) -> AsyncIterator[Request]:
        now = self.clock()
        wanted = await self.database.read(trending_tags, limit=MAX_TAGS)
        self.memory["tags"], chosen = within_budget(self.memory.get("tags", {}), wanted, now)
        # Spent before it is asked: a crash in between may waste a tag, but never asks for one too many.
        await self.database.write(_remember, self.name, dict(self.memory))
        for tag in chosen:
            yield self._ask_about(tag)

    def _ask_about(self, tag: str) -> Request:
        target = instagram_target(tag)
        if known := self.memory["tags"][tag].get("id"):
            return self._media(target, known)
        return self.get(self.plan.request(target, self.plan.slot), self.found, target=target)

    def found(self, response: Response, target: CrawlTarget) -> Iterator[Request]:
        """The answer to the search: the id of the tag, with which its posts are asked for."""
        try:
            tag_id = hashtag_id(response.body)
        except Unreadable:
            self.count("errors/unreadable")
            return
        self.memory["tags"][target.channel]["id"] = tag_id
        yield self._media(target, tag_id)

    def _media(self, target: CrawlTarget, tag_id: str) -> Request:
        wanted = instagram_media(target.channel, tag_id, self._settings)
        return self.get(wanted, self.read, target=target, slot=self.plan.slot, days_back=0)


def trending_tags(connection: sa.Connection, *, limit: int) -> list[str]:
    """The tags that trend most in the newest hour that was scored, best first, each once."""
    newest = sa.select(sa.func.max(trends.c.hour)).scalar_subquery()
    query = (
        sa.select(trends.c.name, sa.func.max(trends.c.score).label("best"))
        .where(trends.c.hour == newest, trends.c.kind == TrendKind.HASHTAG.value)
        .where(trends.c.state == TrendState.SHOWN.value)
        .group_by(trends.c.name)
        .order_by(sa.desc("best"), trends.c.name)
        .limit(limit)
    )
    return [row.name for row in connection.execute(query)]


def within_budget(
    asked: Mapping[str, Mapping[str, str]], wanted: Sequence[str], now: datetime
) -> tuple[dict[str, dict[str, str]], list[str]]:
    """
    What will have been asked within the window, and which of ``wanted`` to ask now, in order, at most ``PER_RUN``.

    A tag counts from when it was asked first in the window; asking for it again is free until then.
    """
    kept = {tag: dict(entry) for tag, entry in asked.items() if now - datetime.fromisoformat(entry["asked"]) < WINDOW}
    chosen: list[str] = []
    for tag in wanted:
        if len(chosen) == PER_RUN:
            break
        if tag not in kept and len(kept) >= MAX_TAGS:
            continue
        kept.setdefault(tag, {"asked": now.isoformat()})
        chosen.append(tag)
    return kept, chosen


def _remember(connection: sa.Connection, name: str, memory: dict[str, Any]) -> None:
    """``memory`` is this spider's own; what else is kept there, servers that want to be left alone, stays."""
    known = read_source(connection, name, for_update=True)
    write_source(connection, replace(known, memory={**known.memory, **memory}))
