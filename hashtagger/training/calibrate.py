"""Measures what all photos look like to a model, and how much of that is best taken off before tags are compared."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from hashtagger.training import tag_check, text_corpus
from hashtagger.training.tag_check import TagScores

LEAST_PHOTOS = 10
_TIE = 0.995
Embed = Callable[[Sequence[str]], Tensor]
"""Texts to unit vectors float32 [n, d]."""


@dataclass(frozen=True, slots=True)
class Moments:
    """Of the unit image vectors of the training photos: ``mean`` float32 [d], ``second_moment`` float32 [d, d]."""

    mean: Tensor
    second_moment: Tensor


def moments(images: Tensor) -> Moments:
    """Of unit vectors [n, d]. A tag vector t scores t·mean on average, with variance t·(second_moment − mean mean')·t."""
    return Moments(images.mean(0), images.T @ images / len(images))


def single_word_tags(captions: Sequence[Sequence[str]]) -> tuple[list[str], Tensor]:
    """
    One-word English catalogue tags that are right for at least ten photos, and their shares of the photos [tags].

    Words with one stem count once.
    """
    words: dict[str, str] = {}
    for path in sorted((text_corpus.catalogue_folder() / "tags" / "en").glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                word = row["words"] or ""
                if word.isalpha() and word.isascii():
                    words.setdefault(tag_check.stem(word), word)
    known = list(words.values())
    right = tag_check.right_tags(known, captions)
    kept = (right.sum(0) >= LEAST_PHOTOS).nonzero().flatten()
    return [known[number] for number in kept.tolist()], right[:, kept].float().mean(0)


def tag_vectors(embed: Embed, words: Sequence[str]) -> Tensor:
    """Unit vectors [n, d]: the mean over the word alone and in the prompts of ``text_corpus``."""
    prompts = ("{}", *text_corpus.PROMPTS)
    total = torch.stack([embed([prompt.format(word) for word in words]) for prompt in prompts]).sum(0)
    return F.normalize(total, dim=-1)


@torch.inference_mode()
def embed_texts(model: Any, tokenizer: Any, texts: Sequence[str], *, batch: int = 256) -> Tensor:
    """Unit vectors float32 [n, d] by an OpenCLIP model and its tokenizer."""
    parts = []
    for start in range(0, len(texts), batch):
        tokens = tokenizer(list(texts[start : start + batch]))
        parts.append(model.encode_text(tokens, normalize=True).float())
    return torch.cat(parts)


def choose_share(
    images: Tensor, tags: Tensor, right: Tensor, prevalence: Tensor, mean: Tensor
) -> tuple[float, dict[float, TagScores]]:
    """
    How much of the mean photo to take off, and the figures of every share tried.

    It is the largest share that gains as much on these photos as the best one, within half a per cent: of equals, the
    one that keeps generic tags down most.
    """
    tried = {
        share: tag_check.check_tags(tag_check.centred_scores(images, tags, mean, share), right, prevalence)
        for share in tag_check.SHARES
    }
    enough = _TIE * max(scores.gain_at_5 for scores in tried.values())
    return max(share for share, scores in tried.items() if scores.gain_at_5 >= enough), tried
