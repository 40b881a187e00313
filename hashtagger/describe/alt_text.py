"""
Makes a caption an alternative text, as the W3C advises (WAI images tutorial, "Tips and tricks").

Short, no "image of" because a screen reader says so itself, and punctuated so that it is read as a sentence. The limit of
125 characters is not the W3C's: some screen readers pause there.
"""

from __future__ import annotations

import re

from hashtagger.text.sanitize import clean_text

MAX_CHARS = 125

_OPENING = re.compile(
    r"^(?:(?:this|there|here|it) is |(?:there|it|here)'s )?"
    r"(?:(?:an?|the)\s+)?(?:photo(?:graph)?|picture|image|snapshot)\s+"
    r"(?:of|showing|that shows|which shows|depicting)\s+",
    re.IGNORECASE,
)
_THERE_IS = re.compile(r"^(?:there|here) (?:is|are)\s+(?=\w)", re.IGNORECASE)
_HASH = re.compile(r"[#\uff03](?=\w)")
_SENTENCE_END = re.compile(r"(?<=[^\W\d_])[.!?…]\s+(?=\w)|[。！？]")
_DANGLING = re.compile("a|an|and|are|at|by|for|from|her|his|in|is|its|of|on|or|that|the|to|which|with")
_IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_LOOSE_END = " .,;:!?…-–—。、！？"


def without_opening(text: str) -> str:
    """
    The first sentence without "a photo of" in front and without the signs of hashtags; English.

    >>> without_opening("there is a picture of a #dog on a beach. It runs.")
    'a dog on a beach'
    """
    plain = _SENTENCE_END.split(clean_text(_HASH.sub("", text)), maxsplit=1)[0].strip(_LOOSE_END)
    while (rest := _THERE_IS.sub("", _OPENING.sub("", plain))) != plain and rest:
        plain = rest
    return plain


def as_sentence(text: str) -> str:
    """
    One sentence of at most ``MAX_CHARS`` characters with a capital and a full stop; a longer one ends after a whole word.

    >>> as_sentence("a dog on a beach")
    'A dog on a beach.'
    """
    plain = _HASH.sub("", clean_text(text)).strip(_LOOSE_END)
    if not plain:
        return ""
    stop = "。" if _IDEOGRAPHS.search(plain[-1]) else "."
    if len(plain) + len(stop) > MAX_CHARS:
        plain = _cut(plain, MAX_CHARS - len(stop))
    return plain[0].upper() + plain[1:] + stop


def _cut(text: str, most: int) -> str:
    """At most so many characters; the last word is whole and not one that asks for another. Without blanks: cut anywhere."""
    words = text[: most + 1].split(" ")
    if len(words) == 1:
        return text[:most]
    words.pop()
    while len(words) > 1 and _DANGLING.fullmatch(words[-1].strip(_LOOSE_END).casefold()):
        words.pop()
    return " ".join(words).rstrip(_LOOSE_END)
