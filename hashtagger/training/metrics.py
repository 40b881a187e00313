"""Retrieval figures of an image and text model, as papers on Flickr8k report them."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True, slots=True)
class Recalls:
    """Shares (0..1) of queries whose right answer stands among the first 1, 5 and 10; median is its rank from 1."""

    at_1: float
    at_5: float
    at_10: float
    median_rank: float

    def as_row(self) -> dict[str, float]:
        return {"R@1": self.at_1, "R@5": self.at_5, "R@10": self.at_10, "median_rank": self.median_rank}


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Both directions: a caption looks for its photo, a photo for any of its captions."""

    text_to_image: Recalls
    image_to_text: Recalls


def retrieval(images: Tensor, captions: Tensor) -> Retrieval:
    """
    Recall among all photos and all captions of a split (Hodosh et al. 2013; Karpathy and Li 2015).

    ``images`` is [n, d], ``captions`` [n, k, d], both unit norm; the k captions of row i belong to photo i.
    Equal scores count against the model.
    """
    count, per_photo, _ = captions.shape
    scores = images.float() @ captions.float().flatten(0, 1).T
    own = torch.arange(count).repeat_interleave(per_photo)
    own_scores = scores[own, torch.arange(len(own))]
    caption_ranks = (scores >= own_scores).sum(0)
    best = own_scores.view(count, per_photo).max(1, keepdim=True).values
    foreign = torch.ones(count, len(own), dtype=torch.bool)
    foreign[own, torch.arange(len(own))] = False
    photo_ranks = ((scores >= best) & foreign).sum(1) + 1
    return Retrieval(recalls(caption_ranks), recalls(photo_ranks))


def recalls(ranks: Tensor) -> Recalls:
    """Of ranks that begin at 1."""
    at_1, at_5, at_10 = (float((ranks <= limit).float().mean()) for limit in (1, 5, 10))
    return Recalls(at_1, at_5, at_10, float(ranks.float().quantile(0.5)))
