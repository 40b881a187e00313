"""Reads what is written in a picture: PP-OCR networks through RapidOCR and ONNX Runtime on the CPU, or EasyOCR."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from hashtagger.errors import BrokenModel
from hashtagger.models.installed import Installed, package_missing
from hashtagger.models.runtimes.base import Pause, Ready
from hashtagger.models.runtimes.text_layout import Found, laid_out
from hashtagger.models.threads import usable_cores
from hashtagger.questions import ReadText, TextBox
from hashtagger.settings import Settings
from hashtagger.types import Pixels

DETECTOR, RECOGNISER, TURNER = (
    "PP-OCRv6_det_small.onnx",
    "PP-OCRv6_rec_small.onnx",
    "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
)
"""Finds lines; reads a line; says whether a line stands on its head."""
MAX_SIDE_PX = 2_000
"""A longer picture is read at this scale."""
MIN_CONFIDENCE = 0.5
"""Lines that are read with less are textures more often than text."""
MAX_ASPECT = 4
"""A longer picture gets a margin: the detector enlarges the shorter side, and a strip would become gigabytes."""
_MOST_LINES = 500
_COST_PIXELS = 500_000
_RESIDENT_BYTES = 330_000_000
"""Libraries, weights and what ONNX Runtime keeps between pictures (``benchmarks/ocr.py``); it cannot be asked."""


Page = NDArray[np.uint8]
"""One prepared picture: uint8 [height, width, 3], blue first, no side over MAX_SIDE_PX, no longer than MAX_ASPECT."""


class OcrRuntime:
    """
    Implements ``Runtime`` for ``ReadText``.

    A batch is read picture by picture: each has its own size and its own number of lines, so there is nothing to share.
    """

    def __init__(self, read: Callable[[Page], list[Found]], resident_bytes: int) -> None:
        self._read, self._resident_bytes = read, resident_bytes

    @property
    def resident_bytes(self) -> int:
        return self._resident_bytes

    def prepare(self, question: ReadText) -> Ready:
        page = as_page(question.image.pixels)
        cost = max(1.0, page.shape[0] * page.shape[1] / _COST_PIXELS)
        return Ready(page, cost=cost, size_bytes=page.nbytes)

    def run(self, payloads: Sequence[Page], pause: Pause) -> list[list[Found]]:
        read = []
        for place, page in enumerate(payloads):
            if place:
                pause(place / len(payloads))
            read.append(self._read(page))
        return read

    def finish(self, question: ReadText, result: Sequence[Found]) -> tuple[TextBox, ...]:
        height, width = question.image.pixels.shape[:2]
        scale = _scale(width, height)
        return laid_out(result, width * scale, height * scale)

    def close(self) -> None:
        del self._read


def as_page(pixels: Pixels) -> Page:
    """Scaled down if need be, and with a margin at the right or below in the picture's mean colour if it is a strip."""
    height, width = pixels.shape[:2]
    scale = _scale(width, height)
    if scale < 1:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        pixels = np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0))
        height, width = pixels.shape[:2]
    tall, wide = max(height, -(-width // MAX_ASPECT)), max(width, -(-height // MAX_ASPECT))
    if (tall, wide) == (height, width):
        return np.ascontiguousarray(pixels[:, :, ::-1])
    page = np.empty((tall, wide, 3), np.uint8)
    page[:] = pixels.reshape(-1, 3).mean(axis=0)[::-1].astype(np.uint8)
    page[:height, :width] = pixels[:, :, ::-1]
    return page


def _scale(width: int, height: int) -> float:
    return min(1.0, MAX_SIDE_PX / max(width, height))


def load(model: Installed, settings: Settings) -> OcrRuntime:
    """See ``Runtime``. Raises ``MissingComponent`` when the package is not installed."""
    if model.spec.package == "easyocr":
        # The other engine brings torch along.
        from hashtagger.models.runtimes.easy_ocr import open_reader

        return OcrRuntime(*open_reader(model, settings))
    try:
        cv2, onnxruntime, rapidocr = (import_module(name) for name in ("cv2", "onnxruntime", "rapidocr"))
    except ImportError:
        raise package_missing(model.spec) from None
    threads = settings.models.threads or usable_cores()
    cv2.setNumThreads(threads)
    try:
        engine = rapidocr.RapidOCR(params=_PARAMETERS)
        for part, name in (("Det", DETECTOR), ("Rec", RECOGNISER), ("Cls", TURNER)):
            # With a session of our own the library neither looks for weights elsewhere nor takes threads as it likes.
            engine.cfg[part]._set_flag("allow_objects", True)
            engine.cfg[part].session = _session(onnxruntime, model.folder / name, threads)
        # It opens its sessions with the first picture, and those of the recogniser with the first text.
        for read in (engine._load_det_model, engine._load_cls_model, engine._load_rec_model):
            read()
    except Exception as error:  # whatever ONNX Runtime raises for a damaged file has no common base
        raise BrokenModel(f"{model.spec.model_id} in {model.folder} cannot be loaded: {error}") from error
    return OcrRuntime(partial(_read, engine), _RESIDENT_BYTES)


def _read(engine: Any, page: Page) -> list[Found]:
    answer = engine(page)
    # The library says None where there is nothing to read, and other kinds of answers where there is nearly nothing.
    texts, boxes = getattr(answer, "txts", None), getattr(answer, "boxes", None)
    if texts is None or boxes is None:
        return []
    return [
        Found(text, float(score), np.asarray(box, np.float32))
        for text, score, box in zip(texts, answer.scores, boxes, strict=True)
    ]


_PARAMETERS = {
    "Global.log_level": "critical",
    "Global.max_side_len": MAX_SIDE_PX,
    "Global.text_score": MIN_CONFIDENCE,
    "Det.max_candidates": _MOST_LINES,
}


def _session(onnxruntime: Any, file: Path, threads: int) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Threads that spin while they wait take the cores from torch.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Every picture has another size: an arena would keep the largest of each for good.
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
