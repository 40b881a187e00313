"""CoCa (Yu et al. 2022, arXiv 2205.01917) from open_clip as a captioner."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from hashtagger.models import torchvision_shim
from hashtagger.models.installed import Installed
from hashtagger.models.runtimes.attention import lay_out_for_batches
from hashtagger.models.runtimes.captions import CaptionRuntime
from hashtagger.models.runtimes.checkpoint import opening, place_for, served
from hashtagger.models.runtimes.clip_card import CONFIG_FILE
from hashtagger.models.runtimes.preprocess import from_openclip
from hashtagger.settings import Settings

WEIGHT_FILES = ("open_clip_model.safetensors", "open_clip_pytorch_model.safetensors", "open_clip_pytorch_model.bin")


class Coca:
    """
    Implements ``CaptionNetwork``.

    open_clip's own ``generate`` needs classes that transformers 5 no longer has, looks at a picture once for every beam and
    gives no scores; here transformers' ``generate`` drives open_clip's two text towers.
    """

    def __init__(self, model: Any, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        for tower in (model.text, model.text_decoder):
            lay_out_for_batches(tower)
        self._writer = _writer_over(model)
        self._look = model.visual
        self.module: nn.Module = model
        self.end: int = tokenizer.eot_token_id
        self.context: int = model.context_length

    def begin(self, prompt: str) -> list[int]:
        return [self._tokenizer.sot_token_id, *self._tokenizer.encode(prompt)]

    def generate(self, pictures: Tensor, begin: Tensor, options: dict[str, Any]) -> Any:
        _, self._writer.seen = self._look(pictures)
        return self._writer.generate(
            input_ids=begin,
            attention_mask=torch.ones_like(begin),
            eos_token_id=self.end,
            # The tower's own padding is the token of "!"; what stands behind the end is read by nobody.
            pad_token_id=self.end,
            **options | {"use_cache": False},
        )

    def text(self, tokens: Sequence[int]) -> str:
        return str(self._tokenizer.decode(list(tokens)))


def _writer_over(coca: Any) -> Any:
    """CoCa's text towers as something that transformers can ``generate`` with."""
    from transformers import GenerationMixin, PreTrainedConfig, PreTrainedModel
    from transformers.modeling_outputs import CausalLMOutput

    class Writer(PreTrainedModel, GenerationMixin):  # type: ignore[no-untyped-call]
        config_class = PreTrainedConfig
        main_input_name = "input_ids"

        def __init__(self) -> None:
            config = PreTrainedConfig()
            config.vocab_size = coca.text.vocab_size
            super().__init__(config)
            self.read, self.write = coca.text, coca.text_decoder
            self.seen = torch.empty(0)

        def prepare_inputs_for_generation(self, input_ids: Tensor, *_: Any, **kwargs: Any) -> dict[str, Tensor]:
            return {"input_ids": input_ids}

        def forward(self, input_ids: Tensor, attention_mask: Tensor | None = None, **_: Any) -> CausalLMOutput:
            # The tower appends its class token behind the words and takes it off again, so that the last column belongs
            # to the last word. Nothing is padded in front, hence no use for the mask.
            _, words = self.read(input_ids)
            return CausalLMOutput(logits=_next_word(self.write, self.seen, words)[:, None])

    return Writer()


def _next_word(decoder: Any, seen: Tensor, words: Tensor) -> Tensor:
    """
    What ``decoder(seen, words)`` says of the word after the last: [n * beams, vocabulary].

    ``seen`` [n, places, d] is not repeated for the beams of a picture, which look at it side by side, and the vocabulary is
    asked at the last word only.
    """
    rows, length, width = words.shape
    mask = decoder.attn_mask[:length, :length]
    for block, look in zip(decoder.resblocks, decoder.cross_attn, strict=True):
        words = block(words, attn_mask=mask)
        words = look(words.reshape(len(seen), -1, width), k_x=seen, v_x=seen).reshape(rows, length, width)
    last: Tensor = decoder.ln_final(words[:, -1]) @ decoder.text_projection
    return last


def build(config: Mapping[str, Any]) -> Any:
    """
    The network of ``model_cfg``.

    Checkpoints of 2023 name settings that open_clip has dropped since; they are left out, the shapes do not depend on them.
    """
    from open_clip.coca_model import CoCa, MultimodalCfg
    from open_clip.model import CLIPTextCfg, CLIPVisionCfg

    kinds = {"vision_cfg": CLIPVisionCfg, "text_cfg": CLIPTextCfg, "multimodal_cfg": MultimodalCfg}
    parts = {
        part: {name: value for name, value in config[part].items() if name in {field.name for field in fields(kind)}}
        for part, kind in kinds.items()
    }
    return CoCa(embed_dim=config["embed_dim"], quick_gelu=bool(config.get("quick_gelu")), **parts)


def load(model: Installed, settings: Settings) -> CaptionRuntime:
    """See ``Runtime``."""
    torchvision_shim.install()
    from open_clip.factory import load_checkpoint
    from open_clip.tokenizer import SimpleTokenizer

    place = place_for(model.spec, settings)
    with opening(model) as folder:
        config = json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8"))
        coca, tokenizer = build(config["model_cfg"]), SimpleTokenizer()
        if coca.text.vocab_size != tokenizer.vocab_size:
            raise ValueError(f"its vocabulary has {coca.text.vocab_size} tokens, the tokenizer {tokenizer.vocab_size}")
        load_checkpoint(coca, str(_weights_in(folder)))
        return CaptionRuntime(Coca(served(coca, place), tokenizer), from_openclip(config), place)


def _weights_in(folder: Path) -> Path:
    found = next((folder / name for name in WEIGHT_FILES if (folder / name).is_file()), None)
    if found is None:
        raise FileNotFoundError(f"there is none of {', '.join(WEIGHT_FILES)}")
    return found
