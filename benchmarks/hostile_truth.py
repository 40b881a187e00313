"""Compares decoded pixels with what is known of them: PngSuite's own values, and nine turns of the same two photographs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hashtagger.errors import InvalidUpload
from hashtagger.media.images import decode_image
from hashtagger.settings import IntakeSettings

MAX_DIFFERENCE = 3.0
_HARMLESS = frozenset({"xcsn0g01"})
"""Only the checksum of its pixel data is wrong, which Pillow does not look at."""
_LIMITS = IntakeSettings()


def png_suite(folder: Path) -> dict[str, Any]:
    """
    Every valid PngSuite file against its values (RGBA, laid on white); the figure is the largest difference of any sample.

    Files whose name begins with x are damaged on purpose and must be refused, but for ``_HARMLESS``.
    """
    worst, wrong, compared, refused = 0.0, [], 0, 0
    for path in sorted((folder / "pngsuite" / "png").glob("*.png")):
        if path.stem.startswith("x"):
            if _is_refused(path.read_bytes()):
                refused += 1
            elif path.stem not in _HARMLESS:
                wrong.append(path.stem)
            continue
        truth = _truth(folder / "pngsuite" / "json", path.stem)
        if truth is None:
            continue
        pixels = decode_image(path.read_bytes(), target_px=None, limits=_LIMITS).pixels
        difference = float(np.abs(pixels.reshape(-1, 3) - truth).max())
        compared += 1
        worst = max(worst, difference)
        if difference > MAX_DIFFERENCE:
            wrong.append(path.stem)
    return {"compared": compared, "worst_difference": worst, "wrong": wrong, "damaged_refused": refused}


def orientations(folder: Path) -> dict[str, Any]:
    """
    The nine files of each photograph must decode to one upright picture.

    They were compressed after being turned and each has its own number painted in the middle, so the figure is the mean
    absolute difference from the median of the nine; a picture turned wrongly differs by 37 to 80.
    """
    means: dict[str, float] = {}
    for name in ("Landscape", "Portrait"):
        files = [folder / "exif_orientation" / f"{name}_{i}.jpg" for i in range(9)]
        pictures = [decode_image(f.read_bytes(), target_px=None, limits=_LIMITS).pixels for f in files]
        if len({p.shape for p in pictures}) > 1:
            return {"worst_difference": 255.0, "wrong": [name]}
        middle = np.median(np.stack(pictures), axis=0)
        means |= {f.stem: float(np.abs(p - middle).mean()) for f, p in zip(files, pictures, strict=True)}
    wrong = [name for name, mean in means.items() if mean > MAX_DIFFERENCE]
    return {"compared": len(means), "worst_difference": max(means.values()), "wrong": wrong}


def _truth(folder: Path, stem: str) -> NDArray[np.float64] | None:
    """RGB on white, 0..255, one row a pixel; None where nothing is recorded."""
    for path in (folder / f"{stem}_to8.json", folder / f"{stem}.json"):
        if path.exists():
            values = np.array(json.loads(path.read_text()), np.float64).reshape(-1, 4)
            values = values / 257 if values.max() > 255 else values
            alpha = values[:, 3:] / 255
            whitened: NDArray[np.float64] = values[:, :3] * alpha + 255 * (1 - alpha)
            return whitened
    return None


def _is_refused(data: bytes) -> bool:
    try:
        decode_image(data, limits=_LIMITS)
    except InvalidUpload:
        return True
    return False
