"""BLIP (Li et al. 2022, arXiv 2201.12086) from a folder: one or several captions by beam search."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from hashtagger.errors import BrokenModel
from hashtagger.models import torchvision_shim
from hashtagger.models.precision import Precision
from hashtagger.models.runtimes.openclip import choose_device
from hashtagger.models.runtimes.preprocess import Prepared, Preprocess, from_transformers
from hashtagger.text.sanitize import clean_text
from hashtagger.types import Caption, DecodedImage

BEAMS = 3
_TOKENS_PER_WORD = 1.5


class BlipRuntime:
    """
    Implements ``CaptionRuntime``.

    Beams and not sampling: the same picture gets the same captions, whatever else is in its batch.
    """

    def __init__(self, model: Any, tokenizer: Any, preprocess: Preprocess, device: torch.device) -> None:
        self._model, self._tokenizer, self._preprocess, self._device = model, tokenizer, preprocess, device

    def prepare(self, image: DecodedImage) -> Prepared:
        return self._preprocess(image.pixels)

    @torch.inference_mode()
    def caption(
        self, prepared: Sequence[Prepared], *, count: int, prompt: str | None, max_words: int
    ) -> list[list[Caption]]:
        # Some beams end in the same words once cleaned, so a few more are asked for than are wanted.
        beams = BEAMS if count == 1 else count + 2
        prefix = self._prefix(prompt, len(prepared))
        found = self._model.generate(
            pixel_values=torch.from_numpy(np.stack(prepared)).to(self._device, self._model.dtype),
            input_ids=prefix,
            attention_mask=torch.ones_like(prefix),
            max_new_tokens=math.ceil(max_words * _TOKENS_PER_WORD),
            num_beams=beams,
            num_return_sequences=1 if count == 1 else beams,
            do_sample=False,
            return_dict_in_generate=True,
            output_scores=True,
        )
        texts = self._texts(found.sequences, max_words)
        scores = self._scores(found, start=prefix.shape[1] - 1)
        each = len(texts) // len(prepared)
        return [
            _best(texts[first : first + each], scores[first : first + each], count)
            for first in range(0, len(texts), each)
        ]

    def _prefix(self, prompt: str | None, rows: int) -> Tensor:
        """Tokens [rows, length]; BLIP replaces the first by its start token and leaves out the last."""
        tokens: Tensor = self._tokenizer(clean_text(prompt or ""), return_tensors="pt").input_ids
        return tokens.repeat(rows, 1).to(self._device)

    def _texts(self, sequences: Tensor, max_words: int) -> list[str]:
        # The start token lies outside the tokenizer's vocabulary.
        decoded = self._tokenizer.batch_decode(sequences[:, 1:], skip_special_tokens=True)
        return [" ".join(clean_text(text).split()[:max_words]) for text in decoded]

    def _scores(self, found: Any, *, start: int) -> list[float]:
        """Mean log-probability of the tokens that the model chose."""
        decoder = self._model.text_decoder
        chances = decoder.compute_transition_scores(
            found.sequences, found.scores, getattr(found, "beam_indices", None), normalize_logits=False
        )
        chosen = found.sequences[:, start:] != self._model.config.text_config.pad_token_id
        chosen = chosen[:, : chances.shape[1]] & torch.isfinite(chances)
        means = chances.float().masked_fill(~chosen, 0.0).sum(dim=1) / chosen.sum(dim=1).clamp(min=1)
        return [min(0.0, float(mean)) for mean in means]


def _best(texts: Sequence[str], scores: Sequence[float], count: int) -> list[Caption]:
    """Distinct captions, best first; raises BrokenModel when the model said nothing."""
    distinct: dict[str, float] = {}
    for score, text in sorted(zip(scores, texts, strict=True), reverse=True):
        if text:
            distinct.setdefault(text, score)
    if not distinct:
        raise BrokenModel("the captioner said nothing")
    return [Caption(text, score) for text, score in list(distinct.items())[:count]]


def load_blip(folder: Path, *, precision: Precision, device: str = "auto") -> BlipRuntime:
    """
    Build the model from its folder; nothing is fetched. Loader thread only.

    Raises BrokenModel when the files do not make a model.
    """
    torchvision_shim.install()
    from transformers import AutoTokenizer, BlipForConditionalGeneration

    where = choose_device(device)
    dtype = torch.bfloat16 if precision == "bfloat16" else torch.float32
    try:
        settings = json.loads((folder / "preprocessor_config.json").read_text(encoding="utf-8"))
        preprocess = from_transformers(settings)
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model: Any = BlipForConditionalGeneration.from_pretrained(folder, local_files_only=True, dtype=dtype)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise BrokenModel(f"the captioner in {folder} cannot be loaded: {error}") from error
    return BlipRuntime(model.eval().requires_grad_(False).to(where), tokenizer, preprocess, where)
