"""The image tower while it learns: an OpenCLIP timm tower, the heads that are thrown away, and its running average."""

from __future__ import annotations

import copy
from typing import Any, NamedTuple, cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from hashtagger.models import torchvision_shim
from hashtagger.training.data import PHOTO_PX
from hashtagger.training.recipes import Recipe
from hashtagger.training.teacher import FEATURE_DIM, SENTENCE_DIM


class Views(NamedTuple):
    """What the student says of a batch: ``embeddings`` unit norm [n, 384], ``features`` [n, 1280] as the teacher's."""

    embeddings: Tensor
    features: Tensor


class Student(nn.Module):
    """``tower`` is what ships; ``feature_head`` and ``scale`` only serve the losses."""

    def __init__(self, recipe: Recipe) -> None:
        super().__init__()
        self.tower = image_tower(recipe)
        self.feature_head = nn.Linear(self.tower.trunk.num_features, FEATURE_DIM)
        self.log_scale = nn.Parameter(torch.tensor(20.0).log())

    def forward(self, photos: Tensor) -> Views:
        pooled = self.tower.trunk(photos)
        return Views(F.normalize(self.tower.head(pooled).float(), dim=-1), self.feature_head(pooled).float())


def image_tower(recipe: Recipe) -> Any:
    """An ``open_clip.timm_model.TimmModel`` with random weights."""
    torchvision_shim.install()
    from open_clip.timm_model import TimmModel

    tower = TimmModel(embed_dim=SENTENCE_DIM, **tower_arguments(recipe))
    return tower.to(memory_format=torch.channels_last)


def tower_arguments(recipe: Recipe) -> dict[str, Any]:
    return {
        "model_name": recipe.backbone,
        "image_size": PHOTO_PX,
        "pool": "avg",
        "proj": recipe.projection,
        "drop_path": recipe.drop_path or None,
    }


def prepare(photos: Tensor) -> Tensor:
    """Float 0..255 [n, 3, h, w] as the tower wants it: -1..1, channels last. The shipped preprocessing says the same."""
    return photos.div(127.5).sub_(1.0).contiguous(memory_format=torch.channels_last)


@torch.inference_mode()
def embed_photos(tower: nn.Module, pixels: Tensor, *, mirror: bool = False, batch: int = 250) -> Tensor:
    """Unit vectors float32 [n, 384] of uint8 photos [n, 3, 128, 128]; with ``mirror``, averaged with the mirrored photo."""
    tower.eval()
    vectors = []
    for start in range(0, len(pixels), batch):
        photos = prepare(pixels[start : start + batch].float())
        given = cast(Tensor, tower(photos))
        if mirror:
            given = F.normalize(given, dim=-1) + F.normalize(tower(photos.flip(3)), dim=-1)
        vectors.append(F.normalize(given.float(), dim=-1))
    return torch.cat(vectors)


class RunningAverage:
    """Exponential average of a module's weights and statistics; smoother than the weights of the last step."""

    def __init__(self, module: nn.Module, decay: float) -> None:
        self.module = copy.deepcopy(module).eval().requires_grad_(False)
        self._decay = decay

    @torch.no_grad()
    def follow(self, module: nn.Module, step: int) -> None:
        # Early on the average must forget the random start quickly.
        share = 1 - min(self._decay, (1 + step) / (10 + step))
        for mine, theirs in zip(self.module.state_dict().values(), module.state_dict().values(), strict=True):
            if mine.is_floating_point():
                mine.lerp_(theirs, share)
            else:
                mine.copy_(theirs)
