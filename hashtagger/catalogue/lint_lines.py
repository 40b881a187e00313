"""The lines of a catalogue file as they stand, for the lint, which has to name their numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hashtagger.errors import InvalidTag
from hashtagger.text.hashtags import canonical_tag


@dataclass(frozen=True, slots=True, order=True)
class Defect:
    """What is wrong where."""

    file: str
    """Below the catalogue's folder, with '/'."""
    line: int
    """0: the file or folder as a whole."""
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line, cut at its tabs."""

    file: str
    number: int
    cells: tuple[str, ...]

    def defect(self, what: str) -> Defect:
        return Defect(self.file, self.number, what)


def rows(folder: Path, file: str, columns: int) -> Iterator[Line]:
    """
    The lines below the header, filled up with empty cells to ``columns``.

    Lines with too many cells are left out: ``read_catalogue`` names them, as it names files that are not UTF-8.
    """
    for line in raw_lines(folder, file):
        cells = tuple(cell.strip() for cell in line.cells)
        if line.number > 1 and any(cells) and len(cells) <= columns:
            yield Line(file, line.number, (*cells, *[""] * (columns - len(cells))))


def raw_lines(folder: Path, file: str) -> Iterator[Line]:
    """Every line, nothing stripped; an absent file has none."""
    path = folder / file
    text = path.read_bytes().decode("utf-8", "replace") if path.exists() else ""
    for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        if text:
            yield Line(file, number, tuple(line.split("\t")))


def layout_defects(folder: Path, file: str) -> Iterator[Defect]:
    """What the loader forgives and a review should not: stray blanks, empty lines, an unfinished last line."""
    for line in raw_lines(folder, file):
        if not any(line.cells):
            yield line.defect("an empty line")
        elif any(cell != cell.strip() for cell in line.cells):
            yield line.defect("blanks around a cell")
    if not (folder / file).read_bytes().endswith(b"\n"):
        yield Defect(file, 0, "the last line does not end")


def key_of(text: str) -> str:
    """The canonical key, or an empty text where there is none."""
    try:
        return canonical_tag(text)
    except InvalidTag:
        return ""
