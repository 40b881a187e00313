"""Keep the index in step with the database: open or rebuild it at start, add what changed, rebuild when much changed."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import sqlalchemy as sa
import structlog

from hashtagger.errors import HashtaggerError
from hashtagger.index.faiss_index import FaissTagIndex
from hashtagger.index.generations import read_current, write_generation
from hashtagger.index.live import LiveTagIndex
from hashtagger.index.prompts import prompts_for, vectors_fingerprint
from hashtagger.index.shipped import ShippedVectors
from hashtagger.ports import VisionModels
from hashtagger.storage import embeddings, tags
from hashtagger.storage.database import Database
from hashtagger.storage.embeddings import EmbeddedTag
from hashtagger.storage.meta import tags_revision
from hashtagger.types import Deadline, Tag, TagRecord, Vectors

log = structlog.get_logger()
BATCH_TAGS = 256
BULK_S = 600.0
REBUILD_ABOVE = 2_000
"""Changes since the last build from which a new base pays: searching them is a plain scan."""
LONGEST_PAUSE_S = 60.0
"""Between two tries while refreshing keeps failing."""


class IndexRefresher:
    """The one writer of a ``LiveTagIndex``; its methods run one at a time, on the event loop and its threads."""

    def __init__(self, database: Database, models: VisionModels, root: Path) -> None:
        self._database, self._models, self._root = database, models, root
        self._fingerprint = vectors_fingerprint(models.embedding_fingerprint)
        self._revision = 0
        self._busy = asyncio.Lock()
        self._shipped: ShippedVectors | None = None
        empty = np.zeros((0, models.embedding_dim), np.float32)
        self.index = LiveTagIndex(FaissTagIndex.build([], empty, fingerprint=self._fingerprint, revision=0))

    async def open(self) -> LiveTagIndex:
        """Use the newest whole generation on disk, or build one from the database; then take in what changed since."""
        base = await asyncio.to_thread(read_current, self._root, self._fingerprint)
        # A generation ahead of the database was built from another one: a backup was restored, or it was begun anew.
        if base is None or base.revision > await self._database.read(tags_revision):
            await self.rebuild()
        else:
            self.index.replace(base)
            self._revision = base.revision
            await self.refresh()
        return self.index

    async def rebuild(self) -> None:
        """Build, publish and swap in a new generation; searches go on in the old one meanwhile."""
        async with self._busy:
            revision = await self._database.read(tags_revision)
            await self._embed_missing()
            keys, vectors = await self._database.read(_all_vectors, self._fingerprint)
            base = await asyncio.to_thread(self._build, keys, vectors, revision)
            self.index.replace(base)
            self._revision = revision
            log.info("index_built", tags=base.size, revision=revision)

    async def refresh(self) -> int:
        """Take in tags that were added, changed or deleted since the last call; returns the number of changes."""
        async with self._busy:
            changes = await self._database.read(tags.changed_since, self._revision, limit=REBUILD_ABOVE + 1)
            if len(changes) + self.index.pending <= REBUILD_ABOVE:
                await self._apply(changes)
                return len(changes)
        await self.rebuild()
        return len(changes)

    async def watch(self, every_s: float = 0.5) -> None:
        """Refresh until cancelled; a failure is logged and tried again after longer and longer, the index goes on as it is."""
        pause_s = every_s
        while True:
            try:
                await self.refresh()
                pause_s = every_s
            except Exception as error:
                # Whatever it was (a full disk, a bug): if this task ended, nobody would notice that new tags are not found.
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
                ours = isinstance(error, HashtaggerError)
                log.warning("index_refresh_failed", error=str(error), retry_s=pause_s, exc_info=not ours)
            await asyncio.sleep(pause_s)

    async def _apply(self, changes: Sequence[tags.TagChange]) -> None:
        if not changes:
            return
        changed = {change.tag: change.revision for change in changes if not change.deleted}
        records = await self._database.read(tags.records, changed)
        vectors = await self._embed(list(records.values()), changed)
        self.index.apply(vectors, frozenset(change.tag for change in changes if change.tag not in records))
        self._revision = changes[-1].revision

    async def _embed_missing(self) -> None:
        """Embed every tag that has no vector of this model, or an older one than its words."""
        while stale := await self._database.read(embeddings.missing_embeddings, self._fingerprint, limit=BATCH_TAGS):
            revisions = {each.tag: each.revision for each in stale}
            await self._embed(list((await self._database.read(tags.records, revisions)).values()), revisions)

    async def _embed(self, records: Sequence[TagRecord], revisions: dict[Tag, int]) -> dict[Tag, Vectors]:
        """Embed and store; the answer is tag → float32 [d] of unit norm."""
        vectors: dict[Tag, Vectors] = {}
        for start in range(0, len(records), BATCH_TAGS):
            batch = records[start : start + BATCH_TAGS]
            prompts = [prompts_for(" ".join(record.words), record.meaning) for record in batch]
            hashes = [_hash(texts) for texts in prompts]
            rows = await self._vectors(prompts, hashes)
            made_from = [
                EmbeddedTag(record.tag, revisions[record.tag], text_hash)
                for record, text_hash in zip(batch, hashes, strict=True)
            ]
            await self._database.write(embeddings.put_embeddings, self._fingerprint, made_from, rows)
            vectors |= {record.tag: row for record, row in zip(batch, rows, strict=True)}
        return vectors

    async def _vectors(self, prompts: Sequence[Sequence[str]], hashes: Sequence[str]) -> Vectors:
        """One unit vector per tag: the one that ships with the package, or the model's."""
        if self._shipped is None:
            self._shipped = await asyncio.to_thread(ShippedVectors, self._fingerprint)
        known = self._shipped.find(hashes)
        missing = [texts for texts, text_hash in zip(prompts, hashes, strict=True) if text_hash not in known]
        made = iter(await self._mean_embeddings(missing) if missing else ())
        return np.stack([known[each] if each in known else next(made) for each in hashes])

    async def _mean_embeddings(self, prompts: Sequence[Sequence[str]]) -> Vectors:
        """One unit vector per tag: the mean over its prompts."""
        texts = [text for each in prompts for text in each]
        rows = await self._models.embed_texts(texts, deadline=Deadline.after(BULK_S))
        ends = np.cumsum([len(each) for each in prompts])
        means = np.stack([part.mean(axis=0) for part in np.split(rows, ends[:-1])])
        unit: Vectors = (means / np.linalg.norm(means, axis=1, keepdims=True)).astype(np.float32)
        return unit

    def _build(self, keys: Sequence[Tag], vectors: Vectors, revision: int) -> FaissTagIndex:
        rows = vectors if keys else np.zeros((0, self._models.embedding_dim), np.float32)
        base = FaissTagIndex.build(keys, rows, fingerprint=self._fingerprint, revision=revision)
        write_generation(self._root, base)
        return base


def _all_vectors(connection: sa.Connection, fingerprint: str) -> tuple[list[Tag], Vectors]:
    keys: list[Tag] = []
    parts: list[Vectors] = []
    for some, vectors in embeddings.iterate_embeddings(connection, fingerprint, batch=5_000):
        keys += some
        parts.append(vectors)
    return keys, np.concatenate(parts) if parts else np.zeros((0, 0), np.float32)


def _hash(texts: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()
