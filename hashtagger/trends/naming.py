"""From what a source calls a trend to the tag it stands for, if it stands for one."""

from __future__ import annotations

import re
import unicodedata

from hashtagger.errors import InvalidTag
from hashtagger.observations import TrendKind
from hashtagger.text.hashtags import canonical_tag, is_valid_tag
from hashtagger.types import Tag

MAX_WORDS = 4
MAX_DERIVED_CHARS = 30
"""Longer ones are sentences, also in scripts that write no spaces."""
PLATFORMS = ("x", "instagram", "mastodon", "bluesky")
"""A tag that we make ourselves must be one everywhere; one that people use need not be."""


def tag_of(raw_name: str, kind: TrendKind) -> tuple[Tag | None, bool]:
    """
    The tag of a trend, and whether it was derived from a phrase; ``(None, False)`` where it has none.

    A hashtag is its own tag. A phrase becomes one only when it is short (MAX_WORDS words, MAX_DERIVED_CHARS characters)
    and of letters and digits, so that people could have written it as a tag: words are joined, in Arabic script by '_' as
    is the custom there. Apostrophes and hyphens inside of words, and a note in brackets at the end ('Dune (film)') are
    left out.

    >>> tag_of("Solar Eclipse", TrendKind.PHRASE)
    ('solareclipse', True)
    """
    if kind is TrendKind.HASHTAG:
        return _canonical(raw_name), False
    words = _words(raw_name)
    if not 0 < len(words) <= MAX_WORDS:
        return None, False
    tag = _canonical(_joint(words).join(words))
    if tag is None or not 2 <= len(tag) <= MAX_DERIVED_CHARS:
        return None, False
    if not all(is_valid_tag(tag, platform) for platform in PLATFORMS):
        return None, False
    return tag, True


_NOTE = re.compile(r"\s*\([^()]*\)$")
_INNER = re.compile(r"(?<=\w)['’\u2010\u2011-](?=\w)")
_JOINERS = "\u200c\u200d"


def _words(phrase: str) -> list[str]:
    """[] for a phrase with anything else in it than words."""
    if len(phrase) > 4 * MAX_DERIVED_CHARS:
        return []
    plain = unicodedata.normalize("NFKC", phrase).strip()
    words = _INNER.sub("", _NOTE.sub("", plain)).split()
    return words if all(_is_word(word) for word in words) else []


def _is_word(word: str) -> bool:
    categories = [unicodedata.category(char) for char in word if char not in _JOINERS]
    return bool(categories) and all(category[0] in "LM" or category == "Nd" for category in categories)


def _joint(words: list[str]) -> str:
    return "_" if all(unicodedata.bidirectional(word[0]) == "AL" for word in words) else ""


def _canonical(text: str) -> Tag | None:
    try:
        return canonical_tag(text)
    except InvalidTag:
        return None
