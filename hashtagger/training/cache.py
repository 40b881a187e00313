"""Keeps what the frozen teachers answered on disk, so that a second run starts at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Generator, Tensor

from hashtagger.training import teacher
from hashtagger.training.augment import Crops, random_crops, whole


@dataclass(frozen=True, slots=True)
class TeacherViews:
    """
    What the photo teacher sees in v fixed crops of each of n photos; view 0 is the whole photo.

    ``boxes`` is float32 [v, n, 4] (see ``Crops``), ``features`` float16 [v, n, 1280].
    """

    boxes: Tensor
    features: Tensor


def teacher_views(data: Path, pixels: Tensor, *, views: int, min_area: float, cache: Path) -> TeacherViews:
    """Ask the photo teacher for ``views`` crops of each photo (uint8 [n, 3, 128, 128]), or read its earlier answers."""
    digest = hashlib.sha256(pixels.numpy().tobytes()).hexdigest()[:16]
    boxes, features = [], []
    for view in range(views):
        crops = whole(len(pixels)) if view == 0 else _crops_of_view(view, len(pixels), min_area)

        def ask(crops: Crops = crops) -> dict[str, Tensor]:
            return {"features": teacher.photo_features(teacher.load_photo_teacher(data), pixels, crops)}

        area = 1.0 if view == 0 else min_area
        name = f"photo_teacher_{digest}_view{view}_area{area:g}.safetensors"
        features.append(remember(cache / name, ask)["features"])
        boxes.append(crops.boxes)
    return TeacherViews(torch.stack(boxes), torch.stack(features))


def sentence_vectors(texts: Sequence[str], *, cache: Path) -> Tensor:
    """The sentence teacher's unit vectors float32 [n, 384] of ``texts``, asked once."""
    digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]

    def ask() -> dict[str, Tensor]:
        return {"vectors": teacher.sentence_embeddings(texts)}

    return remember(cache / f"sentence_teacher_{digest}.safetensors", ask)["vectors"]


def remember(path: Path, ask: Callable[[], dict[str, Tensor]]) -> dict[str, Tensor]:
    """The tensors of ``path``; where there is no such file, those ``ask`` gives, which are then written there."""
    if path.is_file():
        return load_file(path)
    tensors = ask()
    save(tensors, path)
    return tensors


def save(tensors: dict[str, Tensor], path: Path, *, metadata: dict[str, str] | None = None) -> None:
    """Write a safetensors file that is either whole or not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    save_file({name: value.contiguous() for name, value in tensors.items()}, partial, metadata)
    # safetensors writes for the owner only; weights that ship must be readable by whoever installed them.
    partial.chmod(0o644)
    partial.replace(path)


def _crops_of_view(view: int, count: int, min_area: float) -> Crops:
    return random_crops(count, min_area=min_area, generator=Generator().manual_seed(view))
