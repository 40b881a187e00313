"""One random CLIP ViT-B/32 in the two layouts that the compared servers read: transformers' and OpenCLIP's."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor

TRANSFORMERS_FOLDER, OPENCLIP_FOLDER = "transformers", "openclip"
_SEED = 20261121
_DEVIATION = 4.0
"""Random towers of the usual deviation see nearly the same in all pictures; wider weights make them tell pictures apart."""


def make_weights(folder: Path) -> Path:
    """
    Write both layouts of the same numbers below ``folder`` unless they are there; returns ``folder``.

    GELU as in the LAION checkpoints, 224 px, 77 columns of text. Equal on every machine that has the same torch.
    """
    done = folder / "whole"
    if done.is_file():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    tensors = _save_transformers(folder / TRANSFORMERS_FOLDER)
    _save_openclip(folder / OPENCLIP_FOLDER, tensors)
    done.touch()
    return folder


def to_openclip(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The state of a transformers ``CLIPModel`` under the names that OpenCLIP's ``CLIP`` has for it."""
    import torch

    found: dict[str, Tensor] = {
        "logit_scale": tensors["logit_scale"],
        "visual.class_embedding": tensors["vision_model.embeddings.class_embedding"],
        "visual.positional_embedding": tensors["vision_model.embeddings.position_embedding.weight"],
        "visual.conv1.weight": tensors["vision_model.embeddings.patch_embedding.weight"],
        "visual.proj": tensors["visual_projection.weight"].T,
        "token_embedding.weight": tensors["text_model.embeddings.token_embedding.weight"],
        "positional_embedding": tensors["text_model.embeddings.position_embedding.weight"],
        "text_projection": tensors["text_projection.weight"].T,
    }
    norms = {
        "visual.ln_pre": "vision_model.pre_layrnorm",
        "visual.ln_post": "vision_model.post_layernorm",
        "ln_final": "text_model.final_layer_norm",
    }
    for ours, theirs in norms.items():
        found |= {f"{ours}.{kind}": tensors[f"{theirs}.{kind}"] for kind in ("weight", "bias")}
    for tower, prefix in (("vision_model", "visual.transformer.resblocks"), ("text_model", "transformer.resblocks")):
        layers = 1 + max(int(name.split(".")[3]) for name in tensors if name.startswith(f"{tower}.encoder.layers."))
        for layer in range(layers):
            source, target = f"{tower}.encoder.layers.{layer}", f"{prefix}.{layer}"
            for kind in ("weight", "bias"):
                heads = [tensors[f"{source}.self_attn.{part}_proj.{kind}"] for part in "qkv"]
                found[f"{target}.attn.in_proj_{kind}"] = torch.cat(heads)
                for ours, theirs in _LAYER_NAMES.items():
                    found[f"{target}.{ours}.{kind}"] = tensors[f"{source}.{theirs}.{kind}"]
    return {name: tensor.contiguous() for name, tensor in found.items()}


_LAYER_NAMES = {
    "ln_1": "layer_norm1",
    "ln_2": "layer_norm2",
    "attn.out_proj": "self_attn.out_proj",
    "mlp.c_fc": "mlp.fc1",
    "mlp.c_proj": "mlp.fc2",
}


def _save_transformers(folder: Path) -> dict[str, Tensor]:
    from hashtagger.models import torchvision_shim

    torchvision_shim.install()
    import torch
    from transformers import CLIPConfig, CLIPModel

    torch.manual_seed(_SEED)
    model: Any = CLIPModel(
        CLIPConfig(
            text_config={"hidden_act": "gelu", "eos_token_id": 49407, "bos_token_id": 49406},
            vision_config={"hidden_act": "gelu"},
            initializer_factor=_DEVIATION,
        )
    )
    model.save_pretrained(folder)
    _save_tokenizer(folder)
    preprocessor = {
        "image_processor_type": "CLIPImageProcessor",
        "processor_class": "CLIPProcessor",
        "crop_size": {"height": 224, "width": 224},
        "size": {"shortest_edge": 224},
        "do_center_crop": True,
        "do_convert_rgb": True,
        "do_normalize": True,
        "do_rescale": True,
        "do_resize": True,
        "image_mean": [0.48145466, 0.4578275, 0.40821073],
        "image_std": [0.26862954, 0.26130258, 0.27577711],
        "resample": 3,
        "rescale_factor": 1 / 255,
    }
    (folder / "preprocessor_config.json").write_text(json.dumps(preprocessor, indent=2))
    state: dict[str, Tensor] = model.state_dict()
    return state


def _save_tokenizer(folder: Path) -> None:
    """CLIP's own tokenizer in the files that every version of transformers reads."""
    from open_clip.tokenizer import SimpleTokenizer

    tokenizer = SimpleTokenizer()
    # OpenCLIP spells the markers as CLIP's first release did; the numbers are the same.
    markers = {"<start_of_text>": "<|startoftext|>", "<end_of_text>": "<|endoftext|>"}
    words = {markers.get(word, word): number for word, number in tokenizer.encoder.items()}
    (folder / "vocab.json").write_text(json.dumps(words), encoding="utf-8")
    pairs = sorted(tokenizer.bpe_ranks, key=tokenizer.bpe_ranks.__getitem__)
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(" ".join(pair) for pair in pairs) + "\n")
    settings = {
        "tokenizer_class": "CLIPTokenizer",
        "model_max_length": 77,
        "bos_token": "<|startoftext|>",
        "eos_token": "<|endoftext|>",
        "unk_token": "<|endoftext|>",
        "pad_token": "<|endoftext|>",
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=2))


def _save_openclip(folder: Path, tensors: Mapping[str, Tensor]) -> None:
    from safetensors.torch import save_file

    folder.mkdir(parents=True)
    save_file(to_openclip(tensors), folder / "open_clip_model.safetensors")
    towers: dict[str, Any] = {
        "embed_dim": 512,
        "vision_cfg": {"image_size": 224, "layers": 12, "width": 768, "patch_size": 32},
        "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 512, "heads": 8, "layers": 12},
    }
    (folder / "open_clip_config.json").write_text(json.dumps({"model_cfg": towers, "preprocess_cfg": {}}, indent=2))
