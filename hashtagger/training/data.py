"""Reads the training photos and their captions into memory once; every later step works on arrays."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from tqdm import tqdm

PHOTO_PX = 128
CAPTIONS_PER_PHOTO = 5


@dataclass(frozen=True, slots=True)
class CaptionedPhotos:
    """
    One split of a captioned photo set.

    ``pixels`` is uint8 [n, 3, 128, 128] in RGB, ``captions`` has exactly five for each photo, in file order.
    """

    names: tuple[str, ...]
    pixels: NDArray[np.uint8]
    captions: tuple[tuple[str, ...], ...]

    @property
    def flat_captions(self) -> list[str]:
        """All captions, the five of a photo side by side."""
        return [caption for five in self.captions for caption in five]


def read_flickr8k(data: Path, split: str) -> CaptionedPhotos:
    """One split (train, dev or test) of ``data/flickr8k_128`` (Hodosh et al. 2013)."""
    folder = data / "flickr8k_128"
    captions = _captions_by_photo(data, split)
    names = tuple(captions)
    pixels = read_pixels([folder / "images" / name for name in names])
    return CaptionedPhotos(names, pixels, tuple(tuple(captions[name]) for name in names))


def read_visual7w(data: Path) -> NDArray[np.uint8]:
    """The photos of ``data/visual7w_128`` (Zhu et al. 2016) without any label: uint8 [n, 3, 128, 128]."""
    return read_pixels(sorted((data / "visual7w_128" / "images").glob("*.jpg")))


def read_captions(data: Path, split: str) -> list[str]:
    """The captions of a split, the five of a photo side by side, in the order of ``read_flickr8k``."""
    return [caption for five in _captions_by_photo(data, split).values() for caption in five]


def read_pixels(paths: Sequence[Path]) -> NDArray[np.uint8]:
    """Photos as uint8 [n, 3, 128, 128] in RGB; other sizes are squashed to the square."""
    pixels = np.empty((len(paths), 3, PHOTO_PX, PHOTO_PX), np.uint8)
    # Pillow decodes outside the interpreter lock.
    with ThreadPoolExecutor(2) as pool:
        for number, photo in enumerate(
            tqdm(pool.map(_read_photo, paths), "photos", len(paths), leave=False, disable=None)
        ):
            pixels[number] = photo
    return pixels


def _captions_by_photo(data: Path, split: str) -> dict[str, list[str]]:
    captions: dict[str, list[str]] = {}
    with (data / "flickr8k_128" / "captions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["split"] == split:
                captions.setdefault(row["image"], []).append(row["caption"])
    return {name: captions[name] for name in sorted(captions) if len(captions[name]) == CAPTIONS_PER_PHOTO}


def _read_photo(path: Path) -> NDArray[np.uint8]:
    with Image.open(path) as image:
        photo = image.convert("RGB")
        if photo.size != (PHOTO_PX, PHOTO_PX):
            photo = photo.resize((PHOTO_PX, PHOTO_PX), Image.Resampling.BICUBIC)
        return np.asarray(photo).transpose(2, 0, 1)
