"""Which rows of the catalogue are on this machine, and which of them answer."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hashtagger.errors import BrokenModel, MissingComponent, NotAllowed, NotFound
from hashtagger.models.catalogue import CATALOGUE, find_row
from hashtagger.models.manifest import read_manifest
from hashtagger.models.spec import Family, ModelSpec
from hashtagger.settings import Settings
from hashtagger.types import Task

STARTER_FOLDER = Path(__file__).parent / "starter"


@dataclass(frozen=True, slots=True)
class Installed:
    """A row whose files are here."""

    spec: ModelSpec
    folder: Path
    parts: tuple[Installed, ...] = ()
    """What it needs beside its own files (``ModelSpec.needs``), in that order."""


@dataclass(frozen=True, slots=True)
class ActiveModels:
    """The rows that answer in this process; fixed when it starts."""

    clip: Installed
    caption: Installed


def find_installed(spec: ModelSpec, settings: Settings, rows: Sequence[ModelSpec] = CATALOGUE) -> Installed | None:
    """None when the row or one that it needs was not pulled, or not as a whole."""
    if not _is_whole(spec, settings):
        return None
    parts = [find_installed(find_row(name, rows), settings, rows) for name in spec.needs]
    found = tuple(part for part in parts if part is not None)
    return Installed(spec, folder_of(spec, settings), found) if len(found) == len(parts) else None


def require_installed(spec: ModelSpec, settings: Settings, rows: Sequence[ModelSpec] = CATALOGUE) -> Installed:
    """
    Raises MissingComponent with the command that pulls it, or its engine, and NotAllowed when its licence or that of one that it
    needs is not consented to, also where the files are here.
    """
    refuse_without_consent(spec, settings, rows)
    if runs_on_openvino(spec, settings) and package_folder("openvino") is None:
        raise package_missing(replace(spec, package="openvino", extra="openvino"))
    found = find_installed(spec, settings, rows)
    if found is not None:
        return found
    if spec.package is not None and package_folder(spec.package) is None:
        raise package_missing(spec)
    if spec.shipped is not None:
        raise MissingComponent(
            f"the weights of {spec.model_id} are not in this installation", advice="Install hashtagger again."
        )
    raise MissingComponent(
        f"{spec.model_id} was not pulled to {settings.models_dir}",
        code="model_not_installed",
        advice=f"Run 'hashtagger models pull {spec.model_id}'.",
    )


def refuse_without_consent(spec: ModelSpec, settings: Settings, rows: Sequence[ModelSpec] = CATALOGUE) -> None:
    """Raises NotAllowed for a restricted row, or one that needs such a row, unless the settings allow restricted licences."""
    refused = _not_consented(spec, settings, rows)
    if refused is not None:
        raise NotAllowed(
            f"{refused.model_id} is under {refused.licence}, which forbids some uses",
            code="restricted_licence",
            advice="Read the licence; if your use is allowed, set HASHTAGGER_MODELS__ALLOW_RESTRICTED_LICENCES=true.",
        )


def folder_of(spec: ModelSpec, settings: Settings) -> Path:
    """Where the row's files are or would be."""
    if spec.shipped is None:
        return settings.models_dir / spec.model_id
    ships_it = STARTER_FOLDER if spec.package is None else package_folder(spec.package)
    return (ships_it or Path(f"({spec.package} is not installed)")) / spec.shipped


def runs_on_openvino(spec: ModelSpec, settings: Settings) -> bool:
    """As the settings want it; on a GPU torch serves all the same."""
    return spec.family is Family.OPENCLIP and settings.models.engine == "openvino"


def package_folder(package: str) -> Path | None:
    """Where an importable package is, without importing it."""
    found = importlib.util.find_spec(package)
    return Path(found.origin).parent if found is not None and found.origin is not None else None


def package_missing(spec: ModelSpec) -> MissingComponent:
    """What to say when the row runs on a package that is not here."""
    return MissingComponent(
        f"{spec.model_id} needs the package {spec.package}, which is not installed",
        code="model_not_installed",
        advice=f"Run: pip install 'hashtagger[{spec.extra}]'",
    )


def active_models(settings: Settings, rows: Sequence[ModelSpec] = CATALOGUE) -> ActiveModels:
    """
    The rows that the settings ask for.

    Raises NotFound for a name that is not in the catalogue and MissingComponent for one that was not pulled.
    """
    return ActiveModels(choose(Task.CLIP, settings, rows), choose(Task.CAPTION, settings, rows))


def choose(
    task: Task,
    settings: Settings,
    rows: Sequence[ModelSpec] = CATALOGUE,
    *,
    model: str | None = None,
    language: str | None = None,
) -> Installed:
    """
    The row for a task: the one that is named here or in the settings, else the first that was pulled, else the shipped one.

    ``language`` (ISO 639-1): only rows that write it; of a translation row those are all its languages but the first.
    Raises NotFound (no such row, no row for that language), MissingComponent (none was pulled) and NotAllowed (the named row is
    under a licence that the settings do not allow).
    """
    own = [row for row in rows if row.task == task and (language is None or language in _written(row))]
    wanted = model or _named(task, settings)
    if wanted is not None:
        return require_installed(find_row(wanted, own), settings, rows)
    if not own:
        message = f"no model of the catalogue does {task.value}" + (f" in {language!r}" if language else "")
        raise NotFound(message, code="unknown_model", advice="Run 'hashtagger models list'.")
    # What comes inside another package was chosen by whoever installed that package; it is no stopgap.
    shipped = [row for row in own if row.shipped is not None and row.package is None]
    larger = [row for row in own if row.shipped is None or row.package is not None]
    profile = settings.models.profile
    for row in shipped if shipped and profile == "starter" else larger:
        found = find_installed(row, settings, rows) if _not_consented(row, settings, rows) is None else None
        if found is not None:
            return found
    return require_installed((shipped if shipped and profile != "full" else larger or shipped)[0], settings, rows)


def _written(row: ModelSpec) -> tuple[str, ...]:
    return row.languages[1:] if row.task is Task.TRANSLATE else row.languages


def _named(task: Task, settings: Settings) -> str | None:
    """In the settings."""
    name: str | None = getattr(settings.models, task.value.replace("-", "_"), None)
    return name


def _not_consented(spec: ModelSpec, settings: Settings, rows: Sequence[ModelSpec]) -> ModelSpec | None:
    """The row, or the first of those that it needs, whose licence forbids some uses and is not allowed by the settings."""
    if settings.models.allow_restricted_licences:
        return None
    if spec.restricted:
        return spec
    parts = (_not_consented(find_row(name, rows), settings, rows) for name in spec.needs)
    return next((part for part in parts if part is not None), None)


def _is_whole(spec: ModelSpec, settings: Settings) -> bool:
    folder = folder_of(spec, settings)
    if spec.shipped is not None:
        return folder.is_dir()
    try:
        manifest = read_manifest(folder)
    except BrokenModel:
        return False
    return manifest is not None and manifest.revision == spec.revision
