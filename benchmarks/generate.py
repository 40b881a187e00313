"""
What generating through our runtime costs beside calling the same diffusers pipeline, and what an urgent question waits for.

A pipeline with random weights is saved and loaded as a pulled model is: the size of Stable Diffusion 1.5, or with ``--quick`` a
network of the same shape with an eighth of its channels, in float32 on one thread. The same order goes alternately through the
runtime (checked, step by step, marked as PNG) and straight through the pipeline; the figure is the ratio of the medians. Then
photos are embedded by the shipped model, one after the other at interactive priority, while a generation runs in the same pool:
counted is how many steps of it end while a photo waits. The safety checker is off.

    python -m benchmarks.generate [--quick]
"""

from __future__ import annotations

import asyncio
import itertools
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from benchmarks.report import arguments, finish, table
from hashtagger.models import threads, torchvision_shim
from hashtagger.models.catalogue import CATALOGUE, find_row
from hashtagger.models.installed import Installed
from hashtagger.models.manifest import Manifest, write_manifest
from hashtagger.models.spec import ModelSpec
from hashtagger.questions import EmbedImage, Generate, GenerationKind, Priority
from hashtagger.settings import GenerateSettings, ModelSettings, Settings
from hashtagger.types import Deadline, DecodedImage

BAR = {"runtime / pipeline": 1.05, "steps that end while a photo waits": 1}
MODEL = "sd-1.5"


def main() -> None:
    threads.set_thread_environment()
    options = arguments(__doc__).parse_args()
    torchvision_shim.install()
    cores = 1 if options.quick else None
    threads.configure_torch(cores)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            data_dir=Path(folder),
            models=ModelSettings(device="auto", profile="starter", threads=cores),
            generate=GenerateSettings(safety_checker=False),
            _env_file=None,
        )
        row = _row(quick=options.quick)
        model = _save(row, settings, quick=options.quick)
        overhead = measure_overhead(model, settings, rounds=3)
        waiting = asyncio.run(measure_waiting(row, settings))
    table([overhead])
    print()
    table([waiting])
    figures = {"benchmark": "generate", "size": "small" if options.quick else "SD 1.5", **overhead, **waiting}
    passed = (
        overhead["ratio"] <= BAR["runtime / pipeline"]
        and waiting["steps_waited"] <= BAR["steps that end while a photo waits"]
    )
    finish(figures, bar=BAR, passed=passed)


def measure_overhead(model: Installed, settings: Settings, *, rounds: int) -> dict[str, Any]:
    import torch

    from hashtagger.generate.marking import encode
    from hashtagger.models.runtimes.diffusion import load

    runtime = load(model, settings)
    wish = _wish(model.spec)
    pipeline = runtime.painter.pipeline

    def ours() -> None:
        ready = runtime.prepare(wish)
        answer = runtime.finish(wish, runtime.run([ready.payload], lambda done: None)[0])
        encode(answer, model_id=MODEL, media_type="image/png")

    def straight() -> None:
        pipeline(
            prompt=[wish.prompt],
            negative_prompt=[wish.negative_prompt],
            width=wish.width_px,
            height=wish.height_px,
            num_inference_steps=wish.steps,
            guidance_scale=wish.guidance,
            generator=[torch.Generator("cpu").manual_seed(wish.seed)],
        ).images[0].save("/dev/null", "PNG")

    ours()
    pairs = [(_seconds(straight), _seconds(ours)) for _ in range(rounds)]
    pipeline_s, runtime_s = (statistics.median(column) for column in zip(*pairs, strict=True))
    return {
        "size_px": wish.width_px,
        "steps": wish.steps,
        "weights_mb": round(runtime.resident_bytes / 1e6),
        "pipeline_s": round(pipeline_s, 3),
        "runtime_s": round(runtime_s, 3),
        "ratio": round(runtime_s / pipeline_s, 3),
        "rss_mb": round(psutil.Process().memory_info().rss / 1e6),
    }


async def measure_waiting(row: ModelSpec, settings: Settings) -> dict[str, Any]:
    """Latency of single photos while a generation runs, and the steps that end meanwhile; the longest step undisturbed."""
    from hashtagger.models.local import open_pool

    rows = (*(known for known in CATALOGUE if known.shipped is not None), row)
    pool = open_pool(settings, rows=rows)
    photo = _photo()
    soon = Deadline.after(600.0)
    try:
        await pool.ask("starter-clip-1", EmbedImage(photo), deadline=soon)
        alone = [await _latency(pool, photo, soon) for _ in range(20)]
        ended: list[float] = []

        def step_ended(_: float) -> None:
            ended.append(time.perf_counter())

        wish = _wish(row)
        await pool.ask(MODEL, wish, deadline=soon, priority=Priority.BULK, on_progress=step_ended)
        longest = max(later - earlier for earlier, later in itertools.pairwise(ended))
        job = asyncio.create_task(pool.ask(MODEL, wish, deadline=soon, priority=Priority.BULK, on_progress=step_ended))
        during: list[float] = []
        waited: list[int] = []
        while not job.done():
            before = len(ended)
            during.append(await _latency(pool, photo, soon))
            waited.append(len(ended) - before)
            await asyncio.sleep(0.02)
        await job
    finally:
        await pool.aclose()
    return {
        "photos": len(during),
        "alone_p50_ms": round(1000 * statistics.median(alone)),
        "during_p50_ms": round(1000 * statistics.median(during)),
        "during_max_ms": round(1000 * max(during)),
        "longest_step_ms": round(1000 * longest),
        "steps_waited": max(waited),
    }


async def _latency(pool: Any, photo: DecodedImage, deadline: Deadline) -> float:
    started = time.perf_counter()
    await pool.ask("starter-clip-1", EmbedImage(photo), deadline=deadline, priority=Priority.INTERACTIVE)
    return time.perf_counter() - started


def _seconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _photo() -> DecodedImage:
    pixels = np.random.default_rng(0).integers(0, 256, (256, 256, 3), dtype=np.uint8)
    return DecodedImage(pixels, 256, 256, "PNG", "noise")


def _row(*, quick: bool) -> ModelSpec:
    row = replace(find_row(MODEL), needs=())
    return replace(row, reserve_bytes=10**8, working_bytes=10**8, precision="float32") if quick else row


def _wish(row: ModelSpec) -> Generate:
    side = 256 if row.precision == "float32" else 512
    return Generate(GenerationKind.TEXT_TO_IMAGE, "a dog", side, side, seed=1, steps=10, guidance=7.5)


def _save(row: ModelSpec, settings: Settings, *, quick: bool) -> Installed:
    """Stable Diffusion 1.5's configuration with random weights, in the folder that a pull would have made."""
    import torch

    diffusers: Any = import_module("diffusers")
    transformers: Any = import_module("transformers")
    share = 8 if quick else 1
    channels = tuple(width // share for width in (320, 640, 1280, 1280))
    width = 768 // share
    folder = settings.models_dir / row.model_id
    torch.manual_seed(0)
    torch.set_default_dtype(torch.bfloat16)
    try:
        network = diffusers.UNet2DConditionModel(
            sample_size=64,
            block_out_channels=channels,
            cross_attention_dim=width,
            attention_head_dim=8,
            norm_num_groups=32 // share,
        )
        levels = tuple(width // share for width in (128, 256, 512, 512))
        decoder = diffusers.AutoencoderKL(
            block_out_channels=levels,
            down_block_types=("DownEncoderBlock2D",) * 4,
            up_block_types=("UpDecoderBlock2D",) * 4,
            layers_per_block=2,
            norm_num_groups=32 // share,
            sample_size=512,
        )
        tower = transformers.CLIPTextModel(
            transformers.CLIPTextConfig(
                hidden_size=width, intermediate_size=4 * width, num_hidden_layers=12, num_attention_heads=12
            )
        )
    finally:
        torch.set_default_dtype(torch.float32)
    pipeline: Any = diffusers.StableDiffusionPipeline(
        vae=decoder,
        text_encoder=tower,
        tokenizer=_tokenizer(folder / "words"),
        unet=network,
        scheduler=diffusers.PNDMScheduler(beta_schedule="scaled_linear", skip_prk_steps=True, steps_offset=1),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    pipeline.save_pretrained(folder)
    assert row.repository is not None
    assert row.revision is not None
    write_manifest(folder, Manifest(row.model_id, row.repository, row.revision, row.licence, "2026-11-21", {}))
    return Installed(row, folder)


def _tokenizer(folder: Path) -> Any:
    """CLIP's, with a vocabulary of single letters."""
    from transformers import CLIPTokenizer

    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    words = [*letters, *(f"{letter}</w>" for letter in letters)]
    words += [f"<{number}>" for number in range(49406 - len(words))] + ["<|startoftext|>", "<|endoftext|>"]
    folder.mkdir(parents=True)
    (folder / "vocab.json").write_text(json.dumps({word: number for number, word in enumerate(words)}))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    return CLIPTokenizer.from_pretrained(folder, model_max_length=77)


if __name__ == "__main__":
    main()
