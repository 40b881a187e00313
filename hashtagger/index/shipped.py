"""
Vectors of the starter catalogue by the starter model, made ahead, so that the first start does not embed 8,000 tags.

    python -m hashtagger.index.shipped [DATA_DIR]     # write them from an installation whose index is built

They are used only for the very texts and the very model they were made with; whatever differs is embedded as usual.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from hashtagger.index.prompts import vectors_fingerprint
from hashtagger.storage.database import open_database
from hashtagger.storage.tables import tag_embeddings
from hashtagger.types import Vectors

FILE = Path(__file__).with_name("starter_vectors.npz")


class ShippedVectors:
    """Unit vectors by the hash of the prompts they stand for; empty for another model."""

    def __init__(self, fingerprint: str, *, file: Path = FILE) -> None:
        self._row: dict[str, int] = {}
        if not file.is_file():
            return
        with np.load(file) as stored:
            if str(stored["fingerprint"]) != fingerprint:
                return
            self._row = {each.tobytes().hex(): row for row, each in enumerate(stored["hashes"])}
            self._vectors = stored["vectors"].astype(np.float32)

    def __len__(self) -> int:
        return len(self._row)

    def find(self, text_hashes: Sequence[str]) -> dict[str, Vectors]:
        """text hash → float32 [d] of those that are there."""
        return {each: self._vectors[self._row[each]] for each in text_hashes if each in self._row}


def write(connection: sa.Connection, model: str, *, file: Path = FILE) -> int:
    """Store all vectors of the embedding model ``model`` as float16, in the order of their hashes; answers how many."""
    fingerprint = vectors_fingerprint(model)
    query = sa.select(tag_embeddings.c.text_hash, tag_embeddings.c.vector)
    rows = connection.execute(query.where(tag_embeddings.c.fingerprint == fingerprint)).all()
    vectors = {row.text_hash: np.frombuffer(row.vector, "<f4").astype(np.float16) for row in rows}
    hashes = sorted(vectors)
    with file.open("wb") as out:
        np.savez(
            out,
            fingerprint=np.array(fingerprint),
            hashes=np.array([list(bytes.fromhex(each)) for each in hashes], np.uint8),
            vectors=np.stack([vectors[each] for each in hashes]),
        )
    return len(hashes)


def main() -> None:
    from hashtagger.models.local import local_models
    from hashtagger.settings import ModelSettings, Settings

    data_dir = Path(sys.argv[1]) if len(sys.argv) > 1 else Settings().data_dir
    settings = Settings(data_dir=data_dir, models=ModelSettings(profile="starter"))
    with open_database(settings.database_url) as database, database.reading() as connection:
        count = write(connection, local_models(settings).embedding_fingerprint)
    sys.stdout.write(f"{FILE.name}: {count} vectors, {FILE.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
