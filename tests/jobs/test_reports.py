"""The job of reports mails what is due, in a program of its own, with files that open."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace

import pytest
from PIL import Image

from hashtagger.observations import hour_of
from hashtagger.report_mails.service import Orderer, ReportMails
from hashtagger.settings import MailSettings, Settings
from hashtagger.storage.report_deliveries import queue_newest, recent_deliveries
from hashtagger.storage.report_mails import due_report_mails
from jobs.purge import KEEP_DELIVERIES, purge
from jobs.reports import mail_reports
from jobs.runner import run_slot
from jobs.timetable import TIMETABLE
from tests.alerts.conftest import mail, post  # noqa: F401 - fixtures
from tests.jobs.conftest import NOON
from tests.report_mails.conftest import ORDER, opened
from tests.trend_builders import put_trends, trend

[JOB] = [job for job in TIMETABLE if job.name == "reports"]
ME = Orderer("me", {"watch"}, None)
DAILY = {"every": "day", "hour": 13, "timezone": "UTC"}


@pytest.fixture
def mailing(office, mail):  # noqa: F811
    return replace(office, settings=office.settings.model_copy(update={"mail": MailSettings(**mail)}))


async def ordered(office, **changes):
    service = ReportMails(office.database, _AnyMailer(), office.clock)
    return await service.order({**ORDER, "schedule": DAILY, "params": {}, **changes}, ME)


class _AnyMailer:
    def check(self):
        pass


async def test_a_report_comes_in_every_format_and_each_file_opens(mailing, post):  # noqa: F811
    put_trends(mailing.database, trend("eclipse", hour=hour_of(NOON)), trend("moon", hour=hour_of(NOON)))
    await ordered(mailing, formats=["pdf", "xlsx", "csv", "png"])
    mailing.clock.advance(hours=1, minutes=5)
    counts = await run_slot(mailing, JOB, mailing.clock.now())
    assert counts == {"queued": 1, "sent": 1, "failed": 0, "skipped": 0}
    [envelope] = post.mails
    received = opened(envelope)
    text = received.get_body(["plain"]).get_content()
    assert "#Eclipse" in text
    assert "The numbers go up to 2026-11-20 13:00 (UTC)." in text
    assert "Careful" not in text
    assert "#Eclipse" in received.get_body(["html"]).get_content()
    files = {each.get_content_type(): each.get_payload(decode=True) for each in received.iter_attachments()}
    assert files["application/pdf"].startswith(b"%PDF-")
    assert files["application/pdf"].rstrip().endswith(b"%%EOF")
    with zipfile.ZipFile(io.BytesIO(files[_XLSX])) as book:
        assert "xl/workbook.xml" in book.namelist()
        assert book.testzip() is None
    rows = list(csv.DictReader(io.StringIO(files["text/csv"].decode("utf-8-sig"))))
    assert len(rows) == 2
    with Image.open(io.BytesIO(files["image/png"])) as picture:
        picture.load()
        assert min(picture.size) > 100


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def test_a_report_of_old_numbers_says_so_on_top(mailing, post):  # noqa: F811
    put_trends(mailing.database, trend("eclipse", hour=hour_of(NOON) - 3))
    await ordered(mailing, formats=["csv"])
    mailing.clock.advance(hours=1)
    await mail_reports(mailing)
    text = opened(post.mails[0]).get_body(["plain"]).get_content()
    assert text.splitlines()[2].startswith("Careful: the newest numbers are of 2026-11-20 10:00 (UTC).")


async def test_a_tag_that_nobody_knows_any_more_is_told(mailing, post):  # noqa: F811
    put_trends(mailing.database, trend("eclipse", hour=hour_of(NOON)))
    await ordered(mailing, view="tag", params={"tag": "gone"}, formats=["csv"])
    mailing.clock.advance(hours=1)
    await mail_reports(mailing)
    received = opened(post.mails[0])
    assert "There is no report this time: nothing is known of 'gone'" in received.get_body(["plain"]).get_content()
    assert list(received.iter_attachments()) == []


def test_without_a_mail_server_the_job_is_off():
    assert JOB.why_off(Settings()) == "HASHTAGGER_MAIL__HOST is not set"
    assert JOB.why_off(Settings(mail={"host": "localhost"})) is None


async def test_deliveries_past_their_time_go_and_those_that_wait_stay(office):
    order = await ordered(office)
    office.clock.advance(days=1, hours=1)
    now = office.clock.now()
    [due] = await office.database.read(due_report_mails, now=now, limit=9)
    slots = [due.next_due, now]
    await office.database.write(queue_newest, due, slots, next_due=now, now=now)
    office.clock.advance(seconds=KEEP_DELIVERIES.total_seconds() + 1)
    assert (await purge(office))["report_deliveries"] == 1
    [left] = await office.database.read(recent_deliveries, order.id, limit=9)
    assert left.state == "waiting"
