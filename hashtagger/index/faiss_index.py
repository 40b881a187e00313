"""A set of tag vectors that can be searched: exact while small, inverted lists with exact re-ranking above."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from hashtagger.errors import BrokenIndex
from hashtagger.index.moments import Moments
from hashtagger.types import Neighbour, Tag, Vectors

if TYPE_CHECKING:
    import faiss

EXACT_UP_TO = 200_000
"""Tags up to which an exact scan is the better choice; ``benchmarks/index.py`` measures it."""

FILES = ("index.faiss", "keys.txt", "moments.npz")


class FaissTagIndex:
    """
    Immutable after ``build`` or ``load``, so any number of threads may search it.

    Vectors are kept as 16-bit floats (cosine error below 1e-3). Implements ``hashtagger.ports.TagIndex``.
    """

    def __init__(
        self, index: faiss.Index, keys: Sequence[Tag], moments: Moments, *, fingerprint: str, revision: int
    ) -> None:
        self._index, self.keys, self._moments = index, tuple(keys), moments
        self.fingerprint = fingerprint
        self.revision = revision
        """The catalogue revision up to which tags are in it."""

    @classmethod
    def build(
        cls,
        keys: Sequence[Tag],
        vectors: Vectors,
        *,
        fingerprint: str,
        revision: int,
        exact_up_to: int = EXACT_UP_TO,
    ) -> FaissTagIndex:
        """``vectors`` is float32 [len(keys), d] with unit rows. Takes about a minute for a million tags of 512."""
        index = _empty(vectors.shape[1], len(keys), exact_up_to)
        rows = np.ascontiguousarray(vectors, dtype=np.float32)
        if not index.is_trained:
            index.train(rows[:: max(1, len(rows) // (40 * 4096))])
        index.add(rows)
        return cls(index, keys, Moments.of(rows), fingerprint=fingerprint, revision=revision)

    @property
    def size(self) -> int:
        return len(self.keys)

    @property
    def dim(self) -> int:
        return int(self._index.d)

    @functools.cached_property
    def keyset(self) -> frozenset[Tag]:
        return frozenset(self.keys)

    @property
    def is_exact(self) -> bool:
        return not hasattr(self._index, "refine_index")

    def search(self, queries: Vectors, *, limit: int) -> list[list[Neighbour]]:
        """See ``TagIndex.search``."""
        found = min(limit, self.size)
        if not found or not len(queries):
            return [[] for _ in queries]
        rows = np.ascontiguousarray(queries, dtype=np.float32)
        _faiss()
        similarities, positions = self._index.search(rows, found)
        z = self._moments.z(rows, similarities)
        return [
            [Neighbour(self.keys[p], s, v) for p, s, v in zip(ps, ss, vs, strict=True) if p >= 0]
            for ps, ss, vs in zip(positions.tolist(), similarities.tolist(), z.tolist(), strict=True)
        ]

    def standardise(self, queries: Vectors, similarities: Vectors) -> Vectors:
        """The z of similarities computed elsewhere; shapes as in ``Moments.z``."""
        return self._moments.z(queries, similarities)

    def save(self, folder: Path) -> None:
        """Write ``FILES`` into an existing folder; durable only once the caller has synced them."""
        faiss = _faiss()
        faiss.write_index(self._index, str(folder / "index.faiss"))
        (folder / "keys.txt").write_text("".join(f"{key}\n" for key in self.keys), "utf-8")
        with (folder / "moments.npz").open("wb") as file:
            np.savez(file, mean=self._moments.mean, covariance=self._moments.covariance)

    @classmethod
    def load(cls, folder: Path, *, fingerprint: str, revision: int) -> FaissTagIndex:
        """Read what ``save`` wrote. Raises ``BrokenIndex`` when it cannot be read or its parts do not belong together."""
        try:
            index: Any = _faiss().read_index(str(folder / "index.faiss"))
            keys = [Tag(line) for line in (folder / "keys.txt").read_text("utf-8").split("\n")[:-1]]
            with np.load(folder / "moments.npz") as moments:
                both = Moments(moments["mean"], moments["covariance"])
        except (OSError, RuntimeError, ValueError, KeyError) as error:
            raise BrokenIndex(f"{folder.name} cannot be read: {error}") from error
        if index.ntotal != len(keys) or both.mean.shape != (index.d,):
            raise BrokenIndex(f"{folder.name}: {index.ntotal} vectors, {len(keys)} tags, moments of {both.mean.shape}")
        return cls(index, keys, both, fingerprint=fingerprint, revision=revision)


def _empty(dim: int, size: int, exact_up_to: int) -> Any:
    faiss = _faiss()
    inner = faiss.METRIC_INNER_PRODUCT
    if size <= exact_up_to:
        return faiss.IndexScalarQuantizer(dim, faiss.ScalarQuantizer.QT_fp16, inner)
    lists = 2 ** round(math.log2(4 * math.sqrt(size)))
    # Fast-scan product quantisation finds candidates, 16-bit vectors re-rank them.
    index = faiss.index_factory(dim, f"IVF{lists},PQ{dim // 4}x4fsr,Refine(SQfp16)", inner)
    index.k_factor = 4.0
    faiss.extract_index_ivf(index).nprobe = 32
    return index


def _faiss() -> Any:
    """
    Loaded on first use. One thread a query: several queries at once then share the cores instead of fighting for them.

    OpenMP keeps that number by calling thread, hence the call ahead of every use.
    """
    import faiss

    faiss.omp_set_num_threads(1)
    return faiss
