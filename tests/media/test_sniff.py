"""Formats are told by their first bytes."""

from __future__ import annotations

import pytest

from hashtagger.errors import UnsupportedFormat
from hashtagger.media.sniff import MediaFormat, sniff
from tests.media.builders import GREEN, clip, encoded, gradient


@pytest.mark.parametrize("media_format", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_every_accepted_picture_format_is_recognised(media_format: str) -> None:
    assert sniff(encoded(gradient(), media_format)) == media_format


@pytest.mark.parametrize(("container", "codec"), [("mp4", "mpeg4"), ("mov", "mpeg4"), ("webm", "libvpx")])
def test_every_accepted_container_is_recognised(container: str, codec: str) -> None:
    found = sniff(clip(GREEN, container=container, codec=codec, frames_each=1))

    assert found == container.upper()
    assert found.is_video


def test_an_avif_that_names_the_general_brand_first_is_not_taken_for_heic() -> None:
    assert sniff(b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avifmiaf") is MediaFormat.AVIF
    assert sniff(b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic") is MediaFormat.HEIF


def test_a_quicktime_file_without_a_type_box_is_a_clip() -> None:
    assert sniff(b"\x00\x00\x00\x08wide\x00\x00\x10\x00mdat") is MediaFormat.MOV


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "an empty file"),
        (b"%PDF-1.7", "a PDF document"),
        (b"%!PS-Adobe-3.0 EPSF", "a PostScript document"),
        (b"II*\x00rest", "a TIFF picture"),
        (b"MM\x00*rest", "a TIFF picture"),
        (b"BM\x00\x00", "a BMP picture"),
        (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "a JPEG 2000 picture"),
        (b"\xff\x4f\xff\x51\x00", "a JPEG 2000 picture"),
        (b'\xef\xbb\xbf <?xml version="1.0"?><svg>', "an SVG drawing"),
        (b"<svg onload=alert(1)>", "an SVG drawing"),
        (b"<!doctype html><p>", "an HTML page"),
        (b"\x1a\x45\xdf\xa3\x93B\x82\x88matroska", "a Matroska clip"),
        (b"PK\x03\x04", "a ZIP archive"),
        (b"RIFF\x00\x00\x00\x00AVI ", "an AVI clip"),
        (b"\x00\x00\x00\x18ftypcrx \x00\x00\x00\x00", "a Canon raw photo"),
        (b"hello world", "text"),
        (b"\x00\x01\x02\x03\x04\x05", "neither a picture nor a clip"),
    ],
)
def test_a_refusal_names_what_the_file_looks_like(data: bytes, name: str) -> None:
    with pytest.raises(UnsupportedFormat, match=name):
        sniff(data)
