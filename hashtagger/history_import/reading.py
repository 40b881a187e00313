"""Finds out what sort of file it is, and reads it."""

from __future__ import annotations

from io import BytesIO
from typing import BinaryIO

from hashtagger.errors import UploadTooLarge
from hashtagger.history_import.archive import unpacked
from hashtagger.history_import.history import MAX_FILE_BYTES, History, Wanted
from hashtagger.history_import.instagram import read_export
from hashtagger.history_import.table import read_table

_ZIP = b"PK"


def read_history(
    file: BinaryIO | bytes, wanted: Wanted, *, name: str = "posts.json", time_zone: str = "UTC"
) -> History:
    """
    The posts in a file: Instagram's export as ZIP or one of its JSON files, or a CSV, told apart by how it begins.

    Raises ``InvalidRequest`` (codes ``invalid_history``, ``unknown_time_zone``) and ``UploadTooLarge``.
    """
    source = BytesIO(file) if isinstance(file, bytes) else file
    begin = source.read(64)
    source.seek(0)
    if begin[:2] == _ZIP:
        files, written = unpacked(source)
        observed = None if written is None else min(written, wanted.now)
        return read_export(files, wanted, observed=observed).history()
    data = source.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise UploadTooLarge(
            f"the file has more than {MAX_FILE_BYTES:,} bytes", advice="Send a ZIP, or the posts in several files."
        )
    if begin.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{"):
        return read_export({name: data}, wanted).history()
    return read_table(data, wanted, time_zone=time_zone).history()
