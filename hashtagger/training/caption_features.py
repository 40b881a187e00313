"""See training photos through the frozen image tower once, in several augmented views, so that the decoder trains in minutes."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Generator, Tensor
from torch.nn.functional import normalize
from tqdm import tqdm

from hashtagger.training.augment import cut, random_crops
from hashtagger.training.cache import remember
from hashtagger.training.caption_lessons import Features
from hashtagger.training.data import PHOTO_PX
from hashtagger.training.features import load_image_tower
from hashtagger.training.student import prepare

LEAST_AREA = 0.5
"""Smallest share of a photo that a crop shows: captions speak of the whole photo."""


def features_of(pixels: NDArray[np.uint8], clip: Path, *, views: int = 1, cache: Path | None = None) -> Features:
    """
    Last feature map and unit embedding of photos uint8 [n, 3, 128, 128] in ``views`` views.

    View 0 is the plain photo, view 1 its mirror image, the others are random crops, the same ones in every run. With
    ``cache``, what was computed for the same photos and the same tower is read from there.
    """
    photos = torch.from_numpy(pixels)
    digest = hashlib.sha256(pixels.tobytes()).hexdigest()[:16]
    tower = None
    maps, embeddings = [], []
    for view in range(views):

        def look(view: int = view) -> dict[str, Tensor]:
            nonlocal tower
            tower = tower or load_image_tower(clip)[0]
            return _see(tower, photos, view)

        name = f"tower_{fingerprint_of(clip)[:16]}_{digest}_view{view}.safetensors"
        seen = remember(cache / name, look) if cache else look()
        maps.append(seen["maps"].numpy())
        embeddings.append(seen["embeddings"].numpy())
    return Features(np.stack(maps, axis=1), np.stack(embeddings, axis=1))


def fingerprint_of(clip: Path) -> str:
    """sha256 of the tower's weights, in hex: a captioner works with this tower only."""
    with (clip / "open_clip_model.safetensors").open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@torch.inference_mode()
def _see(tower: Any, photos: Tensor, view: int, *, batch: int = 64) -> dict[str, Tensor]:
    """float16 ``maps`` [n, c, h, w] and ``embeddings`` [n, d] of one view of uint8 photos [n, 3, 128, 128]."""
    maps, embeddings = [], []
    generator = Generator().manual_seed(view)
    for start in tqdm(range(0, len(photos), batch), f"view {view}", leave=False, disable=None):
        shown = photos[start : start + batch].float()
        if view == 1:
            shown = shown.flip(3)
        elif view > 1:
            crops = random_crops(len(shown), min_area=LEAST_AREA, generator=generator)
            mirrored = torch.rand(len(shown), generator=generator) < 0.5
            shown = cut(shown, crops, PHOTO_PX, mirrored=mirrored)
        seen = cast(Tensor, tower.trunk.forward_features(prepare(shown)))
        maps.append(seen.contiguous().half())
        embeddings.append(normalize(tower.head(tower.trunk.forward_head(seen)), dim=-1).half())
    return {"maps": torch.cat(maps), "embeddings": torch.cat(embeddings)}
