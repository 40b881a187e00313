"""Tells what uploaded bytes are from their first bytes, never from a file name or a Content-Type."""

from __future__ import annotations

from enum import StrEnum

from hashtagger.errors import UnsupportedFormat


class MediaFormat(StrEnum):
    """Everything that may go on to a decoder."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    GIF = "GIF"
    AVIF = "AVIF"
    HEIF = "HEIF"
    MP4 = "MP4"
    MOV = "MOV"
    WEBM = "WEBM"

    @property
    def is_video(self) -> bool:
        return self in (MediaFormat.MP4, MediaFormat.MOV, MediaFormat.WEBM)


def sniff(data: bytes) -> MediaFormat:
    """
    The format of ``data`` by its magic bytes.

    Raises ``UnsupportedFormat`` for everything else, naming what it looks like. A match is no promise that the rest can be
    decoded.
    """
    for magic, media_format in _PICTURES:
        if data.startswith(magic):
            return media_format
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return MediaFormat.WEBP
    if data[4:8] == b"ftyp":
        return _iso_base_media(data)
    if data[4:8] in _QUICKTIME_ATOMS and int.from_bytes(data[:4]) >= 8:
        return MediaFormat.MOV
    if data.startswith(_EBML) and b"webm" in data[:64]:
        return MediaFormat.WEBM
    raise UnsupportedFormat(f"This looks like {describe(data)}, which is not accepted.")


def is_video(data: bytes) -> bool:
    """Whether ``data`` begins like a clip that is accepted; False for everything unknown."""
    try:
        return sniff(data).is_video
    except UnsupportedFormat:
        return False


def describe(data: bytes) -> str:
    """What refused bytes look like, as a noun phrase for an error message."""
    if not data:
        return "an empty file"
    for offset, magic, name in _REFUSED:
        if data[offset : offset + len(magic)] == magic:
            return name
    head = data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith((b"<?xml", b"<svg", b"<!doctype svg", b"<!--")) and b"<svg" in data[:4096].lower():
        return "an SVG drawing"
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<script")):
        return "an HTML page"
    if head.startswith(b"<"):
        return "an XML document"
    if b"\x00" not in data[:1024] and _is_text(data[:1024]):
        return "text"
    return "neither a picture nor a clip"


_EBML = b"\x1a\x45\xdf\xa3"

_PICTURES: tuple[tuple[bytes, MediaFormat], ...] = (
    (b"\xff\xd8\xff", MediaFormat.JPEG),
    (b"\x89PNG\r\n\x1a\n", MediaFormat.PNG),
    (b"GIF87a", MediaFormat.GIF),
    (b"GIF89a", MediaFormat.GIF),
)

# A QuickTime file older than the ftyp box starts with one of these.
_QUICKTIME_ATOMS = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})

_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"})
_VIDEO_BRANDS = frozenset(
    {b"isom", b"avc1", b"mp41", b"mp42", b"mp71", b"M4V ", b"M4VH", b"M4VP", b"MSNV", b"dash", b"XAVC"}
)
_OTHER_BRANDS = {
    b"crx ": "a Canon raw photo (CR3)",
    b"M4A ": "a sound file (M4A)",
    b"M4B ": "a sound file (M4B)",
    b"jp2 ": "a JPEG 2000 picture",
    b"jpx ": "a JPEG 2000 picture",
    b"jxl ": "a JPEG XL picture",
}

_REFUSED: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF", "a PDF document"),
    (0, b"%!PS", "a PostScript document"),
    (0, b"\xc5\xd0\xd3\xc6", "an EPS drawing"),
    (0, b"II*\x00", "a TIFF picture or a raw photo"),
    (0, b"MM\x00*", "a TIFF picture or a raw photo"),
    (0, b"II+\x00", "a BigTIFF picture"),
    (0, b"MM\x00+", "a BigTIFF picture"),
    (0, b"BM", "a BMP picture"),
    (0, b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture"),
    (0, b"\xff\x4f\xff\x51", "a JPEG 2000 picture"),
    (0, b"\x00\x00\x00\x0cJXL ", "a JPEG XL picture"),
    (0, b"\xff\x0a", "a JPEG XL picture"),
    (0, b"8BPS", "a Photoshop document"),
    (0, b"gimp xcf", "a GIMP document"),
    (0, b"\x00\x00\x01\x00", "an icon (ICO)"),
    (0, b"\x00\x00\x02\x00", "a cursor (CUR) or a TGA picture"),
    (0, b"icns", "an icon (ICNS)"),
    (0, b"DDS ", "a DDS texture"),
    (0, b"v/1\x01", "an OpenEXR picture"),
    (0, b"#?RADIANCE", "a Radiance HDR picture"),
    (0, b"P1", "a PNM picture"),
    (0, b"P2", "a PNM picture"),
    (0, b"P3", "a PNM picture"),
    (0, b"P4", "a PNM picture"),
    (0, b"P5", "a PNM picture"),
    (0, b"P6", "a PNM picture"),
    (0, b"\xd7\xcd\xc6\x9a", "a WMF drawing"),
    (40, b" EMF", "an EMF drawing"),
    (0, b"\x8aMNG", "an MNG animation"),
    (8, b"AVI ", "an AVI clip"),
    (8, b"WAVE", "a sound file (WAV)"),
    (0, _EBML, "a Matroska clip"),
    (0, b"FLV\x01", "a Flash clip"),
    (0, b"FWS", "a Flash program"),
    (0, b"CWS", "a Flash program"),
    (0, b"\x00\x00\x01\xba", "an MPEG clip"),
    (0, b"#EXTM3U", "a playlist"),
    (0, b"OggS", "an Ogg file"),
    (0, b"ID3", "a sound file (MP3)"),
    (0, b"fLaC", "a sound file (FLAC)"),
    (0, b"PK\x03\x04", "a ZIP archive or an office document"),
    (0, b"\x1f\x8b", "a gzip archive"),
    (0, b"BZh", "a bzip2 archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (0, b"Rar!", "a RAR archive"),
    (0, b"MZ", "a Windows program"),
    (0, b"\x7fELF", "a program"),
    (0, b"#!", "a script"),
    (0, b"<?php", "a PHP script"),
)


def _iso_base_media(data: bytes) -> MediaFormat:
    """The family of MP4 (ISO/IEC 14496-12): the brands of its first box decide."""
    size = min(int.from_bytes(data[:4]), len(data), 4096)
    major = data[8:12]
    brands = [major, *(data[at : at + 4] for at in range(16, size - 3, 4))]
    if major in _OTHER_BRANDS:
        raise UnsupportedFormat(f"This looks like {_OTHER_BRANDS[major]}, which is not accepted.")
    if major == b"qt  ":
        return MediaFormat.MOV
    # A still AVIF may call itself 'mif1' first: the coding brand tells it from HEIC.
    if _AVIF_BRANDS.intersection(brands):
        return MediaFormat.AVIF
    if _HEIF_BRANDS.intersection(brands):
        return MediaFormat.HEIF
    if any(brand in _VIDEO_BRANDS or brand[:3] in (b"iso", b"3gp", b"3g2") for brand in brands):
        return MediaFormat.MP4
    raise UnsupportedFormat("This is a file of the MP4 family, but neither a clip nor a picture that is accepted.")


def _is_text(head: bytes) -> bool:
    try:
        head[:1000].decode()
    except UnicodeDecodeError as error:
        return error.start > 990
    return True
