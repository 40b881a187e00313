"""Reads the catalogue files, and says of every line that cannot be read why."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from hashtagger.catalogue.entries import (
    Catalogue,
    CatalogueCategory,
    CatalogueTag,
    Contradiction,
    FlagRule,
    Match,
)
from hashtagger.errors import InvalidTag
from hashtagger.text.hashtags import canonical_tag
from hashtagger.types import Flag, FlagKind, PlatformRule, Reach, Tag

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

SHIPPED = Path(__file__).parent
"""Where the catalogue of this project lies."""

_FORMAT = "1"  # goes into the fingerprint: raise it when the same files mean something else
_DISPLAY = re.compile(r"\w+")
_MONTH_OR_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?")
_MATCHES: dict[str, Match] = {"tag": "tag", "word": "word", "regex": "regex"}


class CatalogueError(ValueError):
    """``problems``: what is wrong, one ``file:line: reason`` each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class LineError(ValueError):
    """Why one line cannot be read."""


def read_catalogue(folder: Path = SHIPPED) -> Catalogue:
    """
    The catalogue in ``folder``; a file that is missing counts as empty.

    A tag that stands in several files is one tag: categories and aliases add up, everything else is taken from the first
    line about it, English before the other languages. Raises ``CatalogueError`` with every problem found.
    """
    problems: list[str] = []
    categories = _read(folder / "categories.tsv", "category title visual", _category, folder, problems)
    known = {category.category: category for category in categories}
    lines = [tag for path in _tag_files(folder) for tag in _read_tags(path, known, folder, problems)]
    catalogue = Catalogue(
        tags=_merged(lines),
        categories=tuple(categories),
        flag_rules=tuple(_read(folder / "flags.tsv", _FLAG_COLUMNS, _flag_rule, folder, problems)),
        contradictions=tuple(_read(folder / "contradictions.tsv", "left right reason", _pair, folder, problems)),
        related=tuple(_read(folder / "related.tsv", None, _group, folder, problems)),
        platform_rules=tuple(_read(folder / "platforms.tsv", _PLATFORM_COLUMNS, _platform_rule, folder, problems)),
        fingerprint=fingerprint_of(folder),
    )
    if problems:
        raise CatalogueError(problems)
    return catalogue


def fingerprint_of(folder: Path = SHIPPED) -> str:
    """Changes when any file does."""
    digest = hashlib.sha256(_FORMAT.encode())
    for path in sorted([*folder.glob("*.tsv"), *_tag_files(folder)]):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()


_FLAG_COLUMNS = "match kind pattern reason confidence source checked"
_PLATFORM_COLUMNS = "platform max_tags advised_tags max_tag_chars max_post_chars since until source note"


def _tag_files(folder: Path) -> list[Path]:
    paths = (folder / "tags").glob("*/*.tsv")
    return sorted(paths, key=lambda path: (path.parent.name != "en", path.parent.name, path.name))


def _read(
    path: Path, header: str | None, parse: Callable[[list[str]], T], folder: Path, problems: list[str]
) -> list[T]:
    """The lines of one file; what ``parse`` refuses goes to ``problems``."""
    found: list[T] = []
    for where, cells in _lines(path, header, folder, problems):
        try:
            found.append(parse(cells))
        except (LineError, InvalidTag) as error:
            problems.append(f"{where}: {error}")
    return found


def _read_tags(
    path: Path, categories: dict[str, CatalogueCategory], folder: Path, problems: list[str]
) -> list[CatalogueTag]:
    category = categories.get(path.stem)
    if category is None:
        problems.append(f"{path.relative_to(folder).as_posix()}:1: '{path.stem}' does not stand in categories.tsv")
        return []
    found: list[CatalogueTag] = []
    for where, cells in _lines(path, "display words reach meaning aliases", folder, problems):
        try:
            found.append(_tag(cells, path.parent.name, category, where))
        except (LineError, InvalidTag) as error:
            problems.append(f"{where}: {error}")
    return found


def _lines(path: Path, header: str | None, folder: Path, problems: list[str]) -> Iterator[tuple[str, list[str]]]:
    """``file:line`` and the cells of every line that is not empty, as many as there are columns."""
    if not path.exists():
        return
    name = path.relative_to(folder).as_posix()
    try:
        lines = path.read_text("utf-8").splitlines()
    except UnicodeDecodeError as error:
        problems.append(f"{name}:1: not UTF-8 at byte {error.start}")
        return
    columns = header.split() if header else []
    if header and (not lines or lines[0].split("\t") != columns):
        problems.append(f"{name}:1: the first line must be '{header.replace(' ', '<TAB>')}'")
        return
    for number, line in enumerate(lines, start=1):
        if not line.strip() or (header and number == 1):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if header and len(cells) > len(columns):
            problems.append(f"{name}:{number}: {len(cells)} columns instead of at most {len(columns)}")
            continue
        yield f"{name}:{number}", cells + [""] * (len(columns) - len(cells))


def _tag(cells: list[str], language: str, category: CatalogueCategory, where: str) -> CatalogueTag:
    display, words, reach, meaning, aliases = cells
    if not _DISPLAY.fullmatch(display) or display.isdigit():
        raise LineError(f"'{display}' is not made of letters, digits and underscores with at least one letter")
    tag = canonical_tag(display)
    if canonical_tag("".join(words.split())).replace("_", "") != tag.replace("_", ""):
        raise LineError(f"the words '{words}' do not make '{display}'")
    if language != "en" and not meaning:
        raise LineError(f"'{display}' needs its meaning in English")
    return CatalogueTag(
        tag=tag,
        display=display,
        words=tuple(words.split()),
        reach=_one_of(Reach, reach),
        meaning=meaning,
        aliases=tuple(canonical_tag(alias) for alias in aliases.split(",") if alias.strip()),
        language=language,
        categories=(category.category,),
        visual=category.visual,
        where=where,
    )


def _merged(lines: Sequence[CatalogueTag]) -> tuple[CatalogueTag, ...]:
    found: dict[Tag, CatalogueTag] = {}
    for line in lines:
        first = found.get(line.tag)
        found[line.tag] = (
            line
            if first is None
            else replace(
                first,
                categories=tuple(dict.fromkeys((*first.categories, *line.categories))),
                aliases=tuple(dict.fromkeys((*first.aliases, *line.aliases))),
                visual=first.visual or line.visual,
            )
        )
    return tuple(found.values())


def _category(cells: list[str]) -> CatalogueCategory:
    category, title, visual = cells
    if not category or not title or visual not in ("yes", "no"):
        raise LineError("a category needs a name, a title, and 'yes' or 'no'")
    return CatalogueCategory(category, title, visual == "yes")


def _flag_rule(cells: list[str]) -> FlagRule:
    match, kind, pattern, reason, confidence, source, checked = cells
    if match not in _MATCHES:
        raise LineError(f"'{match}' is not one of {', '.join(_MATCHES)}")
    if not pattern or not reason or not source:
        raise LineError("a flag needs a pattern, a reason and a source")
    flag = Flag(_one_of(FlagKind, kind), reason, _confidence(confidence), source, _day(checked))
    return FlagRule(_MATCHES[match], _pattern(match, pattern), flag)


def _pattern(match: str, pattern: str) -> str:
    if match == "tag":
        return canonical_tag(pattern)
    if match == "word":
        return pattern.casefold()
    try:
        re.compile(pattern)
    except re.error as error:
        raise LineError(f"'{pattern}' is not a regular expression: {error}") from error
    return pattern


def _pair(cells: list[str]) -> Contradiction:
    left, right, reason = cells
    if not left or not right or left == right:
        raise LineError("a contradiction needs two different words or tags")
    return Contradiction(canonical_tag(left), canonical_tag(right), reason)


def _group(cells: list[str]) -> tuple[Tag, ...]:
    tags = tuple(dict.fromkeys(canonical_tag(word) for word in " ".join(cells).split()))
    if len(tags) < 2:
        raise LineError("one tag alone is not used together with anything")
    return tags


def _platform_rule(cells: list[str]) -> PlatformRule:
    platform, max_tags, advised_tags, max_tag_chars, max_post_chars, since, until, source, note = cells
    advised = _limit(advised_tags)
    if not platform or advised is None or not source:
        raise LineError("a rule needs a platform, advised_tags and a source")
    for day in (since, until or since):
        if not _MONTH_OR_DAY.fullmatch(day):
            raise LineError(f"'{day}' is not a date or a month (2025-12-31, 2025-12)")
    return PlatformRule(
        platform=platform,
        max_tags=_limit(max_tags),
        advised_tags=advised,
        max_tag_chars=_limit(max_tag_chars),
        max_post_chars=_limit(max_post_chars),
        since=since,
        until=until or None,
        source=source,
        note=note,
    )


def _limit(text: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise LineError(f"'{text}' is not a number from 1 up")
    return int(text)


def _confidence(text: str) -> float:
    try:
        confidence = float(text)
    except ValueError:
        confidence = -1.0
    if not 0.0 <= confidence <= 1.0:
        raise LineError(f"the confidence '{text}' is not a number between 0 and 1")
    return confidence


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise LineError(f"'{text}' is not a date (2026-11-20)") from None


def _one_of(kind: type[E], text: str) -> E:
    try:
        return kind(text)
    except ValueError:
        raise LineError(f"'{text}' is not one of {', '.join(kind)}") from None
