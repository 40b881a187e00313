"""A source that keeps failing is asked less and less often."""

from datetime import UTC, datetime, timedelta

from crawlers.breaker import FAILURES, after_failure, after_pause, after_success
from hashtagger.observations import SourceState

NOW = datetime(2026, 11, 21, 6, 0, 0, tzinfo=UTC)
HOUR_S = 3600


def failed(times, every_s=HOUR_S):
    state = SourceState("mastodon", last_success=NOW)
    for _ in range(times):
        state = after_failure(state, NOW, error="timeout (5)", every_s=every_s)
    return state


def pause_h(times, every_s=HOUR_S):
    paused_until = failed(times, every_s).paused_until
    return None if paused_until is None else round((paused_until - NOW) / timedelta(hours=1))


def test_a_few_failures_change_nothing_but_the_count():
    assert failed(FAILURES - 1) == SourceState(
        "mastodon", last_attempt=NOW, last_success=NOW, last_error="timeout (5)", failures=FAILURES - 1
    )


def test_the_pause_doubles_up_to_a_day():
    assert [pause_h(times, every_s=2 * HOUR_S) for times in range(2, 9)] == [None, 1, 2, 4, 8, 16, 24]
    assert pause_h(1000) == 24


def test_a_rare_source_is_not_asked_more_often_than_it_wants():
    assert pause_h(5, every_s=48 * HOUR_S) == 48


def test_the_slot_at_the_end_of_a_pause_is_not_missed():
    assert failed(4).paused_until < NOW + timedelta(hours=1)


def test_one_success_closes_the_circuit():
    assert after_success(failed(9), NOW) == SourceState("mastodon", last_attempt=NOW, last_success=NOW)


def test_being_asked_to_wait_is_no_failure():
    until = NOW + timedelta(hours=2)
    state = after_pause(failed(1), NOW, until=until)
    assert (state.failures, state.paused_until) == (1, until)
