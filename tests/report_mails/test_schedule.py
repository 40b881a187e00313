"""Slots follow the clocks on the wall, in spring and autumn too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashtagger.errors import InvalidRequest
from hashtagger.report_mails.schedule import WEEKDAYS, Schedule, next_slot, schedule_from, slots_until

BERLIN = "Europe/Berlin"


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def slots(schedule, after, count):
    found = []
    for _ in range(count):
        found.append(next_slot(schedule, found[-1] if found else at(after)))
    return [f"{each:%Y-%m-%dT%H:%M}" for each in found]


def test_every_day_means_the_same_hour_on_the_wall():
    daily = Schedule("day", 8, BERLIN)
    assert slots(daily, "2026-03-27T12:00", 3) == ["2026-03-28T07:00", "2026-03-29T06:00", "2026-03-30T06:00"]


@pytest.mark.parametrize(
    ("zone", "hour", "after", "due"),
    [
        (BERLIN, 2, "2026-03-28T12:00", ["2026-03-29T01:00", "2026-03-30T00:00"]),  # 02:00 is left out: at 03:00
        ("Australia/Lord_Howe", 2, "2026-10-03T00:00", ["2026-10-03T16:00", "2026-10-04T15:00"]),  # by half an hour
        ("America/Santiago", 0, "2026-09-05T12:00", ["2026-09-06T04:00", "2026-09-07T03:00"]),  # at midnight
        ("Antarctica/Troll", 2, "2026-03-28T12:00", ["2026-03-29T01:00", "2026-03-30T00:00"]),  # by two hours
        ("Pacific/Apia", 8, "2011-12-29T00:00", ["2011-12-29T18:00", "2011-12-30T10:00", "2011-12-30T18:00"]),  # a day
    ],
)
def test_an_hour_that_the_clocks_leave_out_is_made_up_for_at_the_next_there_is(zone, hour, after, due):
    assert slots(Schedule("day", hour, zone), after, len(due)) == due


@pytest.mark.parametrize(
    ("zone", "hour", "after", "due"),
    [
        (BERLIN, 2, "2026-10-24T12:00", ["2026-10-25T00:00", "2026-10-26T01:00"]),
        ("America/New_York", 1, "2026-10-31T12:00", ["2026-11-01T05:00", "2026-11-02T06:00"]),
    ],
)
def test_an_hour_that_comes_twice_counts_once(zone, hour, after, due):
    assert slots(Schedule("day", hour, zone), after, 2) == due
    between = next_slot(Schedule("day", hour, zone), at(due[0]) + timedelta(minutes=90))
    assert f"{between:%Y-%m-%dT%H:%M}" == due[1]


def test_every_week_falls_on_its_day_where_the_reader_is():
    monday = Schedule("week", 8, "Pacific/Auckland", weekday="monday")
    assert slots(monday, "2026-11-21T12:00", 2) == ["2026-11-22T19:00", "2026-11-29T19:00"]  # Sunday in UTC


def test_every_month_falls_on_its_day():
    last = Schedule("month", 23, "America/Los_Angeles", day=28)
    assert slots(last, "2026-01-01T00:00", 3) == ["2026-01-29T07:00", "2026-03-01T07:00", "2026-03-29T06:00"]


def test_all_slots_that_were_missed_are_found_and_the_newest_kept():
    daily = Schedule("day", 8)
    missed = slots_until(daily, at("2026-11-01T08:00"), at("2026-11-21T12:00"), most=3)
    assert [each.day for each in missed] == [19, 20, 21]
    assert slots_until(daily, at("2026-11-21T08:00"), at("2026-11-21T12:00"), most=3) == [at("2026-11-21T08:00")]


@pytest.mark.parametrize("zone", ["Europe/Nowhere", "", "../UTC", "Europe", "UTC\0"])
def test_a_zone_that_nobody_knows_is_refused(zone):
    with pytest.raises(InvalidRequest):
        Schedule("day", 8, zone)


@given(
    every=st.sampled_from(["day", "week", "month"]),
    hour=st.integers(0, 23),
    weekday=st.sampled_from(WEEKDAYS),
    day=st.integers(1, 28),
    zone=st.sampled_from([BERLIN, "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Antarctica/Troll"]),
    hours=st.integers(0, 87_000),
)
@settings(max_examples=150, deadline=None)
def test_the_next_slot_is_later_and_none_is_left_out(every, hour, weekday, day, zone, hours):
    after = at("2020-01-01") + timedelta(hours=hours, minutes=hours % 60)
    schedule = Schedule(every, hour, zone, weekday if every == "week" else None, day if every == "month" else None)
    first = next_slot(schedule, after)
    longest = {"day": 1, "week": 7, "month": 31}[every]
    assert after < first <= after + timedelta(days=longest, hours=3)
    assert next_slot(schedule, first - timedelta(microseconds=1)) == first
    wall = first.astimezone(ZoneInfo(zone))
    assert (wall.hour - hour) % 24 <= 2
    assert (wall.minute, wall.second) == (0, 0)
    assert schedule_from(schedule.as_values()) == schedule
