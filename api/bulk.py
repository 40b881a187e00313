"""Reads rows from a body while it arrives and hands them on in chunks, so that memory does not grow with their number."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

import orjson
from fastapi import Request
from pydantic import BaseModel, ValidationError

from api.intake import split_tags
from api.problems import InvalidFields
from hashtagger.errors import InvalidRequest, UnsupportedFormat
from hashtagger.storage.engagements import Refusal

Row = TypeVar("Row", bound=BaseModel)
Take = Callable[[list[Row]], Awaitable[Sequence[Refusal]]]
"""Keeps rows in one transaction; answers those that it refused, by their place in the list."""

MAX_LINES = 100_001
"""A header and 100,000 rows."""
MAX_LINE_BYTES = 10_000
MAX_TOLD = 1_000
"""Refused rows that are told one by one."""
CHUNK_ROWS = 4_000
CHUNK_BYTES = 2 * 1024 * 1024
"""A chunk of long lines has fewer rows. Other writers wait for a chunk; smaller ones cost more pages of the indexes."""
CSV, NDJSON = "text/csv", "application/x-ndjson"
_BOM = b"\xef\xbb\xbf"


@dataclass
class BulkReport:
    """What became of the rows so far."""

    accepted: int = 0
    refused: int = 0
    refusals: list[dict[str, Any]] = field(default_factory=list)

    def refuse(self, line: int, name: str, reason: str) -> None:
        self.refused += 1
        if len(self.refusals) < MAX_TOLD:
            self.refusals.append({"line": line, "field": name, "reason": reason})


class _Line(NamedTuple):
    number: int
    """From 1."""
    text: bytes
    wrong: str = ""
    """Why there is no text."""


async def take_rows(request: Request, model: type[Row], take: Take[Row]) -> BulkReport:
    """
    Read the body of ``request`` as rows of ``model`` (CSV with a header, or a JSON object a line) and ``take`` them.

    Wrong rows are refused one by one; what is behind ``MAX_LINES`` is not looked at. What was taken stays taken when a later
    part of the body never comes. Raises ``UnsupportedFormat``, ``InvalidFields`` for a header with columns that do not
    exist, and what ``take`` raises.
    """
    lines = _lines(request.stream())
    parser = await _parser(request, model, lines)
    report = BulkReport()
    async for chunk in _chunks(lines):
        rows = await asyncio.to_thread(parser.rows, chunk, report)
        refused = await take([row for _, row in rows]) if rows else []
        report.accepted += len(rows) - len(refused)
        for index, name, reason in refused:
            report.refuse(rows[index][0], name, reason)
    report.refusals.sort(key=lambda each: int(each["line"]))
    return report


class _Parser(Generic[Row]):
    """Makes lines into rows; ``columns`` are those of a CSV file, None where each line is JSON."""

    def __init__(self, model: type[Row], columns: Sequence[str] | None) -> None:
        self._model = model
        self._columns = columns

    def rows(self, lines: Iterable[_Line], report: BulkReport) -> list[tuple[int, Row]]:
        """The right rows with their line numbers; the others are refused in ``report``."""
        found = []
        for line in lines:
            try:
                found.append((line.number, self._model.model_validate(self._values(line))))
            except ValidationError as error:
                report.refuse(line.number, *_first_of(error))
            except _WrongLine as wrong:
                report.refuse(line.number, "", str(wrong))
        return found

    def _values(self, line: _Line) -> dict[str, Any]:
        if line.wrong:
            raise _WrongLine(line.wrong)
        if self._columns is not None:
            return self._cells(line.text, self._columns)
        try:
            values = orjson.loads(line.text)
        except orjson.JSONDecodeError as error:
            raise _WrongLine(f"The line is not JSON: {error.msg}.") from None
        if not isinstance(values, dict):
            raise _WrongLine("The line is JSON, but no object.")
        return values

    def _cells(self, text: bytes, columns: Sequence[str]) -> dict[str, Any]:
        cells = _split(text)
        if len(cells) != len(columns):
            raise _WrongLine(f"The line has {len(cells)} cells, the header {len(columns)}.")
        values: dict[str, Any] = {name: cell for name, cell in zip(columns, cells, strict=True) if cell != ""}
        if "tags" in values:
            values["tags"] = split_tags(values["tags"])
        return values


class _WrongLine(Exception):
    """Says what is wrong with a line as a whole."""


def _first_of(error: ValidationError) -> tuple[str, str]:
    """The first wrong field ('' for the row as a whole) and what is wrong with it."""
    details = error.errors(include_input=False, include_url=False, include_context=False)
    (first,) = InvalidFields.of(details[:1]).fields
    return ("" if first["field"] == "body" else first["field"]), first["message"]


async def _parser(request: Request, model: type[Row], lines: AsyncIterator[_Line]) -> _Parser[Row]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (CSV, NDJSON):
        raise UnsupportedFormat(
            "the body is neither CSV nor lines of JSON",
            code="unsupported_body",
            advice=f"Send {CSV} with a header, or {NDJSON}.",
        )
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise UnsupportedFormat("the body is compressed", code="unsupported_body", advice="Send it as it is.")
    if kind == NDJSON:
        return _Parser(model, None)
    header = await anext(lines, None)
    return _Parser(model, _columns(header.text if header else b"", model))


def _columns(header: bytes, model: type[BaseModel]) -> list[str]:
    """Raises ``InvalidFields`` naming every column that is unknown, twice there, or missing."""
    try:
        names = [name.strip() for name in _split(header)]
    except _WrongLine as error:
        raise InvalidRequest(
            f"the header cannot be read: {error}", code="invalid_csv", advice="Begin with the names of the columns."
        ) from None
    wrong = [{"field": name, "message": "There is no such column."} for name in names if name not in model.model_fields]
    wrong += [{"field": name, "message": "The column is there twice."} for name in sorted(set(_twice(names)))]
    wrong += [
        {"field": name, "message": "The header must name this column."}
        for name, about in model.model_fields.items()
        if about.is_required() and name not in names
    ]
    if wrong:
        raise InvalidFields.of({"loc": (each["field"],), "msg": each["message"]} for each in wrong)
    return names


def _twice(names: Sequence[str]) -> list[str]:
    return [name for index, name in enumerate(names) if name in names[:index]]


def _split(text: bytes) -> list[str]:
    """The cells of one line of CSV (RFC 4180, without line breaks inside quotes)."""
    try:
        line = text.decode()
        return next(csv.reader([line], strict=True), []) if '"' in line else line.rstrip("\r").split(",")
    except UnicodeDecodeError:
        raise _WrongLine("The line is not UTF-8.") from None
    except csv.Error:
        raise _WrongLine("The quotes of the line do not match; a row must stand on one line.") from None


async def _chunks(lines: AsyncIterator[_Line]) -> AsyncIterator[list[_Line]]:
    chunk: list[_Line] = []
    size = 0
    async for line in lines:
        chunk.append(line)
        size += len(line.text)
        if len(chunk) >= CHUNK_ROWS or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


async def _lines(body: AsyncIterator[bytes]) -> AsyncIterator[_Line]:
    """The lines of ``body`` that are not blank; at most one behind ``MAX_LINES``, which says so, and the rest is let pass."""
    number, rest, is_too_long = 0, b"", False
    async for part in body:
        *whole, rest = (rest + part).split(b"\n")
        for text in whole[: MAX_LINES + 1 - number]:
            number += 1
            if line := _line(number, text, is_too_long):
                yield line
            is_too_long = False
        if len(rest) > MAX_LINE_BYTES or number > MAX_LINES:
            rest, is_too_long = b"", True
    if number <= MAX_LINES and (line := _line(number + 1, rest, is_too_long)):
        yield line


def _line(number: int, text: bytes, is_too_long: bool) -> _Line | None:
    if number == 1:
        text = text.removeprefix(_BOM)
    if number > MAX_LINES and (text.strip() or is_too_long):
        return _Line(number, b"", "This line and those after it were not read: send them in another request.")
    if is_too_long or len(text) > MAX_LINE_BYTES:
        return _Line(number, b"", f"The line is longer than {MAX_LINE_BYTES:,} bytes.")
    return _Line(number, text) if text.strip() else None
