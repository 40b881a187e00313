"""Which language a text is written in, when that can be told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from hashtagger.text.urls import URL

SUPPORTED_LANGUAGES = ("en", "es", "pt", "de", "fr", "ja")
"""Languages that the catalogue has tags in."""

MIN_LETTERS = 12
"""Below this even a long word is often taken for the wrong language; kana decides with two."""
MIN_CONFIDENCE = 0.55

# Languages a text may be in that we have no tags for: without them every text would be one of ours.
_OTHERS = (
    "it", "nl", "sv", "da", "pl", "cs", "ro", "tr", "id", "fi", "hu", "ca", "gl", "ru", "uk", "el",
    "ar", "fa", "he", "hi", "th", "vi", "ko", "zh",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """A language and how sure it is."""

    code: str
    """ISO 639-1, one of SUPPORTED_LANGUAGES."""
    confidence: float
    """0..1"""


def detect_language(text: str) -> LanguageGuess | None:
    """
    The language of ``text``, or None: too short, too unsure, or none of ours.

    Addresses, mentions and hashtags are ignored. py3langid, loaded on first use (0.4 s, about 40 MB), then well under a
    millisecond a text; the first 2,000 characters are looked at.
    """
    prose = _NOT_PROSE.sub(" ", text[:2000]).strip()
    if len(_KANA.findall(prose)) >= 2:
        return LanguageGuess("ja", 0.99)
    if sum(c.isalpha() for c in prose) < MIN_LETTERS:
        return None
    code, confidence = _identifier().classify(prose)
    if code not in SUPPORTED_LANGUAGES or confidence < MIN_CONFIDENCE:
        return None
    return LanguageGuess(code, round(float(confidence), 3))


_NOT_PROSE = re.compile(URL.pattern + r"|[@#＃][\w.]+")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")


class _Identifier(Protocol):
    def classify(self, text: str) -> tuple[str, float]: ...


@cache
def _identifier() -> _Identifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([*SUPPORTED_LANGUAGES, *_OTHERS])
    found: _Identifier = identifier
    return found
