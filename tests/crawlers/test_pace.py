"""Who asks to be left alone is left alone."""

from datetime import UTC, datetime, timedelta

import pytest
from scrapy import Request
from scrapy.http import Response

from crawlers.middlewares.pace import Pace, Paused
from tests.crawlers.fakes import a_crawler

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
URL = "https://busy.example:8443/trends"
SERVER = "busy.example:8443"


def clock():
    return NOW


def refused(pace, status=429, *, times=0, **headers):
    request = Request(URL, meta={"retry_times": times} if times else {})
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return pace.process_response(request, Response(URL, status=status, headers=named))


async def test_a_wait_longer_than_the_run_ends_the_target_and_is_remembered():
    crawler = a_crawler(clock=clock, remaining_s=60)
    pace = Pace(crawler)
    with pytest.raises(Paused):
        refused(pace, Retry_After="3600")
    assert crawler.spider.pauses == {SERVER: NOW + timedelta(hours=1)}
    with pytest.raises(Paused):
        await pace.process_request(Request(f"https://{SERVER}/robots.txt"))
    await pace.process_request(Request("https://busy.example/other"))


async def test_a_pause_of_an_earlier_run_still_holds():
    pace = Pace(a_crawler(clock=clock, pauses={SERVER: NOW + timedelta(hours=1)}))
    with pytest.raises(Paused):
        await pace.process_request(Request(URL))


async def test_a_pause_that_is_over_does_not():
    pace = Pace(a_crawler(clock=clock, pauses={SERVER: NOW - timedelta(seconds=1)}))
    await pace.process_request(Request(URL))


def test_a_refusal_with_a_time_is_asked_again_twice_and_then_left():
    crawler = a_crawler(clock=clock)
    pace = Pace(crawler)
    again = refused(pace, 503, Retry_After="5")
    assert isinstance(again, Request)
    assert again.meta["retry_times"] == 1
    assert isinstance(refused(pace, times=1), Request)
    last = refused(pace, times=2, Retry_After="30")
    assert last.status == 429
    assert crawler.spider.pauses == {SERVER: NOW + timedelta(seconds=30)}
    assert crawler.stats.all["crawl/waits"] == 2
    assert crawler.stats.all["crawl/anomalies/rate_limited"] == 3


def test_an_error_that_names_no_time_is_left_to_the_ordinary_retries():
    assert refused(Pace(a_crawler(clock=clock)), 503, X_RateLimit_Reset="30").status == 503


async def test_the_last_answer_of_a_window_is_used_and_the_next_request_waits_for_the_new_one():
    crawler = a_crawler(clock=clock)
    pace = Pace(crawler)
    assert refused(pace, 200, X_RateLimit_Remaining="0", X_RateLimit_Reset="600").status == 200
    with pytest.raises(Paused):
        await pace.process_request(Request(URL))
    assert crawler.spider.pauses == {SERVER: NOW + timedelta(seconds=600)}


async def test_no_download_may_outlast_the_run():
    request = Request(URL)
    await Pace(a_crawler(clock=clock, remaining_s=7)).process_request(request)
    assert request.meta["download_timeout"] == 7
    calm = Request(URL)
    await Pace(a_crawler(clock=clock, remaining_s=500)).process_request(calm)
    assert calm.meta["download_timeout"] == 20
