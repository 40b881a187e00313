"""Names bytes by their content, so that the same upload is recognised and cached."""

from __future__ import annotations

import hashlib

from hashtagger.types import Pixels


def fingerprint_bytes(data: bytes) -> str:
    """sha256 of ``data`` as 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def fingerprint_pixels(pixels: Pixels) -> str:
    """sha256 of shape and content of a picture: two frames with equal pixels get the same name."""
    height, width, channels = pixels.shape
    digest = hashlib.sha256(f"{height}x{width}x{channels}:".encode())
    digest.update(pixels.tobytes())
    return digest.hexdigest()
