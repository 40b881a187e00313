"""Turns day counts that grow all day (Mastodon's) into hours, as if they had been counted by the hour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from hashtagger.observations import SourceHour, TagHour, ValueKind, hour_of, start_of
from hashtagger.storage.listings import DayCount, day_counts, newest_slots
from hashtagger.storage.tag_hours import Scope, clear_tag_hours, put_source_hours, put_tag_hours
from hashtagger.storage.tag_series import observed_hours, tags_in
from hashtagger.trends.gates import MIN_SERVERS
from hashtagger.types import Tag

DAY_H = 24
HISTORY_DAYS = 7
"""How many days Mastodon's history has, today included."""

_Points = dict[Tag, dict[str, list[tuple[float, float]]]]
"""tag → channel → (hours since the day began, count so far), in the order of time."""


def roll_up(connection: sa.Connection, hour: int, *, source: str = "mastodon") -> int:
    """
    Make hours of all that ``source`` told in slots up to ``hour``; answers how many rows of ``tag_hours`` it wrote.

    Its numbers are distinct accounts of a day so far. One channel's count is a straight line between the times it was
    asked, from 0 at the day's start (UTC); the pool's is the highest line, never their sum, because the same accounts
    are seen by many servers. What it grew in an hour, 0 where it fell, is that hour's ``authors``. The hour under way
    is told up to the last answer, and ``observed`` says how much of it that is.

    Today and yesterday are written anew at each call. Of the five days before, a tag without any row gets its day's
    count in 24 equal parts, so that the first day has something to compare with.
    """
    now = start_of(hour + 1)
    today = start_of(hour - hour % DAY_H)
    written = 0
    for day in (today - timedelta(days=1), today):
        written += _day(connection, source, day, now)
    return written + _history(connection, source, today, now)


def _day(connection: sa.Connection, source: str, day: datetime, now: datetime) -> int:
    """Write the hours of one day of which there may be crawls."""
    end = day + timedelta(days=1)
    during = day_counts(connection, source, crawled_from=day, crawled_until=min(end, now), days=[day])
    after = _newest(connection, source, now, days=[day]) if now > end else []
    accounts, heard_h = _points(during, after, day, ValueKind.ACCOUNTS)
    posts, _ = _points(during, after, day, ValueKind.POSTS)
    if heard_h <= 0:
        return 0
    first = hour_of(day)
    whole = int(heard_h)
    shares = [1.0] * whole + ([heard_h - whole] if heard_h > whole else [])
    put_source_hours(connection, source, (SourceHour(first + h, share) for h, share in enumerate(shares)))
    clear_tag_hours(connection, Scope(source), list(accounts), first, first + DAY_H - 1)
    return put_tag_hours(connection, source, _tag_hours(first, len(shares), accounts, posts))


def _history(connection: sa.Connection, source: str, today: datetime, now: datetime) -> int:
    days = [today - timedelta(days=n) for n in range(2, HISTORY_DAYS)]
    counts = _newest(connection, source, now, days=days)
    written = 0
    for day in days:
        told = [count for count in counts if count.day == day]
        accounts, _ = _points([], told, day, ValueKind.ACCOUNTS)
        posts, _ = _points([], told, day, ValueKind.POSTS)
        if not accounts:
            continue
        first = hour_of(day)
        scope = Scope(source)
        known = tags_in(connection, scope, list(accounts), first, first + DAY_H - 1)
        new = {tag: lines for tag, lines in accounts.items() if tag not in known}
        heard = observed_hours(connection, scope, first, first + DAY_H - 1) > 0
        if not heard.any():
            put_source_hours(connection, source, (SourceHour(first + h, 1.0) for h in range(DAY_H)))
            heard[:] = True
        # A row in an hour that was not heard would never be read, nor be found by retention.
        rows = (row for row in _tag_hours(first, DAY_H, new, posts) if heard[row.hour - first])
        written += put_tag_hours(connection, source, rows)
    return written


def _newest(connection: sa.Connection, source: str, now: datetime, *, days: Sequence[datetime]) -> list[DayCount]:
    """What the newest list of each channel says of past days."""
    slots = newest_slots(connection, source, until=now)
    if not slots:
        return []
    counts = day_counts(connection, source, crawled_from=min(slots.values()), crawled_until=now, days=days)
    newest: dict[tuple[str, Tag, datetime, ValueKind], DayCount] = {}
    newest.update(((each.channel, each.tag, each.day, each.value_kind), each) for each in counts)  # oldest fetch first
    # What was read while the day went on is not its whole.
    return [each for each in newest.values() if each.fetched >= each.day + timedelta(days=1)]


def _points(
    during: Iterable[DayCount], after: Iterable[DayCount], day: datetime, value_kind: ValueKind
) -> tuple[_Points, float]:
    """The lines of each tag, and up to when, in hours since ``day`` began, anything is known of the day (at most 24)."""
    points: _Points = defaultdict(lambda: defaultdict(lambda: [(0.0, 0.0)]))
    heard_h = 0.0
    for final, counts in ((False, during), (True, after)):
        for each in counts:
            if each.value_kind is not value_kind:
                continue
            at_h = DAY_H if final else min((each.fetched - day) / timedelta(hours=1), DAY_H)
            heard_h = max(heard_h, at_h)
            points[each.tag][each.channel].append((at_h, each.value))
    return points, heard_h


def _tag_hours(first: int, hours: int, accounts: _Points, posts: _Points) -> Iterable[TagHour]:
    pool = {channel for lines in accounts.values() for channel in lines}
    for tag, lines in accounts.items():
        servers = len(lines) if len(pool) >= MIN_SERVERS else 0  # so few tell nothing about who carries a tag
        authors = _growth(lines, hours)
        written = _growth(posts[tag], hours) if tag in posts else authors
        for h in np.flatnonzero(authors):
            made = max(float(written[h]), float(authors[h]))  # an account that counts wrote something
            yield TagHour(tag, first + int(h), float(authors[h]), made, made, servers=servers)


def _growth(lines: Mapping[str, list[tuple[float, float]]], hours: int) -> NDArray[np.float64]:
    """What the highest of the lines grew in each hour of the day, 0 where it fell: float64 [hours]."""
    grid = np.arange(hours + 1.0)
    pooled = np.max([np.interp(grid, *np.transpose(sorted(points))) for points in lines.values()], axis=0)
    growth: NDArray[np.float64] = np.clip(np.diff(pooled), 0.0, None)
    return growth
