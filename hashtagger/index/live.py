"""The index that requests search: an immutable base plus the few tags that came or went since it was built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hashtagger.index.faiss_index import FaissTagIndex
from hashtagger.types import Neighbour, Tag, Vectors


@dataclass(frozen=True, slots=True, eq=False)
class _View:
    """What one search sees; replaced as a whole, never changed."""

    base: FaissTagIndex
    added: tuple[Tag, ...]
    vectors: Vectors
    """float32 [len(added), d]"""
    hidden: frozenset[Tag]
    """Tags of the base that were removed, or replaced by a row of ``added``."""


class LiveTagIndex:
    """
    Implements ``hashtagger.ports.TagIndex``. One writer (the refresh task) and any number of readers, without locks.
    """

    def __init__(self, base: FaissTagIndex) -> None:
        self._view = _View(base, (), np.zeros((0, base.dim), np.float32), frozenset())

    @property
    def size(self) -> int:
        view = self._view
        return view.base.size - len(view.hidden) + len(view.added)

    @property
    def fingerprint(self) -> str:
        return self._view.base.fingerprint

    @property
    def pending(self) -> int:
        """Changes since the base was built."""
        return len(self._view.added) + len(self._view.hidden)

    def search(self, queries: Vectors, *, limit: int) -> list[list[Neighbour]]:
        """See ``TagIndex.search``."""
        view = self._view
        found = view.base.search(queries, limit=limit + len(view.hidden))
        if not view.added and not view.hidden:
            return found
        similarities = queries @ view.vectors.T
        z = view.base.standardise(queries, similarities)
        return [
            sorted(
                [
                    *(n for n in neighbours if n.tag not in view.hidden),
                    *(Neighbour(t, float(s), float(v)) for t, s, v in zip(view.added, row, row_z, strict=True)),
                ],
                key=lambda n: (-n.similarity, n.tag),
            )[:limit]
            for neighbours, row, row_z in zip(found, similarities, z, strict=True)
        ]

    def standardise(self, queries: Vectors, similarities: Vectors) -> Vectors:
        """See ``TagIndex.standardise``."""
        return self._view.base.standardise(queries, similarities)

    def apply(self, changed: Mapping[Tag, np.ndarray], removed: frozenset[Tag]) -> None:
        """Add or replace tags (tag → float32 [d], unit norm) and remove others; searchable when this returns."""
        view = self._view
        kept = {t: v for t, v in zip(view.added, view.vectors, strict=True) if t not in removed} | dict(changed)
        in_base = view.base.keyset
        self._view = _View(
            view.base,
            tuple(kept),
            np.stack(list(kept.values())).astype(np.float32) if kept else view.vectors[:0],
            view.hidden | {t for t in (*changed, *removed) if t in in_base},
        )

    def replace(self, base: FaissTagIndex) -> None:
        """Swap in a newly built base that holds everything."""
        self._view = _View(base, (), np.zeros((0, base.dim), np.float32), frozenset())
