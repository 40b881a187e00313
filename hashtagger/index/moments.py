"""How similar a query is to tags in general: the yardstick that makes similarities of different models comparable."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hashtagger.types import Vectors


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """First two moments of the tag vectors: mean float32 [d] and covariance float32 [d, d]."""

    mean: NDArray[np.float32]
    covariance: NDArray[np.float32]

    @classmethod
    def of(cls, vectors: Vectors) -> Moments:
        """``vectors`` is float32 [n, d]; above 50,000 rows an evenly spread sample stands for all."""
        sample = vectors[:: max(1, len(vectors) // 50_000)]
        dim = vectors.shape[1]
        if len(sample) < 2:
            return cls(np.zeros(dim, np.float32), np.eye(dim, dtype=np.float32) / dim)
        return cls(
            sample.mean(axis=0, dtype=np.float64).astype(np.float32),
            np.cov(sample, rowvar=False).astype(np.float32),
        )

    def z(self, queries: Vectors, similarities: NDArray[np.float32]) -> NDArray[np.float32]:
        """
        Similarities float32 [n, k] of queries float32 [n, d], in standard deviations above each query's mean over all tags.

        No pass over the tags: the mean of q·t is q·mean and its variance is qᵀ·covariance·q.
        """
        centre = queries @ self.mean
        variance = np.einsum("nd,nd->n", queries @ self.covariance, queries)
        spread = np.sqrt(np.maximum(variance, 1e-12))
        scaled: NDArray[np.float32] = (similarities - centre[:, None]) / spread[:, None]
        return scaled
