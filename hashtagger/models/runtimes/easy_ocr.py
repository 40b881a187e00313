"""EasyOCR as a reader of pages: CRAFT finds the text, a convolutional-recurrent network reads it; both are torch models."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from hashtagger.models.devices import choose_device
from hashtagger.models.installed import Installed, package_missing
from hashtagger.models.runtimes.checkpoint import opening
from hashtagger.models.runtimes.text_layout import Found
from hashtagger.settings import Settings

if TYPE_CHECKING:
    from hashtagger.models.runtimes.ocr import Page

MIN_CONFIDENCE = 0.3
"""It is less sure of itself than PP-OCR where it is right."""


def open_reader(model: Installed, settings: Settings) -> tuple[Callable[[Page], list[Found]], int]:
    """
    What reads a page, and the bytes of its weights.

    Nothing is fetched: the library may not download, and refuses files that are not the ones it was published with. Raises
    ``MissingComponent`` when the package is not installed, ``BrokenModel`` for other files.
    """
    try:
        easyocr = import_module("easyocr")
    except ImportError:
        raise package_missing(model.spec) from None
    device = choose_device(settings.models.device)
    with opening(model) as folder:
        # The library unpickles whatever it finds, so that is tried first in the way that runs no code.
        resident_bytes = sum(_tensor_bytes(folder / file.name) for file in model.spec.files)
        reader = easyocr.Reader(
            list(model.spec.languages),
            gpu=str(device),
            model_storage_directory=str(folder),
            user_network_directory=str(folder),
            download_enabled=False,
            quantize=False,
            verbose=False,
        )

    def read(page: Page) -> list[Found]:
        return [
            Found(text, float(confidence), np.asarray(corners, np.float32))
            for corners, text, confidence in reader.readtext(page)
            if confidence >= MIN_CONFIDENCE
        ]

    return read, resident_bytes


def _tensor_bytes(file: Any) -> int:
    tensors = torch.load(file, map_location="cpu", weights_only=True, mmap=True)
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors.values())
