"""Where a page ends, as a text that callers pass back and need not understand."""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

import orjson
from fastapi import Query

from api.schemas.recommendations import Text
from hashtagger.errors import InvalidRequest

T = TypeVar("T")

MAX_CHARS = 1_000
Cursor = Annotated[Text | None, Query(max_length=MAX_CHARS, description="The 'next' of the page before.")]


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


def place_in(cursor: str | None) -> str | None:
    """The one text that ``page_of`` put into ``cursor``; None on the first page. Raises as ``read_cursor``."""
    place: str | None = None if cursor is None else read_cursor(cursor, str)[0]
    return place


def page_of(found: Sequence[T], limit: int, place: Callable[[T], str]) -> tuple[Sequence[T], str | None]:
    """
    The page, and the cursor of the next one, None on the last.

    ``found`` was asked for with ``limit + 1``: one more tells whether there is a next page.

    >>> page_of(["a", "b", "c"], 2, str)
    (['a', 'b'], 'WyJiIl0')
    """
    return found[:limit], cursor_of(place(found[limit - 1])) if len(found) > limit else None


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
