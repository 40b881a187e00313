"""From running text to the tags it may be asking for: content words, their forms, and short compounds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from hashtagger.errors import InvalidTag
from hashtagger.text.hashtags import canonical_tag
from hashtagger.text.lemmas import forms, singular
from hashtagger.text.stopwords import is_stop_word
from hashtagger.text.urls import URL
from hashtagger.types import Tag

MAX_TEXT_CHARS = 3_000
MAX_PHRASE_WORDS = 3
WORD_WEIGHT = 0.7
PAIR_WEIGHT = 0.9
TRIPLE_WEIGHT = 1.0
INNER_STOP_WORD = 0.8
OTHER_FORM = 0.9


@dataclass(frozen=True, slots=True)
class Phrase:
    """One to three neighbouring words of a text, the first and last of them content words."""

    words: tuple[str, ...]
    """Casefolded, as they stand in the text."""
    weight: float
    """0..1: how specific; longer is more specific."""


def phrases(text: str) -> list[Phrase]:
    """
    The phrases of the first MAX_TEXT_CHARS of ``text``, each once, in order of first appearance.

    They never reach across punctuation or a line end. Addresses, mentions and hashtags are skipped: the latter are read
    by ``extract_tags``. Of Japanese, runs of kanji and of katakana count as words.
    """
    found: dict[tuple[str, ...], Phrase] = {}
    for clause in _clauses(text[:MAX_TEXT_CHARS]):
        for first in range(len(clause)):
            for last in range(first, min(first + MAX_PHRASE_WORDS, len(clause))):
                words = clause[first : last + 1]
                if _is_content(words[0]) and _is_content(words[-1]):
                    found.setdefault(words, Phrase(words, _weight(words)))
    return list(found.values())


def candidate_keys(text: str) -> dict[Tag, float]:
    """
    Canonical keys that tags of ``text`` may have, with the weight 0..1 of the phrase behind each.

    A phrase gives its words joined, the same with the last word in its other forms (singular, plural, '-ing') at a
    little less, and the same after a first word in the singular. Most keys are no tag at all: look them up.
    """
    keys: dict[Tag, float] = {}
    for phrase in phrases(text):
        for joined, weight in _spellings(phrase):
            try:
                tag = canonical_tag(joined)
            except InvalidTag:
                continue
            keys[tag] = max(weight, keys.get(tag, 0.0))
    return keys


_SKIPPED = re.compile(URL.pattern + r"|[@#＃][\w.]+")
_BREAK = re.compile(r"[^\w\s'’&-]+|\n+|\s-+\s")
_JAPANESE = re.compile("[\u3041-\u309f]+|[\u30a0-\u30ff]+|[\u3400-\u9fff々]+|[^\u3041-\u30ff\u3400-\u9fff々]+")
_APOSTROPHES = re.compile("['’]s?$|['’]")


def _clauses(text: str) -> Iterator[tuple[str, ...]]:
    plain = unicodedata.normalize("NFKC", _SKIPPED.sub(" . ", text)).casefold()
    for clause in _BREAK.split(plain):
        words = []
        for token in re.split(r"[\s&-]+", clause):
            words.extend(_JAPANESE.findall(_APOSTROPHES.sub("", token.strip("_'’"))))
        if words:
            yield tuple(words)


def _is_content(word: str) -> bool:
    if not any(c.isalpha() for c in word) or is_stop_word(word):
        return False
    # Hiragana alone is mostly grammar; a single Latin letter says nothing, a single kanji (海) does.
    return not _is_hiragana(word) and (len(word) > 1 or word >= "\u3400")


def _is_hiragana(word: str) -> bool:
    return all("\u3041" <= c <= "\u309f" for c in word)


def _weight(words: tuple[str, ...]) -> float:
    n_content = sum(_is_content(word) for word in words)
    weight = (WORD_WEIGHT, PAIR_WEIGHT, TRIPLE_WEIGHT)[n_content - 1]
    return weight if n_content == len(words) else weight * INNER_STOP_WORD


def _spellings(phrase: Phrase) -> Iterator[tuple[str, float]]:
    *front, last = phrase.words
    yield "".join(phrase.words), phrase.weight
    other = phrase.weight * OTHER_FORM
    heads = {"".join(front)}
    if front and _is_content(front[-1]):
        heads.add("".join([*front[:-1], singular(front[-1])]))
    for head in sorted(heads):
        yield head + last, other
        for form in forms(last):
            yield head + form, other
