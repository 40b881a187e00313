"""The lint's rules for the catalogue's smaller files: categories, flags, contradictions, platforms, related tags."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from hashtagger.catalogue.lint_lines import Defect, Line, key_of, raw_lines, rows
from hashtagger.types import FlagKind

RELATED_TAGS = range(4, 11)
"""How many tags one line of related.tsv has."""
HIDING = frozenset({FlagKind.ADULT, FlagKind.SPAM, FlagKind.ENGAGEMENT_BAIT, FlagKind.SENSITIVE})
"""Kinds that keep a tag out of every answer, so that no rule of theirs may meet a shipped tag."""


def category_defects(folder: Path) -> Iterator[Defect]:
    seen: set[str] = set()
    for line in rows(folder, "categories.tsv", 3):
        if not re.fullmatch(r"[a-z][a-z_]*", line.cells[0]):
            yield line.defect(f"category '{line.cells[0]}' is not in lower case with underscores")
        if line.cells[0] in seen:
            yield line.defect(f"category '{line.cells[0]}' stands twice")
        seen.add(line.cells[0])


def flag_defects(folder: Path, words_of: Mapping[str, Collection[str]]) -> Iterator[Defect]:
    """``words_of``: the words of every shipped tag by its key."""
    seen: set[tuple[str, ...]] = set()
    for line in rows(folder, "flags.tsv", 7):
        match, kind, pattern = line.cells[:3]
        if line.cells[:3] in seen:
            yield line.defect(f"{match} '{pattern}' stands twice as {kind}")
        seen.add(line.cells[:3])
        meets = _matcher(match, pattern)
        if meets is None:
            yield line.defect(f"{match} '{pattern}' is not a canonical key, or meets everything")
        elif kind in HIDING:
            hidden = [tag for tag, words in words_of.items() if meets(tag, words)]
            if hidden:
                yield line.defect(f"{match} '{pattern}' ({kind}) hides shipped tags: {' '.join(hidden[:10])}")


def _matcher(match: str, pattern: str) -> Callable[[str, Collection[str]], bool] | None:
    """Whether a rule meets a tag with its words; None for a pattern that makes no sense."""
    if match != "regex":
        if key_of(pattern) != pattern:
            return None
        return (lambda _, words: pattern in words) if match == "word" else (lambda tag, _: tag == pattern)
    try:
        search = re.compile(pattern).search
    except re.error:
        return lambda _, words: False  # the loader names it
    return None if search("") else (lambda tag, _: bool(search(tag)))


def contradiction_defects(folder: Path, words_of: Mapping[str, Collection[str]]) -> Iterator[Defect]:
    """``words_of``: the words of every shipped tag by its key."""
    terms_of = {tag: {*words, tag} for tag, words in words_of.items()}
    seen: set[frozenset[str]] = set()
    for line in rows(folder, "contradictions.tsv", 3):
        left, right, reason = line.cells
        for term in (left, right):
            if key_of(term) != term:
                yield line.defect(f"'{term}' is not a canonical key")
        if not reason:
            yield line.defect("a contradiction needs a reason")
        if frozenset((left, right)) in seen:
            yield line.defect(f"'{left}' and '{right}' stand twice")
        torn = [tag for tag, terms in terms_of.items() if left in terms and right in terms and left != right]
        if torn:
            yield line.defect(f"'{left}' and '{right}' both stand in {' '.join(torn[:10])}")
        seen.add(frozenset((left, right)))


def platform_defects(folder: Path) -> Iterator[Defect]:
    """The rules of a platform must follow one another without a gap, and the last one must still hold."""
    rules: dict[str, list[Line]] = defaultdict(list)
    for line in rows(folder, "platforms.tsv", 9):
        rules[line.cells[0]].append(line)
    since, until = 5, 6
    for lines in rules.values():
        lines.sort(key=lambda line: line.cells[since])
        for earlier, later in pairwise(lines):
            if earlier.cells[until] != later.cells[since]:
                yield later.defect(f"the rule before line {later.number} ends on another day than this one begins")
        for line in lines:
            if line.cells[until] and line.cells[until] <= line.cells[since]:
                yield line.defect("the rule ends before it begins")
        if lines[-1].cells[until]:
            yield lines[-1].defect("the platform's last rule has an end")


def related_defects(folder: Path, keys: Collection[str]) -> Iterator[Defect]:
    seen: set[frozenset[str]] = set()
    for line in raw_lines(folder, "related.tsv"):
        tags = " ".join(line.cells).split()
        unknown = [tag for tag in tags if tag not in keys]
        if unknown:
            yield line.defect(f"no such tags: {' '.join(unknown)}")
        if len(tags) not in RELATED_TAGS:
            yield line.defect(f"{len(tags)} tags instead of {RELATED_TAGS[0]} to {RELATED_TAGS[-1]}")
        if len(set(tags)) < len(tags) or frozenset(tags) in seen:
            yield line.defect("a tag or the whole line stands twice")
        seen.add(frozenset(tags))
