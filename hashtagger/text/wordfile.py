"""The word lists behind the splitter, read once on first use."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WORDS_FILE = Path(__file__).with_name("words") / "words.txt"
PAIRS_FILE = Path(__file__).with_name("words") / "pairs.txt"


@dataclass(frozen=True, slots=True)
class WordLists:
    """Word frequencies by rank, and pairs of words that stand together in tags."""

    ranks: dict[str, int]
    """word in lower case → rank, 0 the most frequent"""
    pairs: frozenset[str]
    """``first_second``"""

    def log_probability(self, word: str) -> float | None:
        """Natural logarithm under Zipf's law, or None for a word that is not listed."""
        rank = self.ranks.get(word)
        return None if rank is None else -math.log((rank + 1) * math.log(len(self.ranks) + 1))


@cache
def shipped_words() -> WordLists:
    """The lists that ship with the package (about 30 ms on first use)."""
    words = _lines(WORDS_FILE)
    return WordLists(dict(zip(words, range(len(words)), strict=True)), frozenset(_lines(PAIRS_FILE)))


def _lines(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    body = text[text.rindex("\n# ") + 1 :] if "\n# " in text else text
    return body.partition("\n")[2].split()
