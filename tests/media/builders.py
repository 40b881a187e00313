"""Makes small pictures and clips for the media tests."""

from __future__ import annotations

import io
import zlib
from typing import Any

import av
import numpy as np
import pillow_heif
from PIL import Image

RED = (200, 10, 10)
GREEN = (10, 200, 10)
BLUE = (10, 10, 200)


def encoded(image: Image.Image, media_format: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    if media_format == "HEIF":
        pillow_heif.from_pillow(image).save(buffer, **options)
    else:
        image.save(buffer, media_format, **options)
    return buffer.getvalue()


def gradient(width: int = 64, height: int = 48) -> Image.Image:
    """Every corner has its own colour, so that a turned picture is told from an upright one."""
    x = np.linspace(0, 255, width)[None, :].repeat(height, 0)
    y = np.linspace(0, 255, height)[:, None].repeat(width, 1)
    return Image.fromarray(np.stack([x, y, 255 - x], -1).astype(np.uint8))


def clip(
    *colours: tuple[int, int, int],
    container: str = "mp4",
    codec: str = "libx264",
    frames_each: int = 10,
    size: tuple[int, int] = (160, 120),
    rotation: int = 0,
    rate: int = 25,
    pixel_format: str = "yuv420p",
) -> bytes:
    """A clip that shows each colour for some frames, with a white patch at the top left."""
    width, height = size
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=container) as output:
        stream = output.add_stream(codec, rate=rate)
        stream.width, stream.height, stream.pix_fmt = width, height, pixel_format
        if rotation:
            stream.set_display_rotation(rotation)
        for colour in colours:
            pixels = np.full((height, width, 3), colour, np.uint8)
            pixels[: height // 3, : width // 3] = 255
            for _ in range(frames_each):
                output.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        output.mux(stream.encode())
    return buffer.getvalue()


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises any size."""
    header = width.to_bytes(4) + height.to_bytes(4) + bytes([8, 2, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", b"") + png_chunk(b"IEND", b"")
