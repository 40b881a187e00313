import pytest

from crawlers.streams.events import AccountGone, Deletion, Event
from crawlers.streams.open_hours import HOUR_US, OpenHours
from tests.crawlers.streams.builders import HOUR, MINUTE_US, START_US, authors_of, said

LATER_US = START_US + 100 * HOUR_US


@pytest.fixture
def hours():
    return OpenHours(HOUR, lambda: LATER_US)


def test_events_go_to_their_hour_by_the_clock_of_the_stream(hours):
    hours.take(said("dawn", by="ann", at_us=START_US))
    hours.take(said("dawn", by="bob", at_us=START_US + HOUR_US - 1))
    hours.take(said("dawn", by="cleo", at_us=START_US + HOUR_US))
    hours.take(said("dawn", by="dora", at_us=START_US + HOUR_US + 1))
    assert [(each.hour, authors_of(each)) for each in hours.hours] == [(HOUR, {"dawn": 2}), (HOUR + 1, {"dawn": 2})]


def test_order_does_not_matter_while_an_hour_is_open(hours):
    hours.take(said("dawn", by="cleo", at_us=START_US + HOUR_US))
    hours.take(said("dawn", by="ann", at_us=START_US + 5))
    hours.take(said("dawn", by="bob", at_us=START_US + 2))
    assert authors_of(hours.hours[0]) == {"dawn": 2}


def test_an_hour_closes_an_hour_after_its_end(hours):
    hours.take(Event(START_US))
    hours.take(Event(START_US + 2 * HOUR_US - 1))
    assert not hours.are_overdue
    hours.take(Event(START_US + 2 * HOUR_US))
    assert hours.are_overdue
    assert [each.hour for each in hours.close_overdue()] == [HOUR]
    assert (hours.first, hours.are_overdue) == (HOUR + 1, False)


def test_what_comes_after_its_hour_was_closed_is_counted_as_late_only(hours):
    hours.take(Event(START_US + 2 * HOUR_US))
    hours.close_overdue()
    hours.take(said("dawn", at_us=START_US + 5))
    assert [each.hour for each in hours.hours] == [HOUR + 2]
    assert hours.anomalies["late"] == 1


def test_what_is_older_than_the_cursor_is_late(hours):
    hours.take(said("dawn", at_us=START_US - 1))
    assert hours.hours == []
    assert hours.anomalies["late"] == 1


def test_an_event_from_the_future_does_not_end_the_present(hours):
    hours.take(said("dawn", at_us=LATER_US))
    hours.take(said("dawn", at_us=LATER_US + 11 * MINUTE_US))
    hours.take(said("dawn", at_us=2**63 - 1))
    assert len(hours.hours) == 1
    assert hours.anomalies["ahead"] == 2
    assert hours.newest_us == LATER_US


def test_a_deletion_reaches_the_hour_before(hours):
    post = said("dawn", by="ann", at_us=START_US)
    hours.take(said("dawn", by="bob", at_us=START_US))
    hours.take(post)
    hours.take(Deletion(START_US + HOUR_US + 5, "ann", post.rkey))
    assert authors_of(hours.hours[0]) == {"dawn": 1}
    assert hours.anomalies["deleted"] == 1


def test_an_account_that_is_gone_is_taken_out_of_every_open_hour(hours):
    for hour in (0, 1):
        hours.take(said("dawn", by="ann", at_us=START_US + hour * HOUR_US))
        hours.take(said("dawn", by="bot", at_us=START_US + hour * HOUR_US))
    hours.take(AccountGone(START_US + HOUR_US + 5, "bot"))
    assert [authors_of(each) for each in hours.hours] == [{"dawn": 1}, {"dawn": 1}]


def test_a_post_that_another_server_puts_into_the_next_hour_counts_once(hours):
    hours.take(said("dawn", by="ann", rkey="k1", at_us=START_US + HOUR_US - 1))
    hours.take(said("dawn", by="ann", rkey="k1", at_us=START_US + HOUR_US + 1))
    assert [each.totals()[0].posts for each in hours.hours] == [1, 0]
    assert hours.anomalies["repeated"] == 1
