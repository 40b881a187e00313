"""Small checkpoints with random weights, in the shape of the real ones and written by the libraries' own save paths."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_TEXT = """
[PAD] [UNK] [CLS] [SEP] [MASK] a an the photo picture of dog cat boy girl man woman red blue green black white
running sitting standing jumping on in with grass beach snow water street ball bike park tree table two three
"""
WORDS = _TEXT.split()


def save_openclip(folder: Path, *, starter: bool = False) -> Path:
    """
    An OpenCLIP folder: a two-layer ViT with CLIP's own tokenizer, as the full profile's.

    With ``starter`` it is built as the starter model is: a small timm net, squashed pictures, a tokenizer in the folder.
    """
    from hashtagger.models import torchvision_shim

    torchvision_shim.install()
    import open_clip
    import torch
    from safetensors.torch import save_file

    vision = (
        {"timm_model_name": "test_resnet", "timm_pool": "avg", "timm_proj": "linear", "image_size": 64}
        if starter
        else {"image_size": 32, "layers": 2, "width": 64, "head_width": 32, "patch_size": 16}
    )
    model_config: dict[str, Any] = {
        "embed_dim": 32,
        "vision_cfg": vision,
        "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 32, "heads": 2, "layers": 2},
    }
    if starter:
        own_text = {
            "context_length": 32,
            "vocab_size": len(WORDS),
            "hf_tokenizer_name": "local-dir",
            "pool_type": "eos",
        }
        model_config["custom_text"] = True
        model_config["text_cfg"] |= {**own_text, "pad_id": 0, "eos_id": 3, "proj_bias": True}
        _save_tokenizer(folder)
    settings = {"mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5], "resize_mode": "squash" if starter else "shortest"}
    torch.manual_seed(0)
    open_clip.factory._MODEL_CONFIGS["tiny-for-tests"] = json.loads(json.dumps(model_config))
    model = open_clip.create_model("tiny-for-tests")
    folder.mkdir(parents=True, exist_ok=True)
    save_file({k: v.contiguous() for k, v in model.state_dict().items()}, folder / "open_clip_model.safetensors")
    (folder / "open_clip_config.json").write_text(json.dumps({"model_cfg": model_config, "preprocess_cfg": settings}))
    return folder


def _save_tokenizer(folder: Path) -> None:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(single="$A [SEP]", special_tokens=[("[SEP]", 3)])
    wrapped = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", eos_token="[SEP]", model_max_length=32
    )
    wrapped.save_pretrained(folder)


def save_blip(folder: Path) -> Path:
    """A BLIP captioner of two narrow layers each, saved with ``save_pretrained``."""
    from hashtagger.models import torchvision_shim

    torchvision_shim.install()
    import torch
    from transformers import BertTokenizer, BlipConfig, BlipForConditionalGeneration
    from transformers.models.blip.image_processing_pil_blip import BlipImageProcessorPil

    torch.manual_seed(0)
    text = {
        "vocab_size": len(WORDS) + 2,
        "hidden_size": 32,
        "encoder_hidden_size": 32,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "max_position_embeddings": 64,
        "bos_token_id": len(WORDS),
        "eos_token_id": 3,
        "sep_token_id": 3,
        "pad_token_id": 0,
    }
    vision = {
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "image_size": 64,
        "patch_size": 16,
    }
    config = BlipConfig(text_config=text, vision_config=vision, projection_dim=32)
    model = BlipForConditionalGeneration(config)
    # Random weights of the usual size say the same word for every picture.
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1:
                parameter.mul_(8)
    folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(folder)
    tokenizer = BertTokenizer(vocab={word: number for number, word in enumerate(WORDS)})
    tokenizer.save_pretrained(folder)
    BlipImageProcessorPil(size={"height": 64, "width": 64}).save_pretrained(folder)
    return folder


def save_captioner(folder: Path, tower: Path) -> Path:
    """A Show, Attend and Tell captioner for the feature maps of the tower in ``tower``."""
    import numpy as np
    import torch
    from safetensors.torch import save_file

    from hashtagger.models.catalogue import CATALOGUE
    from hashtagger.models.installed import Installed
    from hashtagger.models.runtimes import show_attend_tell as sat
    from hashtagger.models.runtimes.clip_card import read_clip_card
    from hashtagger.models.runtimes.openclip import load_openclip

    runtime = load_openclip(read_clip_card(Installed(CATALOGUE[0], tower), "float32"), device="cpu")
    maps, _ = runtime.feature_maps([runtime.card.preprocess(np.zeros((8, 8, 3), np.uint8))])
    vocabulary = [*sat.SPECIAL_WORDS, *WORDS[5:]]
    config = sat.CaptionerConfig(
        words=len(vocabulary),
        map_channels=maps.shape[1],
        map_cells=maps.shape[2] * maps.shape[3],
        embedding_dim=runtime.card.dim,
        width=32,
        word_dim=16,
        heads=2,
    )
    torch.manual_seed(0)
    folder.mkdir(parents=True, exist_ok=True)
    save_file(sat.ShowAttendTell(config).state_dict(), folder / sat.WEIGHTS_FILE)
    (folder / sat.VOCABULARY_FILE).write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    settings = {"network": sat.describe(config), "unfinished": ["a", "the", "of"]}
    (folder / sat.CONFIG_FILE).write_text(json.dumps(settings))
    return folder
