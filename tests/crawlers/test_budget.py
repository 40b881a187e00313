"""A run ends when its seconds or bytes are used up."""

import asyncio
from types import SimpleNamespace

import pytest
from scrapy.exceptions import StopDownload
from scrapy.signalmanager import SignalManager
from scrapy.signals import bytes_received, spider_closed, spider_opened

from crawlers.extensions.budget import Budget
from crawlers.plan import Limits
from tests.crawlers.fakes import Counts


class Engine:
    def __init__(self):
        self.reasons = []
        self.closed = asyncio.Event()

    async def close_spider_async(self, *, reason):
        self.reasons.append(reason)
        self.closed.set()


def a_run(**limits):
    crawler = SimpleNamespace(
        stats=Counts(), engine=Engine(), spider=SimpleNamespace(limits=Limits(**limits)), signals=SignalManager()
    )
    return crawler, Budget.from_crawler(crawler)


def receive(crawler, count):
    answers = crawler.signals.send_catch_log(
        bytes_received, data=b"x" * count, request=None, spider=None, dont_log=StopDownload
    )
    return any(isinstance(getattr(answer, "value", None), StopDownload) for _, answer in answers)


async def test_bytes_of_all_answers_count_together():
    crawler, _budget = a_run(bytes=100)
    assert not receive(crawler, 60)
    assert not receive(crawler, 40)
    assert receive(crawler, 1)
    assert receive(crawler, 1)
    await crawler.engine.closed.wait()
    assert crawler.engine.reasons == ["byte_budget"]
    assert crawler.stats.all["crawl/bytes"] == 102


async def test_the_run_is_closed_when_its_time_is_up():
    crawler, budget = a_run(seconds=0.01)
    crawler.signals.send_catch_log(spider_opened, spider=None)
    await crawler.engine.closed.wait()
    assert crawler.engine.reasons == ["time_budget"]
    assert budget.remaining_s == 0


async def test_a_run_that_ends_by_itself_is_not_closed_again():
    crawler, _budget = a_run(seconds=0.01)
    crawler.signals.send_catch_log(spider_opened, spider=None)
    crawler.signals.send_catch_log(spider_closed, spider=None, reason="finished")
    await asyncio.sleep(0.02)
    assert crawler.engine.reasons == []


@pytest.mark.parametrize("seconds", [60, 3600])
async def test_what_is_left_is_no_more_than_there_was(seconds):
    _, budget = a_run(seconds=seconds)
    assert 0 < budget.remaining_s <= seconds
