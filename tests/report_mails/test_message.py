"""What a report mail says, and what it must not let anybody make it say."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hashtagger.alerts.mail import Attachment
from hashtagger.report_mails.message import MOST_BYTES, TEXTS, Made, fitting, message_of
from hashtagger.storage.report_mails import ReportMail
from tests.report_mails.conftest import ORDER
from tests.trend_builders import NOW

LATE = NOW.replace(hour=23, minute=30)


def of(made, *, timezone="UTC", now=NOW, links=(), most_bytes=MOST_BYTES, **changes):
    changes["schedule"] = {**ORDER["schedule"], "timezone": timezone}
    order = ReportMail(
        **{**ORDER, "id": "M", "created": NOW, "owner": "me", "api_key_id": None, "next_due": None, **changes}
    )
    return message_of(order, made, now=now, links=dict(links), most_bytes=most_bytes)


def test_it_says_the_same_in_text_and_in_html():
    told = of(Made(("#Eclipse rises.", "#Moon falls."), [Attachment("a.pdf", "application/pdf", b"x")], as_of=NOW))
    for part in (told.text, told.html):
        for sentence in (
            "#Eclipse rises.",
            "#Moon falls.",
            "Attached: a.pdf",
            "The numbers go up to 2026-11-21 12:05 (UTC).",
        ):
            assert sentence in part


def test_the_day_and_the_moment_are_the_readers():
    told = of(Made(as_of=LATE), timezone="Asia/Tokyo", now=LATE)
    assert told.subject == "Space: 2026-11-22"
    assert "2026-11-22 08:30 (Asia/Tokyo)" in told.text


def test_old_numbers_are_said_to_be_old_before_anything_else():
    told = of(Made(("#Eclipse rises.",), as_of=NOW - timedelta(hours=9), stale=True))
    assert told.text.index("Careful: the newest numbers are of 2026-11-21 03:05") < told.text.index("#Eclipse")
    assert "Careful: nothing was scored yet" in of(Made(stale=True)).text


def test_a_report_that_cannot_be_made_is_told():
    told = of(Made(failure="nothing is known of 'x' that may be shown"))
    assert "There is no report this time: nothing is known of 'x' that may be shown." in told.text


@pytest.mark.parametrize("language", TEXTS)
def test_every_language_says_everything(language):
    made = Made(
        ("#Eclipse rises.",), [Attachment("a.pdf", "application/pdf", b"x")], as_of=NOW, stale=True, failure="no"
    )
    told = of(made, language=language)
    assert TEXTS[language].keys() == TEXTS["en"].keys()
    assert TEXTS[language]["hello"] in told.text
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in told.html
    assert "{" not in told.text


def test_nothing_that_somebody_wrote_is_markup_or_turns_a_line():
    evil = "<img src=x onerror=alert(1)>\u202e\r\n\r\n<b>"
    file = Attachment(evil, "application/pdf", b"x" * 9)
    told = of(Made((evil,), [file], as_of=NOW, failure=evil), name=evil)
    assert "<img" not in told.html
    assert "<b>" not in told.html
    assert "\u202e" not in told.text + told.html + told.subject
    assert "\n" not in told.subject


def test_braces_in_a_name_are_only_braces():
    assert '"{reason} {0.__class__}"' in of(Made(as_of=NOW), name="{reason} {0.__class__}").text


def test_what_does_not_fit_is_named_with_where_it_is_found():
    large, small = Attachment("l.pdf", "application/pdf", b"x" * 11), Attachment("s.csv", "text/csv", b"x" * 10)
    told = of(Made(files=[large, small], as_of=NOW), links={"l.pdf": "/v1/exports/trends?format=pdf"}, most_bytes=10)
    assert told.attachments == (small,)
    assert "Too large to attach: l.pdf." in told.text
    assert "/v1/exports/trends?format=pdf" in told.text


def test_attachments_together_keep_the_limit():
    files = [Attachment(name, "text/csv", b"x" * size) for name, size in (("a", 6), ("b", 6), ("c", 4))]
    taken, left = fitting(files, 10)
    assert ([each.name for each in taken], [each.name for each in left]) == (["a", "c"], ["b"])
