"""Puts chosen tags into a draft: at its end, or in place of the words that say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum

from hashtagger.errors import InvalidTag
from hashtagger.text.dialects import Dialect, tag_spans
from hashtagger.text.hashtags import canonical_tag, dialect_of, extract_tags
from hashtagger.text.urls import URL
from hashtagger.types import Tag


class Placement(StrEnum):
    """Where the tags go."""

    END = "end"
    INLINE = "inline"


def append_tags(
    text: str,
    displays: Sequence[str],
    placement: Placement | str = Placement.END,
    *,
    platform: str = "instagram",
    max_chars: int | None = None,
) -> str:
    """
    ``text`` with the tags ``displays`` ('#GoldenHour', best first) put in.

    ``inline``: the first run of whole words that reads as the tag becomes the tag, the rest goes to the end. A tag
    that the draft already has is not added again, and nothing inside existing hashtags, mentions or addresses changes.
    Tags that would make the post longer than ``max_chars`` (counted as ``platform`` counts, see ``post_length``) are
    left out, last first. With nothing to add the text comes back equal.
    """
    dialect = dialect_of(platform)
    present = {found.tag for found in extract_tags(text, dialect)}
    result = text
    for display in displays:
        tag = _key(display)
        if tag is None or tag in present:
            continue
        shown = f"#{display.lstrip('#＃')}"
        longer = _inlined(result, shown, tag, dialect) if placement == Placement.INLINE else None
        longer = longer or _at_end(result, shown, dialect)
        if max_chars is None or post_length(longer, platform) <= max_chars:
            result = longer
            present.add(tag)
    return result


def post_length(text: str, platform: str) -> int:
    """
    Length of a post as ``platform`` counts it: X weighs addresses 23 and most non-Latin characters 2 (twitter-text
    configuration v3), Mastodon counts addresses 23, others code points (for Bluesky an upper bound of its graphemes).
    """
    if platform not in ("x", "mastodon"):
        return len(text)
    without_urls, n_urls = URL.subn("", text)
    if platform == "mastodon":
        return len(without_urls) + 23 * n_urls
    return sum(1 if _is_light(ord(char)) else 2 for char in without_urls) + 23 * n_urls


def _is_light(code: int) -> bool:
    return code <= 4351 or 8192 <= code <= 8205 or 8208 <= code <= 8223 or 8242 <= code <= 8247


def _key(display: str) -> Tag | None:
    try:
        return canonical_tag(display)
    except InvalidTag:
        return None


def _at_end(text: str, shown: str, dialect: Dialect) -> str:
    # What the creator typed comes back as it was, white space at its end too.
    if not text or text[-1].isspace():
        return text + shown
    ends_with_tag = any(end == len(text) for _, end in tag_spans(text, dialect))
    return f"{text} {shown}" if ends_with_tag else f"{text}\n\n{shown}"


_WORD = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[ \u00a0-]?")
_MENTION = re.compile(r"@[\w.]+(?:@[\w.-]+)?")
_MAX_RUN_WORDS = 6


def _inlined(text: str, shown: str, tag: str, dialect: Dialect) -> str | None:
    """The first run of words that folds to ``tag``, replaced; None when there is none or it would not be linked there."""
    for start, end in _runs(text, dialect):
        run = _GAP_CHARS.sub("", text[start:end]).casefold()
        # The first letter decides most runs without the cost of folding them.
        if run[:1] != tag[:1] or _key(run) != tag:
            continue
        candidate = text[:start] + shown + text[end:]
        found = {(f.start, f.tag) for f in extract_tags(candidate, dialect)}
        if (start, tag) in found:
            return candidate
    return None


_GAP_CHARS = re.compile(r"[ \u00a0-]")


def _runs(text: str, dialect: Dialect) -> Iterator[tuple[int, int]]:
    """Spans of one to six neighbouring words outside hashtags, mentions and addresses, longest first at each word."""
    taken = bytearray(len(text))
    spans = (m.span() for pattern in (URL, _MENTION) for m in pattern.finditer(text))
    for start, end in (*spans, *tag_spans(text, dialect)):
        taken[start:end] = b"\x01" * (end - start)
    words = [m.span() for m in _WORD.finditer(text) if not taken[m.start()]]
    for first, (start, _) in enumerate(words):
        ends = []
        for index in range(first, min(first + _MAX_RUN_WORDS, len(words))):
            if index > first and not _GAP.fullmatch(text, words[index - 1][1], words[index][0]):
                break
            ends.append(words[index][1])
        yield from ((start, end) for end in reversed(ends))
