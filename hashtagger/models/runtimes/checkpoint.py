"""Opens what a library's ``save_pretrained`` wrote: weights in the right number format on the right device."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from torch import nn

from hashtagger.errors import BrokenModel
from hashtagger.models.devices import choose_device
from hashtagger.models.installed import Installed
from hashtagger.models.precision import precision_for
from hashtagger.models.runtimes.preprocess import Preprocess, from_transformers
from hashtagger.models.spec import ModelSpec
from hashtagger.settings import Settings

_DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16}
_MISSING_SHARE = 0.1
"""Names differ a little between versions of a library; more than this and the file is that of another model."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a model's weights live, and in which number format."""

    device: torch.device
    dtype: torch.dtype


def place_for(spec: ModelSpec, settings: Settings) -> Place:
    device = settings.models.device
    return Place(choose_device(device), _DTYPES[precision_for(spec, device)])


@contextmanager
def opening(model: Installed) -> Iterator[Path]:
    """The model's folder; whatever goes wrong with its files meanwhile becomes ``BrokenModel``."""
    try:
        yield model.folder
    except (
        OSError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        RuntimeError,
        pickle.UnpicklingError,
        SafetensorError,
    ) as error:
        raise BrokenModel(f"{model.spec.model_id} in {model.folder} cannot be loaded: {error}") from error


def read_weights(kind: Any, folder: Path, place: Place) -> Any:
    """
    The model of transformers' class ``kind``, ready to serve; nothing is fetched.

    Weights are cast once: autocast on a CPU is several times slower than either format. Raises ValueError when many
    weights are missing, which the library itself would fill with random numbers.
    """
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    model, report = kind.from_pretrained(folder, local_files_only=True, dtype=place.dtype, output_loading_info=True)
    missing = sorted(report["missing_keys"])
    if len(missing) > _MISSING_SHARE * len(model.state_dict()):
        raise ValueError(f"{len(missing)} of its weights are missing, the first is {missing[0]}")
    return served(model, place)


def served(model: nn.Module, place: Place) -> nn.Module:
    return model.to(place.device, place.dtype).eval().requires_grad_(False)


def read_tokenizer(folder: Path) -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(folder, local_files_only=True)


def read_preprocess(folder: Path) -> Preprocess:
    return from_transformers(json.loads((folder / "preprocessor_config.json").read_text(encoding="utf-8")))
