"""What must be known of an embedding model before it is loaded: dimension, fingerprint, preprocessing, tag map."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file

from hashtagger.errors import BrokenModel
from hashtagger.models.installed import Installed
from hashtagger.models.manifest import weights_sha256
from hashtagger.models.precision import Precision
from hashtagger.models.runtimes.preprocess import Preprocess, from_openclip
from hashtagger.types import Vectors

CONFIG_FILE = "open_clip_config.json"
BACKGROUND_FILE = "background.safetensors"
TAG_MAP_FILE = "tag_map.safetensors"


@dataclass(frozen=True, slots=True, eq=False)
class ClipCard:
    """Read from the files beside the weights, without torch."""

    model_id: str
    folder: Path
    dim: int
    precision: Precision
    preprocess: Preprocess
    fingerprint: str
    """sha256 over the weights' sha256, the preprocessing and the number format, in hex."""
    tag_map: Vectors | None
    """float32 [dim + 1, dim], see ``VisionModels.tag_map``."""


def read_clip_card(model: Installed, precision: Precision) -> ClipCard:
    """Raises BrokenModel when the folder is not that of an OpenCLIP model."""
    path = model.folder / CONFIG_FILE
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
        dim = int(config["model_cfg"]["embed_dim"])
        preprocess = from_openclip(config)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BrokenModel(f"{path} cannot be read: {error!r}") from error
    identity = "\n".join((weights_sha256(model.folder), preprocess.describe(), precision))
    return ClipCard(
        model.spec.model_id,
        model.folder,
        dim,
        precision,
        preprocess,
        hashlib.sha256(identity.encode()).hexdigest(),
        read_tag_map(model.folder, dim),
    )


def read_tag_map(folder: Path, dim: int) -> Vectors | None:
    """The learned map where there is one, else the one that takes the mean photo off, else None."""
    learned = _read_rows(folder / TAG_MAP_FILE, "tag_map", dim + 1, dim)
    if learned is not None:
        return learned
    background = _read_rows(folder / BACKGROUND_FILE, "background", 1, dim)
    return None if background is None else np.concatenate([np.eye(dim, dtype=np.float32), -background])


def _read_rows(path: Path, name: str, rows: int, dim: int) -> Vectors | None:
    if not path.is_file():
        return None
    try:
        return np.asarray(load_file(path)[name], dtype=np.float32).reshape(rows, dim)
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        raise BrokenModel(f"{path} has no {name!r} of {rows} x {dim} numbers: {error!r}") from error
