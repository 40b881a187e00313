"""Builds painters from the folders of a row and its parts; nothing is fetched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import torch

from hashtagger.errors import BrokenModel
from hashtagger.models.installed import Installed
from hashtagger.models.rows.generate_parts import FAST_DECODER, FAST_DECODER_XL, SECOND_STAGE
from hashtagger.models.runtimes.checkpoint import opening
from hashtagger.models.runtimes.diffusion_adapters import merge
from hashtagger.models.runtimes.diffusion_painters import (
    CascadePainter,
    LatentPainter,
    MotionPainter,
    Painter,
    VideoPainter,
)
from hashtagger.settings import Settings


def load_painter(model: Installed, settings: Settings, device: torch.device, dtype: torch.dtype) -> Painter:
    """Raises BrokenModel when the files do not make the pipeline that the row's recipe names."""
    assert model.spec.recipe is not None
    build = _BUILDERS[model.spec.recipe.pipeline]
    fast = settings.generate.fast_decoder
    with opening(model):
        decoder = _fast_decoder(model, dtype) if fast or (fast is None and device.type == "cpu") else None
        return build(model, device, dtype, decoder)


def _latent(model: Installed, device: torch.device, dtype: torch.dtype, decoder: Any) -> Painter:
    diffusers = _library()
    base = _base(model)
    pipeline = _pipeline(diffusers.StableDiffusionPipeline, base.folder, dtype, decoder, **_UNCHECKED)
    _make_few_step(pipeline, model)
    pipeline.to(device)
    from_image = diffusers.StableDiffusionImg2ImgPipeline(**pipeline.components, requires_safety_checker=False)
    return LatentPainter(pipeline, from_image)


def _latent_xl(model: Installed, device: torch.device, dtype: torch.dtype, decoder: Any) -> Painter:
    diffusers = _library()
    base = _base(model)
    pipeline = _pipeline(diffusers.StableDiffusionXLPipeline, base.folder, dtype, decoder, add_watermarker=False)
    _make_few_step(pipeline, model)
    pipeline.to(device)
    from_image = diffusers.StableDiffusionXLImg2ImgPipeline(**pipeline.components, add_watermarker=False)
    return LatentPainter(pipeline, from_image)


def _cascade(model: Installed, device: torch.device, dtype: torch.dtype, _: Any) -> Painter:
    diffusers = _library()
    unchecked = {**_UNCHECKED, "watermarker": None}
    pipeline = _pipeline(diffusers.IFPipeline, model.folder, dtype, None, **unchecked).to(device)
    texts = {"text_encoder": None, "tokenizer": None}
    folder = _part(model, SECOND_STAGE).folder
    enlarge = _pipeline(diffusers.IFSuperResolutionPipeline, folder, dtype, None, **texts, **unchecked).to(device)
    return CascadePainter(pipeline, enlarge)


def _motion(model: Installed, device: torch.device, dtype: torch.dtype, decoder: Any) -> Painter:
    diffusers = _library()
    motion = diffusers.MotionAdapter.from_pretrained(model.folder, dtype=dtype, **_HERE)
    base = _pipeline(diffusers.StableDiffusionPipeline, _base(model).folder, dtype, decoder, **_UNCHECKED)
    names = ("vae", "text_encoder", "tokenizer", "unet")
    # Its layers were trained with a linear schedule; the base model's own is another one.
    schedule = diffusers.DDIMScheduler.from_config(
        base.scheduler.config, beta_schedule="linear", clip_sample=False, timestep_spacing="linspace", steps_offset=1
    )
    parts = {name: base.components[name] for name in names}
    pipeline = diffusers.AnimateDiffVideoToVideoPipeline(**parts, motion_adapter=motion, scheduler=schedule)
    # Its layers were copied into the network.
    pipeline.motion_adapter = None
    return MotionPainter(pipeline.to(device, dtype))


def _video(model: Installed, device: torch.device, dtype: torch.dtype, _: Any) -> Painter:
    diffusers = _library()
    return VideoPainter(_pipeline(diffusers.StableVideoDiffusionPipeline, model.folder, dtype, None).to(device))


_BUILDERS: Mapping[str, Callable[[Installed, torch.device, torch.dtype, Any], Painter]] = {
    "latent": _latent,
    "latent-xl": _latent_xl,
    "cascade": _cascade,
    "motion": _motion,
    "video": _video,
}
_HERE = {"local_files_only": True, "use_safetensors": True}
_UNCHECKED = {"safety_checker": None, "feature_extractor": None, "requires_safety_checker": False}
"""The pipelines' own checkers are left out: ours looks at the frames of all of them."""


def _pipeline(kind: Any, folder: Path, dtype: torch.dtype, decoder: Any, **more: Any) -> Any:
    halves = any(folder.rglob("*.fp16.*"))
    if decoder is not None:
        more["vae"] = decoder
    return kind.from_pretrained(folder, dtype=dtype, variant="fp16" if halves else None, **_HERE, **more)


def _make_few_step(pipeline: Any, model: Installed) -> None:
    if model.spec.recipe is not None and model.spec.recipe.few_steps:
        merge(pipeline, model.folder / model.spec.files[0].name)
        pipeline.scheduler = _library().LCMScheduler.from_config(pipeline.scheduler.config)


def _base(model: Installed) -> Installed:
    """Whose networks it is: its own, or those of the row that it changes."""
    whole = [part for part in model.parts if part.spec.recipe is not None]
    return whole[0] if whole else model


def _part(model: Installed, name: str) -> Installed:
    found = next((part for part in model.parts if part.spec.model_id == name), None)
    if found is None:
        raise BrokenModel(f"{model.spec.model_id} was loaded without {name}")
    return found


def _fast_decoder(model: Installed, dtype: torch.dtype) -> Any:
    """None where the row has none."""
    part = next((part for part in model.parts if part.spec.model_id in (FAST_DECODER, FAST_DECODER_XL)), None)
    return None if part is None else _library().AutoencoderTiny.from_pretrained(part.folder, dtype=dtype, **_HERE)


def _library() -> Any:
    """Its import takes seconds; its types promise less than its pipelines do."""
    return import_module("diffusers")
