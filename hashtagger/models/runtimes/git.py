"""GIT (Wang et al. 2022, arXiv 2205.14100) as a captioner: one decoder over picture tokens and words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor, nn

from hashtagger.models import torchvision_shim
from hashtagger.models.installed import Installed
from hashtagger.models.runtimes.captions import CaptionRuntime
from hashtagger.models.runtimes.checkpoint import opening, place_for, read_preprocess, read_tokenizer, read_weights
from hashtagger.settings import Settings

_UNUSED = re.compile(r"\[unused\d+\]")


class Git:
    """Implements ``CaptionNetwork``."""

    def __init__(self, model: Any, tokenizer: Any) -> None:
        self._model, self._tokenizer = model, tokenizer
        self._eyes = OneLook(model.git.image_encoder)
        model.git.image_encoder = self._eyes
        self.module: nn.Module = model
        self.end: int = model.config.eos_token_id
        self.context: int = model.config.max_position_embeddings
        self._start: int = model.config.bos_token_id

    def begin(self, prompt: str) -> list[int]:
        return [self._start, *self._tokenizer(prompt, add_special_tokens=False).input_ids]

    def generate(self, pictures: Tensor, begin: Tensor, options: dict[str, Any]) -> Any:
        self._eyes.copies = max(options.get("num_beams", 1), options["num_return_sequences"])
        return self._model.generate(
            pixel_values=pictures,
            input_ids=begin,
            attention_mask=torch.ones_like(begin),
            eos_token_id=self.end,
            pad_token_id=self._model.config.pad_token_id,
            **options,
        )

    def text(self, tokens: Sequence[int]) -> str:
        # GIT says placeholders of BERT's vocabulary where its training captions had words that were left out.
        return _UNUSED.sub(" ", str(self._tokenizer.decode(tokens, skip_special_tokens=True)))


class OneLook(nn.Module):
    """The image encoder, which looks at a picture once though ``generate`` repeats it for every beam."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder
        self.copies = 1

    def forward(self, pixel_values: Tensor, **options: Any) -> SimpleNamespace:
        """Pictures [n * copies, 3, h, w], equal ones side by side."""
        seen = self.encoder(pixel_values[:: self.copies], **options).last_hidden_state
        return SimpleNamespace(last_hidden_state=seen.repeat_interleave(self.copies, dim=0))


def load(model: Installed, settings: Settings) -> CaptionRuntime:
    """See ``Runtime``."""
    torchvision_shim.install()
    from transformers import GitForCausalLM

    place = place_for(model.spec, settings)
    with opening(model) as folder:
        network = Git(read_weights(GitForCausalLM, folder, place), read_tokenizer(folder))
        return CaptionRuntime(network, read_preprocess(folder), place)
