"""
Learned models on disk: written whole or not at all, checked before use, promoted and rolled back by one small file.

    <directory>/<kind>/<version>/{the files, manifest.json}      never changed once it has its name
    <directory>/<kind>/pointer.json                              which version is current, which were before, which is a shadow

A version is called by the time it was made and the beginning of its manifest's sha256 (``2026-11-21T030000-1a2b3c4d``), and
the manifest holds the sha256 of every file: a flipped bit anywhere is noticed. A crash at any moment leaves the old state or
the new one. Whoever writes holds a lock of the kind; readers need none.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import structlog
from filelock import FileLock

from hashtagger.durable import sync, whole
from hashtagger.errors import BrokenArtefact, Conflict, NotFound

RANKER, FORECAST = "ranker", "forecast"
"""The kinds."""
MODEL_FILE = "model.txt"
"""Of a ranker: a LightGBM text model."""
CARD_FILE = "card.md"
"""The facts for people, where a version has it."""
KEPT = 10
"""This many of the newest versions of a kind stay, beside those that its pointer names."""
MANIFEST_FILE, POINTER_FILE = "manifest.json", "pointer.json"
_VERSION = re.compile(r"\d{4}-\d\d-\d\dT\d{6}-[0-9a-f]{8}")
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]*")
_OPTIONS = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_SERIALIZE_NUMPY
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is known of a version without reading its files."""

    kind: str
    version: str
    created: datetime
    """Aware, UTC."""
    files: Mapping[str, str]
    """File name → sha256 in hex."""
    facts: Mapping[str, Any]
    """The card, as JSON: data window, sizes, metrics; ``schema`` (of the rows) and ``gate`` (``{passed, why}``)."""

    @property
    def schema(self) -> str:
        """Hash of the definition of the rows that it was trained on; '' when it names none."""
        return str(self.facts.get("schema") or "")


@dataclass(frozen=True, slots=True, eq=False)
class Artefact:
    """One version, whole: the bytes are those that were put."""

    manifest: Manifest
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which versions of a kind are in use; all None before the first promotion."""

    current: str | None = None
    previous: tuple[str, ...] = ()
    """What was current before, newest first."""
    shadow: str | None = None
    """Scored beside the current one; nobody is shown any of it."""
    since: datetime | None = None
    """When ``current`` became current."""


class Shelf:
    """The versions of every kind below one directory. All methods block; any number of processes may share the directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def put(self, kind: str, files: Mapping[str, bytes], *, facts: Mapping[str, Any], now: datetime) -> Manifest:
        """
        Keep a new version; nothing points to it yet. When this returns, it survives a crash.

        ``facts`` is what JSON can carry, numpy numbers too; NaN and infinity become null. Names of files are plain and in
        lower case. Raises ``ValueError`` for other names.
        """
        if wrong := [name for name in files if not _NAME.fullmatch(name) or name == MANIFEST_FILE]:
            raise ValueError(f"not names of files: {', '.join(map(repr, wrong))}")
        created = now.astimezone(UTC)
        sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
        said = orjson.dumps({"kind": kind, "created": created, "files": sums, "facts": facts}, option=_OPTIONS)
        version = f"{created:%Y-%m-%dT%H%M%S}-{_seal(said)}"
        with self._writing(kind):
            if not (self._folder(kind) / version).exists():
                _write_folder(self._folder(kind) / version, {**files, MANIFEST_FILE: said})
        return self.manifest(kind, version)

    def versions(self, kind: str) -> tuple[str, ...]:
        """Every version that is there, whole or broken, newest first."""
        folder = self._folder(kind)
        if not folder.is_dir():
            return ()
        return tuple(sorted((path.name for path in folder.iterdir() if _VERSION.fullmatch(path.name)), reverse=True))

    def holds(self, kind: str, version: str) -> bool:
        """Whether a version is there, whole or broken; costs at most one ``stat``."""
        return _VERSION.fullmatch(version) is not None and (self._folder(kind) / version).is_dir()

    def list(self, kind: str) -> Sequence[Manifest]:
        """Manifests of the versions, newest first; without those that cannot be read. Files are not checked."""
        found = []
        for version in self.versions(kind):
            try:
                found.append(self.manifest(kind, version))
            except (BrokenArtefact, NotFound) as error:
                log.warning("artefact_unreadable", kind=kind, version=version, reason=str(error))
        return found

    def manifest(self, kind: str, version: str) -> Manifest:
        """Raises ``NotFound``, or ``BrokenArtefact`` when it is not what was written."""
        if not self.holds(kind, version):
            raise NotFound(f"there is no {kind} {version!r}", advice="'hashtagger ranker list' says which there are.")
        try:
            text = (self._folder(kind) / version / MANIFEST_FILE).read_bytes()
            if _seal(text) != version.rpartition("-")[2]:
                raise BrokenArtefact(f"{kind} {version}: {MANIFEST_FILE} is not what was written")
            read = orjson.loads(text)
            return Manifest(kind, version, datetime.fromisoformat(read["created"]), read["files"], read["facts"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BrokenArtefact(f"{kind} {version}: {MANIFEST_FILE} cannot be read: {_why(error)}") from error

    def open(self, kind: str, version: str) -> Artefact:
        """All its bytes, checked. Raises ``NotFound``, or ``BrokenArtefact`` when a file is missing or was changed."""
        manifest = self.manifest(kind, version)
        files = {}
        for name, wanted in manifest.files.items():
            try:
                files[name] = (self._folder(kind) / version / name).read_bytes()
            except OSError as error:
                raise BrokenArtefact(f"{kind} {version}: {name} cannot be read: {_why(error)}") from error
            if hashlib.sha256(files[name]).hexdigest() != wanted:
                raise BrokenArtefact(f"{kind} {version}: {name} has another checksum than when it was made")
        return Artefact(manifest, files)

    def pointer(self, kind: str) -> Pointer:
        """Raises ``BrokenArtefact`` when there is one that cannot be read."""
        try:
            text = (self._folder(kind) / POINTER_FILE).read_bytes()
            read = orjson.loads(text)
            since = None if read["since"] is None else datetime.fromisoformat(read["since"])
            return Pointer(read["current"], tuple(read["previous"]), read["shadow"], since)
        except FileNotFoundError:
            return Pointer()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BrokenArtefact(f"{POINTER_FILE} of the {kind} cannot be read: {_why(error)}") from error

    def stamp(self, kind: str) -> tuple[int, int] | None:
        """Changes whenever the pointer does; costs one ``stat``. None when there is no pointer."""
        try:
            found = (self._folder(kind) / POINTER_FILE).stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns

    def current(self, kind: str) -> str | None:
        """Its version; None when nothing was promoted. Raises ``BrokenArtefact`` (pointer)."""
        return self.pointer(kind).current

    def shadow(self, kind: str) -> str | None:
        """Its version; None when there is none. Raises ``BrokenArtefact`` (pointer)."""
        return self.pointer(kind).shadow

    def promote(self, kind: str, version: str, *, now: datetime) -> None:
        """
        Make a version current; what was current is the first to go back to. Promoting the current one changes nothing.

        Whether it deserves it is for ``ranker.promotion`` to say. Raises ``NotFound`` or ``BrokenArtefact``, and then
        nothing has changed.
        """
        with self._writing(kind):
            self.open(kind, version)
            was = self._pointer_or_empty(kind)
            if was.current == version:
                return
            before = [each for each in (was.current, *was.previous) if each not in (None, version)]
            shadow = None if was.shadow == version else was.shadow
            self._point(kind, Pointer(version, tuple(map(str, before[:KEPT])), shadow, now))

    def set_shadow(self, kind: str, version: str | None) -> None:
        """Score a version beside the current one, or none. Raises as ``promote``, and ``Conflict`` for the current one."""
        with self._writing(kind):
            if version is not None:
                self.open(kind, version)
            was = self._pointer_or_empty(kind)
            if version is not None and version == was.current:
                raise Conflict(f"{version} is current already", advice="A shadow is a version that is not current.")
            self._point(kind, replace(was, shadow=version))

    def rollback(
        self, kind: str, *, now: datetime, schema: str | None = None, instead_of: str | None = None
    ) -> str | None:
        """
        Go back to what was current before, and answer it; None: to no learned model at all.

        Versions that are gone, broken, or of another schema than ``schema`` are passed over. A shadow that becomes current is
        no shadow any more. Raises ``Conflict`` when no model is current, or another one than ``instead_of``: who asks twice
        goes back once.
        """
        with self._writing(kind):
            was = self.pointer(kind)
            if was.current is None:
                raise Conflict(f"no {kind} is current: there is nothing to go back from", code="nothing_to_roll_back")
            if instead_of not in (None, was.current):
                raise Conflict(f"{was.current} is current, not {instead_of}", code="another_is_current")
            left = was.previous
            while left and not self._is_usable(kind, left[0], schema):
                left = left[1:]
            to = left[0] if left else None
            shadow = None if was.shadow == to else was.shadow
            self._point(kind, Pointer(to, left[1:], shadow, now))
            return to

    def tidy(self, kind: str, *, needed: Collection[str] = ()) -> Sequence[str]:
        """Delete all but the newest versions, those that the pointer names, and the ``needed``; answers what was deleted."""
        if not self._folder(kind).is_dir():
            return ()
        with self._writing(kind):
            pointer = self.pointer(kind)
            versions = self.versions(kind)
            kept = {*versions[:KEPT], *pointer.previous, pointer.current, pointer.shadow, *needed}
            gone = [version for version in versions if version not in kept]
            for version in gone:
                shutil.rmtree(self._folder(kind) / version, ignore_errors=True)
            return gone

    def _folder(self, kind: str) -> Path:
        return self._directory / kind

    @contextmanager
    def _writing(self, kind: str) -> Iterator[None]:
        """Holds the lock of a kind, and removes what writers that died left behind."""
        folder = self._folder(kind)
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock"):
            for left in (*folder.glob(".building-*"), *folder.glob(f".{POINTER_FILE}.*")):
                shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
            yield

    def _pointer_or_empty(self, kind: str) -> Pointer:
        """A pointer that cannot be read is mended by the next promotion; what it said is lost."""
        try:
            return self.pointer(kind)
        except BrokenArtefact as error:
            log.warning("pointer_unreadable", kind=kind, reason=str(error))
            return Pointer()

    def _is_usable(self, kind: str, version: str, schema: str | None) -> bool:
        try:
            found = self.open(kind, version).manifest
        except (BrokenArtefact, NotFound):
            return False
        return schema is None or found.schema == schema

    def _point(self, kind: str, pointer: Pointer) -> None:
        with whole(self._folder(kind) / POINTER_FILE) as unfinished:
            unfinished.write_bytes(orjson.dumps(asdict(pointer), option=_OPTIONS))
        log.info("ranker_pointed", kind=kind, current=pointer.current, shadow=pointer.shadow)


def _write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """All files, or no folder of that name."""
    building = folder.with_name(f".building-{folder.name}")
    building.mkdir()
    for name, content in files.items():
        (building / name).write_bytes(content)
        sync(building / name)
    sync(building)
    building.rename(folder)
    sync(folder.parent)


def _why(error: Exception) -> str:
    """Without the path, which is nobody's business who asks over the network."""
    return (error.strerror if isinstance(error, OSError) else str(error)) or type(error).__name__


def _seal(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()[:8]
