"""
Index generations on disk: written whole or not at all, checked before use, swapped by one rename.

    <root>/gen-000007/{index.faiss, keys.txt, moments.npz, manifest.json}
    <root>/CURRENT                 names the generation to use

A generation directory gets its name only after everything in it has reached the disk, so a crash at any point leaves either
the old or the new one. Every file's sha256 stands in the manifest: faiss reads a file with a flipped bit without complaint.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from pathlib import Path

import structlog
from filelock import FileLock

from hashtagger.durable import sync, whole
from hashtagger.errors import BrokenIndex
from hashtagger.index.faiss_index import FILES, FaissTagIndex

KEPT = 2
log = structlog.get_logger()


def write_generation(root: Path, index: FaissTagIndex) -> Path:
    """Publish ``index`` as the current generation; older ones beyond the last two are removed. Blocks; safe between processes."""
    root.mkdir(parents=True, exist_ok=True)
    with FileLock(root / ".lock"):
        number = max((_number(path) for path in root.glob("gen-*")), default=0) + 1
        _sweep(root)
        building = Path(tempfile.mkdtemp(prefix=".building-", dir=root))
        index.save(building)
        manifest = {
            "fingerprint": index.fingerprint,
            "revision": index.revision,
            "tags": index.size,
            "sha256": {name: _sha256(building / name) for name in FILES},
        }
        (building / "manifest.json").write_text(json.dumps(manifest, indent=1), "utf-8")
        for name in (*FILES, "manifest.json"):
            sync(building / name)
        sync(building)
        generation = root / f"gen-{number:06d}"
        building.rename(generation)
        sync(root)
        _point_to(root, generation)
        for old in sorted(root.glob("gen-*"))[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)
    return generation


def read_current(root: Path, fingerprint: str) -> FaissTagIndex | None:
    """
    The current generation if it is whole, else the newest whole one, else None: rebuild it from the database.

    Generations made with another model (another ``fingerprint``) are never used.
    """
    for generation in _by_preference(root):
        try:
            return _read(generation, fingerprint)
        except BrokenIndex as error:
            log.warning("index_generation_skipped", generation=generation.name, reason=str(error))
    return None


def _read(generation: Path, fingerprint: str) -> FaissTagIndex:
    try:
        manifest = json.loads((generation / "manifest.json").read_text("utf-8"))
        sums, revision, made_with = manifest["sha256"], int(manifest["revision"]), manifest["fingerprint"]
        broken = [name for name in FILES if _sha256(generation / name) != sums[name]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BrokenIndex(f"manifest or file unreadable: {error}") from error
    if made_with != fingerprint:
        raise BrokenIndex(f"made with model {made_with}, not {fingerprint}")
    if broken:
        raise BrokenIndex(f"checksum differs: {', '.join(broken)}")
    return FaissTagIndex.load(generation, fingerprint=fingerprint, revision=revision)


def _by_preference(root: Path) -> list[Path]:
    generations = sorted(root.glob("gen-*"), reverse=True)
    try:
        current = root / (root / "CURRENT").read_text("utf-8").strip()
    except (OSError, ValueError):
        return generations
    return sorted(generations, key=lambda path: path != current)


def _point_to(root: Path, generation: Path) -> None:
    with whole(root / "CURRENT") as unfinished:
        unfinished.write_text(generation.name, "utf-8")


def _sweep(root: Path) -> None:
    """Remove what builds that died left behind; the lock says that no build is running."""
    for left in root.glob(".building-*"):
        shutil.rmtree(left, ignore_errors=True)
    for left in root.glob(".CURRENT.*"):
        left.unlink(missing_ok=True)


def _number(path: Path) -> int:
    digits = path.name.removeprefix("gen-")
    return int(digits) if digits.isdigit() else 0


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
