"""Whether servers really hold the same weights and see the same pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hashtagger.types import Vectors


@dataclass(frozen=True, slots=True)
class Agreement:
    """One server's vectors beside those of the first."""

    server: str
    cosine: float
    """The smallest over all pictures."""
    centred_cosine: float
    """The same after the mean of all pictures was taken off, which tells pictures apart that a random tower finds alike."""
    own_nearest: float
    """Share of the pictures whose nearest vector of the first server is that of the same picture."""


def compare(found: Sequence[tuple[str, Vectors]]) -> list[Agreement]:
    """``found``: unit vectors float32 [n, d] of the same pictures, by server."""
    reference = found[0][1]
    return [_agreement(name, reference, vectors) for name, vectors in found[1:]]


def _agreement(name: str, reference: Vectors, vectors: Vectors) -> Agreement:
    mean = reference.mean(axis=0)
    cosines = (reference * vectors).sum(axis=1)
    centred = (_unit(reference - mean) * _unit(vectors - mean)).sum(axis=1)
    nearest = (vectors @ reference.T).argmax(axis=1)
    return Agreement(
        name, float(cosines.min()), float(centred.min()), float((nearest == np.arange(len(nearest))).mean())
    )


def _unit(vectors: Vectors) -> Vectors:
    found: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return found
