"""Puts a trained image tower and a trained text tower together as one OpenCLIP model folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor

from hashtagger.training.cache import save
from hashtagger.training.data import PHOTO_PX
from hashtagger.training.loop import HALF_WAY
from hashtagger.training.recipes import RECIPES, Recipe
from hashtagger.training.teacher import SENTENCE_DIM
from hashtagger.training.text_model import TextShape

_TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json")


def export(image_run: Path, text_run: Path, out: Path, *, recipe: str) -> None:
    """
    Write ``open_clip_config.json``, ``open_clip_model.safetensors`` (float16) and the tokenizer to ``out``.

    ``image_run`` and ``text_run`` are the ``--out`` folders of the two training commands. The result loads with
    ``open_clip.create_model_and_transforms("local-dir:OUT")`` and ``open_clip.get_tokenizer("local-dir:OUT")``.
    """
    shape = TextShape(**json.loads((text_run / "shape.json").read_text(encoding="utf-8")))
    checkpoint = torch.load(image_run / "checkpoint.pt", map_location="cpu", weights_only=True)
    state = checkpoint["average"]
    if (image_run / HALF_WAY).is_file():
        # The weights in the middle of two points of one run generalise better than either (Izmailov et al. 2018).
        half = torch.load(image_run / HALF_WAY, map_location="cpu", weights_only=True)["average"]
        state = {name: _middle(half[name], value) for name, value in state.items()}
    tensors: dict[str, Tensor] = {f"visual.{name}": value for name, value in state.items()}
    tensors |= {f"text.{name}": value for name, value in load_file(text_run / "text_tower.safetensors").items()}
    tensors["logit_scale"] = checkpoint["student"]["log_scale"]
    out.mkdir(parents=True, exist_ok=True)
    halves = {name: value.half() if value.is_floating_point() else value for name, value in tensors.items()}
    save(halves, out / "open_clip_model.safetensors", metadata={"format": "pt"})
    config = {"model_cfg": _model_cfg(RECIPES[recipe], shape), "preprocess_cfg": _preprocess_cfg()}
    (out / "open_clip_config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    for name in _TOKENIZER_FILES:
        shutil.copyfile(text_run / name, out / name)


def _middle(half: Tensor, end: Tensor) -> Tensor:
    return (half + end) / 2 if end.is_floating_point() else end


def _model_cfg(recipe: Recipe, shape: TextShape) -> dict[str, Any]:
    return {
        "embed_dim": SENTENCE_DIM,
        "custom_text": True,
        "vision_cfg": {
            "timm_model_name": recipe.backbone,
            "timm_model_pretrained": False,
            "timm_pool": "avg",
            "timm_proj": recipe.projection,
            "image_size": PHOTO_PX,
        },
        "text_cfg": shape.as_text_cfg(),
    }


def _preprocess_cfg() -> dict[str, Any]:
    """Photos are squashed to the square, as the training photos were, and scaled to -1..1."""
    return {
        "size": PHOTO_PX,
        "mode": "RGB",
        "mean": [0.5, 0.5, 0.5],
        "std": [0.5, 0.5, 0.5],
        "interpolation": "bicubic",
        "resize_mode": "squash",
        "fill_color": 0,
    }
