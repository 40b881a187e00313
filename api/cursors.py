"""Where a page ends, as a text that callers pass back and need not understand."""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Sequence
from typing import Any

import orjson

from hashtagger.errors import InvalidRequest

MAX_CHARS = 1_000


def cursor_of(*values: Any) -> str:
    """
    >>> read_cursor(cursor_of(7, "a"), int, str)
    [7, 'a']
    """
    return base64.urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def read_cursor(cursor: str, *types: type | tuple[type, ...]) -> Sequence[Any]:
    """The values in ``cursor``, of these types. Raises ``InvalidRequest`` (code ``invalid_cursor``)."""
    try:
        values = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, UnicodeError):
        raise _invalid() from None
    if not isinstance(values, list) or len(values) != len(types):
        raise _invalid()
    if not all(_is(value, kind) for value, kind in zip(values, types, strict=True)):
        raise _invalid()
    return values


def _is(value: Any, kind: type | tuple[type, ...]) -> bool:
    """A cursor may be forged: what no database takes (NUL, infinities) is refused as any other."""
    if isinstance(value, bool) or (isinstance(value, str) and "\0" in value):
        return False
    return isinstance(value, kind) and not (isinstance(value, float) and not math.isfinite(value))


def _invalid() -> InvalidRequest:
    return InvalidRequest(
        "the cursor is not one of this list",
        code="invalid_cursor",
        advice="Pass 'next' of the page before, with the same parameters; or begin again without a cursor.",
    )
