"""Frames of a GIF are counted without decoding."""

from __future__ import annotations

from PIL import Image

from hashtagger.media.gif import count_gif_frames
from tests.media.builders import encoded


def test_all_frames_are_counted() -> None:
    frames = [Image.new("RGB", (4, 4), (i * 20, 0, 0)) for i in range(7)]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])

    assert count_gif_frames(data, stop_after=100) == 7


def test_counting_stops_where_it_is_told() -> None:
    frames = [Image.new("RGB", (4, 4), (i * 20, 0, 0)) for i in range(7)]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])

    assert count_gif_frames(data, stop_after=3) == 3


def test_a_file_of_countless_tiny_blocks_counts_as_too_many() -> None:
    data = b"GIF89a\x01\x00\x01\x00\x00\x00\x00!\xfe" + b"\x01a" * 1_000_002

    assert count_gif_frames(data, stop_after=9) == 9


def test_a_file_cut_short_counts_what_is_there() -> None:
    data = encoded(Image.new("RGB", (4, 4)), "GIF")

    assert count_gif_frames(data[:-8], stop_after=9) == 1
    assert count_gif_frames(b"GIF89a", stop_after=9) == 0
