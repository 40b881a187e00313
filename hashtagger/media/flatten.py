"""Brings a picture of any Pillow mode to upright 8-bit RGB, a strip of rows at a time so that no second full copy is made."""

from __future__ import annotations

from typing import Any

import numpy as np
from PIL import ExifTags, Image

_STRIP_PIXELS = 1 << 20
_WHITE = (255, 255, 255, 255)
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def flatten(image: Image.Image, *, factor: int = 1, rawmode: str = "") -> Image.Image:
    """
    A loaded picture as RGB on white, averaged over ``factor`` × ``factor`` blocks.

    ``rawmode`` is what the PNG decoder was told ('L;4', 'RGB;16B' ...): a PNG names its transparent colour in samples of the
    file, not in those that Pillow made of them.
    """
    transparency = _transparent_colour(image.info.get("transparency"), image.mode, rawmode)
    if factor == 1 and image.mode == "RGB" and transparency is None:
        return image
    width, height = image.size
    picture = Image.new("RGB", (-(-width // factor), -(-height // factor)))
    rows = max(1, _STRIP_PIXELS // (width * factor)) * factor
    for top in range(0, height, rows):
        strip = _to_rgb(image.crop((0, top, width, min(height, top + rows))), transparency)
        picture.paste(strip.reduce(factor) if factor > 1 else strip, (0, top // factor))
    return picture


def orientation_of(image: Image.Image) -> int:
    """EXIF orientation, 1 to 8; 1 where there is none or where the EXIF block is damaged."""
    try:
        value = image.getexif().get(ExifTags.Base.Orientation, 1)
    # EXIF is a favourite place for damage; the picture itself is still good.
    except Exception:
        return 1
    return value if isinstance(value, int) and value in _TURNS else 1


def upright(picture: Image.Image, orientation: int) -> Image.Image:
    """The picture as the photographer held it (EXIF 2.32, tag 0x0112)."""
    turn = _TURNS.get(orientation)
    return picture if turn is None else picture.transpose(turn)


def _to_rgb(strip: Image.Image, transparency: Any) -> Image.Image:
    if strip.mode.startswith(("I", "F")):
        return _from_deep_grey(strip, transparency)
    if transparency is not None:
        strip.info["transparency"] = transparency
    if transparency is None and strip.mode not in ("LA", "La", "PA", "RGBA", "RGBa"):
        return strip.convert("RGB")
    rgba = strip.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", rgba.size, _WHITE), rgba).convert("RGB")


def _from_deep_grey(strip: Image.Image, transparency: Any) -> Image.Image:
    """16-bit grey; Pillow's own ``convert`` would clip it at 255 and turn it white."""
    deep = np.clip(np.asarray(strip), 0, 65535).astype(np.uint32)
    grey = ((deep * 255 + 32767) // 65535).astype(np.uint8)
    if isinstance(transparency, int):
        grey[deep == transparency] = 255
    return Image.fromarray(grey).convert("RGB")


def _transparent_colour(transparency: Any, mode: str, rawmode: str) -> Any:
    """The transparent colour in the samples of the loaded picture; None: there is none."""
    if mode in ("L", "1") and isinstance(transparency, int):
        scale = {"L;2": 85, "L;4": 17}.get(rawmode, 1)
        return min(transparency * scale, 255)
    if mode == "RGB" and isinstance(transparency, tuple):
        shift = 8 if rawmode == "RGB;16B" else 0
        return tuple(min(sample >> shift, 255) for sample in transparency)
    return transparency
