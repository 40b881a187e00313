"""Random views of photos, computed for a whole batch at once on tensors."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Generator, Tensor
from torch.nn import functional as F

_GREY = (0.299, 0.587, 0.114)


@dataclass(frozen=True, slots=True)
class Crops:
    """
    One rectangle for each of n photos, as a share of the photo.

    ``boxes`` is float [n, 4]: centre x, centre y, width, height, all in 0..1.
    """

    boxes: Tensor

    def __getitem__(self, part: slice | Tensor) -> Crops:
        return Crops(self.boxes[part])

    def __len__(self) -> int:
        return len(self.boxes)


def whole(count: int) -> Crops:
    """The uncropped photo, ``count`` times."""
    return Crops(torch.tensor([[0.5, 0.5, 1.0, 1.0]]).repeat(count, 1))


def random_crops(count: int, *, min_area: float, generator: Generator) -> Crops:
    """Rectangles of ``min_area``..1 of the photo and aspect 3:4..4:3, anywhere (Szegedy et al. 2015)."""
    area = torch.empty(count).uniform_(min_area, 1.0, generator=generator)
    aspect = torch.empty(count).uniform_(-0.2877, 0.2877, generator=generator).exp()
    width = (area * aspect).sqrt().clamp(max=1.0)
    height = (area / aspect).sqrt().clamp(max=1.0)
    x = torch.rand(count, generator=generator) * (1 - width) + width / 2
    y = torch.rand(count, generator=generator) * (1 - height) + height / 2
    return Crops(torch.stack([x, y, width, height], 1))


def cut(photos: Tensor, crops: Crops, size_px: int, *, mirrored: Tensor | None = None) -> Tensor:
    """Float [n, c, size, size]: each photo's crop resampled bilinearly; rows where ``mirrored`` is true are flipped."""
    x, y, width, height = crops.boxes.unbind(1)
    if mirrored is not None:
        width = torch.where(mirrored, -width, width)
    theta = torch.zeros(len(crops), 2, 3)
    theta[:, 0, 0], theta[:, 0, 2] = width, 2 * x - 1
    theta[:, 1, 1], theta[:, 1, 2] = height, 2 * y - 1
    grid = F.affine_grid(theta, [len(crops), photos.shape[1], size_px, size_px], align_corners=False)
    return F.grid_sample(photos, grid, mode="bilinear", padding_mode="reflection", align_corners=False)


def jitter_colour(photos: Tensor, strength: float, *, generator: Generator) -> Tensor:
    """Scale brightness, contrast and saturation of each photo (float 0..255) by up to ``strength`` either way."""
    factors = torch.empty(3, len(photos), 1, 1, 1).uniform_(1 - strength, 1 + strength, generator=generator)
    brightness, contrast, saturation = factors.unbind(0)
    grey = (photos * torch.tensor(_GREY).view(1, 3, 1, 1)).sum(1, keepdim=True)
    mean = grey.mean((2, 3), keepdim=True)
    # One pass: saturation mixes with the grey photo, contrast with its mean, brightness scales the sum.
    photos = photos * (saturation * contrast) + grey * ((1 - saturation) * contrast) + mean * (1 - contrast)
    return (photos * brightness).clamp_(0, 255)


def erase(photos: Tensor, share: float, *, generator: Generator) -> Tensor:
    """Replace one rectangle of 0.5-25 % of the area by mid grey in ``share`` of the photos, in place (Zhong et al. 2017)."""
    size = photos.shape[-1]
    chosen = torch.rand(len(photos), generator=generator) < share
    boxes = random_crops(len(photos), min_area=0.02, generator=generator).boxes
    sides = boxes[:, 2:] * 0.5
    for row in chosen.nonzero().flatten().tolist():
        width, height = (int(side * size) for side in sides[row].tolist())
        left = int((size - width) * float(torch.rand((), generator=generator)))
        top = int((size - height) * float(torch.rand((), generator=generator)))
        photos[row, :, top : top + height, left : left + width] = 128.0
    return photos
