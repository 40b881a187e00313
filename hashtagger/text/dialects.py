"""Where the hashtags stand in a text, by the rule of each platform; the platforms disagree, so there is one scanner each."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from enum import StrEnum

from hashtagger.text.urls import URL

HASH_SIGNS = frozenset("#＃")


class Dialect(StrEnum):
    """A rule for what a hashtag is."""

    X = "x"
    INSTAGRAM = "instagram"
    MASTODON = "mastodon"
    BLUESKY = "bluesky"


def tag_spans(text: str, dialect: Dialect) -> Iterator[tuple[int, int]]:
    """
    Half-open spans, '#' included, in code points, in order and never overlapping.

    Sources: twitter-text 3.1 (X), ``Tag::HASHTAG_RE`` of Mastodon 4.5, ``TAG_REGEX`` of @atproto/api (Bluesky). Instagram
    publishes no rule: letters, marks, digits, underscore and emoji, not digits alone, as its apps link them. Linear in
    the length of the text.
    """
    skipped = _url_spans(text) if "/" in text else []
    url = 0
    at = 0
    scan = _SCANNERS[dialect]
    while (at := _next_sign(text, at)) >= 0:
        while url < len(skipped) and skipped[url][1] <= at:
            url += 1
        if url < len(skipped) and skipped[url][0] <= at:
            at = skipped[url][1]
            continue
        valid, end = scan(text, at)
        if valid:
            yield at, end
        at = max(end, at + 1)


def _next_sign(text: str, start: int) -> int:
    """Index of the next '#' or '＃' from ``start``, or -1."""
    found = [index for sign in HASH_SIGNS if (index := text.find(sign, start)) >= 0]
    return min(found, default=-1)


def _url_spans(text: str) -> list[tuple[int, int]]:
    # '#http://…' is looked at by the scanners, which refuse it by the '://' that follows the name.
    return [m.span() for m in URL.finditer(text) if m.start() == 0 or text[m.start() - 1] not in HASH_SIGNS]


# X ---------------------------------------------------------------------------------------------------------------

_X_SPECIAL = frozenset(
    "_\u200c\u200d\ua67e\u05be\u05f3\u05f4\uff5e\u301c\u309b\u309c\u30a0\u30fb\u3003\u0f0b\u0f0c\u00b7"
)
_VARIATION_SELECTORS = frozenset("\ufe0e\ufe0f")
_NOT_A_TAG_AFTER_SIGN = frozenset("\ufe0f\u20e3")  # '#' as a keycap emoji


def _scan_x(text: str, at: int) -> tuple[bool, int]:
    end = at + 1
    has_letter = False
    while end < len(text):
        category = unicodedata.category(text[end])
        if category[0] in "LM":
            has_letter = True
        elif category != "Nd" and text[end] not in _X_SPECIAL:
            break
        end += 1
    if not has_letter or text[at + 1] in _NOT_A_TAG_AFTER_SIGN:
        return False, end
    if at and not _may_precede_x(text[at - 1]):
        return False, end
    # Looked at after the match: as a lookahead of a regular expression it would backtrack into the name.
    return not (text[end : end + 1] in HASH_SIGNS or text.startswith("://", end)), end


def _may_precede_x(char: str) -> bool:
    if char in _VARIATION_SELECTORS:
        return True
    category = unicodedata.category(char)
    return not (category[0] in "LM" or category == "Nd" or char in _X_SPECIAL or char == "&")


# Instagram -------------------------------------------------------------------------------------------------------


def _scan_instagram(text: str, at: int) -> tuple[bool, int]:
    end = at + 1
    has_letter = False
    while end < len(text):
        char = text[end]
        category = unicodedata.category(char)
        if category[0] in "LM" or is_emoji_part(char):
            has_letter = True
        elif category != "Nd" and char not in "_\u200c\u200d":
            break
        end += 1
    if not has_letter or text[at + 1] in _NOT_A_TAG_AFTER_SIGN:
        return False, end
    before = text[at - 1] if at else " "
    # '#one#two' is two tags, 'word#two' is none.
    linked_before = is_word(before) and before not in _VARIATION_SELECTORS and not _closes_a_tag(text, at)
    return before not in "&/" and not linked_before and not text.startswith("://", end), end


def _closes_a_tag(text: str, at: int) -> bool:
    start = at
    while start and (is_word(text[start - 1]) or text[start - 1] in "\u200c\u200d"):
        start -= 1
    return start > 0 and text[start - 1] in HASH_SIGNS


def is_emoji_part(char: str) -> bool:
    """A pictograph, a skin tone or a variation selector."""
    return unicodedata.category(char) == "So" or "\U0001f3fb" <= char <= "\U0001f3ff" or char == "\ufe0f"


# Mastodon --------------------------------------------------------------------------------------------------------

_MASTODON_SEPARATORS = frozenset("_\u00b7\u30fb\u200c")


def _scan_mastodon(text: str, at: int) -> tuple[bool, int]:
    if at and not _is_space(text[at - 1]):
        return False, at + 1
    end = at + 1
    while end < len(text) and (is_word(text[end]) or text[end] in _MASTODON_SEPARATORS):
        end += 1
    stop = end
    while stop > at + 1 and not is_word(text[stop - 1]):
        stop -= 1
    name = text[at + 1 : stop]
    if not name:
        return False, end
    inner = any(unicodedata.category(c)[0] == "L" or c in _MASTODON_SEPARATORS for c in name[1:-1])
    if is_word(name[0]) and inner:
        return True, stop
    stop = at + 1
    while stop < end and is_word(text[stop]):
        stop += 1
    return any(unicodedata.category(c)[0] == "L" for c in text[at + 1 : stop]), stop


def is_word(char: str) -> bool:
    """Letter, mark, decimal digit or connector: ``[[:word:]]``."""
    category = unicodedata.category(char)
    return category[0] in "LM" or category in ("Nd", "Pc")


# Bluesky ---------------------------------------------------------------------------------------------------------

_BLUESKY_STOPS = frozenset("\u00ad\u2060\u200a\u200b\u200c\u200d\u20e2")
_BLUESKY_MAX_UTF16 = 64


def _scan_bluesky(text: str, at: int) -> tuple[bool, int]:
    end = at + 1
    while end < len(text) and not _is_space(text[end]) and text[end] not in _BLUESKY_STOPS:
        end += 1
    after_run = end
    if at and not _is_space(text[at - 1]):
        return False, at + 1
    while end > at + 1 and unicodedata.category(text[end - 1])[0] == "P":
        end -= 1
    name = text[at + 1 : end]
    named = any(c not in "0123456789" and unicodedata.category(c)[0] != "P" for c in name)
    if (
        not named
        or name[0] in _NOT_A_TAG_AFTER_SIGN
        or len(name.encode("utf-16-le", "surrogatepass")) > 2 * _BLUESKY_MAX_UTF16
    ):
        return False, after_run
    return True, end


def _is_space(char: str) -> bool:
    return char.isspace() or char == "\ufeff"


_SCANNERS: dict[Dialect, Callable[[str, int], tuple[bool, int]]] = {
    Dialect.X: _scan_x,
    Dialect.INSTAGRAM: _scan_instagram,
    Dialect.MASTODON: _scan_mastodon,
    Dialect.BLUESKY: _scan_bluesky,
}
