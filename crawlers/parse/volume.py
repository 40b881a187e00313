"""Reads how big a trend is from what sources write: 1234, '22.1K tweets', '500K+', '2천+', '1,2 Mio'."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

MAX_VOLUME = 1e15
"""More is no count of anything that people do."""
_MAX_CHARS = 40


@dataclass(frozen=True, slots=True)
class Volume:
    """A number of posts, searches or views."""

    value: float
    """Finite, 0..MAX_VOLUME."""
    is_lower_bound: bool = False
    """It was written as 'so many or more'."""


def parse_volume(written: object) -> Volume | None:
    """
    The number that ``written`` (a number, a text or None) stands for; None where it stands for none. Never raises.

    A separator before exactly three digits groups them, unless a unit follows ('1.234' is 1234, '1.234 Mio' is
    1,234,000); any other single one is a decimal point.

    >>> parse_volume("500K+")
    Volume(value=500000.0, is_lower_bound=True)
    """
    if isinstance(written, str):
        return _of_text(written)
    if isinstance(written, bool) or not isinstance(written, int | float):
        return None
    # Compared before it becomes a float: a whole number may be too long for one.
    return Volume(float(written)) if 0 <= written <= MAX_VOLUME else None


_UNITS = {
    1e3: "k tsd th mil mille mila bin tys tis тыс тис nghìn rb ribu χιλ ألف آلاف الف هزار אלף हज़ार हज़ार พัน 천 千",
    1e4: "만 万 萬 หมื่น",
    1e5: "lakh lac लाख แสน",
    1e6: "m mio mi mn mill mln milj mil. млн jt juta tr triệu εκ مليون ملايين میلیون מיליון ล้าน",
    1e7: "crore cr करोड़ करोड़",
    1e8: "억 億 亿",
    1e9: "b bn mrd md mld mlrd млрд mia مليار میلیارد",
}
_FACTOR = {unicodedata.normalize("NFKC", name): factor for factor, names in _UNITS.items() for name in names.split()}
_COUNTED = "tweets? posts? searches views? uses people accounts 件 回 회 건 次 人 명"
_OR_MORE = "以上|이상"

_WRITTEN = re.compile(
    rf"""
    (?P<before>[+>≥]\s*)?
    (?P<digits>\d[\d.,'\u2019\s]*?)
    \s*(?P<unit>{"|".join(sorted(map(re.escape, _FACTOR), key=len, reverse=True))})?(?:(?<=[^\W\d])\.)?
    \s*(?P<after>\+|{_OR_MORE})?
    \s*(?:{"|".join(_COUNTED.split())})?
    \s*(?P<last>\+|{_OR_MORE})?
    """,
    re.VERBOSE,
)
_GROUPED = re.compile(r"\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*|\d{1,2}(?:,\d{2})+,\d{3}")
_MIXED = re.compile(r"(\d{1,3}(?:,\d{3})+)\.(\d+)|(\d{1,3}(?:\.\d{3})+),(\d+)|(\d{1,3}(?:[ ']\d{3})+)[.,](\d+)")
_SIMPLE = re.compile(r"(\d+)(?:[.,](\d+))?")
_SIGNS = str.maketrans("＋．，٫٬’\u00a0\u202f\u2009", "+.,.,'   ")


def _of_text(text: str) -> Volume | None:
    if len(text) > _MAX_CHARS:
        return None
    plain = "".join(_ascii_digit(char) for char in text.translate(_SIGNS)).strip().casefold()
    found = _WRITTEN.fullmatch(unicodedata.normalize("NFC", plain))
    if found is None:
        return None
    unit = found["unit"]
    number = _number(" ".join(found["digits"].split()), has_unit=unit is not None)
    if number is None:
        return None
    value = round(number * _FACTOR[unit], 6) if unit else number
    if not (math.isfinite(value) and value <= MAX_VOLUME):
        return None
    return Volume(value, bool(found["before"] or found["after"] or found["last"]))


def _number(digits: str, *, has_unit: bool) -> float | None:
    groups = _GROUPED.fullmatch(digits)
    is_one_group = groups is not None and sum(digits.count(sign) for sign in ".,") == 1
    # '0.123' groups nothing, and with a unit a lone separator is a decimal point in every language that we know of.
    if groups is not None and not (is_one_group and (has_unit or digits[0] == "0")):
        return float(re.sub(r"\D", "", digits))
    if mixed := _MIXED.fullmatch(digits):
        whole, fraction = (part for part in mixed.groups() if part is not None)
        return float(re.sub(r"\D", "", whole) + "." + fraction)
    simple = _SIMPLE.fullmatch(digits)
    return float(f"{simple[1]}.{simple[2] or 0}") if simple else None


def _ascii_digit(char: str) -> str:
    """Digits of any script; '²' is none, and would be one after NFKC."""
    return str(unicodedata.decimal(char)) if char.isdecimal() else char
