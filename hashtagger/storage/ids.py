"""Identifiers that sort by the time they were made."""

from __future__ import annotations

import secrets
from datetime import datetime

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]


def new_id(now: datetime) -> str:
    """
    A ULID: 48 bits of milliseconds and 80 random bits as 26 characters of Crockford's base 32.

    Sorts as text by time; within one millisecond in no order. See https://github.com/ulid/spec.
    """
    milliseconds = int(now.timestamp() * 1000)
    number = milliseconds << 80 | int.from_bytes(secrets.token_bytes(10))
    return "".join([_PAIRS[number >> shift & 1023] for shift in range(120, -1, -10)])
