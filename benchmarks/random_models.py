"""Random checkpoints, saved by the libraries' own save paths: BLIP base, its VQA kin, a small diffuser."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

_WORDS = 30_522
"""Of BERT's vocabulary, which BLIP uses; two markers of its own follow."""


def make_random_models(folder: Path) -> dict[str, Path]:
    """Catalogue row → folder of files for it; made once, 2.4 GB."""
    builders: dict[str, Callable[[Path], None]] = {
        "blip-base": _save_captioner,
        "blip-vqa-base": _save_answerer,
        "sd-1.5": _save_diffuser,
    }
    for name, build in builders.items():
        done = folder / f"{name}.whole"
        if not done.is_file():
            print(f"making random weights for {name}", flush=True)
            _prepare_torch()
            build(folder / name)
            done.touch()
    return {name: folder / name for name in builders}


def _prepare_torch() -> None:
    from hashtagger.models import torchvision_shim

    torchvision_shim.install()
    import torch

    torch.manual_seed(0)


def _save_captioner(folder: Path) -> None:
    from transformers import BlipConfig, BlipForConditionalGeneration

    _save_blip(BlipForConditionalGeneration(BlipConfig()), folder)


def _save_answerer(folder: Path) -> None:
    from transformers import BlipConfig, BlipForQuestionAnswering

    _save_blip(BlipForQuestionAnswering(BlipConfig()), folder)


def _save_blip(model: Any, folder: Path) -> None:
    from transformers import BertTokenizer
    from transformers.models.blip.image_processing_pil_blip import BlipImageProcessorPil

    model.save_pretrained(folder)
    special = {0: "[PAD]", 100: "[UNK]", 101: "[CLS]", 102: "[SEP]", 103: "[MASK]"}
    vocabulary = {special.get(number, f"word{number}"): number for number in range(_WORDS)}
    BertTokenizer(vocab=vocabulary).save_pretrained(folder)
    BlipImageProcessorPil(size={"height": 384, "width": 384}).save_pretrained(folder)


def _save_diffuser(folder: Path) -> None:
    """Stable Diffusion 1 with a narrow U-Net of four levels, CLIP's text tower cut to two layers, single letters as words."""
    import transformers

    # Its names are made when they are asked for, and half of them have no types.
    diffusers: Any = import_module("diffusers")

    ends = ["<|startoftext|>", "<|endoftext|>"]
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    words = [*letters, *(f"{letter}</w>" for letter in letters), *ends]
    plain = folder / "words"
    plain.mkdir(parents=True, exist_ok=True)
    (plain / "vocab.json").write_text(json.dumps({word: number for number, word in enumerate(words)}))
    (plain / "merges.txt").write_text("#version: 0.2\n")
    text = transformers.CLIPTextConfig(
        hidden_size=256,
        intermediate_size=512,
        num_hidden_layers=2,
        num_attention_heads=4,
        vocab_size=len(words),
        bos_token_id=len(words) - 2,
        eos_token_id=len(words) - 1,
        pad_token_id=len(words) - 1,
    )
    widths = (64, 128, 256, 256)
    pipeline = diffusers.StableDiffusionPipeline(
        vae=diffusers.AutoencoderKL(
            block_out_channels=(32, 64, 64, 64),
            down_block_types=("DownEncoderBlock2D",) * 4,
            up_block_types=("UpDecoderBlock2D",) * 4,
            latent_channels=4,
        ),
        text_encoder=transformers.CLIPTextModel(text),
        tokenizer=transformers.CLIPTokenizer.from_pretrained(plain, model_max_length=77),
        unet=diffusers.UNet2DConditionModel(sample_size=32, block_out_channels=widths, cross_attention_dim=256),
        scheduler=diffusers.PNDMScheduler(skip_prk_steps=True, steps_offset=1),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    pipeline.save_pretrained(folder)
