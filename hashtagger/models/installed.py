"""Which rows of the catalogue are on this machine, and which of them answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hashtagger.errors import BrokenModel, MissingComponent
from hashtagger.models.catalogue import CATALOGUE, ModelSpec, Task, find_row
from hashtagger.models.manifest import read_manifest
from hashtagger.settings import Settings

STARTER_FOLDER = Path(__file__).parent / "starter"


@dataclass(frozen=True, slots=True)
class Installed:
    """A row whose files are here."""

    spec: ModelSpec
    folder: Path


@dataclass(frozen=True, slots=True)
class ActiveModels:
    """The rows that answer in this process; fixed when it starts."""

    clip: Installed
    caption: Installed


def find_installed(spec: ModelSpec, settings: Settings) -> Installed | None:
    """None when the row was not pulled, or not as a whole."""
    folder = folder_of(spec, settings)
    if spec.shipped is not None:
        return Installed(spec, folder) if folder.is_dir() else None
    try:
        manifest = read_manifest(folder)
    except BrokenModel:
        return None
    return None if manifest is None or manifest.revision != spec.revision else Installed(spec, folder)


def folder_of(spec: ModelSpec, settings: Settings) -> Path:
    """Where the row's files are or would be."""
    return STARTER_FOLDER / spec.shipped if spec.shipped is not None else settings.models_dir / spec.model_id


def active_models(settings: Settings, rows: Sequence[ModelSpec] = CATALOGUE) -> ActiveModels:
    """
    The rows that the settings ask for.

    Raises NotFound for a name that is not in the catalogue and MissingComponent for one that was not pulled.
    """
    return ActiveModels(
        _choose(Task.CLIP, settings.models.clip, settings, rows),
        _choose(Task.CAPTION, settings.models.caption, settings, rows),
    )


def _choose(task: Task, wanted: str | None, settings: Settings, rows: Sequence[ModelSpec]) -> Installed:
    own = [row for row in rows if row.task == task]
    if wanted is not None:
        return _required(find_row(wanted, own), settings)
    shipped = [row for row in own if row.shipped is not None]
    larger = [row for row in own if row.shipped is None]
    if settings.models.profile == "starter":
        return _required(shipped[0], settings)
    pulled = next((found for row in larger if (found := find_installed(row, settings))), None)
    if pulled is not None:
        return pulled
    return _required((shipped if settings.models.profile == "auto" and shipped else larger)[0], settings)


def _required(spec: ModelSpec, settings: Settings) -> Installed:
    found = find_installed(spec, settings)
    if found is not None:
        return found
    if spec.shipped is not None:
        raise MissingComponent(
            f"the weights of {spec.model_id} are not in this installation", advice="Install hashtagger again."
        )
    raise MissingComponent(
        f"{spec.model_id} was not pulled to {settings.models_dir}",
        code="model_not_pulled",
        advice=f"Run 'hashtagger models pull {spec.model_id}', or choose the profile 'auto'.",
    )
