"""Gives other training commands the feature map of a finished image tower."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from hashtagger.models import torchvision_shim
from hashtagger.training.student import prepare

Preprocess = Callable[[Image.Image], Tensor]


def load_image_tower(folder: Path) -> tuple[nn.Module, Preprocess]:
    """The image tower of an OpenCLIP folder, frozen in float32, and the transform from a photo to its input [3, h, w]."""
    model, preprocess = load_open_clip(folder)
    tower: nn.Module = model.visual
    tower.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return tower, preprocess


def load_open_clip(folder: Path) -> tuple[Any, Preprocess]:
    """The whole model of an OpenCLIP folder, frozen in float32, and its transform for photos."""
    torchvision_shim.install()
    import open_clip

    model, _, preprocess = open_clip.create_model_and_transforms(f"local-dir:{folder}")
    return model.eval().requires_grad_(False), preprocess


def open_clip_tokenizer(folder: Path) -> Any:
    """Turns texts into token rows int64 [n, context] for the text tower of the same folder."""
    torchvision_shim.install()
    import open_clip

    return open_clip.get_tokenizer(f"local-dir:{folder}")


@torch.inference_mode()
def feature_map(tower: nn.Module, images: NDArray[np.uint8], *, batch: int = 64) -> NDArray[np.float32]:
    """
    Last feature map, before pooling: float32 [n, channels, h, w] of RGB photos uint8 [n, 128, 128, 3].

    For the starter tower that is [n, 368, 4, 4].
    """
    trunk = cast(Any, tower).trunk
    maps = []
    for start in range(0, len(images), batch):
        photos = torch.from_numpy(images[start : start + batch]).permute(0, 3, 1, 2).float()
        maps.append(trunk.forward_features(prepare(photos)).float().contiguous().numpy())
    return np.concatenate(maps)
