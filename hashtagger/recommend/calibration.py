"""Bring the scores of different models and sources onto one scale from 0 to 1."""

from __future__ import annotations

import math

import numpy as np

from hashtagger.types import Vectors


def centred(embeddings: Vectors, background: Vectors | None) -> Vectors:
    """
    Image embeddings (float32 [n, d]) as questions to the tag index; see ``VisionModels.background`` for the two kinds.

    Less what all photos share: subtracting it from the query subtracts each tag's own bias from its cosine, so generic tags
    stop winning everywhere. Or through a learned affine map, which also knows how often tags are right.
    """
    if background is None:
        return embeddings
    if len(background) == 1:
        return np.ascontiguousarray(embeddings - background, dtype=np.float32)
    return np.ascontiguousarray(embeddings @ background[:-1] + background[-1], dtype=np.float32)


def strength_of_z(z: float, *, middle: float, slope: float) -> float:
    """
    0..1 from a similarity in standard deviations above the mean tag; 0.5 at ``middle``.

    >>> strength_of_z(2.0, middle=2.0, slope=1.5)
    0.5
    """
    return 1.0 / (1.0 + math.exp(-slope * (z - middle)))


def noisy_or(*strengths: float) -> float:
    """
    The chance that at least one independent piece of evidence is right.

    >>> noisy_or(0.5, 0.5)
    0.75
    """
    return 1.0 - math.prod(1.0 - strength for strength in strengths)
