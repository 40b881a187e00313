"""A quick look at how well image embeddings order single-word tags; picks how far scores are centred."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

SHARES = (0.0, 0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class TagScores:
    """
    ``gain_at_5`` is the share of the best possible sum of −log(prevalence) that the five best tags of a photo reach;
    ``mean_average_precision`` is over tags with at least ten positives.
    """

    gain_at_5: float
    mean_average_precision: float


def stem(word: str) -> str:
    """Fold the regular English plurals and -ing and -ed forms together; crude but the same on both sides."""
    for ending, kept in (("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x")):
        if word.endswith(ending):
            return word.removesuffix(ending) + kept
    if word.endswith("s") and not word.endswith("ss") and len(word) > 3:
        return word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            short = word.removesuffix(ending)
            return short[:-1] if short[-1] == short[-2] else short
    return word


def right_tags(words: Sequence[str], captions: Sequence[Sequence[str]]) -> Tensor:
    """Bool [photos, words]: the word's stem stands in one of the photo's captions."""
    column = {stem(word): number for number, word in enumerate(words)}
    right = torch.zeros(len(captions), len(words), dtype=torch.bool)
    for row, texts in enumerate(captions):
        found = {stem(word) for text in texts for word in _WORD.findall(text.lower())}
        for word in found & column.keys():
            right[row, column[word]] = True
    return right


def check_tags(scores: Tensor, right: Tensor, prevalence: Tensor) -> TagScores:
    """Of scores [photos, tags]; ``prevalence`` [tags] is the share of training photos that have each tag (above 0)."""
    gains = right.float() * -prevalence.log()
    best = gains.topk(5, dim=1).values.sum(1)
    reached = gains.gather(1, scores.topk(5, dim=1).indices).sum(1)
    usable = best > 0
    tested = [tag for tag in range(right.shape[1]) if int(right[:, tag].sum()) >= 10]
    precisions = [average_precision(scores[:, tag], right[:, tag]) for tag in tested]
    return TagScores(float((reached[usable] / best[usable]).mean()), float(np.mean(precisions)) if precisions else 0.0)


def tested_prevalence(right: Tensor) -> float:
    """Mean share of photos over the tags with at least ten positives: the mean average precision of chance."""
    shares = right.float().mean(0)[right.sum(0) >= 10]
    return float(shares.mean())


def average_precision(scores: Tensor, right: Tensor) -> float:
    """Mean, over the positives, of the share of positives down to each; ties in the given order."""
    hits = right[scores.argsort(descending=True, stable=True)].double()
    precision = hits.cumsum(0) / torch.arange(1, len(hits) + 1)
    return float((precision * hits).sum() / hits.sum())


def centred_scores(images: Tensor, tags: Tensor, mean: Tensor, share: float) -> Tensor:
    """Scores [n, t]: each photo's vector less ``share`` of the mean photo, times each tag's vector."""
    return (images - share * mean) @ tags.T
