"""The safety checker of Stable Diffusion (Rando et al. 2022, arXiv 2210.04610), for the frames of any model."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from hashtagger.errors import MissingComponent
from hashtagger.models.catalogue import find_row
from hashtagger.models.devices import weights_bytes
from hashtagger.models.installed import Installed, find_installed
from hashtagger.models.rows.generate_parts import SAFETY_CHECKER
from hashtagger.models.runtimes.checkpoint import opening
from hashtagger.models.runtimes.preprocess import Preprocess
from hashtagger.settings import Settings


class SafetyChecker:
    """
    Compares the CLIP embedding of a picture with those of 20 concepts, each with a threshold of its own.

    In float32: its thresholds have three decimals. It knows sexual content only, misses some and flags harmless pictures.
    """

    batch = 8
    """Pictures looked at together."""

    def __init__(self, model: Any, preprocess: Preprocess, device: torch.device) -> None:
        self._model, self._preprocess, self._device = model, preprocess, device

    @property
    def resident_bytes(self) -> int:
        return weights_bytes(self._model)

    @torch.no_grad()
    def unsafe(self, frames: NDArray[np.uint8]) -> list[bool]:
        """One answer for each of the frames, uint8 [n, height, width, 3]."""
        seen = torch.from_numpy(np.stack([self._preprocess(frame) for frame in frames])).to(self._device)
        # It blackens the pictures it is given; ours are blackened where all models' are.
        blanks = [np.zeros((1, 1, 3), np.float32)] * len(frames)
        _, flags = self._model(clip_input=seen, images=blanks)
        return [bool(flag) for flag in flags]


def load_checker(model: Installed, settings: Settings, device: torch.device) -> SafetyChecker:
    """
    From the part of that name, or from where it was pulled to.

    Raises MissingComponent with the command that pulls it, BrokenModel when its files do not make a checker.
    """
    kind: Any = import_module("diffusers.pipelines.stable_diffusion.safety_checker").StableDiffusionSafetyChecker
    part = next((part for part in model.parts if part.spec.model_id == SAFETY_CHECKER), None)
    part = part or find_installed(find_row(SAFETY_CHECKER), settings)
    if part is None:
        raise MissingComponent(
            f"{model.spec.model_id} shows nothing that the safety checker has not seen, and that was not pulled",
            code="model_not_installed",
            advice=f"Run 'hashtagger models pull {SAFETY_CHECKER}', or answer for the pictures yourself: "
            "HASHTAGGER_GENERATE__SAFETY_CHECKER=false.",
        )
    with opening(part) as folder:
        weights = folder / "safety_checker"
        network, report = kind.from_pretrained(
            weights,
            variant="fp16" if any(weights.glob("*.fp16.*")) else None,
            dtype=torch.float32,
            local_files_only=True,
            use_safetensors=True,
            output_loading_info=True,
        )
        # The library fills what is missing with random numbers, and a random checker finds nothing.
        if report["missing_keys"]:
            raise ValueError(f"it lacks {min(report['missing_keys'])}")
        described = json.loads((folder / "feature_extractor" / "preprocessor_config.json").read_text("utf-8"))
        return SafetyChecker(network.eval().requires_grad_(False).to(device), _preprocess(described), device)


def _preprocess(config: dict[str, Any]) -> Preprocess:
    """CLIP's: the shorter side to the crop's, then its middle."""
    crop = config["crop_size"]
    side = int(crop if isinstance(crop, int) else crop["height"])
    return Preprocess(side, side, tuple(config["image_mean"]), tuple(config["image_std"]), "bicubic", "shortest")
