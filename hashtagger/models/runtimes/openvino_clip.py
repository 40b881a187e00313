"""OpenCLIP models on OpenVINO instead of torch, on a CPU: same questions, same vectors, a single picture sooner."""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor, nn

from hashtagger.errors import BrokenModel
from hashtagger.models.devices import choose_device, weights_bytes
from hashtagger.models.installed import Installed
from hashtagger.models.precision import precision_for
from hashtagger.models.runtimes import openclip
from hashtagger.models.runtimes.base import Runtime
from hashtagger.models.runtimes.clip_card import ClipCard, read_clip_card
from hashtagger.models.runtimes.openclip import OpenClipRuntime, load_openclip, needed_length, shortened
from hashtagger.models.runtimes.preprocess import Prepared
from hashtagger.models.threads import usable_cores
from hashtagger.settings import Settings
from hashtagger.types import Vectors

MIN_COSINE = 0.999
"""To what torch answers in float32, checked at every load: only then the vectors may lie in one index with torch's."""
PROOF_TEXTS = ("a dog", "two girls with a red ball jump into the water of the lake", "")
_PROOF_PICTURES = 3
_KERNELS = 64
_BYTES = {"float32": 4, "bfloat16": 2}
_HINTS = {"float32": "f32", "bfloat16": "bf16"}
_WEIGHTS_FILE = "open_clip_model.safetensors"


class OpenVinoClipRuntime(OpenClipRuntime):
    """
    Implements ``Runtime`` as ``OpenClipRuntime`` does, with both towers converted to OpenVINO.

    A batch takes all threads it was compiled for, so batches that come at once run one after the other.
    """

    def __init__(self, card: ClipCard, plain: OpenClipRuntime, *, threads: int) -> None:
        """``plain``: the same model on torch in float32; its weights are shared and must stay as they are."""
        super().__init__(card, plain._model, plain._tokenizer, plain._device)
        self._running = threading.Lock()
        side = card.preprocess
        picture = torch.zeros(2, 3, side.height_px, side.width_px)
        tokens = self._tokens(PROOF_TEXTS)
        # Shorter than the context: the tracer must see the causal mask being cut.
        tokens = tokens[:, : tokens.shape[1] // 2]
        self._see = _compiled(self._model.visual, picture, [-1, *picture.shape[1:]], card, threads)
        self._read = _compiled(_AnyLength(self._model.text), tokens, [-1, -1], card, threads)

    @property
    def resident_bytes(self) -> int:
        """Float32 weights, which lie in the file's pages where they can, and OpenVINO's own in the card's format."""
        shared = weights_bytes(self._model)
        return shared + shared * _BYTES[self.card.precision] // 4

    def close(self) -> None:
        # OpenVINO reads torch's memory without owning it.
        self._see = self._read = None
        super().close()

    def embed_images(self, prepared: Sequence[Prepared]) -> Vectors:
        return self._answered(self._see, np.stack(prepared))

    def _embed_tokens(self, tokens: Tensor) -> Vectors:
        length = needed_length(self._model.text, tokens)
        return self._answered(self._read, tokens[:, :length].contiguous().numpy())

    def _answered(self, tower: Any, batch: NDArray[Any]) -> Vectors:
        with self._running:
            (found,) = tower.infer([batch]).values()
        return self._unit(torch.from_numpy(found))


def load(model: Installed, settings: Settings) -> Runtime:
    """See ``Runtime``. Where the device is not the CPU, torch serves."""
    if choose_device(settings.models.device).type != "cpu":
        return openclip.load(model, settings)
    wanted, own = settings.models.threads or usable_cores(), model.spec.threads
    card = read_clip_card(model, precision_for(model.spec, "cpu"))
    return load_openvino(card, threads=wanted if own is None else min(wanted, own))


def load_openvino(card: ClipCard, *, threads: int) -> OpenVinoClipRuntime:
    """
    Build the model from its folder with torch, convert it, and see that both agree; seconds. Loader thread only.

    Raises BrokenModel when the files do not make a model or OpenVINO's vectors are not torch's.
    """
    plain = load_openclip(replace(card, precision="float32"), device="cpu")
    _lie_in_file(plain._model, card)
    try:
        runtime = OpenVinoClipRuntime(card, plain, threads=threads)
        cosine = _agreement(plain, runtime)
    except Exception as error:
        raise BrokenModel(f"{card.model_id} cannot be converted to OpenVINO: {error}", advice=_ADVICE) from error
    if cosine < MIN_COSINE:
        raise BrokenModel(
            f"{card.model_id}: OpenVINO's vectors have a cosine of {cosine:.5f} to torch's, below {MIN_COSINE}",
            advice=_ADVICE,
        )
    return runtime


_ADVICE = "Set HASHTAGGER_MODELS__ENGINE=torch."


class _AnyLength(nn.Module):
    """A text tower whose causal mask follows the number of columns, so that one conversion serves every length."""

    def __init__(self, tower: nn.Module) -> None:
        super().__init__()
        self.tower = tower

    def forward(self, tokens: Tensor) -> Tensor:
        with shortened(self.tower, tokens.shape[1]):
            found: Tensor = self.tower(tokens)
        return found


def _compiled(tower: nn.Module, example: Tensor, shape: list[int], card: ClipCard, threads: int) -> Any:
    """A request that runs the tower for inputs of that shape, -1 for any length; float32 vectors come out."""
    openvino = _openvino()
    with torch.inference_mode(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the tracer, about branches that our inputs never take
        # Its own check compares the names in two traces, which can differ where nothing else does; the proof compares vectors.
        traced = torch.jit.trace(tower, example, check_trace=False)  # type: ignore[no-untyped-call]
        converted = openvino.convert_model(traced, example_input=example, input=[shape])
    options = {
        "INFERENCE_PRECISION_HINT": _HINTS[card.precision],
        "INFERENCE_NUM_THREADS": threads,
        "NUM_STREAMS": 1,
        # Bound to cores, its threads would wait behind whatever else runs on those.
        "ENABLE_CPU_PINNING": False,
        # Every length and size of batch gets kernels of its own, which are kept: about a megabyte each.
        "CPU_RUNTIME_CACHE_CAPACITY": _KERNELS,
    }
    return openvino.Core().compile_model(converted, "CPU", options).create_infer_request()


def _openvino() -> Any:
    """The package, kept from telling its maker over the network that it was imported."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # as if not installed
    import openvino

    return openvino


def _lie_in_file(model: nn.Module, card: ClipCard) -> None:
    """
    Let weights that are in the file as they are in the model be pages of that file instead of memory of their own.

    OpenVINO seldom reads them after it made its own of them, so the system may take the pages back.
    """
    path = card.folder / _WEIGHTS_FILE
    stored = load_file(path) if path.is_file() else {}
    for name, weights in model.named_parameters():
        # A checkpoint of the older class has the text tower's weights at the top.
        found = stored.get(name, stored.get(name.removeprefix("text.")))
        if found is not None and found.shape == weights.shape and found.dtype == weights.dtype:
            weights.data = found


def _agreement(plain: OpenClipRuntime, runtime: OpenClipRuntime) -> float:
    """The smallest cosine between the vectors of both, over pictures and texts."""
    side = runtime.card.preprocess
    random = np.random.default_rng(0)
    coarse = random.uniform(-2, 2, (_PROOF_PICTURES, 3, 4, 4)).astype(np.float32)
    size = (side.height_px, side.width_px)
    smooth = nn.functional.interpolate(torch.from_numpy(coarse), size=size, mode="bilinear").numpy()
    pictures = list(smooth + random.normal(0, 0.3, smooth.shape).astype(np.float32))
    pairs = (
        (plain.embed_images(pictures), runtime.embed_images(pictures)),
        (plain.embed_texts(PROOF_TEXTS), runtime.embed_texts(PROOF_TEXTS)),
    )
    return min(float((left * right).sum(axis=1).min()) for left, right in pairs)
