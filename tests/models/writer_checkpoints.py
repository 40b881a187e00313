"""Small checkpoints of models that write text: random weights in the shape of the real ones, saved by the libraries."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

from hashtagger.models import torchvision_shim
from tests.models.checkpoints import WORDS

SENTENCES = [
    "a dog runs on the beach.",
    "two girls sit in the snow with a red ball.",
    "a black cat and a white dog are in the park.",
    "ein Hund läuft am Strand.",
    "un chien court sur la plage.",
]


def save_git(folder: Path) -> Path:
    """GIT with two narrow layers each; its pictures are scaled by the shorter side and cropped, as CLIP's."""
    torchvision_shim.install()
    import torch
    from transformers import BertTokenizer, CLIPImageProcessorPil, GitConfig, GitForCausalLM

    torch.manual_seed(0)
    vision = _narrow() | {"image_size": 32, "patch_size": 16}
    config = GitConfig(
        vision_config=vision,
        vocab_size=len(WORDS),
        max_position_embeddings=64,
        bos_token_id=2,
        eos_token_id=3,
        **_narrow(),
    )
    _save(GitForCausalLM(config), folder)
    BertTokenizer(vocab={word: number for number, word in enumerate(WORDS)}).save_pretrained(folder)
    CLIPImageProcessorPil(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32}).save_pretrained(folder)
    return folder


def save_vit_gpt2(folder: Path) -> Path:
    """A ViT encoder and a GPT-2 decoder with a byte-level tokenizer of its own."""
    torchvision_shim.install()
    import torch
    from transformers import (
        GPT2Config,
        VisionEncoderDecoderConfig,
        VisionEncoderDecoderModel,
        ViTConfig,
        ViTImageProcessorPil,
    )

    torch.manual_seed(0)
    tokenizer = _byte_level_tokenizer()
    end = tokenizer.eos_token_id
    decoder = GPT2Config(
        vocab_size=len(tokenizer),
        n_positions=48,
        n_embd=32,
        n_layer=2,
        n_head=2,
        bos_token_id=end,
        eos_token_id=end,
        add_cross_attention=True,
    )
    config = VisionEncoderDecoderConfig.from_encoder_decoder_configs(
        ViTConfig(image_size=32, patch_size=16, **_narrow()), decoder
    )
    config.decoder_start_token_id = config.pad_token_id = end
    _save(VisionEncoderDecoderModel(config), folder)
    tokenizer.save_pretrained(folder)
    ViTImageProcessorPil(size={"height": 32, "width": 32}).save_pretrained(folder)
    return folder


def save_coca(folder: Path) -> Path:
    """A CoCa as it was published in 2023: a pickle beside a configuration with a setting that no longer exists."""
    torchvision_shim.install()
    import torch

    from hashtagger.models.runtimes.coca import build

    torch.manual_seed(0)
    text: dict[str, Any] = {"context_length": 24, "vocab_size": 49408, "width": 32, "heads": 2, "layers": 2}
    config = {
        "embed_dim": 32,
        "vision_cfg": {
            "image_size": 32,
            "layers": 2,
            "width": 32,
            "head_width": 16,
            "patch_size": 16,
            "attentional_pool": True,
            "attn_pooler_heads": 2,
            "output_tokens": True,
        },
        "text_cfg": text | {"embed_cls": True, "output_tokens": True},
        "multimodal_cfg": text | {"attn_pooler_heads": 2, "latent_dim": 32},
        "custom_text": True,
    }
    model = build(config)
    # open_clip leaves the output layer as it finds the memory.
    torch.nn.init.normal_(model.text_decoder.text_projection, std=0.02)
    _make_lively(model)
    folder.mkdir(parents=True)
    torch.save(model.state_dict(), folder / "open_clip_pytorch_model.bin")
    (folder / "open_clip_config.json").write_text(json.dumps({"model_cfg": config}))
    return folder


def save_marian(folder: Path, *, targets: tuple[str, ...] = ()) -> Path:
    """A MarianMT; with ``targets`` one that writes several languages, told which by a mark in front of the text."""
    torchvision_shim.install()
    import torch
    from transformers import MarianConfig, MarianMTModel, MarianTokenizer

    torch.manual_seed(0)
    folder.mkdir(parents=True)
    pieces = _sentence_pieces(folder, "source.spm")
    (folder / "target.spm").write_bytes((folder / "source.spm").read_bytes())
    words = ["</s>", "<unk>", *(f">>{target}<<" for target in targets), *pieces, "<pad>"]
    (folder / "vocab.json").write_text(json.dumps({word: number for number, word in enumerate(words)}))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it recommends another package
        tokenizer = MarianTokenizer(
            source_spm=str(folder / "source.spm"),
            target_spm=str(folder / "target.spm"),
            vocab=str(folder / "vocab.json"),
            source_lang="en",
            target_lang=targets[0] if targets else "de",
        )
    pad = len(words) - 1
    config = MarianConfig(
        vocab_size=len(words),
        pad_token_id=pad,
        eos_token_id=0,
        decoder_start_token_id=pad,
        forced_eos_token_id=0,
        **_narrow_translator(),
    )
    model = MarianMTModel(config)
    # Real ones forbid padding too; these would also name languages.
    model.generation_config.bad_words_ids = [[pad], *([2 + place] for place in range(len(targets)))]
    _save(model, folder, times=5)
    tokenizer.save_pretrained(folder)
    return folder


def save_m2m100(folder: Path) -> Path:
    """An M2M100, which is told the languages by tokens."""
    torchvision_shim.install()
    import torch
    from transformers import M2M100Config, M2M100ForConditionalGeneration, M2M100Tokenizer

    torch.manual_seed(0)
    folder.mkdir(parents=True)
    pieces = _sentence_pieces(folder, "sentencepiece.bpe.model")
    words = ["<s>", "<pad>", "</s>", "<unk>", *pieces]
    (folder / "vocab.json").write_text(json.dumps({word: number for number, word in enumerate(words)}))
    tokenizer = M2M100Tokenizer(
        vocab_file=str(folder / "vocab.json"), spm_file=str(folder / "sentencepiece.bpe.model"), src_lang="en"
    )
    config = M2M100Config(
        vocab_size=max(tokenizer.lang_token_to_id.values()) + 8,
        pad_token_id=1,
        bos_token_id=0,
        eos_token_id=2,
        decoder_start_token_id=2,
        **_narrow_translator(),
    )
    _save(M2M100ForConditionalGeneration(config), folder)
    tokenizer.save_pretrained(folder)
    return folder


def save_story_writer(folder: Path) -> Path:
    """A Llama-shaped language model (as SmolLM2 is) with a chat template."""
    torchvision_shim.install()
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(0)
    tokenizer = _byte_level_tokenizer()
    tokenizer.chat_template = (
        "{% for message in messages %}<{{ message['role'] }}> {{ message['content'] }}\n{% endfor %}"
        "{% if add_generation_prompt %}<assistant> {% endif %}"
    )
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        max_position_embeddings=2048,
        bos_token_id=tokenizer.eos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.eos_token_id,
    )
    _save(LlamaForCausalLM(config), folder)
    tokenizer.save_pretrained(folder)
    return folder


def _narrow() -> dict[str, int]:
    return {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2}


def _narrow_translator() -> dict[str, int]:
    return {
        "d_model": 32,
        "encoder_layers": 2,
        "decoder_layers": 2,
        "encoder_attention_heads": 2,
        "decoder_attention_heads": 2,
        "encoder_ffn_dim": 64,
        "decoder_ffn_dim": 64,
        "max_position_embeddings": 256,
    }


def _save(model: Any, folder: Path, *, times: float = 8) -> None:
    _make_lively(model, times=times)
    folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(folder)


def _make_lively(model: Any, *, times: float = 8) -> None:
    """Random weights of the usual size say the same word for every picture."""
    import torch

    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1:
                parameter.mul_(times)


def _byte_level_tokenizer() -> Any:
    """As GPT-2's, with the bytes and words of ``SENTENCES`` only: it can say nothing but characters."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    end = "<|endoftext|>"
    tokenizer.train_from_iterator(
        SENTENCES, trainers.BpeTrainer(vocab_size=160, special_tokens=[end], show_progress=False)
    )
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, bos_token=end, eos_token=end)


def _sentence_pieces(folder: Path, name: str) -> list[str]:
    """Train a SentencePiece model into ``name``; its pieces without the special ones."""
    from sentencepiece import SentencePieceProcessor, SentencePieceTrainer

    prefix = folder / "trained"
    SentencePieceTrainer.train(
        sentence_iterator=iter(SENTENCES * 4),
        model_prefix=str(prefix),
        vocab_size=60,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    prefix.with_suffix(".vocab").unlink()
    prefix.with_suffix(".model").rename(folder / name)
    pieces = SentencePieceProcessor(model_file=str(folder / name))
    special = {"<s>", "</s>", "<unk>"}
    return [piece for number in range(len(pieces)) if (piece := pieces.IdToPiece(number)) not in special]
