"""BLIP (Li et al. 2022, arXiv 2201.12086) as a captioner."""

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


class Blip:
    """Implements ``CaptionNetwork``."""

    def __init__(self, model: Any, tokenizer: Any) -> None:
        self._model, self._tokenizer = model, tokenizer
        text = model.config.text_config
        self.module: nn.Module = model
        self.end: int = text.sep_token_id
        self.context: int = text.max_position_embeddings
        self._start: int = text.bos_token_id

    def begin(self, prompt: str) -> list[int]:
        return [self._start, *self._tokenizer(prompt, add_special_tokens=False).input_ids]

    def generate(self, pictures: Tensor, begin: Tensor, options: dict[str, Any]) -> Any:
        # BLIP leaves out the last token that it is given: the end that its processor puts there.
        closed = torch.cat([begin, torch.full_like(begin[:, :1], self.end)], dim=1)
        return self._model.generate(
            pixel_values=pictures, input_ids=closed, attention_mask=torch.ones_like(closed), **options
        )

    def text(self, tokens: Sequence[int]) -> str:
        return str(self._tokenizer.decode(tokens, skip_special_tokens=True))


def load(model: Installed, settings: Settings) -> CaptionRuntime:
    """See ``Runtime``."""
    torchvision_shim.install()
    from transformers import BlipForConditionalGeneration

    place = place_for(model.spec, settings)
    with opening(model) as folder:
        network = Blip(read_weights(BlipForConditionalGeneration, folder, place), read_tokenizer(folder))
        return CaptionRuntime(network, read_preprocess(folder), place)
