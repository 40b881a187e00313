"""Fetch a model of the catalogue: check licence and disk, resume, verify every file, appear as a whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from hashtagger.errors import BrokenModel, Conflict, MissingComponent
from hashtagger.models import hub
from hashtagger.models.catalogue import CATALOGUE, find_row
from hashtagger.models.hub import RemoteFile
from hashtagger.models.installed import (
    Installed,
    find_installed,
    folder_of,
    package_folder,
    package_missing,
    refuse_without_consent,
    require_installed,
)
from hashtagger.models.manifest import FileRecord, Manifest, git_blob_sha1, sha256_of, write_manifest
from hashtagger.models.spec import ModelFile, ModelSpec
from hashtagger.settings import Settings

PARTIAL_FOLDER = ".partial"
SPARE_BYTES = 64 * 1024 * 1024
"""Left free beside the model, so that a pull does not stop the database from writing."""


def pull(
    spec: ModelSpec,
    settings: Settings,
    *,
    rows: Sequence[ModelSpec] = CATALOGUE,
    progress: bool = False,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Installed:
    """
    The row's files and those of the rows that it needs, fetched unless they are here already.

    Raises NotAllowed (restricted licence without consent), MissingComponent (offline, not enough disk space, or its package
    is not installed), NotFound (the hub lost the commit), ModelUnavailable (the transfer broke off: call again to
    continue), BrokenModel (a checksum is wrong; the file is removed) or Conflict (another process is pulling the same
    model).
    """
    refuse_without_consent(spec, settings, rows)
    found = find_installed(spec, settings, rows)
    if found is not None:
        return found
    if spec.package is not None and package_folder(spec.package) is None:
        raise package_missing(spec)
    for name in spec.needs:
        pull(find_row(name, rows), settings, rows=rows, progress=progress, now=now)
    found = find_installed(spec, settings, rows)
    if found is not None:
        return found
    _refuse_offline(spec, settings)
    partial = settings.models_dir / PARTIAL_FOLDER / f"{spec.model_id}-{(spec.revision or '')[:12]}"
    partial.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(f"{partial}.lock", timeout=0):
            _pull_into(partial, spec, settings, progress=progress, now=now)
    except Timeout:
        raise Conflict(f"another process is pulling {spec.model_id}", advice="Wait for it to end.") from None
    return require_installed(spec, settings, rows)


def _pull_into(
    partial: Path, spec: ModelSpec, settings: Settings, *, progress: bool, now: Callable[[], datetime]
) -> None:
    endpoint = settings.models.hub_endpoint
    wanted = _wanted(spec, hub.list_files(spec, endpoint=endpoint))
    missing = [(row, remote) for row, remote in wanted if not (partial / remote.name).is_file()]
    _refuse_without_space(spec, [remote for _, remote in missing], partial)
    for row, remote in missing:
        arriving = partial / f"{remote.name}.part"
        arriving.parent.mkdir(parents=True, exist_ok=True)
        hub.fetch(spec, remote, arriving, endpoint=endpoint, progress=progress)
        _check(spec, row, remote, arriving)
        arriving.replace(partial / remote.name)
    files = {remote.name: FileRecord(remote.size_bytes, sha256_of(partial / remote.name)) for _, remote in wanted}
    assert spec.repository is not None
    assert spec.revision is not None
    stamp = now().isoformat(timespec="seconds")
    write_manifest(partial, Manifest(spec.model_id, spec.repository, spec.revision, spec.licence, stamp, files))
    _publish(partial, spec, settings)


def _wanted(spec: ModelSpec, remote: Mapping[str, RemoteFile]) -> list[tuple[ModelFile, RemoteFile]]:
    absent = [file.name for file in spec.files if file.name not in remote and not file.optional]
    if absent:
        raise BrokenModel(f"{spec.repository} at {spec.revision} has no {', '.join(absent)}")
    return [(file, remote[file.name]) for file in spec.files if file.name in remote]


def _check(spec: ModelSpec, row: ModelFile, remote: RemoteFile, path: Path) -> None:
    """Against the catalogue's checksum, then the hub's; a file that differs is removed."""
    sha256 = sha256_of(path)
    if row.sha256 not in (None, sha256) or remote.sha256 not in (None, sha256):
        complaint = f"sha256 {sha256} instead of {row.sha256 or remote.sha256}"
    elif remote.sha256 is None and remote.git_sha1 not in (None, git_blob_sha1(path)):
        complaint = f"a git hash other than {remote.git_sha1}"
    else:
        return
    path.unlink()
    raise BrokenModel(
        f"{row.name} of {spec.model_id} arrived with {complaint}; it was removed",
        code="wrong_checksum",
        advice="Pull again. If it happens again, the hub or something on the way to it serves another file.",
    )


def _publish(partial: Path, spec: ModelSpec, settings: Settings) -> None:
    """One rename makes the model appear; an earlier or broken one steps aside first."""
    folder = folder_of(spec, settings)
    aside = partial.with_name(f"{partial.name}.old")
    if folder.exists():
        shutil.rmtree(aside, ignore_errors=True)
        folder.rename(aside)
    partial.rename(folder)
    shutil.rmtree(aside, ignore_errors=True)


def _refuse_offline(spec: ModelSpec, settings: Settings) -> None:
    if settings.models.offline or os.environ.get("HF_HUB_OFFLINE", "").lower() in {"1", "true", "yes", "on"}:
        raise MissingComponent(
            f"{spec.model_id} is not here and offline mode is on",
            code="offline",
            advice=f"Unset HASHTAGGER_MODELS__OFFLINE and HF_HUB_OFFLINE and run 'hashtagger models pull {spec.model_id}', "
            f"or copy the folder {spec.model_id} from another machine's 'hashtagger models path'.",
        )


def _refuse_without_space(spec: ModelSpec, files: list[RemoteFile], partial: Path) -> None:
    arrived = sum(path.stat().st_size for path in partial.rglob("*.part"))
    needed = sum(file.size_bytes for file in files) - arrived + SPARE_BYTES
    free = shutil.disk_usage(partial).free
    if needed > free:
        raise MissingComponent(
            f"{spec.model_id} needs {needed / 1e6:,.0f} MB and {partial.parent} has {free / 1e6:,.0f} MB free",
            code="disk_full",
            advice="Free some space, or set HASHTAGGER_MODELS__DIRECTORY to a larger disk.",
        )
