"""Which words must not meet in one answer, ready to be asked about many tags."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from hashtagger.catalogue.entries import Contradiction
from hashtagger.types import TagRecord


class Contradictions:
    """
    Every pair, both ways.

    >>> table = Contradictions([Contradiction("vegan", "steak", "vegan food has no meat")])
    >>> table.opposed_to(["vegan", "lunch"])
    frozenset({'steak'})
    """

    def __init__(self, pairs: Iterable[Contradiction]) -> None:
        self._against: dict[str, set[str]] = defaultdict(set)
        for pair in pairs:
            self._against[pair.left].add(pair.right)
            self._against[pair.right].add(pair.left)

    def opposed_to(self, words: Iterable[str]) -> frozenset[str]:
        """The words that must not stand beside any of ``words``."""
        return frozenset(other for word in words if word in self._against for other in self._against[word])


def words_of(record: TagRecord) -> frozenset[str]:
    """What contradictions look at: a tag's words, and the whole tag."""
    return frozenset((*record.words, record.tag))
