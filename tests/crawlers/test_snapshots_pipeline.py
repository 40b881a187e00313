"""A snapshot is stored whole, or costs only itself."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from scrapy.exceptions import DropItem

from crawlers.pipelines.snapshots import StoreSnapshots
from hashtagger.observations import CrawlTarget, Snapshot, TrendKind, TrendObservation
from tests.crawlers.fakes import a_crawler

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)


def a_snapshot(count=1, **more):
    lines = tuple(TrendObservation(f"#tag{n}", TrendKind.HASHTAG, NOW) for n in range(count))
    return Snapshot(CrawlTarget("mastodon", "example.org"), NOW, NOW, "run", lines, **more)


def a_pipeline(database):
    crawler = a_crawler(clock=lambda: NOW, spider=SimpleNamespace(database=database))
    return StoreSnapshots(crawler), crawler.stats.all


async def test_the_verdicts_and_rows_are_counted(sqlite_database):
    pipeline, counts = a_pipeline(sqlite_database)
    await pipeline.process_item(a_snapshot(3))
    await pipeline.process_item(a_snapshot(0, readable=False))
    await pipeline.process_item(a_snapshot(0))
    assert counts == {
        "crawl/snapshots/good": 1,
        "crawl/rows": 3,
        "crawl/snapshots/unreadable": 1,
        "crawl/snapshots/too_few": 1,
        "crawl/errors/too_few_rows": 1,
    }


async def test_what_cannot_be_stored_is_an_error_of_the_run_and_not_its_end():
    class Broken:
        async def write(self, *_):
            raise ZeroDivisionError

    pipeline, counts = a_pipeline(Broken())
    with pytest.raises(DropItem):
        await pipeline.process_item(a_snapshot())
    assert counts == {"crawl/errors/storage": 1}
