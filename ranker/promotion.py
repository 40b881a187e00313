"""Which versions of a kind there are, and whether one may become current: what the command line and the web say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from hashtagger.errors import BrokenArtefact, Conflict
from ranker import features, prospects
from ranker.artefacts import FORECAST, RANKER, Manifest, Pointer, Shelf

State = Literal["current", "shadow", "previous", "kept"]
SCHEMAS: Mapping[str, str] = {RANKER: features.SCHEMA, FORECAST: prospects.SCHEMA}
"""Kind → hash of the rows that this program makes for it."""
_ADVICE: Mapping[str, str] = {
    RANKER: "Let it be a shadow ('hashtagger ranker shadow'), or insist with --force (force=true).",
    FORECAST: "Insist with --force.",
}


@dataclass(frozen=True, slots=True)
class Version:
    """One version on the shelf, as people are told of it."""

    version: str
    state: State
    created: datetime | None
    """None when its manifest cannot be read."""
    refusal: str
    """Why it may not become current; '' when it may."""
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """Everything on the shelf."""

    pointer: Pointer
    trouble: str
    """Why the pointer cannot be read; '' when it can. Promoting a version mends it."""
    versions: Sequence[Version]
    """Newest first."""


def listing(shelf: Shelf, kind: str = RANKER) -> Listing:
    """What there is; the files behind the versions are not read."""
    pointer, trouble = _pointer(shelf, kind)
    return Listing(pointer, trouble, [_version(shelf, kind, each, pointer) for each in shelf.versions(kind)])


def version(shelf: Shelf, name: str, kind: str = RANKER) -> Version:
    """One of them, with its files checked. Raises ``NotFound`` or ``BrokenArtefact``."""
    shelf.open(kind, name)
    return _version(shelf, kind, name, _pointer(shelf, kind)[0])


def promote(shelf: Shelf, name: str, kind: str = RANKER, *, force: bool = False, now: datetime) -> None:
    """
    Make it current. Raises ``NotFound``, ``BrokenArtefact``, or ``Conflict`` when it was learned from other rows than this
    program makes, or its gate did not let it pass; ``force`` promotes it all the same. A broken one is never promoted.
    """
    refused = refusal(shelf.manifest(kind, name))
    if refused and not force:
        raise Conflict(
            f"{name} may not become current: {refused}",
            code="promotion_refused",
            advice=_ADVICE[kind],
        )
    shelf.promote(kind, name, now=now)


def rollback(shelf: Shelf, kind: str = RANKER, *, instead_of: str | None = None, now: datetime) -> str | None:
    """See ``Shelf.rollback``; what was learned from other rows than this program makes is passed over."""
    return shelf.rollback(kind, now=now, schema=SCHEMAS[kind], instead_of=instead_of)


def refusal(manifest: Manifest) -> str:
    """Why it may not become current; '' when it may."""
    if manifest.schema != (ours := SCHEMAS[manifest.kind]):
        return f"it was learned from rows of schema {manifest.schema or 'unknown'}, this program makes {ours}"
    gate = manifest.facts.get("gate")
    if not isinstance(gate, dict):
        return "it was never compared with what is current"
    return "" if gate.get("passed") is True else str(gate.get("why") or "the gate did not let it pass")


def _pointer(shelf: Shelf, kind: str) -> tuple[Pointer, str]:
    try:
        return shelf.pointer(kind), ""
    except BrokenArtefact as error:
        return Pointer(), str(error)


def _version(shelf: Shelf, kind: str, name: str, pointer: Pointer) -> Version:
    state: State = "kept"
    if name == pointer.current:
        state = "current"
    elif name == pointer.shadow:
        state = "shadow"
    elif name in pointer.previous:
        state = "previous"
    try:
        manifest = shelf.manifest(kind, name)
    except BrokenArtefact as error:
        return Version(name, state, None, str(error), {})
    return Version(name, state, manifest.created, refusal(manifest), dict(manifest.facts))
