"""The numbers of ``docs/report-mails.md`` are those in use."""

from pathlib import Path

from hashtagger.alerts.mail import FINAL
from hashtagger.alerts.service import MOST_TESTS
from hashtagger.report_mails.message import MOST_BYTES, TEXTS
from hashtagger.report_mails.service import MOST_REPORT_MAILS, RECENT
from hashtagger.reports.asked import View
from hashtagger.webhooks import RETRIES_S
from jobs.purge import KEEP_DELIVERIES

PAGE = (Path(__file__).parents[2] / "docs" / "report-mails.md").read_text("utf-8")


def test_the_limits_are_those_in_use() -> None:
    assert f"at most {MOST_REPORT_MAILS} report mails" in PAGE
    assert f"newest {RECENT} deliveries" in PAGE
    assert f"kept for {KEEP_DELIVERIES.days} days" in PAGE
    assert f"have {MOST_BYTES // 1024**2} MB together" in PAGE
    assert (MOST_TESTS, "Ten tests an hour" in PAGE) == (10, True)
    assert ("5 s, 5 min, 30 min, 2 h and 5 h" in PAGE, RETRIES_S) == (True, (5, 300, 1_800, 7_200, 18_000))


def test_every_view_language_and_final_refusal_is_named() -> None:
    for name in (*View, *TEXTS, *FINAL):
        assert f"`{name}`" in PAGE
