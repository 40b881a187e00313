"""What a run's counts say about it; Scrapy itself ends every run alike."""

import json
from datetime import UTC, datetime

import pytest

from crawlers.report import Outcome, judge

FINISHED = {"finish_reason": "finished", "downloader/request_count": 4, "elapsed_time_seconds": 1.25}


def test_a_good_list_makes_a_run_whatever_else_failed():
    report = judge("x", FINISHED | {"crawl/snapshots/good": 1, "crawl/errors/timeout": 3, "crawl/rows": 20}, targets=4)
    assert (report.outcome, report.exit_code, report.error, report.rows) == (Outcome.DONE, 0, "", 20)


def test_a_permitted_empty_list_is_a_good_one():
    assert judge("x", FINISHED | {"crawl/snapshots/empty": 1}, targets=1).exit_code == 0


@pytest.mark.parametrize(
    "counts",
    [
        {},
        {"crawl/errors/refused": 4},
        {"crawl/snapshots/too_few": 1, "crawl/errors/too_few_rows": 1},
        {"crawl/snapshots/unreadable": 1, "crawl/errors/unreadable": 1},
        {"crawl/errors/paused": 1, "crawl/errors/refused": 1},
        {"spider_exceptions/count": 1, "spider_exceptions/KeyError": 1},
    ],
)
def test_a_run_without_a_usable_list_has_failed(counts):
    assert judge("x", FINISHED | counts, targets=4).exit_code == 1


def test_a_run_that_was_only_asked_to_wait_is_tried_again_later():
    until = datetime(2026, 11, 21, 8, tzinfo=UTC)
    report = judge("x", FINISHED | {"crawl/errors/paused": 4}, targets=4, paused_until=until)
    assert (report.outcome, report.exit_code) == (Outcome.PAUSED, 75)
    assert report.paused_until == "2026-11-21T08:00:00+00:00"


def test_an_enricher_with_nothing_to_ask_has_not_failed():
    assert judge("instagram", FINISHED, targets=0).exit_code == 0
    assert judge("instagram", {"finish_reason": "shutdown"}, targets=0).exit_code == 1


def test_the_error_names_the_most_frequent_kinds_and_why_it_ended():
    stats = FINISHED | {"crawl/errors/timeout": 3, "crawl/errors/http_500": 1, "finish_reason": "time_budget"}
    assert judge("x", stats, targets=4).error == "time_budget: timeout (3), http_500 (1)"
    assert judge("x", FINISHED, targets=4).error == "no list came in"


def test_a_bug_of_ours_is_an_error_of_its_own_kind():
    stats = FINISHED | {"spider_exceptions/count": 2, "spider_exceptions/KeyError": 2}
    assert judge("x", stats, targets=4).errors == {"bug": 2}


def test_a_report_is_json():
    stats = FINISHED | {"downloader/response_status_count/200": 3, "crawl/anomalies/dropped_rows": 2}
    told = json.loads(json.dumps(judge("x", stats, targets=4).as_json()))
    assert told["responses"] == {"200": 3}
    assert told["anomalies"] == {"dropped_rows": 2}
    assert told["outcome"] == "failed"
