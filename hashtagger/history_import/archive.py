"""Takes the few files that matter out of an export's ZIP; nothing is ever written, and nothing grows beyond its bounds."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from datetime import UTC, datetime
from typing import BinaryIO

from hashtagger.errors import InvalidRequest, UploadTooLarge
from hashtagger.history_import.history import MAX_FILE_BYTES

MAX_FILES = 40
MAX_ENTRIES = 200_000
"""Of the ZIP's directory, which is read as a whole."""
MAX_UNPACKED_BYTES = 2 * MAX_FILE_BYTES
"""Of all files together, which are in memory at once."""

_POSTS = re.compile(
    r"(^|/)((content|media)/(posts_\d+|reels|igtv_videos)\.json|media\.json|past_instagram_insights/(posts|reels)\.json)$"
)
_ENTRY = b"PK\x01\x02"
_CHUNK_BYTES = 1 << 20
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError),
    *(NotImplementedError, RuntimeError, ValueError, OSError),
)
"""What reading a ZIP raises that is none, or is encrypted."""


def unpacked(file: BinaryIO) -> tuple[dict[str, bytes], datetime | None]:
    """
    The files of posts and insights by their names, and when the newest of them was written.

    Raises ``InvalidRequest`` (code ``invalid_history``) and ``UploadTooLarge``.
    """
    _few_entries(file)
    files: dict[str, bytes] = {}
    written: datetime | None = None
    try:
        with zipfile.ZipFile(file) as archive:
            for entry in [each for each in archive.infolist() if _POSTS.search(each.filename)][:MAX_FILES]:
                files[entry.filename] = _content(archive, entry, MAX_UNPACKED_BYTES - sum(map(len, files.values())))
                if (moment := _written(entry)) is not None:
                    written = moment if written is None else max(written, moment)
    except _DAMAGED:
        raise _unreadable("the ZIP is damaged or encrypted") from None
    if not files:
        raise _unreadable("there are no posts of Instagram's export in the ZIP")
    return files, written


def _few_entries(file: BinaryIO) -> None:
    entries, tail = 0, b""
    file.seek(0)
    while chunk := file.read(_CHUNK_BYTES):
        entries += (tail + chunk).count(_ENTRY)
        tail = chunk[-3:]
    if entries > MAX_ENTRIES:
        raise UploadTooLarge(
            f"the ZIP has more than {MAX_ENTRIES:,} entries",
            advice="Ask Instagram for an export without media, or send its JSON files one by one.",
        )


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> bytes:
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _unreadable("the ZIP is packed in a way that is not read")
    most = min(MAX_FILE_BYTES, room)
    with archive.open(entry) as packed:
        data = packed.read(most + 1)  # what the ZIP says of its size is not to be believed
    if len(data) > most:
        raise UploadTooLarge(
            f"a file in the ZIP has more than {most:,} bytes when unpacked",
            advice="Ask Instagram for an export of a shorter time.",
        )
    return data


def _written(entry: zipfile.ZipInfo) -> datetime | None:
    """None for the moment that stands for none."""
    try:
        moment = datetime(*entry.date_time, tzinfo=UTC)
    except ValueError:
        return None
    return moment if moment.year > 1980 else None


def _unreadable(message: str) -> InvalidRequest:
    return InvalidRequest(
        message,
        code="invalid_history",
        advice="Ask Instagram for your information in the format JSON, and send its ZIP as it is.",
    )
