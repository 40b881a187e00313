"""Our own server over the random weights: ``hashtagger serve`` on a data folder in which they count as pulled."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.peers.photos import MULTIPART, multipart
from benchmarks.peers.server import Server
from benchmarks.peers.weights import OPENCLIP_FOLDER
from hashtagger.models.catalogue import CATALOGUE, find_row
from hashtagger.models.installed import Installed, folder_of
from hashtagger.models.manifest import FileRecord, Manifest, sha256_of, write_manifest
from hashtagger.models.spec import ModelSpec
from hashtagger.settings import Settings
from hashtagger.types import Tag

ROW = "openclip-vit-b-32-256"
"""Its place is taken by weights of the same architecture at 224 px; everything else of the row stays."""


def our_server(weights: Path, data: Path) -> Server:
    """Makes ``data`` when it is not there. Default settings, but no request limit, no jobs and patience for 64 clients."""
    settings = Settings(_env_file=None, data_dir=data.absolute())
    install(find_row(ROW, CATALOGUE), weights / OPENCLIP_FOLDER, settings)
    leave_out_tags(settings)
    environment = {
        "HASHTAGGER_DATA_DIR": str(settings.data_dir),
        "HASHTAGGER_MODELS__CLIP": ROW,
        "HASHTAGGER_SERVE__JOBS": "false",
        "HASHTAGGER_SERVE__REQUESTS_PER_MINUTE": "0",
        "HASHTAGGER_RECOMMEND__DEADLINE_S": "30",
        "HASHTAGGER_LOG_LEVEL": "WARNING",
    }
    command = [str(Path(sys.executable).with_name("hashtagger")), "serve", "--port", "{port}"]
    return Server(
        "hashtagger",
        "default settings",
        command,
        environment,
        "/readyz",
        "/v1/embeddings",
        MULTIPART,
        multipart,
        _vectors_of,
    )


def mixed_server(files: Mapping[str, Path], data: Path, ledger: Path, *, budget_bytes: int) -> Server:
    """``benchmarks.mixed_server`` over ``files`` (by row), which may take ``budget_bytes`` together."""
    settings = Settings(_env_file=None, data_dir=data.absolute())
    for name, folder in files.items():
        install(find_row(name, CATALOGUE), folder, settings)
    leave_out_tags(settings)
    environment = {
        "HASHTAGGER_DATA_DIR": str(settings.data_dir),
        "HASHTAGGER_MODELS__BUDGET_BYTES": str(budget_bytes),
        "HASHTAGGER_MODELS__CLIP": ROW,
        "HASHTAGGER_MODELS__CAPTION": "blip-base",
        "HASHTAGGER_MODELS__ANSWER": "blip-vqa-base",
        "HASHTAGGER_MODELS__GENERATE": "sd-1.5",
        "HASHTAGGER_GENERATE__SAFETY_CHECKER": "false",
        "HASHTAGGER_GENERATE__FAST_DECODER": "false",
        "HASHTAGGER_RECOMMEND__DEADLINE_S": "60",
        "HASHTAGGER_RECOMMEND__MAX_DEADLINE_S": "60",
        "HASHTAGGER_SERVE__PORT": "{port}",
        "HASHTAGGER_SERVE__REQUESTS_PER_MINUTE": "0",
        "HASHTAGGER_LOG_LEVEL": "WARNING",
    }
    command = [sys.executable, "-m", "benchmarks.mixed_server", str(ledger)]
    return Server("mixed", "", command, environment, "/readyz", "/v1/embeddings", MULTIPART, multipart, _vectors_of)


def install(spec: ModelSpec, files: Path, settings: Settings) -> Installed:
    """Let ``files`` count as what a pull of the row would have brought."""
    folder = folder_of(spec, settings)
    folder.mkdir(parents=True, exist_ok=True)
    records = {}
    for path in sorted(files.iterdir()):
        link = folder / path.name
        link.unlink(missing_ok=True)
        link.symlink_to(path.absolute())
        if path.is_file():
            records[path.name] = FileRecord(path.stat().st_size, sha256_of(path))
    now = datetime.now(UTC).isoformat()
    assert spec.repository is not None
    assert spec.revision is not None
    write_manifest(folder, Manifest(spec.model_id, spec.repository, spec.revision, spec.licence, now, records))
    return Installed(spec, folder)


def leave_out_tags(settings: Settings) -> None:
    """Publish an index of one tag: embedding the catalogue's would delay the start by minutes, and nothing here asks it."""
    from hashtagger.bootstrap import prepare_database
    from hashtagger.clock import SystemClock
    from hashtagger.index.faiss_index import FaissTagIndex
    from hashtagger.index.generations import write_generation
    from hashtagger.index.prompts import vectors_fingerprint
    from hashtagger.models.precision import precision_for
    from hashtagger.models.runtimes.clip_card import read_clip_card
    from hashtagger.storage.meta import tags_revision

    spec = find_row(ROW, CATALOGUE)
    model = Installed(spec, folder_of(spec, settings))
    card = read_clip_card(model, precision_for(spec, settings.models.device))
    database = prepare_database(settings, SystemClock())
    try:
        with database.engine.connect() as connection:
            revision = tags_revision(connection)
    finally:
        database.close()
    any_vector = np.eye(1, card.dim, dtype=np.float32)
    fingerprint = vectors_fingerprint(card.fingerprint)
    index = FaissTagIndex.build([Tag("photo")], any_vector, fingerprint=fingerprint, revision=revision)
    write_generation(settings.index_dir, index)


def _vectors_of(answer: Any) -> Sequence[Sequence[float]]:
    found: Sequence[Sequence[float]] = answer["images"]
    return found
