"""Turns uploaded bytes into a verified, upright RGB picture without metadata; nothing else of the bytes survives."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from PIL import AvifImagePlugin, GifImagePlugin, Image, ImageFile, JpegImagePlugin, PngImagePlugin, WebPImagePlugin

from hashtagger.errors import HashtaggerError, InvalidUpload, UnsupportedFormat, UploadTooLarge
from hashtagger.media import large
from hashtagger.media.fingerprint import fingerprint_bytes
from hashtagger.media.flatten import flatten, orientation_of, upright
from hashtagger.media.gif import count_gif_frames
from hashtagger.media.sniff import MediaFormat, sniff
from hashtagger.settings import MIB, IntakeSettings
from hashtagger.types import DecodedImage

TARGET_PX = 512
"""Shorter side that a decoded picture keeps: twice what a model of 224 to 256 pixels asks for."""

_FIXED_BYTES = 12 * MIB
"""For the strip at work and the reduced picture."""

_LONGEST = 16
"""A reduced picture has at most this many target squares, however long and narrow it is."""


@dataclass(frozen=True, slots=True)
class ImageHeader:
    """What the first bytes of a picture promise."""

    media_format: MediaFormat
    width_px: int
    """As stored, before the EXIF turn."""
    height_px: int
    working_bytes: int
    """Estimated peak memory of decoding it."""


def decode_image(data: bytes, *, target_px: int | None = TARGET_PX, limits: IntakeSettings) -> DecodedImage:
    """
    The first frame of a JPEG, PNG, WebP, GIF, AVIF or (with the ``heif`` extra) HEIC file.

    EXIF orientation is applied, transparency lies on white, 16 bits become 8, CMYK becomes RGB. With ``target_px`` a larger
    picture is reduced by a whole factor so that its shorter side stays at least ``target_px`` (one longer than 16:1 is
    reduced further, to 16 target squares); None keeps every pixel.

    Raises ``UnsupportedFormat``, ``UploadTooLarge`` (bytes, pixels, frames) or ``InvalidUpload`` (damaged or cut off). Blocks:
    call it on a thread (``hashtagger.media.decoder``).
    """
    with _opened(data, limits) as image:
        width, height = image.size
        rawmode = _png_rawmode(image)
        if target_px is not None:
            # JPEG only; a no-op elsewhere. libjpeg then leaves out the high frequencies, which saves most of the work.
            image.draft(None, (target_px, target_px))
        factor = _reduction(image.size, target_px)
        if factor > 1 and large.working_bytes(image, data) is not None:
            picture = large.reduced(image, data, factor=factor)
        else:
            image.load()
            picture = flatten(image, factor=factor, rawmode=rawmode)
        orientation = orientation_of(image)
        picture = upright(picture, orientation)
        if orientation >= 5:
            width, height = height, width
        return DecodedImage(
            pixels=np.array(picture),
            width_px=width,
            height_px=height,
            media_format=str(image.format),
            fingerprint=fingerprint_bytes(data),
            size_bytes=len(data),
        )


def enough_px(wanted_px: int) -> int:
    """The ``target_px`` for models that look at ``wanted_px``: twice that, and never more than ``TARGET_PX``."""
    return min(TARGET_PX, 2 * wanted_px)


def read_header(data: bytes, *, target_px: int | None = TARGET_PX, limits: IntakeSettings) -> ImageHeader:
    """Format, size and estimated decoding memory, without decoding a pixel; raises as ``decode_image``."""
    with _opened(data, limits) as image:
        needed = large.working_bytes(image, data) if _reduction(image.size, target_px) > 1 else None
        working_bytes = (needed or estimate_bytes(image, target_px=target_px) + len(data)) + _FIXED_BYTES
        return ImageHeader(sniff(data), image.width, image.height, working_bytes)


def estimate_bytes(image: ImageFile.ImageFile, *, target_px: int | None) -> int:
    """
    Peak memory of decoding an opened picture with Pillow, in bytes (``benchmarks/decode.py`` compares it with what is measured).

    Pillow keeps one byte a pixel for grey and palette pictures, two for 16 bits and four for the rest.
    """
    pixels = image.width * image.height
    stored = {"1": 1, "L": 1, "P": 1, "I;16": 2}.get(image.mode, 4)
    if image.format == "JPEG":
        # A progressive file keeps all its coefficients (two bytes each, three planes at most) at every scale.
        coefficients = 6 * pixels if "progressive" in image.info else 0
        return coefficients + stored * pixels // _jpeg_scale(image, target_px) ** 2
    # WebP and AVIF decode the whole canvas beside the copies that Pillow makes of it.
    per_pixel = {"WEBP": 16, "AVIF": 11, "HEIF": 12, "GIF": 2}.get(str(image.format), stored)
    return per_pixel * pixels


# Everything that Pillow's plugins let out for a damaged file; DecompressionBombError comes first, it is one of them.
_DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)

_PLUGINS: dict[MediaFormat, type[ImageFile.ImageFile]] = {
    # Not through ``Image.open``: it would try the multi-picture plugin on JPEGs, which refuses some phones' photos.
    MediaFormat.JPEG: JpegImagePlugin.JpegImageFile,
    MediaFormat.PNG: PngImagePlugin.PngImageFile,
    MediaFormat.WEBP: WebPImagePlugin.WebPImageFile,
    MediaFormat.GIF: GifImagePlugin.GifImageFile,
    MediaFormat.AVIF: AvifImagePlugin.AvifImageFile,
}


@contextmanager
def _opened(data: bytes, limits: IntakeSettings) -> Iterator[ImageFile.ImageFile]:
    """The opened header, checked against every limit; what Pillow raises inside comes out as our own errors."""
    try:
        with _open(data, limits) as image:
            yield image
    except HashtaggerError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(limits) from error
    except _DAMAGE as error:
        raise InvalidUpload(
            f"The picture is damaged or cut off: {_first_line(error)}.",
            advice="Open the picture in a viewer, save it again as JPEG or PNG and send that.",
        ) from error


def _open(data: bytes, limits: IntakeSettings) -> ImageFile.ImageFile:
    media_format = sniff(data)
    if media_format.is_video:
        raise UnsupportedFormat(f"This is a clip ({media_format}), not a photo.")
    if len(data) > limits.max_image_bytes:
        raise UploadTooLarge(f"The picture has {len(data):,} bytes; at most {limits.max_image_bytes:,} are accepted.")
    if media_format is MediaFormat.GIF:
        _check_frames(count_gif_frames(data, stop_after=limits.max_frames + 1), limits)
    # Frames that the header hides pass Pillow's own check, so that one has to know our limit.
    Image.MAX_IMAGE_PIXELS = limits.max_pixels
    warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
    warnings.filterwarnings("ignore", message="Corrupt EXIF data", category=UserWarning)
    plugin = _heif_plugin() if media_format is MediaFormat.HEIF else _PLUGINS[media_format]
    image = plugin(io.BytesIO(data))
    if image.width * image.height > limits.max_pixels:
        raise _too_many_pixels(limits)
    if media_format is not MediaFormat.GIF:
        _check_frames(getattr(image, "n_frames", 1), limits)
    return image


def _heif_plugin() -> type[ImageFile.ImageFile]:
    try:
        from pillow_heif.as_plugin import HeifImageFile
    except ImportError as error:
        raise UnsupportedFormat(
            "This is a HEIC photo, and this installation cannot read HEIC.",
            code="heif_not_installed",
            advice="Send the photo as JPEG, or ask the operator to run: pip install 'hashtagger[heif]'",
        ) from error
    plugin: type[ImageFile.ImageFile] = HeifImageFile
    return plugin


def _png_rawmode(image: ImageFile.ImageFile) -> str:
    """How the samples stand in a PNG; known only until the picture is loaded."""
    if image.format != "PNG" or not image.tile:
        return ""
    args = image.tile[0].args
    return args if isinstance(args, str) else str(args[0]) if args else ""


def _jpeg_scale(image: ImageFile.ImageFile, target_px: int | None) -> int:
    if target_px is None:
        return 1
    scale = min(image.width, image.height) // target_px
    return max(step for step in (1, 2, 4, 8) if step <= max(scale, 1))


def _reduction(size: tuple[int, int], target_px: int | None) -> int:
    if target_px is None:
        return 1
    factor = max(1, min(size) // target_px)
    while size[0] * size[1] > _LONGEST * (target_px * factor) ** 2:
        factor += 1
    return factor


def _check_frames(frames: int, limits: IntakeSettings) -> None:
    if frames > limits.max_frames:
        raise UploadTooLarge(f"The animation has more than {limits.max_frames} frames.", code="too_many_frames")


def _too_many_pixels(limits: IntakeSettings) -> UploadTooLarge:
    return UploadTooLarge(
        f"The picture has more than {limits.max_pixels / 1e6:g} million pixels.",
        code="too_many_pixels",
        advice="Scale the picture down and send it again.",
    )


def _first_line(error: BaseException) -> str:
    """What Pillow said, short and on one line; it may quote bytes of the file."""
    text = " ".join(str(error).split()) or type(error).__name__
    printable = "".join(c if c.isprintable() else "?" for c in text)
    return printable[:120].rstrip(".")
