"""A mail is plain, and nothing that a stranger wrote becomes more than text in it."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest

from hashtagger.alerts.mail import Mailer
from hashtagger.alerts.message import alert_message, one_line, subject_of, text_of
from hashtagger.alerts.rules import News, Rule, RuleKind
from hashtagger.observations import TrendKind
from hashtagger.settings import MailSettings
from hashtagger.storage.watchlists import Watchlist
from tests.alerts.conftest import StoppedClock
from tests.trend_builders import NOW, trend


def message(name="Space", rule=None, **changes):
    watchlist = Watchlist("W", NOW, "me", name, True, [], {}, [])
    return alert_message(watchlist, News(rule or Rule(RuleKind.ENTERS_TOP, 10), trend(**changes), 3), floor=10)


def read(mail):
    return message_from_bytes(mail.as_bytes(), policy=policy.default)


def test_a_mail_says_what_happened_in_words():
    assert text_of("Space", [message()]) == (
        "Hello,\n\n"
        "#Eclipse has entered the top 10, at place 3.\n"
        "  Hour (UTC): 2026-11-21 11:00\n"
        "  Score: 0.5\n"
        "  z: 5.0\n"
        "  Authors in that hour: 50.0\n"
        "  Sources: bluesky\n"
        "  Confidence: sure\n\n"
        "-- \n"
        'You get this because of the watchlist "Space" in Hashtagger. Delete or change it there.\n'
    )


@pytest.mark.parametrize("evil", ["x\r\nBcc: all@example.org", "x\nSubject: y", "a\u2028Bcc: b", "a\u202ebcc"])
def test_no_name_can_add_a_header_or_turn_a_line_around(evil):
    subject = subject_of(evil, [message(display=evil, kind=TrendKind.PHRASE)])
    sent = read(Mailer(MailSettings(), StoppedClock()).mail("me@example.org", subject, "text", message_id="A"))
    assert sent["Bcc"] is None
    assert sent.get_all("Subject") == [subject]
    assert not set("\r\n\u2028\u202e") & set(subject)
    assert evil not in text_of(evil, [message(display=evil, kind=TrendKind.PHRASE)])


def test_a_repetition_can_be_recognised_and_no_robot_answers():
    mails = [Mailer(MailSettings(sender="a@b.test"), StoppedClock()).mail("c@d.test", "s", "t", message_id="A")] * 2
    assert {mail["Message-ID"] for mail in mails} == {"<A@b.test>"}
    assert mails[0]["Auto-Submitted"] == "auto-generated"


def test_other_scripts_arrive_as_they_are():
    text = text_of("日本", [message(display="日食")])
    sent = read(Mailer(MailSettings(), StoppedClock()).mail("me@example.org", "日食", text, message_id="A"))
    assert sent["Subject"] == "日食"
    assert "#日食" in sent.get_content()


def test_a_subject_names_three_trends_at_most():
    subject = subject_of("Space", [message(display=name) for name in "abcd"])
    assert subject == "Space: #a, #b, #c and more"
    assert len(one_line("x" * 999)) == 120


def test_few_people_are_not_counted_and_restricted_numbers_not_told():
    few = message(authors=3.0)["data"]["trend"]
    assert few["authors"] is None
    x = {"share": 0.4, "value": 12_000, "rank": 2}
    listed = message(sources=("x",), evidence={"x": x}, authors=None, z=None, posts_per_day=9e4)["data"]["trend"]
    assert listed["evidence"] == {"x": {"share": 0.4}}
    assert listed["posts_per_day"] is None
