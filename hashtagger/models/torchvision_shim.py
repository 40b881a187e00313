"""Makes ``import torchvision`` work beside a CPU build of torch; call ``install()`` before open_clip, timm or transformers."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import torch

_SCHEMAS = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)
_kept_alive: list[torch.library.Library] = []


def install() -> bool:
    """
    Declare the two operators that torchvision looks up while it is imported; True when that was needed.

    PyPI's torchvision is compiled against the CUDA build of torch. Beside a CPU build its native library cannot be
    loaded, and ``import torchvision`` then fails with "operator torchvision::nms does not exist", although nothing
    here calls that operator. Where the native library loads, and on every later call, this does nothing.
    """
    if _kept_alive or _native_library_loads():
        return False
    library = torch.library.Library("torchvision", "FRAGMENT")  # type: ignore[no-untyped-call]
    for schema in _SCHEMAS:
        library.define(schema)  # type: ignore[no-untyped-call]
    # The declarations vanish when the object does.
    _kept_alive.append(library)
    return True


def _native_library_loads() -> bool:
    spec = importlib.util.find_spec("torchvision")
    if spec is None or spec.origin is None:
        return True
    for path in sorted(Path(spec.origin).parent.glob("_C*.so")):
        try:
            torch.ops.load_library(path)  # type: ignore[no-untyped-call]
        except (OSError, RuntimeError):
            return False
    return _declares("nms")


def _declares(operator: str) -> bool:
    return hasattr(torch.ops.torchvision, operator)
