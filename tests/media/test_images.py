"""Pictures come out upright, in RGB and without metadata, or are refused for a stated reason."""

from __future__ import annotations

import sys
import warnings
import zlib
from typing import Any

import numpy as np
import pytest
from PIL import Image

from hashtagger.errors import InvalidUpload, UnsupportedFormat, UploadTooLarge
from hashtagger.media.fingerprint import fingerprint_bytes
from hashtagger.media.images import decode_image, enough_px, read_header
from hashtagger.settings import IntakeSettings
from hashtagger.types import Pixels
from tests.media.builders import GREEN, RED, clip, encoded, gradient, png_chunk, png_that_claims

LIMITS = IntakeSettings()
FORMATS = ["JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF"]


def pixels_of(data: bytes, *, target_px: int | None = None) -> Pixels:
    return decode_image(data, target_px=target_px, limits=LIMITS).pixels


def difference(left: Pixels, right: Image.Image) -> int:
    return int(np.abs(left.astype(int) - np.asarray(right.convert("RGB")).astype(int)).max())


@pytest.mark.parametrize("media_format", FORMATS)
def test_every_format_gives_writable_rgb_bytes_and_its_name(media_format: str) -> None:
    data = encoded(gradient(), media_format)

    image = decode_image(data, limits=LIMITS)

    assert image.pixels.shape == (48, 64, 3)
    assert image.pixels.dtype == np.uint8
    assert image.pixels.flags.writeable
    assert (image.width_px, image.height_px, image.media_format) == (64, 48, media_format)
    assert image.fingerprint == fingerprint_bytes(data)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied(orientation: int) -> None:
    turned_back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = gradient()
    if orientation > 1:
        stored = stored.transpose(Image.Transpose(turned_back[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation

    image = decode_image(encoded(stored, "PNG", exif=exif), limits=LIMITS)

    assert difference(image.pixels, gradient()) == 0
    assert (image.width_px, image.height_px) == (64, 48)


def test_a_damaged_exif_block_leaves_the_picture_as_it_is() -> None:
    data = encoded(gradient(), "PNG", exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff")

    assert difference(pixels_of(data), gradient()) == 0


def test_sixteen_bit_grey_keeps_its_shades() -> None:
    deep = (np.linspace(0, 65535, 64)[None, :].repeat(8, 0)).astype(np.uint16)

    pixels = pixels_of(encoded(Image.fromarray(deep), "PNG"))

    assert np.abs(pixels[..., 0].astype(float) - deep / 257).max() <= 1


def test_sixteen_bit_grey_with_a_transparent_shade_lies_on_white() -> None:
    deep = np.full((4, 4), 300, np.uint16)
    deep[0, 0] = 1000
    data = encoded(Image.fromarray(deep), "PNG")
    data = data[:33] + png_chunk(b"tRNS", (1000).to_bytes(2)) + data[33:]

    pixels = pixels_of(data)

    assert pixels[0, 0].tolist() == [255, 255, 255]
    assert pixels[1, 1].tolist() == [1, 1, 1]


def test_two_bit_grey_names_its_transparent_shade_in_its_own_samples() -> None:
    header = png_chunk(b"IHDR", (2).to_bytes(4) + (1).to_bytes(4) + bytes([2, 0, 0, 0, 0]))
    # Two samples, 1 and 2 of 0..3; the first is the transparent one.
    rows = png_chunk(b"IDAT", zlib.compress(bytes([0, 0b01100000])))
    data = b"\x89PNG\r\n\x1a\n" + header + png_chunk(b"tRNS", b"\x00\x01") + rows + png_chunk(b"IEND", b"")

    assert pixels_of(data)[0].tolist() == [[255, 255, 255], [170, 170, 170]]


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparency_lies_on_white(mode: str) -> None:
    colour: Any = (0, 0, 0, 51) if mode == "RGBA" else (0, 51)

    assert pixels_of(encoded(Image.new(mode, (4, 4), colour), "PNG"))[0, 0].tolist() == [204, 204, 204]


def test_a_palette_with_transparency_lies_on_white() -> None:
    image = Image.new("P", (4, 4), 1)
    image.putpalette([0, 0, 0, 10, 20, 30])
    image.putpixel((0, 0), 0)

    pixels = pixels_of(encoded(image, "GIF", transparency=0))

    assert pixels[0, 0].tolist() == [255, 255, 255]
    assert pixels[2, 2].tolist() == [10, 20, 30]


def test_black_and_white_becomes_rgb() -> None:
    image = Image.new("1", (3, 1))
    image.putpixel((1, 0), 1)

    assert pixels_of(encoded(image, "PNG"))[0, :, 0].tolist() == [0, 255, 0]


def test_cmyk_is_not_inverted() -> None:
    pixels = pixels_of(encoded(Image.new("CMYK", (16, 16), (0, 255, 255, 0)), "JPEG", quality=95))

    assert np.abs(pixels[8, 8].astype(int) - [255, 0, 0]).max() <= 3


def test_the_first_frame_of_an_animation_is_taken() -> None:
    first, second = Image.new("RGB", (8, 8), RED), Image.new("RGB", (8, 8), GREEN)

    for media_format in ("GIF", "WEBP", "PNG", "AVIF"):
        options = {"lossless": True} if media_format == "WEBP" else {}
        pixels = pixels_of(encoded(first, media_format, save_all=True, append_images=[second], **options))
        assert pixels[4, 4, 0] > 150 > pixels[4, 4, 1], media_format


def test_a_large_jpeg_is_decoded_at_reduced_scale() -> None:
    image = decode_image(encoded(gradient(1600, 1200), "JPEG"), target_px=256, limits=LIMITS)

    assert image.pixels.shape == (300, 400, 3)
    assert (image.width_px, image.height_px) == (1600, 1200)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "I;16"])
def test_a_large_png_is_averaged_down_without_a_seam(mode: str) -> None:
    source = gradient(1500, 1100)
    deep = Image.fromarray(np.asarray(source.convert("L")).astype(np.uint16) * 257)
    stored = deep if mode == "I;16" else source.convert(mode)

    pixels = pixels_of(encoded(stored, "PNG", compress_level=1), target_px=200)

    wanted = source.convert("L") if mode in ("L", "I;16") else stored.convert("RGB")
    assert pixels.shape == (220, 300, 3)
    assert difference(pixels, wanted.convert("RGB").reduce(5)) <= 1


def test_a_long_narrow_picture_is_bounded_too() -> None:
    pixels = pixels_of(encoded(Image.new("RGB", (40_000, 200)), "PNG"), target_px=100)

    assert pixels.shape[0] * pixels.shape[1] <= 16 * 100 * 100 * 1.1


def test_metadata_is_not_carried() -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret place"

    image = decode_image(encoded(gradient(), "JPEG", exif=exif, comment=b"<script>"), limits=LIMITS)

    values = [getattr(image, name) for name in image.__dataclass_fields__]
    assert not any("secret" in str(value) or "script" in str(value) for value in values)
    assert type(image.pixels) is np.ndarray


def test_a_header_that_promises_too_many_pixels_is_refused_before_decoding() -> None:
    with pytest.raises(UploadTooLarge, match="50 million pixels") as refusal:
        decode_image(png_that_claims(10_000, 6_000), limits=LIMITS)

    assert refusal.value.code == "too_many_pixels"


def test_too_many_bytes_are_refused() -> None:
    limits = IntakeSettings(max_image_bytes=100)

    with pytest.raises(UploadTooLarge, match="at most 100"):
        decode_image(encoded(gradient(), "PNG"), limits=limits)


@pytest.mark.parametrize("media_format", ["GIF", "WEBP", "PNG"])
def test_too_many_frames_are_refused(media_format: str) -> None:
    frames = [Image.new("RGB", (4, 4), (i * 20, 0, 0)) for i in range(5)]
    data = encoded(frames[0], media_format, save_all=True, append_images=frames[1:])
    decode_image(data, limits=IntakeSettings(max_frames=5))

    with pytest.raises(UploadTooLarge) as refusal:
        decode_image(data, limits=IntakeSettings(max_frames=4))

    assert refusal.value.code == "too_many_frames"


@pytest.mark.parametrize(("wanted_px", "enough"), [(128, 256), (224, 448), (384, 512)])
def test_twice_what_a_model_looks_at_is_enough(wanted_px: int, enough: int) -> None:
    assert enough_px(wanted_px) == enough


@pytest.mark.parametrize("media_format", FORMATS)
def test_a_file_cut_off_is_refused(media_format: str) -> None:
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (64, 64, 3), dtype=np.uint8))
    data = encoded(noise, media_format)

    with pytest.raises(InvalidUpload, match="damaged or cut off"):
        decode_image(data[: len(data) // 2], limits=LIMITS)


@pytest.mark.parametrize("media_format", FORMATS)
def test_flipped_bytes_give_a_picture_or_a_refusal_and_nothing_else(media_format: str) -> None:
    data = encoded(gradient(), media_format)
    rng = np.random.default_rng(7)
    for _ in range(150):
        damaged = bytearray(data)
        for at in rng.integers(0, len(data), 4):
            damaged[at] = rng.integers(0, 256)
        try:
            decode_image(bytes(damaged), limits=LIMITS)
        except InvalidUpload:
            continue


def test_a_clip_is_not_a_photo() -> None:
    with pytest.raises(UnsupportedFormat, match="clip"):
        decode_image(clip(GREEN, frames_each=1), limits=LIMITS)


def test_heic_without_the_extra_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pillow_heif.as_plugin", None)

    with pytest.raises(UnsupportedFormat, match="HEIC") as refusal:
        decode_image(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", limits=LIMITS)

    assert "pip install 'hashtagger[heif]'" in refusal.value.advice


def test_a_bomb_warning_is_an_error_even_where_warnings_are_silenced() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(UploadTooLarge):
            decode_image(png_that_claims(60_000, 1_000), limits=LIMITS)


def test_the_header_tells_the_memory_that_decoding_takes() -> None:
    jpeg = read_header(encoded(gradient(1600, 1200), "JPEG"), target_px=256, limits=LIMITS)
    webp = read_header(encoded(gradient(1600, 1200), "WEBP"), target_px=256, limits=LIMITS)

    assert (jpeg.width_px, jpeg.height_px, jpeg.media_format) == (1600, 1200, "JPEG")
    assert webp.working_bytes - jpeg.working_bytes > 15 * 1600 * 1200
