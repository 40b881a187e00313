"""A mail with a picture of everything in it arrives as it was written, and nobody's name writes a header."""

from __future__ import annotations

import email
import email.policy

import pytest

from hashtagger.alerts.mail import FINAL, Attachment, Mailer
from hashtagger.settings import MailSettings
from tests.alerts.conftest import StoppedClock

PDF = Attachment("trends.pdf", "application/pdf", b"%PDF-1.7 \x00\xff")
CSV = Attachment("trends.csv", "text/csv; charset=utf-8", "tag\n#Café\n".encode())


def mailer_of(settings):
    return Mailer(MailSettings(**settings), StoppedClock())


async def sent(post, settings, *, subject="Space", text="Hello\n", **more):
    assert await mailer_of(settings).send("me@example.org", subject, text, message_id="M1", **more) is None
    return email.message_from_bytes(post.mails[-1].content, policy=email.policy.default)


async def test_text_html_and_files_arrive_as_they_were_written(post, mail):
    received = await sent(post, mail, html="<p>Hello</p>\n", attachments=[PDF, CSV])
    assert received.get_content_type() == "multipart/mixed"
    assert received.get_body(["plain"]).get_content().strip() == "Hello"
    assert received.get_body(["html"]).get_content().strip() == "<p>Hello</p>"
    found = [(each.get_filename(), each.get_content_type(), each.get_payload(decode=True)) for each in _files(received)]
    assert found == [("trends.pdf", "application/pdf", PDF.data), ("trends.csv", "text/csv", CSV.data)]
    assert received["Message-ID"] == "<M1@hashtagger.test>"


async def test_a_plain_mail_has_one_part(post, mail):
    received = await sent(post, mail)
    assert (received.get_content_type(), received["Auto-Submitted"]) == ("text/plain", "auto-generated")


@pytest.mark.parametrize(
    "name",
    ["a.pdf\r\nBcc: all@example.org", '../../etc/"passwd"', "\u202efdp.exe", "..", "", "ü" * 300],
)
async def test_a_name_of_a_file_writes_no_header_and_leaves_no_folder(post, mail, name):
    received = await sent(post, mail, attachments=[Attachment(name, "application/pdf", b"x")])
    [file] = _files(received)
    kept = file.get_filename()
    assert kept
    assert not set('/\\"\r\n\u202e') & set(kept)
    assert not kept.startswith(".")
    assert "Bcc" not in received
    assert post.mails[-1].rcpt_tos == ["me@example.org"]


async def test_a_subject_writes_no_header(post, mail):
    received = await sent(post, mail, subject="Space\r\nBcc: all@example.org\r\n\r\nbody")
    assert received["Subject"] == "Space Bcc: all@example.org body"
    assert "Bcc" not in received


@pytest.mark.parametrize(
    ("verdict", "code", "is_final"),
    [
        ("552 too large", "mail_too_large", True),
        ("554 looks like spam", "mail_rejected", True),
        ("451 busy", "mail_refused", False),
    ],
)
async def test_what_a_server_says_of_a_mail_decides_whether_it_is_tried_again(post, mail, verdict, code, is_final):
    post.verdict = verdict
    assert await mailer_of(mail).send("me@example.org", "s", "t", message_id="M") == code
    assert (code in FINAL) == is_final


def test_a_large_mail_has_more_time():
    mailer = Mailer(MailSettings(), StoppedClock())
    assert mailer.longest_for(10 * 1024 * 1024) > mailer.longest_for(0) == mailer.longest_s


def _files(received):
    return list(received.iter_attachments())
