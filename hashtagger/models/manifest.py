"""What is known of a model's folder without loading it: the manifest that a pull writes, checksums, completeness."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from hashtagger.errors import BrokenModel

MANIFEST_FILE = "manifest.json"
WEIGHT_FILES = ("open_clip_model.safetensors", "model.safetensors", "pytorch_model.bin", "captioner.safetensors")
_CHUNK_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileRecord:
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Written last, so that a folder with a manifest is a whole model."""

    model_id: str
    repository: str
    revision: str
    licence: str
    pulled_at: str
    """ISO 8601, UTC"""
    files: Mapping[str, FileRecord]


def read_manifest(folder: Path) -> Manifest | None:
    """None when the folder has none; raises BrokenModel when it has one that cannot be read."""
    try:
        found = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
        files = {name: FileRecord(**record) for name, record in found.pop("files").items()}
        return Manifest(files=files, **found)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise BrokenModel(f"{folder / MANIFEST_FILE} cannot be read: {error}") from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    text = json.dumps(asdict(manifest), indent=2, sort_keys=True)
    (folder / MANIFEST_FILE).write_text(text + "\n", encoding="utf-8")


def problems(folder: Path) -> list[str]:
    """Hash every file again; one line for each that is missing or not what was pulled."""
    manifest = read_manifest(folder)
    if manifest is None:
        return [f"{folder} has no {MANIFEST_FILE}"]
    found = []
    for name, record in sorted(manifest.files.items()):
        path = folder / name
        if not path.is_file():
            found.append(f"{name} is missing")
        elif path.stat().st_size != record.size_bytes:
            found.append(f"{name} has {path.stat().st_size} bytes instead of {record.size_bytes}")
        elif sha256_of(path) != record.sha256:
            found.append(f"{name} has another checksum than when it was pulled")
    return found


def weights_sha256(folder: Path) -> str:
    """In hex; from the manifest, or computed for models that ship without one."""
    path = next((folder / name for name in WEIGHT_FILES if (folder / name).is_file()), None)
    if path is None:
        raise BrokenModel(f"{folder} has no weights (looked for {', '.join(WEIGHT_FILES)})")
    manifest = read_manifest(folder)
    if manifest is not None and path.name in manifest.files:
        return manifest.files[path.name].sha256
    return sha256_of(path)


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def git_blob_sha1(path: Path) -> str:
    """The name git gives to the file's content; what the hub knows of files that are not in large-file storage."""
    digest = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
    digest.update(path.read_bytes())
    return digest.hexdigest()
