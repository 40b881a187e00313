"""Text at the borders: what users send is checked and kept as it is, what models write is cleaned."""

from __future__ import annotations

import re

from hashtagger.errors import InvalidText

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# Bidirectional controls reorder what a reader sees; the others are invisible or end a string early.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_BLANKS = re.compile(r"\s+")


def check_text(text: str, *, field: str = "text", max_chars: int | None = None) -> str:
    """
    ``text`` itself, unchanged, when both databases can store it and give it back equal.

    Raises InvalidText naming ``field``: a NUL (PostgreSQL refuses it), a lone surrogate (has no UTF-8 form), or more than
    ``max_chars`` code points. Everything else is the user's business.
    """
    if max_chars is not None and len(text) > max_chars:
        raise InvalidText(
            f"{field} has {len(text)} characters, at most {max_chars} are allowed", advice="Shorten the text."
        )
    if "\x00" in text:
        raise InvalidText(f"{field} contains a NUL character", advice="Remove the character U+0000.")
    if _LONE_SURROGATE.search(text):
        raise InvalidText(f"{field} contains half of a surrogate pair", advice="Send the text as valid Unicode.")
    return text


def clean_text(text: str) -> str:
    """``text`` of a model on one line: no controls, surrogates, bidirectional or invisible characters; blanks collapsed."""
    return _BLANKS.sub(" ", _UNWANTED.sub("", text)).strip()
