"""How long a server wants to be left alone, in every form that servers write it."""

from datetime import UTC, datetime, timedelta

import pytest

from crawlers.waits import LONGEST_S, asked_wait_s, is_used_up, seconds_until

NOW = datetime(2026, 11, 21, 6, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "90",
        " 90 ",
        "90.0",
        str(int(NOW.timestamp()) + 90),
        str((int(NOW.timestamp()) + 90) * 1000),
        "Sat, 21 Nov 2026 06:01:30 GMT",
        "Saturday, 21-Nov-26 06:01:30 GMT",
        "Sat Nov 21 06:01:30 2026",
        "2026-11-21T06:01:30Z",
        "2026-11-21T06:01:30.000000Z",
        "2026-11-21T07:01:30+01:00",
        "2026-11-21T06:01:30",
    ],
)
def test_ninety_seconds_in_every_form(text):
    assert seconds_until(text, NOW) == pytest.approx(90.0)


@pytest.mark.parametrize("text", ["", "soon", "NaN", "inf", "1e9", "12:30", "-", "Sat, 99 Nov 2026", "٩٠x"])
def test_what_says_no_time_is_none(text):
    assert seconds_until(text, NOW) is None


@pytest.mark.parametrize(
    "text", ["-5", "0", "Sat, 21 Nov 2020 06:00:00 GMT", "1600000000", "0001-01-01T00:00:00+14:00"]
)
def test_a_time_that_is_over_is_no_wait(text):
    assert seconds_until(text, NOW) == 0.0


@pytest.mark.parametrize("text", ["999999999", "9999-12-31T23:59:59-14:00", "999999999999999999", "32503680000"])
def test_nobody_is_believed_who_asks_for_more_than_a_day(text):
    assert seconds_until(text, NOW) == LONGEST_S


def test_retry_after_goes_before_the_reset_of_a_window():
    headers = {"x-ratelimit-reset": (NOW + timedelta(minutes=5)).isoformat(), "retry-after": "7"}
    assert asked_wait_s(headers, NOW) == 7.0
    assert asked_wait_s({**headers, "retry-after": "later"}, NOW) == 300.0
    assert asked_wait_s({"content-type": "text/html"}, NOW) is None


def test_the_last_answer_of_a_window_says_so():
    assert is_used_up({"x-ratelimit-remaining": "0"})
    assert not is_used_up({"x-ratelimit-remaining": "12"})
    assert not is_used_up({})
