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
    return _written(int(now.timestamp() * 1000), int.from_bytes(secrets.token_bytes(10)))


def first_id_of(moment: datetime) -> str:
    """The id before all that ``new_id`` makes in the millisecond of ``moment``; before 1970 the lowest there is."""
    return _written(max(0, int(moment.timestamp() * 1000)), 0)


def _written(milliseconds: int, chance: int) -> str:
    number = milliseconds << 80 | chance
    return "".join([_PAIRS[number >> shift & 1023] for shift in range(120, -1, -10)])
