"""What a hashtag is: its canonical key, whether a platform takes it, and where the hashtags of a text stand."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from hashtagger.errors import InvalidTag
from hashtagger.text.dialects import HASH_SIGNS, Dialect, is_emoji_part, tag_spans
from hashtagger.types import Tag

MAX_TAG_CHARS = 100
"""Longest canonical key in code points; no platform shows more of a tag."""


@dataclass(frozen=True, slots=True)
class FoundTag:
    """One hashtag in a text."""

    start: int
    """Code point index of the '#'."""
    end: int
    """One past the last code point."""
    tag: Tag
    display: str
    """As typed, without '#'."""


def canonical_tag(text: str) -> Tag:
    """
    Fold the spellings of one hashtag together: NFKC, casefold, NFC, repeated until nothing changes, then checked.

    A canonical key holds letters, marks, digits, '_', pictographs and the few joiners and middle dots that X links, and
    at least one letter or pictograph. Invisible characters that do not carry meaning are dropped.

    >>> canonical_tag("  #GoldenHour ")
    'goldenhour'

    Raises InvalidTag: empty, spaces (also where NFKC makes them, as of 'ﷺ'), punctuation, digits only, controls
    (bidirectional ones too), lone surrogates, longer than MAX_TAG_CHARS.
    """
    stripped = text.strip()
    if stripped[:1] in HASH_SIGNS:
        stripped = stripped[1:]
    if len(stripped) > 4 * MAX_TAG_CHARS:
        raise InvalidTag(f"a hashtag has at most {MAX_TAG_CHARS} characters")
    is_plain = stripped.isascii() and stripped.replace("_", "").isalnum()
    tag = stripped.lower() if is_plain else _fold(stripped)  # most tags are plain
    _check(tag)
    return Tag(tag)


def typed_so_far(text: str) -> str:
    """
    With what a canonical tag begins of which ``text`` was typed so far; '' while that is nothing but '#'.

    >>> typed_so_far("#Golden Ho")
    'goldenho'
    """
    joined = "".join(text.split())
    try:
        return canonical_tag(joined)
    except InvalidTag:  # a digit alone is no tag, but '4' begins '4kvideo'
        return unicodedata.normalize("NFKC", joined).casefold().lstrip("#")


def is_valid_tag(tag: str, platform: str) -> bool:
    """
    Would ``platform`` link the whole of ``tag`` (with or without '#') as one hashtag?

    A platform without a published rule of its own accepts what both X and Instagram accept. Length limits are data
    (``platforms.tsv``) and not looked at here, except Bluesky's, whose own detector drops longer ones.
    """
    name = tag[1:] if tag[:1] in HASH_SIGNS else tag
    marked = f"#{name}"
    dialects = _DIALECTS_OF.get(platform, (Dialect.X, Dialect.INSTAGRAM))
    return all(next(tag_spans(marked, dialect), None) == (0, len(marked)) for dialect in dialects)


def extract_tags(text: str, dialect: Dialect | str = Dialect.INSTAGRAM) -> list[FoundTag]:
    """
    The hashtags of ``text`` in order, never overlapping; ``dialect`` may be a platform's name.

    What a platform links but no other could carry (Bluesky's '#c++', a tag that folds to spaces) has no canonical key
    and is left out.
    """
    found = []
    for start, end in tag_spans(text, dialect_of(dialect)):
        display = text[start + 1 : end].lstrip("#＃")
        try:
            found.append(FoundTag(start, end, canonical_tag(display), display))
        except InvalidTag:
            continue
    return found


def dialect_of(platform: str) -> Dialect:
    """The dialect by which texts for ``platform`` are read; Instagram's for one without its own."""
    return Dialect(platform) if platform in Dialect.__members__.values() else Dialect.INSTAGRAM


def byte_span(text: str, start: int, end: int) -> tuple[int, int]:
    """UTF-8 byte offsets of the code points ``start``..``end``, as Bluesky's facets count (``byteStart``, ``byteEnd``)."""
    first = len(text[:start].encode("utf-8", "surrogatepass"))
    return first, first + len(text[start:end].encode("utf-8", "surrogatepass"))


_DIALECTS_OF = {dialect.value: (dialect,) for dialect in Dialect}

# NFKC turns these into '~' and into a space with a mark; X links them inside Japanese words.
_BEFORE_NFKC = str.maketrans({"\uff5e": "\u301c", "\u309b": "\u3099", "\u309c": "\u309a"})
_DROPPED = dict.fromkeys([0x00AD, 0x200B, 0x2060, 0xFEFF, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
_JOINERS = frozenset("\u200c\u200d")
_SPECIAL = frozenset("_\ua67e\u05be\u05f3\u05f4\u301c\u30a0\u30fb\u3003\u0f0b\u0f0c\u00b7")
# Letters by category, blank to the eye.
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u17b4\u17b5")


def _fold(text: str) -> str:
    """The fixed point is needed: casefolding can undo NFKC (U+0345), and a dropped joiner can let letters compose."""
    for _ in range(8):
        folded = unicodedata.normalize("NFKC", text.translate(_BEFORE_NFKC)).casefold()
        folded = unicodedata.normalize("NFC", _without_idle_joiners(folded.translate(_DROPPED)))
        if folded == text:
            return folded
        text = folded
    raise InvalidTag("not a hashtag: its spelling has no canonical form")


def _without_idle_joiners(text: str) -> str:
    if _JOINERS.isdisjoint(text):
        return text
    kept: list[str] = []
    for index, char in enumerate(text):
        if char not in _JOINERS or (kept and _joins(kept[-1], text[index + 1 : index + 2])):
            kept.append(char)
    return "".join(kept)


def _joins(before: str, after: str) -> bool:
    """A joiner shapes letters after a virama and between Arabic letters, and glues pictographs; elsewhere it only hides."""
    if not after or after in _JOINERS or before in _JOINERS:
        return False
    if unicodedata.combining(before) == 9:
        return True
    if unicodedata.bidirectional(after) in ("AL", "R"):
        return unicodedata.bidirectional(before) in ("AL", "R", "NSM")
    return is_emoji_part(before) and is_emoji_part(after)


def _check(tag: str) -> None:
    if not tag:
        raise InvalidTag("an empty hashtag")
    if len(tag) > MAX_TAG_CHARS:
        raise InvalidTag(f"a hashtag has at most {MAX_TAG_CHARS} characters")
    has_letter = False
    for char in tag:
        category = unicodedata.category(char)
        if category[0] == "L" or is_emoji_part(char):
            has_letter = True
        elif not (category[0] in "MN" or char in _SPECIAL or char in _JOINERS):
            raise InvalidTag(f"U+{ord(char):04X} cannot stand in a hashtag")
        if char in _BLANK_LETTERS:
            raise InvalidTag(f"U+{ord(char):04X} is invisible and cannot stand in a hashtag")
    if not has_letter:
        raise InvalidTag("a hashtag needs at least one letter")
