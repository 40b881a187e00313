"""Splits a hashtag into its words and says how sure it is."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from hashtagger.text.hashtags import MAX_TAG_CHARS
from hashtagger.text.wordfile import WordLists, shipped_words


@dataclass(frozen=True, slots=True)
class Split:
    """The words of a tag, in its own spelling, and how sure that is."""

    words: tuple[str, ...]
    confidence: float
    """Estimated probability, 0..1, that a reader would split it so."""


@dataclass(frozen=True, slots=True)
class SplitWeights:
    """Log-score terms of the splitter, fitted on labelled hashtags by ``benchmarks/segmentation.py --fit``."""

    per_word: float = 0.5
    unknown: float = -10.5
    unknown_per_char: float = -1.8
    one_letter: float = -10.0
    two_letters: float = -2.0
    number: float = -4.0
    pair: float = 3.0
    case_boundary: float = 3.0
    case_inside: float = -2.0


DEFAULT_WEIGHTS = SplitWeights()

MARGIN_CAP = 12.0
CONFIDENCE_BIAS = -0.22
CONFIDENCE_PER_MARGIN = 0.27
CONFIDENCE_ONE_WORD = 1.27


def split_tag(tag: str, known: Mapping[str, tuple[str, ...]] | None = None, *, lists: WordLists | None = None) -> Split:
    """
    The most probable words of ``tag`` (with or without '#').

    A canonical key listed in ``known`` (the catalogue's words) wins with confidence 1. Else: unigrams by Zipf's law with
    a bonus for pairs that stand together in catalogue tags (Viterbi over all splits); CamelCase, digits and underscores
    in the spelling count as evidence. A run of letters that are not a-z once accents are off is not split, and
    makes the confidence 0. Longer than 100 characters: not split. ``lists``: other word lists than the shipped ones.
    """
    name = tag.lstrip("#＃")
    listed = known.get(unicodedata.normalize("NFC", name.casefold())) if known else None
    if listed:
        return Split(_respelled(name, listed), 1.0)
    words: list[str] = []
    confidence = 1.0
    for part in filter(None, _SEPARATORS.split(name)):
        split = _split_part(part, lists or shipped_words())
        words.extend(split.words)
        confidence *= split.confidence
    return Split(tuple(words) or (name,), confidence if words else 0.0)


_SEPARATORS = re.compile("[_\u00b7\u30fb]+")


def _split_part(part: str, lists: WordLists) -> Split:
    letters = _plain(part)
    if len(letters) != len(part) or len(part) > MAX_TAG_CHARS or not (letters.isascii() and letters.isalnum()):
        return Split((part,), 0.0)
    lattice = Lattice(letters, case_boundaries(part), lists)
    cuts = lattice.cuts
    words = tuple(part[a:b] for a, b in zip((0, *cuts), (*cuts, len(part)), strict=True))
    return Split(words, _confidence(lattice))


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _respelled(name: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """``words`` cut out of ``name`` with its capitals, where they cover it."""
    if "".join(words) != name.casefold() or len("".join(words)) != len(name):
        return words
    at = 0
    cut = []
    for word in words:
        cut.append(name[at : at + len(word)])
        at += len(word)
    return tuple(cut)


def case_boundaries(text: str) -> frozenset[int]:
    """Indices where CamelCase starts a word: 'iPhoneXMax' → {1, 6, 7}. Empty when there is no such evidence."""
    starts = set()
    for i in range(1, len(text)):
        before, char, after = text[i - 1], text[i], text[i + 1 : i + 2]
        if char.isupper() and (not before.isupper() or after.islower()):
            starts.add(i)
    return frozenset(starts)


class _Path(NamedTuple):
    score: float
    start: int
    """Where the last word starts."""
    before: _Path | None
    has_unknown: bool


class Lattice:
    """
    The two best splits of ``text`` (a-z and 0-9).

    Viterbi with the last word as the state; paths whose last word is unknown share one state, because no pair bonus can
    reach them. Two unknown words never stand side by side: one longer unknown word is always as good.
    """

    def __init__(
        self, text: str, boundaries: frozenset[int], lists: WordLists, weights: SplitWeights | None = None
    ) -> None:
        self._text = text
        self._boundaries = boundaries
        self._lists = lists
        self._w = weights or DEFAULT_WEIGHTS
        finals = self._search()
        self.best = finals[0]
        self.margin = finals[0].score - finals[1].score if len(finals) > 1 else math.inf
        """Difference of log score to the second best split, at least 0."""

    @property
    def cuts(self) -> tuple[int, ...]:
        """Inner word starts of the best split."""
        starts = []
        path: _Path | None = self.best
        while path is not None:
            starts.append(path.start)
            path = path.before
        return tuple(sorted(starts)[1:])

    def _search(self) -> list[_Path]:
        size = len(self._text)
        known: list[dict[int, list[_Path]]] = [{} for _ in range(size + 1)]
        unknown: list[list[_Path]] = [[] for _ in range(size + 1)]
        best_known: list[list[_Path]] = [[] for _ in range(size + 1)]
        for end in range(1, size + 1):
            strays: list[_Path] = []
            for start in range(end):
                word = self._text[start:end]
                score = self._known_score(word)
                edge = self._edge(start)
                if score is not None:
                    known[end][start] = self._known_paths(start, score + edge, word, known[start], unknown[start])
                elif start == 0:
                    strays.append(_Path(self._unknown_score(word), 0, None, True))
                else:
                    stray = self._unknown_score(word) + edge
                    strays.extend(_Path(path.score + stray, start, path, True) for path in best_known[start])
            unknown[end] = _two_best(strays)
            best_known[end] = _two_best([path for paths in known[end].values() for path in paths])
        return _two_best(best_known[size] + unknown[size])

    def _known_paths(
        self, start: int, score: float, word: str, known: dict[int, list[_Path]], unknown: list[_Path]
    ) -> list[_Path]:
        """The two best paths whose last word is ``word`` at ``start``."""
        if start == 0:
            return [_Path(score, 0, None, False)]
        paths = [_Path(path.score + score, start, path, True) for path in unknown]
        for earlier, befores in known.items():
            is_pair = f"{self._text[earlier:start]}_{word}" in self._lists.pairs
            total = score + self._w.pair if is_pair else score
            paths.extend(_Path(path.score + total, start, path, path.has_unknown) for path in befores)
        return _two_best(paths)

    def _edge(self, start: int) -> float:
        if start == 0 or not self._boundaries:
            return 0.0
        return self._w.case_boundary if start in self._boundaries else self._w.case_inside

    def _known_score(self, word: str) -> float | None:
        w = self._w
        if word.isdigit():
            return w.number + w.per_word
        score = self._lists.log_probability(word)
        if score is None:
            return None
        if len(word) == 1 and word not in "ai":
            score += w.one_letter
        elif len(word) == 2 and word not in _COMMON_TWO:
            score += w.two_letters
        return score + w.per_word

    def _unknown_score(self, word: str) -> float:
        return self._w.unknown + self._w.unknown_per_char * len(word) + self._w.per_word


_BY_SCORE = itemgetter(0)


def _two_best(paths: list[_Path]) -> list[_Path]:
    return paths if len(paths) < 2 else sorted(paths, key=_BY_SCORE, reverse=True)[:2]


_COMMON_TWO_WORDS = (
    "is it in of to on my me we he us up go no so do be by at as an am if or vs uk la oh hi ok tv dj dc ny nz"
)
_COMMON_TWO = frozenset(_COMMON_TWO_WORDS.split())


def _confidence(lattice: Lattice) -> float:
    """Logistic in the margin and in being one listed word; ``benchmarks/segmentation.py`` fits and checks it."""
    one_listed_word = lattice.best.start == 0 and not lattice.best.has_unknown
    odds = CONFIDENCE_BIAS + CONFIDENCE_PER_MARGIN * min(lattice.margin, MARGIN_CAP)
    odds += CONFIDENCE_ONE_WORD * one_listed_word
    return 1.0 / (1.0 + math.exp(-odds))
