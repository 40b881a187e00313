"""Vectors of tags, kept apart by the fingerprint of the model they came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import sqlalchemy as sa

from hashtagger.storage.tables import tag_embeddings, tags
from hashtagger.storage.upserts import batched, upsert
from hashtagger.types import Tag, Vectors

_STORED = np.dtype("<f4")


@dataclass(frozen=True, slots=True)
class StaleEmbedding:
    """A tag whose vector is missing, or older than the tag."""

    tag: Tag
    revision: int
    """Of the tag now."""
    text_hash: str | None
    """Of the text behind the old vector; when it is the hash of today's text, ``confirm_embeddings`` is enough."""


@dataclass(frozen=True, slots=True)
class EmbeddedTag:
    """What a vector was made from."""

    tag: Tag
    revision: int
    text_hash: str


def missing_embeddings(
    connection: sa.Connection, fingerprint: str, *, limit: int = 1000, after: Tag | None = None
) -> list[StaleEmbedding]:
    """Tags to embed with the model of ``fingerprint``, in the order of keys behind ``after``, at most ``limit``."""
    mine = sa.and_(tag_embeddings.c.tag == tags.c.key, tag_embeddings.c.fingerprint == fingerprint)
    query = (
        sa.select(tags.c.key, tags.c.revision, tag_embeddings.c.text_hash)
        .select_from(tags.outerjoin(tag_embeddings, mine))
        .where(tag_embeddings.c.revision.is_(None) | (tag_embeddings.c.revision < tags.c.revision))
        .order_by(tags.c.key)
        .limit(limit)
    )
    if after is not None:
        query = query.where(tags.c.key > after)
    return [StaleEmbedding(Tag(row.key), row.revision, row.text_hash) for row in connection.execute(query)]


def put_embeddings(
    connection: sa.Connection, fingerprint: str, sources: Sequence[EmbeddedTag], vectors: Vectors
) -> None:
    """
    Store one row of ``vectors`` (float32 [n, d], finite) for each of ``sources``; earlier vectors are replaced.

    Tags deleted meanwhile are left out. Raises ``ValueError`` where the shapes differ or a number is not finite.
    """
    if vectors.ndim != 2 or len(vectors) != len(sources) or not np.isfinite(vectors).all():
        raise ValueError(f"{len(sources)} tags need as many finite vectors, not an array of shape {vectors.shape}")
    stored = np.ascontiguousarray(vectors, dtype=_STORED)
    for batch in batched(list(zip(sources, stored, strict=True))):
        known = _still_there(connection, [source.tag for source, _ in batch])
        rows = [
            {
                "fingerprint": fingerprint,
                "tag": source.tag,
                "vector": vector.tobytes(),
                "text_hash": source.text_hash,
                "revision": source.revision,
            }
            for source, vector in batch
            if source.tag in known
        ]
        upsert(connection, tag_embeddings, rows)


def confirm_embeddings(connection: sa.Connection, fingerprint: str, sources: Sequence[EmbeddedTag]) -> None:
    """Say that the stored vectors still hold for these revisions, because the text behind them is the same."""
    for source in sources:
        connection.execute(
            sa.update(tag_embeddings)
            .where(tag_embeddings.c.fingerprint == fingerprint, tag_embeddings.c.tag == source.tag)
            .where(tag_embeddings.c.text_hash == source.text_hash)
            .values(revision=source.revision)
        )


def iterate_embeddings(
    connection: sa.Connection, fingerprint: str, *, batch: int = 1000
) -> Iterator[tuple[list[Tag], Vectors]]:
    """All vectors of one model in the order of keys: tags and float32 [n, d], at most ``batch`` at a time."""
    after = ""
    while True:
        query = (
            sa.select(tag_embeddings.c.tag, tag_embeddings.c.vector)
            .where(tag_embeddings.c.fingerprint == fingerprint, tag_embeddings.c.tag > after)
            .order_by(tag_embeddings.c.tag)
            .limit(batch)
        )
        rows = connection.execute(query).all()
        if not rows:
            return
        after = rows[-1].tag
        yield [Tag(row.tag) for row in rows], _matrix([row.vector for row in rows])


def embeddings_of(connection: sa.Connection, fingerprint: str, keys: Sequence[Tag]) -> tuple[list[Tag], Vectors]:
    """The stored vectors among ``keys``, in the order of keys: tags and float32 [n, d] ([0, 0] when there are none)."""
    rows: list[tuple[str, bytes]] = []
    for some in batched(sorted(set(keys))):
        query = sa.select(tag_embeddings.c.tag, tag_embeddings.c.vector)
        mine = query.where(tag_embeddings.c.fingerprint == fingerprint, tag_embeddings.c.tag.in_(some))
        rows += [(row.tag, row.vector) for row in connection.execute(mine.order_by(tag_embeddings.c.tag))]
    return [Tag(tag) for tag, _ in rows], _matrix([vector for _, vector in rows])


def forget_embeddings(connection: sa.Connection, *, keep: Sequence[str]) -> int:
    """Delete the vectors of every model but those with a fingerprint in ``keep``; answers how many."""
    return connection.execute(sa.delete(tag_embeddings).where(tag_embeddings.c.fingerprint.not_in(keep))).rowcount


def _still_there(connection: sa.Connection, keys: list[Tag]) -> set[str]:
    return set(connection.scalars(sa.select(tags.c.key).where(tags.c.key.in_(keys)).with_for_update(read=True)))


def _matrix(vectors: list[bytes]) -> Vectors:
    if not vectors:
        return np.zeros((0, 0), np.float32)
    return np.frombuffer(b"".join(vectors), _STORED).reshape(len(vectors), -1).astype(np.float32, copy=False)
