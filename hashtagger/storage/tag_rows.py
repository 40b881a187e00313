"""Reads rows about tags out of CSV or JSON lines that anybody may have written; says of each bad one why."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Literal

from hashtagger.errors import InvalidTag
from hashtagger.text.hashtags import canonical_tag
from hashtagger.types import Reach, Tag

Format = Literal["csv", "jsonl"]

MAX_ROWS = 500_000
MAX_LINE_BYTES = 65_536
MAX_MEANING_CHARS = 300
MAX_LISTED = 50
"""Words, categories or aliases of one tag."""

COLUMNS = ("tag", "display", "words", "language", "reach", "meaning", "categories", "aliases", "visual")

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
_CATEGORY = re.compile(r"[a-z0-9_]{1,40}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_VISUAL = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class TagRow:
    """One good row; None and empty display: the file does not say."""

    line: int
    tag: Tag
    display: str
    words: tuple[str, ...] | None
    language: str | None
    reach: Reach | None
    meaning: str | None
    categories: tuple[str, ...] | None
    aliases: tuple[Tag, ...] | None
    visual: bool | None


@dataclass(frozen=True, slots=True)
class RefusedRow:
    line: int
    reason: str
    fatal: bool = False
    """The rest of the file cannot be read either."""


def read_rows(stream: BinaryIO, file_format: Format | None = None) -> Iterator[TagRow | RefusedRow]:
    """
    The rows of ``stream`` (UTF-8, with or without a byte order mark), lazily; never raises for what is in it.

    Without ``file_format``, a file that begins with '{' is JSON lines. CSV begins with a header out of ``COLUMNS``, which
    needs ``tag`` or ``display``; cells are separated by comma, semicolon or tab; lists in a cell by comma or space.
    """
    start = stream.read(4)
    rest = _Prefixed(start.removeprefix(b"\xef\xbb\xbf"), stream)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield RefusedRow(1, "the file is UTF-16; save it as UTF-8", fatal=True)
        return
    lines = _lines(rest)
    first = next(lines, None)
    while first is not None and isinstance(first[1], str) and not first[1].strip():
        first = next(lines, None)
    if first is None:
        yield RefusedRow(1, "the file is empty", fatal=True)
        return
    is_jsonl = file_format == "jsonl" or (file_format is None and str(first[1]).lstrip().startswith(("{", "[")))
    rows = (_json_rows if is_jsonl else _csv_rows)(_chained(first, lines))
    for count, row in enumerate(rows):
        if count == MAX_ROWS:
            yield RefusedRow(row.line, f"a file has at most {MAX_ROWS} rows; split it", fatal=True)
            return
        yield row


class _Refused(ValueError):
    pass


class _Prefixed(io.RawIOBase):
    """A stream with bytes that were read from it already put back."""

    def __init__(self, start: bytes, stream: BinaryIO) -> None:
        self._start, self._stream = start, stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data, self._start = (self._start[: len(buffer)], self._start[len(buffer) :])
        data = data or self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


_Line = tuple[int, "str | RefusedRow"]


def _lines(raw: io.RawIOBase) -> Iterator[_Line]:
    """Numbered lines; bytes that are not UTF-8 become lone surrogates, which the cells are checked for."""
    stream = io.BufferedReader(raw, 1 << 16)
    number = 0
    while line := stream.readline(MAX_LINE_BYTES):
        number += 1
        if len(line) == MAX_LINE_BYTES and not line.endswith(b"\n"):
            while (more := stream.readline(MAX_LINE_BYTES)) and not more.endswith(b"\n"):
                pass
            yield number, RefusedRow(number, f"the line is longer than {MAX_LINE_BYTES} bytes")
        else:
            yield number, line.decode("utf-8", "surrogateescape")


def _chained(first: _Line, rest: Iterator[_Line]) -> Iterator[_Line]:
    yield first
    yield from rest


def _json_rows(lines: Iterator[_Line]) -> Iterator[TagRow | RefusedRow]:
    for number, line in lines:
        if isinstance(line, RefusedRow):
            yield line
        elif line.strip():
            try:
                yield _row(number, _json_object(line))
            except (_Refused, InvalidTag) as error:
                yield RefusedRow(number, str(error))


def _json_object(line: str) -> Mapping[str, Any]:
    try:
        value = json.loads(line, object_pairs_hook=_without_doubles)
    except RecursionError:
        raise _Refused("the JSON is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise _Refused(f"not JSON: {error.msg} at column {error.colno}") from None
    except _Refused:
        raise
    except ValueError:  # Python reads no number of more than 4,300 digits
        raise _Refused("a number has too many digits") from None
    if not isinstance(value, dict):
        raise _Refused("not a JSON object; write one object a line")
    unknown = sorted(set(value) - set(COLUMNS))
    if unknown:
        raise _Refused(f"unknown field {unknown[0]!r}; known are {', '.join(COLUMNS)}")
    return value


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Refused("a field stands twice in the object")
    return found


def _csv_rows(lines: Iterator[_Line]) -> Iterator[TagRow | RefusedRow]:
    texts = _Texts(lines)
    first = next(texts, "")
    delimiter = max(",;\t", key=first.count)
    header, problem = _header(first, delimiter)
    if problem:
        yield RefusedRow(max(texts.number, 1), problem, fatal=True)
        return
    reader = csv.reader(texts, delimiter=delimiter, strict=True)
    while True:
        begin = texts.number + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield RefusedRow(begin, f"not CSV: {error}", fatal=True)
            return
        yield from texts.take_refused()
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield _csv_row(begin, header, cells)


class _Texts(Iterator[str]):
    """The lines that can be read, and beside them the number of the last one and those that cannot."""

    def __init__(self, lines: Iterator[_Line]) -> None:
        self.number = 0
        self._lines = lines
        self._refused: list[RefusedRow] = []

    def __next__(self) -> str:
        while True:
            self.number, line = next(self._lines)
            if not isinstance(line, RefusedRow):
                return line
            self._refused.append(line)

    def take_refused(self) -> list[RefusedRow]:
        taken, self._refused = self._refused, []
        return taken


def _header(line: str, delimiter: str) -> tuple[list[str], str | None]:
    try:
        cells = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error as error:
        return [], f"not CSV: {error}"
    header = [cell.strip().casefold() for cell in cells]
    return header, _header_problem(header)


def _header_problem(header: Sequence[str]) -> str | None:
    unknown = [name for name in header if name not in COLUMNS]
    if unknown:
        return f"unknown column {_shown(unknown[0])}; the first line must name columns out of {', '.join(COLUMNS)}"
    if len(set(header)) != len(header):
        return "a column stands twice in the first line"
    if "tag" not in header and "display" not in header:
        return "the first line must name the column 'tag' or 'display'"
    return None


def _csv_row(line: int, header: Sequence[str], cells: Sequence[str]) -> TagRow | RefusedRow:
    if len(cells) > len(header):
        return RefusedRow(line, f"{len(cells)} cells instead of at most {len(header)}")
    try:
        return _row(line, dict(zip(header, [*cells, *[""] * (len(header) - len(cells))], strict=True)))
    except (_Refused, InvalidTag) as error:
        return RefusedRow(line, str(error))


def _row(line: int, fields: Mapping[str, Any]) -> TagRow:
    typed = _text(fields, "tag") or ""
    display = (_text(fields, "display") or "").removeprefix("#")
    tag = canonical_tag(typed or display)
    if display and canonical_tag(display) != tag:
        raise _Refused(f"the display {_shown(display)} is another tag than {_shown(typed)}")
    words = _listed(fields, "words", r"\s+")
    if words and canonical_tag("".join(words)).replace("_", "") != tag.replace("_", ""):
        raise _Refused(f"the words {_shown(' '.join(words))} do not make {_shown(tag)}")
    return TagRow(
        line=line,
        tag=tag,
        display=display or _spelling(typed, tag),
        words=tuple(word.casefold() for word in words) if words else None,
        language=_language(fields),
        reach=_reach(fields),
        meaning=_meaning(fields),
        categories=_categories(fields),
        aliases=_aliases(fields, tag),
        visual=_visual(fields),
    )


def _spelling(typed: str, tag: Tag) -> str:
    """What was typed, when its capitals say something about its words."""
    spelling = typed.strip().removeprefix("#")
    return "" if spelling == tag else spelling


def _text(fields: Mapping[str, Any], name: str) -> str | None:
    value = fields.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise _Refused(f"'{name}' must be text")
    if _SURROGATE.search(value):
        raise _Refused(f"'{name}' is not UTF-8")
    text = value.strip()
    if _CONTROL.search(text):
        raise _Refused(f"'{name}' holds a control character")
    return text


def _listed(fields: Mapping[str, Any], name: str, separator: str) -> list[str] | None:
    value = fields.get(name)
    if isinstance(value, list):
        found = [_text({name: item}, name) or "" for item in value]
    else:
        text = _text(fields, name)
        if text is None:
            return None
        found = re.split(separator, text)
    if len(found) > MAX_LISTED:
        raise _Refused(f"'{name}' lists more than {MAX_LISTED}")
    return [item for item in found if item]


def _language(fields: Mapping[str, Any]) -> str | None:
    text = (_text(fields, "language") or "").casefold()
    if text and not _LANGUAGE.fullmatch(text):
        raise _Refused(f"the language {_shown(text)} is not a code such as 'en' or 'pt-br'")
    return text or None


def _reach(fields: Mapping[str, Any]) -> Reach | None:
    text = (_text(fields, "reach") or "").casefold()
    if text and text not in list(Reach):
        raise _Refused(f"the reach {_shown(text)} is not one of {', '.join(Reach)}")
    return Reach(text) if text else None


def _meaning(fields: Mapping[str, Any]) -> str | None:
    text = _text(fields, "meaning")
    if text and len(text) > MAX_MEANING_CHARS:
        raise _Refused(f"the meaning is longer than {MAX_MEANING_CHARS} characters")
    return text


def _categories(fields: Mapping[str, Any]) -> tuple[str, ...] | None:
    names = _listed(fields, "categories", r"[\s,;|]+")
    for name in names or ():
        if not _CATEGORY.fullmatch(name):
            raise _Refused(f"the category {_shown(name)} is not made of small letters, digits and underscores")
    return None if names is None else tuple(dict.fromkeys(names))


def _aliases(fields: Mapping[str, Any], tag: Tag) -> tuple[Tag, ...] | None:
    names = _listed(fields, "aliases", r"[\s,;|]+")
    if names is None:
        return None
    return tuple(alias for alias in dict.fromkeys(canonical_tag(name) for name in names) if alias != tag)


def _visual(fields: Mapping[str, Any]) -> bool | None:
    value = fields.get("visual")
    if isinstance(value, bool):
        return value
    text = (_text(fields, "visual") or "").casefold()
    if text and text not in _VISUAL:
        raise _Refused(f"'visual' is {_shown(text)} instead of yes or no")
    return _VISUAL[text] if text else None


def _shown(text: str) -> str:
    """As it may stand in a report: escaped, and not longer than a line."""
    return ascii(text) if _CONTROL.search(text) or _SURROGATE.search(text) else f"'{text[:60]}'"
