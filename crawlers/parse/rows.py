"""How every parser reads its rows: a broken one is dropped and counted, an answer of nothing else is unreadable."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from crawlers.parse.errors import BrokenRow, Unreadable
from crawlers.parse.result import Parsed
from crawlers.parse.text import decode
from hashtagger.observations import TrendObservation

MAX_ROWS = 2000
"""No source lists more (Wikipedia: 1,000); the rest is dropped and counted."""

Row = TypeVar("Row")


def read_rows(
    rows: Sequence[Row], read: Callable[[int, Row], Iterable[TrendObservation]], *, most: int = MAX_ROWS
) -> Parsed:
    """
    ``read(position from 1, row)`` of the first ``most`` rows: no observations of what is no trend, BrokenRow of a bad one.

    Raises Unreadable when there are rows and all of them are broken: then it is another list.
    """
    observations: list[TrendObservation] = []
    dropped = max(0, len(rows) - most)
    reason = ""
    for position, row in enumerate(rows[:most], start=1):
        try:
            observations.extend(list(read(position, row)))
        except BrokenRow as error:
            dropped += 1
            reason = reason or str(error)
    if rows and dropped == len(rows):
        raise Unreadable(f"none of {dropped} rows can be read: {reason}")
    return Parsed(observations, dropped)


def json_of(body: bytes) -> Any:
    """The JSON value in ``body``; Unreadable where it is none, is nested too deep or has numbers without end."""
    try:
        return json.loads(decode(body))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"not JSON: {type(error).__name__}") from error


def list_in(answer: object, key: str) -> list[Any]:
    """The list under ``key`` of the object ``answer``; Unreadable where there is none."""
    found = answer.get(key) if isinstance(answer, dict) else None
    if not isinstance(found, list):
        raise Unreadable(f"no list {key!r} in the answer{_said(answer)}")
    return found


def object_of(row: object) -> Mapping[str, Any]:
    """``row`` when it is a JSON object; else BrokenRow."""
    if not isinstance(row, dict):
        raise BrokenRow("a row is no object")
    return row


def hour_start(moment: datetime) -> datetime:
    """The hour, in UTC, that holds ``moment``: the slot of sources that say what trends now."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def day_start(moment: datetime) -> datetime:
    """The day, in UTC, that holds ``moment``."""
    return hour_start(moment).replace(hour=0)


def _said(answer: object) -> str:
    """That the source itself reports an error; its words are not repeated, they may hold anything."""
    says = isinstance(answer, dict) and ("error" in answer or "errors" in answer)
    return ", which reports an error" if says else ""
