"""Counts the frames of a GIF without decoding any; Pillow's own count walks the whole file however long it is."""

from __future__ import annotations

_MAX_BLOCKS = 1_000_000
"""Sub-blocks looked at; a 25 MB photo GIF has a tenth of it."""


def count_gif_frames(data: bytes, *, stop_after: int) -> int:
    """
    Image descriptors in ``data`` (GIF89a specification, section 20), counting no further than ``stop_after``.

    A file cut short counts what is there. One made of more than a million tiny blocks counts as ``stop_after``.
    """
    if len(data) < 13:
        return 0
    at = 13 + _colour_table_bytes(data[10])
    frames = blocks = 0
    while at < len(data) and frames < stop_after:
        if data[at] == 0x21:
            at += 2
        elif data[at] == 0x2C and at + 9 < len(data):
            frames += 1
            at += 11 + _colour_table_bytes(data[at + 9])
        else:
            break
        while at < len(data) and data[at]:
            at += 1 + data[at]
            blocks += 1
            if blocks > _MAX_BLOCKS:
                return stop_after
        at += 1
    return frames


def _colour_table_bytes(packed: int) -> int:
    return 3 << ((packed & 7) + 1) if packed & 0x80 else 0
