"""The languages of the pages: gettext catalogues, and numbers and times as a reader of that language writes them."""

from __future__ import annotations

import functools
import io
from datetime import datetime, timedelta
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel import Locale
from babel.dates import format_datetime, format_timedelta
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_compact_decimal, format_decimal, format_percent
from babel.units import format_unit
from starlette.requests import Request

from api.web.cookies import LANGUAGE

LANGUAGES = ("en", "ar")
"""The first is what the templates are written in."""
_LEFT_TO_RIGHT = "\u200e"
CATALOGUES = Path(__file__).parent / "locale"


def language_of(request: Request) -> str:
    """As chosen by the visitor, else the first of the browser's that we speak, else English."""
    chosen = request.cookies.get(LANGUAGE)
    if chosen in LANGUAGES:
        return chosen
    wanted = [part.partition(";")[0].strip().lower() for part in request.headers.get("accept-language", "").split(",")]
    return next((known for each in wanted for known in LANGUAGES if each.split("-")[0] == known), LANGUAGES[0])


@functools.cache
def translations(language: str) -> NullTranslations:
    """The catalogue of ``language``, compiled when first asked for: the sources are shipped and nothing is built."""
    path = CATALOGUES / language / "messages.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        compiled = io.BytesIO()
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


class Words:
    """Numbers and times in one language."""

    def __init__(self, language: str) -> None:
        # Arabic with European digits: the charts and the tags themselves use them.
        self._locale = Locale.parse(language)

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``."""
        return self._locale.text_direction

    def number(self, value: float | None, places: int = 0) -> str:
        """An em dash for what is not known."""
        if value is None:
            return "—"
        pattern = "#,##0" + ("." + "#" * places if places else "")
        return self._before(format_decimal(value, pattern, locale=self._locale, numbering_system="latn"))

    def compact(self, value: float | None) -> str:
        """Short: 18K."""
        if value is None:
            return "—"
        return format_compact_decimal(value, locale=self._locale, fraction_digits=1, numbering_system="latn")

    def percent(self, value: float | None, places: int = 0) -> str:
        """Of a share, 0..1."""
        if value is None:
            return "—"
        pattern = "#,##0" + ("." + "#" * places if places else "") + "%"
        return self._before(format_percent(value, pattern, locale=self._locale, numbering_system="latn"))

    def change(self, value: float | None, places: int = 0) -> str:
        """Of a share, with its sign: +510%."""
        if value is None:
            return "—"
        digits = "#,##0" + ("." + "0" * places if places else "")
        pattern = f"+{digits}%;-{digits}%"
        return self._before(format_percent(value, pattern, locale=self._locale, numbering_system="latn"))

    def region(self, code: str) -> str:
        """The name of an ISO 3166 code; the code itself where it has none."""
        return str(self._locale.territories.get(code.upper(), code))

    def tongue(self, code: str) -> str:
        """The name of a language; the code itself where it has none."""
        return str(self._locale.languages.get(code.lower(), code))

    def moment(self, value: str | datetime | None) -> str:
        """In UTC, to the minute."""
        if value is None:
            return "—"
        at = datetime.fromisoformat(value) if isinstance(value, str) else value
        comma = "،" if self.direction == "rtl" else ","
        return format_datetime(at, f"d MMM y{comma} HH:mm 'UTC'", locale=self._locale)

    def span(self, seconds: float | None) -> str:
        """How long: '2 hours', '24.1 sec'."""
        if seconds is None:
            return "—"
        if seconds < 60:
            return self._with_unit(seconds, "duration-second")
        return format_timedelta(timedelta(seconds=seconds), locale=self._locale)

    def size(self, count_bytes: float | None) -> str:
        """Of memory or files, by thousands: '303 MB'."""
        if count_bytes is None:
            return "—"
        for least, unit in ((1e9, "digital-gigabyte"), (1e6, "digital-megabyte"), (1e3, "digital-kilobyte")):
            if count_bytes >= least:
                return self._with_unit(count_bytes / least, unit)
        return self._with_unit(count_bytes, "digital-byte")

    def ago(self, value: str | datetime | None, now: datetime) -> str:
        """How long ago: '2 hours ago'."""
        if value is None:
            return "—"
        at = datetime.fromisoformat(value) if isinstance(value, str) else value
        return format_timedelta(at - now, add_direction=True, locale=self._locale)

    def _before(self, number: str) -> str:
        """``number`` with its sign before it, also among words from right to left."""
        return f"{_LEFT_TO_RIGHT}{number}" if self.direction == "rtl" and number[0] in "+-" else number

    def _with_unit(self, value: float, unit: str) -> str:
        places = "#,##0.#" if value < 10 else "#,##0"
        return format_unit(value, unit, length="short", format=places, locale=self._locale, numbering_system="latn")
