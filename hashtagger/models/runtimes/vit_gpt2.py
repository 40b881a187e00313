"""A ViT that looks and a GPT-2 that writes, joined by cross-attention (transformers' ``VisionEncoderDecoderModel``)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from hashtagger.models import torchvision_shim
from hashtagger.models.installed import Installed
from hashtagger.models.runtimes.captions import CaptionRuntime
from hashtagger.models.runtimes.checkpoint import opening, place_for, read_preprocess, read_tokenizer, read_weights
from hashtagger.settings import Settings


class VitGpt2:
    """Implements ``CaptionNetwork``."""

    def __init__(self, model: Any, tokenizer: Any) -> None:
        self._model, self._tokenizer = model, tokenizer
        decoder = model.config.decoder
        self.module: nn.Module = model
        self.end: int = decoder.eos_token_id
        self.context: int = decoder.max_position_embeddings
        # GPT-2 opens and closes a text with the same token, and knows no padding.
        start = model.config.decoder_start_token_id
        self._start: int = decoder.bos_token_id if start is None else start

    def begin(self, prompt: str) -> list[int]:
        return [self._start, *self._tokenizer(prompt, add_special_tokens=False).input_ids]

    def generate(self, pictures: Tensor, begin: Tensor, options: dict[str, Any]) -> Any:
        return self._model.generate(
            pixel_values=pictures,
            decoder_input_ids=begin,
            # Padding is the start token here: without a mask the first word of every caption would not be looked at.
            decoder_attention_mask=torch.ones_like(begin),
            eos_token_id=self.end,
            # Nobody reads what stands behind the end; the library would warn of padding with the end itself.
            pad_token_id=0 if self.end else 1,
            **options,
        )

    def text(self, tokens: Sequence[int]) -> str:
        return str(self._tokenizer.decode(tokens, skip_special_tokens=True))


def load(model: Installed, settings: Settings) -> CaptionRuntime:
    """See ``Runtime``."""
    torchvision_shim.install()
    from transformers import VisionEncoderDecoderModel

    place = place_for(model.spec, settings)
    with opening(model) as folder:
        network = VitGpt2(read_weights(VisionEncoderDecoderModel, folder, place), read_tokenizer(folder))
        return CaptionRuntime(network, read_preprocess(folder), place)
