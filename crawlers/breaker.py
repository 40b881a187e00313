"""The circuit breaker: a source that keeps failing is asked less and less often; pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from hashtagger.observations import SourceState

FAILURES = 3
"""In a row, before the circuit opens: as many as one slot of the timetable is tried."""
LONGEST = timedelta(days=1)
_SLACK = timedelta(minutes=1)
"""The slot that falls on the end of a pause is not missed."""


def after_success(state: SourceState, now: datetime) -> SourceState:
    return replace(state, last_attempt=now, last_success=now, last_error="", failures=0, paused_until=None)


def after_failure(state: SourceState, now: datetime, *, error: str, every_s: int) -> SourceState:
    """One more failure; from the third on, a pause of half a period, then one, two, four, up to a day (or one period)."""
    failures = state.failures + 1
    paused_until = None
    if failures >= FAILURES:
        period = timedelta(seconds=every_s)
        pause = min(period / 2 * 2 ** min(failures - FAILURES, 16), max(period, LONGEST))
        paused_until = now + pause - _SLACK
    return replace(state, last_attempt=now, last_error=error, failures=failures, paused_until=paused_until)


def after_pause(state: SourceState, now: datetime, *, until: datetime) -> SourceState:
    """The server asked to be left alone: no failure, and no use in asking before."""
    return replace(state, last_attempt=now, last_error="the source asked to wait", paused_until=until)
