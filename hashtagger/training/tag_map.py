"""
Learn how picture embeddings are best turned into questions to the tag index.

    python -m hashtagger.training.tag_map --data DIR --clip DIR

A tower that was trained to find sentences ranks tags badly: it does not know how often a tag is right, and its embedding
is surer of some directions than it should be. One affine map of the picture's embedding mends both; it is learned from which
English catalogue tags are right for the training photos (``tag_truth``, all words confirmed) and written beside the tower.
"""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Generator, Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, normalize, softplus
from tqdm import tqdm

from hashtagger.catalogue.files import read_catalogue
from hashtagger.index.prompts import prompts_for
from hashtagger.training.cache import save
from hashtagger.training.calibrate import embed_texts
from hashtagger.training.data import read_flickr8k
from hashtagger.training.features import load_open_clip, open_clip_tokenizer
from hashtagger.training.student import embed_photos
from hashtagger.training.tag_truth import LEAST_POSITIVES, forms_of, meanings_of, read_synonyms, truth

TAG_MAP_FILE = "tag_map.safetensors"
SEED = 20261120


@dataclass(frozen=True, slots=True)
class MapRecipe:
    """Chosen on the dev photos of the tag check; ``docs/training/tag_check.md`` has the comparison."""

    steps: int = 300
    photos: int = 384
    """in a batch"""
    noise: float = 1.0
    """added to the embeddings, as a share of their norm: the tower knows its training photos better than any other"""
    matrix_decay: float = 0.1
    offset_decay: float = 0.1
    rare: float = 0.25
    """how far a right tag weighs by -log of its share of the photos instead of 1"""
    unheard: float = 0.5
    """weight of the tags that no caption can confirm: they count as wrong, or they would float to the top"""


@dataclass(frozen=True, slots=True)
class TagsToLearn:
    """Unit tag vectors and what is known of them on the training photos."""

    heard: Tensor
    """float [tags, d]: tags that captions can confirm"""
    right: Tensor
    """float [photos, tags]: 1 where the tag is right"""
    weight: Tensor
    """float [tags]: tags with one meaning share the weight of one"""
    unheard: Tensor
    """float [others, d]"""


def learn(images: Tensor, tags: TagsToLearn, recipe: MapRecipe, *, seed: int = SEED) -> Tensor:
    """
    The map as float [d + 1, d]: a matrix with an offset below it; a question is ``image @ map[:-1] + map[-1]``.

    ``images``: unit vectors [photos, d]. Logistic regression on all pairs of photo and tag, started at the identity.
    """
    random = Generator().manual_seed(seed)
    dim = images.shape[1]
    change = torch.zeros(dim, dim, requires_grad=True)
    offset = torch.zeros(dim, requires_grad=True)
    scale = torch.tensor([10.0, -3.0], requires_grad=True)
    optimiser = torch.optim.Adam(
        [{"params": [change], "lr": 1e-3}, {"params": [offset], "lr": 1e-2}, {"params": [scale], "lr": 1e-1}]
    )
    rarity = -tags.right.mean(dim=0).clamp(min=1e-4).log()
    worth = 1 + recipe.rare * (rarity - 1)
    for _ in tqdm(range(recipe.steps), "tag map", leave=False, disable=None):
        rows = torch.randint(len(images), (recipe.photos,), generator=random)
        blur = torch.randn(recipe.photos, dim, generator=random) * recipe.noise / dim**0.5
        seen = normalize(images[rows] + blur, dim=-1)
        asked = seen + seen @ change + offset
        logits = scale[0] * (asked @ tags.heard.T) + scale[1]
        losses = binary_cross_entropy_with_logits(logits, tags.right[rows], reduction="none", pos_weight=worth)
        loss = 20 * (losses * tags.weight).sum() / tags.weight.sum() / recipe.photos
        if len(tags.unheard):
            some = tags.unheard[torch.randint(len(tags.unheard), (800,), generator=random)]
            loss = loss + 20 * recipe.unheard * softplus(scale[0] * (asked @ some.T) + scale[1]).mean()
        loss = loss + recipe.offset_decay * offset.square().sum() + recipe.matrix_decay * change.square().sum() / dim
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    return torch.cat([torch.eye(dim) + change, offset[None]]).detach()


def tags_to_learn(captions: Sequence[Sequence[str]], vectors: dict[str, Tensor]) -> TagsToLearn:
    """Split the tags of ``vectors`` (canonical key → unit vector) by whether captions of enough photos confirm them."""
    said = [forms_of(texts) for texts in captions]
    counts = Counter(form for photo in said for form in photo)
    known = frozenset(form for form, photos in counts.items() if photos >= LEAST_POSITIVES)
    words = {str(tag.tag): tag.words for tag in read_catalogue().tags}
    meanings = meanings_of({tag: words[tag] for tag in vectors}, known, read_synonyms(), "all")
    right = truth(meanings, said)
    columns = [number for number in range(len(meanings)) if right[:, number].sum() >= LEAST_POSITIVES]
    heard = [(tag, column) for column in columns for tag in meanings[column].tags]
    others = vectors.keys() - {tag for tag, _ in heard}
    return TagsToLearn(
        heard=torch.stack([vectors[tag] for tag, _ in heard]),
        right=torch.from_numpy(right[:, [column for _, column in heard]]).float(),
        weight=torch.tensor([1.0 / len(meanings[column].tags) for _, column in heard]),
        unheard=torch.stack([vectors[tag] for tag in vectors if tag in others]) if others else torch.zeros(0),
    )


def english_tag_vectors(clip: object, tokenizer: object) -> dict[str, Tensor]:
    """Canonical key → unit vector float32 [d] of every English catalogue tag, as the tag index makes it."""
    tags = [tag for tag in read_catalogue().tags if tag.language == "en"]
    prompts = [prompts_for(" ".join(tag.words), tag.meaning) for tag in tags]
    rows = embed_texts(clip, tokenizer, [text for each in prompts for text in each])
    parts = torch.split(rows, [len(each) for each in prompts])
    return {str(tag.tag): normalize(part.mean(dim=0), dim=0) for tag, part in zip(tags, parts, strict=True)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Write ``tag_map.safetensors`` into the folder of the tower."""
    parser = argparse.ArgumentParser(prog="python -m hashtagger.training.tag_map", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that has flickr8k_128")
    parser.add_argument("--clip", type=Path, required=True, help="folder of the OpenCLIP model")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(arguments)
    torch.set_num_threads(options.threads)
    clip, _ = load_open_clip(options.clip)
    photos = read_flickr8k(options.data, "train")
    images = embed_photos(clip.visual, torch.from_numpy(photos.pixels))
    tags = tags_to_learn(photos.captions, english_tag_vectors(clip, open_clip_tokenizer(options.clip)))
    learned = learn(images, tags, MapRecipe())
    save({"tag_map": learned.half()}, options.clip / TAG_MAP_FILE)
    print(f"{TAG_MAP_FILE}: learned from {len(tags.heard)} tags on {len(images)} photos, {len(tags.unheard)} others")


if __name__ == "__main__":
    main()
