"""Translates: MarianMT (Junczys-Dowmunt et al. 2018) for one pair of languages or one family, M2M100 for any of a hundred."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from hashtagger.errors import BrokenModel, InvalidRequest
from hashtagger.models import torchvision_shim
from hashtagger.models.devices import give_back_unused, weights_bytes
from hashtagger.models.installed import Installed
from hashtagger.models.runtimes.base import Pause, Ready
from hashtagger.models.runtimes.checkpoint import Place, opening, place_for, read_weights
from hashtagger.models.runtimes.generation import Breath
from hashtagger.questions import Translate
from hashtagger.settings import Settings
from hashtagger.text.sanitize import clean_text

BEAMS = 4
_MOST_TOKENS = 200
"""Of one sentence."""
_WORDS_STEP, _TOKENS_PER_WORD = 16, 3
"""A sentence may become so many tokens, by its words rounded up: equal limits share a batch, and its company sets none."""
_LARGEST_BATCH = 16
"""Sentences; a story has several."""
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_TARGET_CODE = re.compile(r">>[^<>]*<<")
_MARIAN_CODES = {"zh": "cmn_Hans"}
"""Where Marian's name of a target differs from ISO 639-1."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One prepared question; these models were trained on sentences, so a text is taken apart."""

    sentences: tuple[str, ...]
    target: str
    most_tokens: int
    """Of the translation of each sentence."""


class TranslationRuntime:
    """
    Implements ``Runtime`` for ``Translate``; beams are searched, so the same text gets the same translation.

    ``languages``: the one that is read, then those that are written.
    """

    def __init__(self, model: Any, tokenizer: Any, languages: Sequence[str], place: Place) -> None:
        self._model, self._tokenizer, self._place = model, tokenizer, place
        self._source, self._targets = languages[0], tuple(languages[1:])
        self._resident_bytes = weights_bytes(model)
        self._first_tokens: dict[str, int] = {}
        self._marks = dict.fromkeys(self._targets, "")
        if hasattr(tokenizer, "get_lang_id"):
            tokenizer.src_lang = self._source
            self._first_tokens = {target: tokenizer.get_lang_id(target) for target in self._targets}
        elif tokenizer.supported_language_codes:
            self._marks = {target: _marian_mark(tokenizer, target) for target in self._targets}

    @property
    def resident_bytes(self) -> int:
        return self._resident_bytes

    def prepare(self, question: Translate) -> Ready:
        if question.source != self._source or question.target not in self._targets:
            raise InvalidRequest(
                f"this model does not translate from {question.source} to {question.target}",
                code="unknown_language",
                advice=f"It reads {self._source} and writes {', '.join(self._targets)}.",
            )
        # A text must not name another target in the model's own way.
        text = clean_text(_TARGET_CODE.sub(" ", question.text))
        sentences = tuple(sentence for sentence in _SENTENCE_END.split(text) if sentence)
        words = max((len(sentence.split()) for sentence in sentences), default=0)
        most = min(_MOST_TOKENS, _TOKENS_PER_WORD * _WORDS_STEP * max(1, math.ceil(words / _WORDS_STEP)))
        return Ready(
            Passage(sentences, question.target, most),
            key=(question.target, most),
            cost=max(1.0, float(len(sentences))),
            size_bytes=len(text),
        )

    @torch.inference_mode()
    def run(self, payloads: Sequence[Passage], pause: Pause) -> list[str]:
        like = payloads[0]
        sentences = [sentence for passage in payloads for sentence in passage.sentences]
        translated: list[str] = []
        for first in range(0, len(sentences), _LARGEST_BATCH):
            translated += self._translate(sentences[first : first + _LARGEST_BATCH], like, pause)
        answers = iter(translated)
        return [" ".join(next(answers) for _ in passage.sentences) for passage in payloads]

    def finish(self, question: Translate, result: str) -> str:
        text = clean_text(_TARGET_CODE.sub(" ", result))
        if question.text.strip() and not text:
            raise BrokenModel("the translator said nothing")
        return text

    def close(self) -> None:
        del self._model, self._tokenizer
        give_back_unused()

    def _translate(self, sentences: Sequence[str], like: Passage, pause: Pause) -> list[str]:
        mark, first_token = self._marks[like.target], self._first_tokens.get(like.target)
        read = self._tokenizer(
            [mark + sentence for sentence in sentences],
            return_tensors="pt",
            padding=True,
            truncation=True,
            max_length=_MOST_TOKENS,
        )
        written: Tensor = self._model.generate(
            input_ids=read.input_ids.to(self._place.device),
            attention_mask=read.attention_mask.to(self._place.device),
            num_beams=BEAMS,
            do_sample=False,
            max_new_tokens=like.most_tokens,
            stopping_criteria=[Breath(pause, like.most_tokens)],
            **({} if first_token is None else {"forced_bos_token_id": first_token}),
        )
        # In front stand the token that starts the decoder and, where there is one, that of the language.
        said = written[:, 1 if first_token is None else 2 :]
        return [str(text) for text in self._tokenizer.batch_decode(said, skip_special_tokens=True)]


def _marian_mark(tokenizer: Any, target: str) -> str:
    """How a model with several targets is told which one; raises ValueError when it does not know it."""
    mark = f">>{_MARIAN_CODES.get(target, target)}<<"
    if mark not in tokenizer.supported_language_codes:
        raise ValueError(f"it does not know the language {mark}")
    return f"{mark} "


def load(model: Installed, settings: Settings) -> TranslationRuntime:
    """See ``Runtime``."""
    torchvision_shim.install()
    from transformers import AutoModelForSeq2SeqLM

    place = place_for(model.spec, settings)
    with opening(model) as folder:
        network = read_weights(AutoModelForSeq2SeqLM, folder, place)
        tokenizer = _read_tokenizer(folder)
        return TranslationRuntime(network, tokenizer, model.spec.languages, place)


def _read_tokenizer(folder: Path) -> Any:
    from transformers import AutoTokenizer

    with warnings.catch_warnings():
        # It recommends sacremoses, which only unifies quotation marks; captions have none.
        warnings.filterwarnings("ignore", message="Recommended: pip install sacremoses")
        return AutoTokenizer.from_pretrained(folder, local_files_only=True)
