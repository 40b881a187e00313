"""Reads from the headers of an answer how long a server wants to be left alone; pure."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_S = 24 * 3600.0
"""Nobody is believed who asks for more; the next run asks again."""

HINTS = ("retry-after", "ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset")
"""Where the answer stands, the most specific first: RFC 9110, the IETF draft, Mastodon and others, X."""
_REMAINING = ("ratelimit-remaining", "x-ratelimit-remaining", "x-rate-limit-remaining")
_NUMBER = re.compile(r"-?\d{1,18}(\.\d{1,9})?")
_SMALLEST_EPOCH_S = 1e9
_SMALLEST_EPOCH_MS = 1e12


def asked_wait_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """
    Seconds from ``now`` (aware) that the answer asks to wait, 0..``LONGEST_S``; None where it says nothing readable.

    ``headers`` have names in lower case.
    """
    for name in HINTS:
        if (wait_s := seconds_until(headers.get(name, ""), now)) is not None:
            return wait_s
    return None


def is_used_up(headers: Mapping[str, str]) -> bool:
    """Whether the answer says that it was the last one of its time window."""
    return any(headers.get(name, "").strip() == "0" for name in _REMAINING)


def seconds_until(text: str, now: datetime) -> float | None:
    """
    Read seconds, Unix time in seconds or milliseconds, an HTTP date or an ISO 8601 moment.

    >>> seconds_until("120", datetime(2026, 1, 1, tzinfo=UTC))
    120.0
    """
    text = text.strip()
    if _NUMBER.fullmatch(text):
        value = float(text)
        if value >= _SMALLEST_EPOCH_MS:
            value = value / 1000 - now.timestamp()
        elif value >= _SMALLEST_EPOCH_S:
            value -= now.timestamp()
        return _within(value)
    moment = _moment(text)
    return None if moment is None else _within((moment - now) / timedelta(seconds=1))


def _moment(text: str) -> datetime | None:
    if len(text) < len("2026-01-01"):
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        # Neither form leaves the zone out by its own rules; where a server does, UTC is what it means.
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def _within(seconds: float) -> float:
    return min(max(seconds, 0.0), LONGEST_S) if math.isfinite(seconds) else LONGEST_S
