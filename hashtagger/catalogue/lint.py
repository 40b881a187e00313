"""Find every defect of the catalogue files before they ship: ``python -m hashtagger.catalogue.lint [FOLDER]``."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hashtagger.catalogue.files import SHIPPED, CatalogueError, read_catalogue
from hashtagger.catalogue.lint_lines import Defect, Line, key_of, layout_defects, rows
from hashtagger.catalogue.lint_tables import (
    category_defects,
    contradiction_defects,
    flag_defects,
    platform_defects,
    related_defects,
)
from hashtagger.text.hashtags import is_valid_tag

TABLES = ("categories.tsv", "flags.tsv", "contradictions.tsv", "related.tsv", "platforms.tsv")


@dataclass(frozen=True, slots=True)
class Minimums:
    """What the shipped catalogue promises to have at least."""

    tags: int = 3000
    categories: int = 50
    """Categories with at least one tag."""
    tags_per_language: int = 200


@dataclass(frozen=True, slots=True)
class TagLine:
    """One line of a tag file."""

    line: Line
    language: str
    category: str
    key: str
    """Canonical key; empty where the display is no tag."""
    words: tuple[str, ...]
    aliases: tuple[str, ...]


def main(arguments: Sequence[str]) -> int:
    """Print every defect with file and line; 0 when there is none, otherwise 1."""
    folder = Path(arguments[0]) if arguments else SHIPPED
    defects = lint(folder)
    for defect in defects:
        sys.stdout.write(f"{defect}\n")
    sys.stdout.write(f"{len(defects)} defects\n" if defects else f"{_summary(folder)}: clean\n")
    return 1 if defects else 0


def lint(folder: Path, minimums: Minimums | None = None) -> list[Defect]:
    """
    Every defect of the catalogue in ``folder``, by file and line.

    What keeps a line from being read comes from ``read_catalogue``; the rest of the rules stand here.
    """
    tags = list(_tag_lines(folder))
    words_of = {tag.key: tag.words for tag in tags if tag.key}
    found = [*_unreadable(folder), *category_defects(folder), *_duplicates(tags)]
    for tag in tags:
        found += _spelling_defects(tag)
    found += flag_defects(folder, words_of)
    found += contradiction_defects(folder, words_of)
    found += platform_defects(folder)
    found += related_defects(folder, words_of.keys())
    for file in [*_tag_files(folder), *(table for table in TABLES if (folder / table).exists())]:
        found += layout_defects(folder, file)
    found += [Defect(table, 0, "the file is missing") for table in TABLES if not (folder / table).exists()]
    return sorted([*found, *_too_few(tags, minimums or Minimums())])


def _unreadable(folder: Path) -> Iterator[Defect]:
    try:
        read_catalogue(folder)
    except CatalogueError as error:
        for problem in error.problems:
            file, line, what = problem.split(":", 2)
            yield Defect(file, int(line), what.strip())


def _tag_files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in (folder / "tags").glob("*/*.tsv"))


def _tag_lines(folder: Path) -> Iterator[TagLine]:
    for file in _tag_files(folder):
        _, language, name = file.split("/")
        for line in rows(folder, file, 5):
            display, words, _, _, aliases = line.cells
            yield TagLine(
                line,
                language,
                name.removesuffix(".tsv"),
                key_of(display),
                tuple(words.split(" ")),
                tuple(aliases.split(",")) if aliases else (),
            )


def _spelling_defects(tag: TagLine) -> Iterator[Defect]:
    display = tag.line.cells[0]
    if not re.fullmatch(r"[a-z]{2,3}", tag.language):
        yield tag.line.defect(f"the folder '{tag.language}' is no language code")
    if not all(is_valid_tag(display, platform) for platform in ("instagram", "x")):
        yield tag.line.defect(f"'{display}' is not a whole hashtag on Instagram and X")
    if "" in tag.words or any(word != word.casefold() for word in tag.words):
        yield tag.line.defect(f"the words of '{display}' are not in lower case, one blank apart")
    if len(tag.words) > 1 and display == display.lower() != display.upper():
        yield tag.line.defect(f"'{display}' has several words and no capital letter")
    for alias in tag.aliases:
        if not alias or key_of(alias) != alias:
            yield tag.line.defect(f"the alias '{alias}' is not a canonical key")


def _duplicates(tags: Sequence[TagLine]) -> Iterator[Defect]:
    """A key stands once in the whole catalogue, be it a tag's or an alias; tags go before aliases."""
    owner: dict[str, TagLine] = {}
    for tag in tags:
        first = owner.setdefault(tag.key, tag)
        if first is not tag and tag.key:
            yield tag.line.defect(f"the tag '{tag.key}' stands already in {_place(first)}")
    for tag in tags:
        for alias in tag.aliases:
            if alias in owner:
                yield tag.line.defect(f"the alias '{alias}' stands already in {_place(owner[alias])}")
            else:
                owner[alias] = tag


def _place(tag: TagLine) -> str:
    return f"{tag.line.file}:{tag.line.number}"


def _too_few(tags: Sequence[TagLine], minimums: Minimums) -> Iterator[Defect]:
    if len(tags) < minimums.tags:
        yield Defect("tags", 0, f"{len(tags)} tags, fewer than {minimums.tags}")
    categories = len({tag.category for tag in tags})
    if categories < minimums.categories:
        yield Defect("tags", 0, f"{categories} categories have tags, fewer than {minimums.categories}")
    for language, count in Counter(tag.language for tag in tags).items():
        if count < minimums.tags_per_language:
            yield Defect(f"tags/{language}", 0, f"{count} tags, fewer than {minimums.tags_per_language} in a language")


def _summary(folder: Path) -> str:
    tags = list(_tag_lines(folder))
    languages = Counter(tag.language for tag in tags).most_common()
    counts = ", ".join(f"{language} {count}" for language, count in languages)
    return f"{len(tags)} tags ({counts}) in {len({tag.category for tag in tags})} categories"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
