"""A robots.txt that cannot be had means 'stay away'."""

from datetime import UTC, datetime

import pytest
from protego import Protego
from scrapy import Request
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawlers.middlewares.robots import RobotsOrNothing
from tests.crawlers.fakes import a_crawler

RULES = Request("https://shy.example/robots.txt", callback=NO_CALLBACK)
PAGE = Request("https://shy.example/trends", callback=print)


@pytest.fixture
def crawler():
    return a_crawler(clock=lambda: datetime.now(UTC))


def allows(response):
    return Protego.parse(response.text).can_fetch(PAGE.url, "Hashtagger")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_an_error_of_the_server_forbids_everything(crawler, status):
    assert not allows(RobotsOrNothing(crawler).process_response(RULES, Response(RULES.url, status=status)))
    assert crawler.spider.no_robots == {"shy.example": f"http_{status}"}


def test_so_does_no_answer_at_all(crawler):
    assert not allows(RobotsOrNothing(crawler).process_exception(RULES, TimeoutError()))


def test_a_missing_file_forbids_nothing(crawler):
    missing = Response(RULES.url, status=404)
    assert RobotsOrNothing(crawler).process_response(RULES, missing) is missing


def test_other_requests_pass_untouched(crawler):
    broken = Response(PAGE.url, status=500)
    assert RobotsOrNothing(crawler).process_response(PAGE, broken) is broken
    assert RobotsOrNothing(crawler).process_exception(PAGE, TimeoutError()) is None
