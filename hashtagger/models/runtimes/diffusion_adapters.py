"""LoRA adapters (Hu et al. 2021, arXiv 2106.09685): found by name, worn for one batch, taken off whatever happens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hashtagger.errors import BrokenModel, InvalidRequest, MissingComponent
from hashtagger.models.catalogue import find_row
from hashtagger.models.installed import find_installed, refuse_without_consent
from hashtagger.models.spec import ModelSpec
from hashtagger.questions import Adapter
from hashtagger.settings import Settings
from hashtagger.types import Task

MAX_ADAPTERS = 4
MAX_WEIGHT = 2.0


@dataclass(frozen=True, slots=True)
class Worn:
    """An adapter whose file is here."""

    name: str
    file: Path
    weight: float


def choose_adapters(
    wanted: Sequence[Adapter], spec: ModelSpec, settings: Settings, rows: Sequence[ModelSpec]
) -> tuple[Worn, ...]:
    """
    The files of the named adapters, in order.

    Raises NotFound (no such adapter), InvalidRequest (made for another base, named twice, too many, a weight out of range),
    NotAllowed (a licence without consent) or MissingComponent (not pulled).
    """
    if len({adapter.name for adapter in wanted}) < len(wanted):
        raise InvalidRequest("adapters: one is named twice", code="invalid_adapters")
    if len(wanted) > MAX_ADAPTERS:
        raise InvalidRequest(f"adapters: at most {MAX_ADAPTERS} at once", code="invalid_adapters")
    known = [row for row in rows if row.task is Task.ADAPTER]
    return tuple(_choose(adapter, find_row(adapter.name, known), spec, settings) for adapter in wanted)


def _choose(adapter: Adapter, row: ModelSpec, spec: ModelSpec, settings: Settings) -> Worn:
    base = "" if spec.recipe is None else spec.recipe.base
    if row.base != base:
        raise InvalidRequest(
            f"adapters: {row.model_id} was made for {row.base}, {spec.model_id} is {base}",
            code="adapter_mismatch",
            advice="Choose an adapter that was made for the model, or a model of the adapter's base.",
        )
    if not -MAX_WEIGHT <= adapter.weight <= MAX_WEIGHT:
        raise InvalidRequest(
            f"adapters: the weight of {row.model_id} is {adapter.weight:g}, not {-MAX_WEIGHT:g} to {MAX_WEIGHT:g}",
            code="invalid_adapters",
        )
    refuse_without_consent(row, settings)
    found = find_installed(row, settings)
    if found is None:
        raise MissingComponent(
            f"the adapter {row.model_id} was not pulled to {settings.models_dir}",
            code="model_not_installed",
            advice=f"Run 'hashtagger models pull {row.model_id}'.",
        )
    return Worn(row.model_id, found.folder / row.files[0].name, adapter.weight)


@contextmanager
def wearing(pipeline: Any, adapters: Sequence[Worn]) -> Iterator[None]:
    """The pipeline's networks with the adapters mixed in; without them afterwards. One batch at a time."""
    if not adapters:
        yield
        return
    # Module names cannot contain the dots that a row's name may have.
    names = [f"worn_{number}" for number in range(len(adapters))]
    try:
        for name, adapter in zip(names, adapters, strict=True):
            put_on(pipeline, adapter.file, name)
        pipeline.set_adapters(names, [adapter.weight for adapter in adapters])
        yield
    finally:
        pipeline.unload_lora_weights()


def put_on(pipeline: Any, file: Path, name: str) -> None:
    """Raises BrokenModel when the file is no adapter for these networks."""
    try:
        pipeline.load_lora_weights(
            str(file.parent), weight_name=file.name, adapter_name=name, local_files_only=True, use_safetensors=True
        )
    except (OSError, ValueError, KeyError, RuntimeError, TypeError) as error:
        raise BrokenModel(f"the adapter {file.name} cannot be mixed into this model: {error}") from error


def merge(pipeline: Any, file: Path) -> None:
    """Add the adapter to the weights for good."""
    put_on(pipeline, file, "merged")
    pipeline.fuse_lora(adapter_names=["merged"])
    pipeline.unload_lora_weights()
