"""Bring the scores of different models and sources onto one scale from 0 to 1."""

from __future__ import annotations

import math

import numpy as np

from hashtagger.types import Vectors


def as_questions(embeddings: Vectors, tag_map: Vectors | None) -> Vectors:
    """
    Image embeddings (float32 [n, d]) as questions to the tag index (float32 [n, d], any norm), by ``VisionModels.tag_map``.

    An offset of the question is an offset of each tag's own score, so one map takes away the bias of every tag.
    """
    if tag_map is None:
        return embeddings
    return np.ascontiguousarray(embeddings @ tag_map[:-1] + tag_map[-1], dtype=np.float32)


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
