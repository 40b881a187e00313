"""
The pictures of generation jobs on disk: one folder a job, whole files only.

A file is there before the row that names it, so that a crash in between leaves a stray file and never a row without one;
``tidy`` removes the strays.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from hashtagger.durable import whole
from hashtagger.errors import NotFound
from hashtagger.types import DecodedImage

_INPUT = "input.png"


class GenerationFiles:
    """All methods block; ids come from rows, never from a caller."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def save_image(self, id: str, image: DecodedImage) -> dict[str, Any]:
        """Keep the pixels that a job starts from, without anything else of the upload; answers what its row keeps of it."""
        path = self._directory / id / _INPUT
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole(path) as unfinished:
            Image.fromarray(image.pixels).save(unfinished, "PNG", compress_level=1)
        return {
            "width_px": image.width_px,
            "height_px": image.height_px,
            "media_format": image.media_format,
            "fingerprint": image.fingerprint,
            "size_bytes": image.size_bytes,
        }

    def load_image(self, id: str, described: Mapping[str, Any]) -> DecodedImage:
        """The picture of ``save_image``. Raises ``NotFound`` (code ``lost_input``) when its file is gone."""
        try:
            with Image.open(self._directory / id / _INPUT, formats=["PNG"]) as picture:
                return DecodedImage(pixels=np.array(picture.convert("RGB")), **described)
        except FileNotFoundError:
            raise NotFound("The picture that the job starts from is gone.", code="lost_input") from None

    def save_result(self, id: str, name: str, data: bytes) -> None:
        """When this returns, the file survives a crash."""
        path = self._directory / id / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole(path) as unfinished:
            unfinished.write_bytes(data)

    def result(self, id: str, name: str) -> Path:
        """Raises ``NotFound`` when it was deleted."""
        path = self._directory / id / name
        if not path.is_file():
            raise NotFound("The result was deleted.", code="result_deleted", advice="Ask for it again.")
        return path

    def keep_only(self, id: str, names: Collection[str]) -> None:
        """Delete everything else of a job; the folder too when nothing is left."""
        if not names:
            shutil.rmtree(self._directory / id, ignore_errors=True)
            return
        for path in (self._directory / id).glob("*"):
            if path.name not in names:
                path.unlink(missing_ok=True)

    def folders(self, *, older_than_s: float) -> list[str]:
        """Ids of jobs that have files, of which none was added in the last ``older_than_s``."""
        before = time.time() - older_than_s
        if not self._directory.is_dir():
            return []
        with os.scandir(self._directory) as entries:
            return sorted(entry.name for entry in entries if entry.is_dir() and entry.stat().st_mtime <= before)
