"""What all captioners share: beams or seeded samples, a prompt, a length, distinct captions with their scores."""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor, nn

from hashtagger.errors import BrokenModel, InvalidRequest
from hashtagger.models.devices import give_back_unused, weights_bytes
from hashtagger.models.runtimes.base import Pause, Ready
from hashtagger.models.runtimes.checkpoint import Place
from hashtagger.models.runtimes.generation import Breath, sampled_by, spoken
from hashtagger.models.runtimes.preprocess import Prepared, Preprocess
from hashtagger.questions import WriteCaptions
from hashtagger.text.sanitize import clean_text
from hashtagger.types import Caption

BEAMS = 3
_SPARE = 2
"""Some candidates say the same once cleaned, so a few more are made than are wanted."""
_TOKENS_PER_WORD = 1.5
_FEWEST_TOKENS = 4
"""Without a prompt; a caption that ends at once says nothing (BLIP was evaluated with a least length as well)."""
_BEFORE_MARK = re.compile(r"\s+(?=[.,!?;:%])")
_APOSTROPHE = re.compile(r"(?<=\w)\s*'\s*(?=(?:s|t|re|ve|ll|d|m)\b)")
_HYPHEN = re.compile(r"(?<=\w)\s+-\s+(?=\w)")


class CaptionNetwork(Protocol):
    """What differs from captioner to captioner."""

    module: nn.Module
    end: int
    """The token that closes a caption."""
    context: int
    """Tokens that a caption may have, with everything before it."""

    def begin(self, prompt: str) -> list[int]:
        """The token that opens a caption, then those of the prompt (cleaned, perhaps empty)."""
        ...

    def generate(self, pictures: Tensor, begin: Tensor, options: dict[str, Any]) -> Any:
        """transformers' ``generate``: pictures [n, 3, h, w], tokens [n, k] that all sequences of the answer begin with."""
        ...

    def text(self, tokens: Sequence[int]) -> str:
        """The words of these tokens, without marks of the tokenizer."""
        ...


@dataclass(frozen=True, slots=True)
class Wish:
    """Questions with equal wishes share a batch; the seed is not part of it, because each row has its own numbers."""

    begin: tuple[int, ...]
    new_tokens: int
    max_words: int
    candidates: int
    sampled: bool


@dataclass(frozen=True, slots=True, eq=False)
class Sitting:
    """One prepared question."""

    picture: Prepared
    wish: Wish
    prompt: str
    seed: int


class CaptionRuntime:
    """
    Implements ``Runtime`` for ``WriteCaptions``.

    Without a seed beams are searched, so the same picture gets the same captions; with one each caption is drawn.
    Neither depends on the other pictures of the batch, beyond what rounding does.
    """

    def __init__(self, network: CaptionNetwork, preprocess: Preprocess, place: Place) -> None:
        self._network, self._preprocess, self._place = network, preprocess, place
        self._resident_bytes = weights_bytes(network.module)
        # Tokenizers keep their settings in themselves while they work.
        self._tokenizing = threading.Lock()

    @property
    def resident_bytes(self) -> int:
        return self._resident_bytes

    def prepare(self, question: WriteCaptions) -> Ready:
        """Raises ``InvalidRequest`` when the prompt leaves no room for a word."""
        picture = self._preprocess(question.image.pixels)
        prompt = clean_text(question.prompt or "")
        with self._tokenizing:
            begin = tuple(self._network.begin(prompt))
        words_left = question.max_words - len(prompt.split())
        room = self._network.context - len(begin)
        if words_left < 1 or room < 1:
            raise InvalidRequest(
                f"the prompt has {len(prompt.split())} words, which leaves no room in {question.max_words}",
                code="prompt_too_long",
                advice="Shorten 'prompt' or raise 'max_words'.",
            )
        candidates = 1 if question.count == 1 else question.count + _SPARE
        wish = Wish(
            begin,
            min(room, math.ceil(words_left * _TOKENS_PER_WORD)),
            question.max_words,
            candidates,
            question.seed is not None,
        )
        return Ready(
            Sitting(picture, wish, prompt, abs(question.seed or 0)),
            key=wish,
            cost=max(1.0, candidates / BEAMS),
            size_bytes=picture.nbytes,
        )

    @torch.inference_mode()
    def run(self, payloads: Sequence[Sitting], pause: Pause) -> list[list[tuple[str, float]]]:
        """Candidates of each picture with their scores; some may say the same, or nothing."""
        wish = payloads[0].wish
        pictures = torch.from_numpy(np.stack([each.picture for each in payloads]))
        begin = torch.tensor([wish.begin] * len(payloads), device=self._place.device)
        found = self._network.generate(
            pictures.to(self._place.device, self._place.dtype), begin, self._options(payloads, pause)
        )
        said = list(spoken(found, start=len(wish.begin), end=self._network.end))
        return [
            [
                (self._caption(tokens, len(wish.begin), each), score)
                for tokens, score in said[place * wish.candidates : (place + 1) * wish.candidates]
            ]
            for place, each in enumerate(payloads)
        ]

    def finish(self, question: WriteCaptions, result: Sequence[tuple[str, float]]) -> tuple[Caption, ...]:
        """Distinct captions, best first; raises ``BrokenModel`` when the model said nothing."""
        distinct: dict[str, float] = {}
        for text, score in sorted(result, key=lambda each: -each[1]):
            if text and math.isfinite(score):
                distinct.setdefault(text, score)
        if not distinct:
            raise BrokenModel("the captioner said nothing")
        return tuple(Caption(text, score) for text, score in list(distinct.items())[: question.count])

    def close(self) -> None:
        del self._network
        give_back_unused()

    def _options(self, payloads: Sequence[Sitting], pause: Pause) -> dict[str, Any]:
        wish = payloads[0].wish
        options = {
            "max_new_tokens": wish.new_tokens,
            "min_new_tokens": min(_FEWEST_TOKENS, wish.new_tokens) if len(wish.begin) == 1 else 0,
            "num_return_sequences": wish.candidates,
            "return_dict_in_generate": True,
            "output_logits": True,
            "use_cache": True,
            "stopping_criteria": [Breath(pause, wish.new_tokens)],
        }
        if wish.sampled:
            return options | sampled_by([(each.seed, place) for each in payloads for place in range(wish.candidates)])
        return options | {"do_sample": False, "num_beams": max(BEAMS, wish.candidates)}

    def _caption(self, tokens: Sequence[int], given: int, sitting: Sitting) -> str:
        # The first token only opens the caption.
        text = tidy(self._network.text(tokens[1:]))
        prompt = sitting.prompt
        if prompt:
            # Tokenizers fold case and lose what they do not know; the caller's own spelling comes back.
            rest = text[len(prompt) :] if text.casefold().startswith(prompt.casefold()) else None
            text = prompt + (f" {tidy(self._network.text(tokens[given:]))}" if rest is None else rest)
        return " ".join(text.split()[: sitting.wish.max_words])


def tidy(text: str) -> str:
    """
    What a tokenizer tore apart put together again, on one line and without control characters.

    >>> tidy("a boy ' s t - shirt , red .")
    "a boy's t-shirt, red."
    """
    # A byte-level tokenizer whose last character was cut in half leaves the replacement character.
    text = _BEFORE_MARK.sub("", clean_text(text.replace("\ufffd", "")))
    return _HYPHEN.sub("-", _APOSTROPHE.sub("'", text))
