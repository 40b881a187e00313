"""
Collects the texts of the pages and brings the catalogues up to date: python -m api.web.translate.

Nothing that was translated is lost: a text that is gone from the pages stays in the catalogue as an obsolete entry, and a new
one stands there empty until somebody translates it.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from api.web.languages import CATALOGUES, LANGUAGES

TEXTS = CATALOGUES / "messages.pot"
_PAGES = CATALOGUES.parent
_KEYWORDS = {**DEFAULT_KEYWORDS, "marked": None, "say": None}
"""Of our own: ``marked`` (translated where it is shown) and ``say`` (in Python)."""

_MOST_TOLD = 30
_LEFT_OUT = (b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Generated-By', b"EMAIL@ADDRESS", b"LL@li.org", b" VERSION")


def main() -> None:
    update(CATALOGUES)
    for language in LANGUAGES[1:]:
        missing = untranslated(read_catalogue(catalogue_path(CATALOGUES, language), language))
        sys.stdout.write(f"{language}: {len(missing)} texts without a translation\n")
        sys.stdout.writelines(f"  {text}\n" for text in missing[:_MOST_TOLD])


def update(folder: Path) -> None:
    """Write ``messages.pot`` in ``folder``, and ``messages.po`` of each language with what was translated before."""
    found = texts()
    _write(folder / TEXTS.name, found)
    for language in LANGUAGES[1:]:
        path = catalogue_path(folder, language)
        catalogue = read_catalogue(path, language) if path.exists() else _empty(language)
        # A guess from a similar text is a wrong translation that looks finished.
        catalogue.update(found, no_fuzzy_matching=True, update_creation_date=False)
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, catalogue)


def texts() -> Catalog:
    """All texts of the pages as they stand in templates and routes now."""
    with (CATALOGUES / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = _empty(None)
    for name, _, text, comments, context in extract_from_dir(_PAGES, methods, options, _KEYWORDS):
        found.add(text, locations=[(name, 1)], auto_comments=comments, context=context)
    return found


def read_catalogue(path: Path, language: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)


def catalogue_path(folder: Path, language: str) -> Path:
    return folder / language / "messages.po"


def untranslated(catalogue: Catalog) -> list[str]:
    """The texts that have no translation, or one with a plural form missing, or one that is marked as a guess."""
    return [forms(each.id)[0] for each in catalogue if each.id and (each.fuzzy or not all(forms(each.string)))]


def forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    """Of a text or its translation: one, or one for each grammatical number; ('',) for none."""
    return (text or "",) if isinstance(text, str | None) else tuple(text) or ("",)


def _empty(language: str | None) -> Catalog:
    return Catalog(
        locale=language,
        project="Hashtagger",
        header_comment="# The texts of the pages of Hashtagger.",
        fuzzy=False,
    )


def _write(path: Path, catalogue: Catalog) -> None:
    """File names without line numbers, no dates, no empty fields: a change of a text is all that changes."""
    written = io.BytesIO()
    write_po(written, catalogue, width=120, sort_by_file=True, include_lineno=False)
    lines = written.getvalue().splitlines(keepends=True)
    path.write_bytes(b"".join(line for line in lines if not any(part in line for part in _LEFT_OUT)))


if __name__ == "__main__":
    main()
