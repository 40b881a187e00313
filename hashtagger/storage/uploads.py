"""That a picture or clip was sent: its fingerprint and size, never its pixels or its metadata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hashtagger.storage.tables import uploads as table


@dataclass(frozen=True, slots=True)
class Upload:
    id: str
    """From ``new_id``."""
    fingerprint: str
    """sha256 of the bytes, in hex."""
    format: str
    """As ``DecodedImage.media_format``."""
    width_px: int
    height_px: int
    size_bytes: int
    created: datetime


def add_uploads(
    connection: sa.Connection, uploads: Sequence[Upload], *, owner: str, recommendation_id: str | None = None
) -> None:
    """Store uploads; those of a recommendation disappear with it."""
    mine = {"owner": owner, "recommendation_id": recommendation_id}
    rows = [{field.name: getattr(upload, field.name) for field in fields(upload)} | mine for upload in uploads]
    if rows:
        connection.execute(sa.insert(table), rows)


def uploads_of(connection: sa.Connection, recommendation_id: str) -> list[Upload]:
    """In the order in which they were sent, given that their ids are."""
    query = sa.select(table).where(table.c.recommendation_id == recommendation_id).order_by(table.c.id)
    return [_upload(row) for row in connection.execute(query)]


def purge_uploads(connection: sa.Connection, *, older_than: datetime) -> int:
    """Delete what was sent before ``older_than``; answers how many."""
    return connection.execute(sa.delete(table).where(table.c.created < older_than)).rowcount


def _upload(row: sa.Row[Any]) -> Upload:
    return Upload(
        id=row.id,
        fingerprint=row.fingerprint,
        format=row.format,
        width_px=row.width_px,
        height_px=row.height_px,
        size_bytes=row.size_bytes,
        created=row.created,
    )
