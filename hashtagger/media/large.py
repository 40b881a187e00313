"""
Large WebP and AVIF pictures at reduced scale, through FFmpeg.

Pillow holds eleven to sixteen bytes for each of their pixels. FFmpeg holds the planes of the file, one and a half to four, and
scales from them.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PIL import Image

from hashtagger.errors import InvalidUpload

LARGE_PX = 8_000_000
"""Below it Pillow's memory is affordable, and Pillow is the more thorough judge of what is damaged."""

_DEMUXERS = {"WEBP": "webp_pipe", "AVIF": "mov"}
_MARGIN = 1.25
"""Over the planes of the picture; measured for 49 megapixels: 1.1 for WebP, 1.2 for AVIF."""
_HEADER_BYTES = 64 * 1024


def working_bytes(image: Image.Image, data: bytes) -> int | None:
    """
    Memory to reduce the opened but not loaded picture in ``data``, from its header alone; None when ``reduced`` is not for
    it: it is of another format, not large, transparent, animated, or a grid of tiles.
    """
    pixels = image.width * image.height
    if image.format not in _DEMUXERS or pixels < LARGE_PX or image.mode not in ("RGB", "L"):
        return None
    if getattr(image, "is_animated", False):
        return None
    stored = _webp_bytes_per_pixel(data) if image.format == "WEBP" else _avif_bytes_per_pixel(data)
    return None if stored is None else int(_MARGIN * stored * pixels) + len(data)


def reduced(image: Image.Image, data: bytes, *, factor: int) -> Image.Image:
    """The picture as RGB, averaged over about ``factor`` × ``factor`` blocks, not turned. Raises ``InvalidUpload``."""
    # FFmpeg is loaded with the first picture that needs it, not with the service.
    import av

    width, height = -(-image.width // factor), -(-image.height // factor)
    try:
        with _stream(image, data) as (container, stream):
            # What cannot be decoded as a whole is refused, as Pillow does.
            stream.codec_context.options = {"err_detect": "explode"}
            frame = next(container.decode(stream))
            if frame.is_corrupt or (frame.width, frame.height) != image.size:
                raise ValueError("a part of it is missing")
            small = frame.reformat(width=width, height=height, format="rgb24", interpolation="AREA")
            return Image.fromarray(small.to_ndarray())
    except (av.FFmpegError, StopIteration, LookupError, ValueError) as error:
        raise InvalidUpload(
            f"The picture is damaged or cut off: {error}.",
            advice="Open the picture in a viewer, save it again as JPEG or PNG and send that.",
        ) from None


@contextmanager
def _stream(image: Image.Image, data: bytes) -> Iterator[tuple[Any, Any]]:
    import av

    with av.open(io.BytesIO(data), format=_DEMUXERS[str(image.format)]) as container:
        stream = container.streams.video[0]
        stream.thread_count = 1
        yield container, stream


def _webp_bytes_per_pixel(data: bytes) -> float:
    """4:2:0 planes, or 32 bits a pixel (RFC 9649, section 2.6)."""
    # Anywhere: a colour profile of any length may stand before it.
    return 4.0 if b"VP8L" in data else 1.5


def _avif_bytes_per_pixel(data: bytes) -> float | None:
    """By the bit depth and the subsampling in the AV1 configuration box (AV1-ISOBMFF, section 2.3.3)."""
    header = data[: max(data.find(b"mdat"), _HEADER_BYTES)]
    at = header.find(b"av1C")
    if at < 0 or at + 7 > len(header) or b"grid" in header:
        return None
    flags = header[at + 6]
    samples = 1.0 if flags & 0x10 else 1 + 2 / ((2 if flags & 0x08 else 1) * (2 if flags & 0x04 else 1))
    return samples * (2 if flags & 0x40 else 1)
