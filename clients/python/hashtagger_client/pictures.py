"""From what a caller has at hand (a path, bytes, an open file) to what an upload is made of."""

from __future__ import annotations

import io
import mimetypes
import os
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, cast

from hashtagger_client.generated.types import File

Picture = str | os.PathLike[str] | bytes | BinaryIO
"""A path, the bytes of a file, or a file open for reading bytes."""


def uploads(pictures: Picture | Iterable[Picture]) -> list[File]:
    """
    The files of one request, read at once, so that a retry can send them again.

    Raises ``OSError`` for a path that cannot be read.
    """
    if isinstance(pictures, str | os.PathLike | bytes):
        return [_file(pictures)]
    if isinstance(pictures, io.IOBase):
        return [_file(cast("BinaryIO", pictures))]
    return [_file(each) for each in pictures]


def _file(picture: Picture) -> File:
    if isinstance(picture, bytes):
        return File(io.BytesIO(picture), "picture", "application/octet-stream")
    if isinstance(picture, str | os.PathLike):
        path = Path(picture)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return File(io.BytesIO(path.read_bytes()), path.name, kind)
    return File(io.BytesIO(picture.read()), "picture", "application/octet-stream")
