"""Large WebP and AVIF pictures take another way to the same pixels, with less memory."""

import io

import numpy as np
import pytest
from PIL import Image

from hashtagger.errors import InvalidUpload
from hashtagger.media import large
from hashtagger.media.images import decode_image, read_header
from hashtagger.settings import IntakeSettings

LIMITS = IntakeSettings()
KINDS = [
    ("WEBP", {"quality": 90}),
    ("WEBP", {"lossless": True}),
    ("AVIF", {"quality": 90, "subsampling": "4:4:4"}),
    ("AVIF", {"quality": 90, "subsampling": "4:2:0"}),
]


def a_file(kind, mode="RGB", **options):
    """A gradient of 401 × 300 with a mark in one corner, encoded."""
    rows, columns = np.mgrid[0:300, 0:401]
    pixels = np.stack([rows * 255 // 299, columns * 255 // 400, (rows + columns) % 256], axis=2).astype(np.uint8)
    pixels[:60, :60] = (255, 0, 0)
    buffer = io.BytesIO()
    picture = Image.fromarray(pixels)
    if mode == "RGBA":
        picture.putalpha(128)
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.fixture
def everything_is_large(monkeypatch):
    monkeypatch.setattr(large, "LARGE_PX", 1)


@pytest.mark.parametrize(("kind", "options"), KINDS, ids=str)
def test_the_pixels_are_those_of_the_usual_way(kind, options, monkeypatch):
    data = a_file(kind, **options)
    usual = decode_image(data, target_px=100, limits=LIMITS)
    monkeypatch.setattr(large, "LARGE_PX", 1)
    monkeypatch.setattr("hashtagger.media.images.flatten", None)  # the usual way must not be taken
    reduced = decode_image(data, target_px=100, limits=LIMITS)
    assert reduced.pixels.shape == usual.pixels.shape
    assert (reduced.width_px, reduced.height_px) == (401, 300)
    # The last column is the mean of fewer columns in one way and of a stretch in the other.
    difference = np.abs(reduced.pixels.astype(int) - usual.pixels)[:, :-1]
    assert difference.mean() < 3


@pytest.mark.parametrize(("kind", "options"), KINDS[:3], ids=str)
def test_it_is_turned_upright(kind, options, everything_is_large):
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = decode_image(a_file(kind, exif=exif, **options), target_px=100, limits=LIMITS)
    assert picture.pixels.shape == (134, 100, 3)
    assert picture.pixels[5, -5, 0] > 200  # the red corner, from the upper left to the upper right
    assert picture.pixels[5, -5, 1] < 60


@pytest.mark.parametrize(("kind", "options"), KINDS, ids=str)
def test_a_cut_off_file_is_refused(kind, options, everything_is_large):
    data = a_file(kind, **options)
    with pytest.raises(InvalidUpload):
        decode_image(data[: len(data) // 2], target_px=100, limits=LIMITS)


def test_of_an_animation_the_first_frame_is_taken_the_usual_way(everything_is_large):
    buffer = io.BytesIO()
    red, green = (Image.new("RGB", (64, 64), colour) for colour in ((255, 0, 0), (0, 255, 0)))
    red.save(buffer, "WEBP", save_all=True, append_images=[green], lossless=True)
    found = decode_image(buffer.getvalue(), target_px=16, limits=LIMITS)
    assert found.pixels[0, 0].tolist() == [255, 0, 0]


def test_transparency_and_other_formats_go_the_usual_way(everything_is_large):
    for data in (a_file("WEBP", "RGBA"), a_file("JPEG"), a_file("PNG")):
        with Image.open(io.BytesIO(data)) as image:
            assert large.working_bytes(image, data) is None


def test_a_lossless_picture_is_known_behind_a_long_colour_profile(everything_is_large):
    buffer = io.BytesIO()
    Image.new("RGB", (64, 64), (200, 40, 40)).save(buffer, "WEBP", lossless=True, icc_profile=bytes(100_000))
    data = buffer.getvalue()
    with Image.open(io.BytesIO(data)) as image:
        assert large.working_bytes(image, data) - len(data) >= 4 * 64 * 64


@pytest.mark.parametrize(("kind", "options"), [("WEBP", {"method": 0}), ("AVIF", {"speed": 10})], ids=str)
def test_fifty_megapixels_fit_into_the_memory_for_decoding(kind, options):
    buffer = io.BytesIO()
    Image.new("RGB", (3000, 2700), (200, 40, 40)).save(buffer, kind, **options)
    needed = read_header(buffer.getvalue(), limits=LIMITS).working_bytes
    assert needed * LIMITS.max_pixels / (3000 * 2700) < LIMITS.decode_memory_bytes
