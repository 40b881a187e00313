"""BLIP (Li et al. 2022, arXiv 2201.12086) answers questions: written word by word, or the likeliest of given answers."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from hashtagger.errors import InvalidRequest
from hashtagger.models import torchvision_shim
from hashtagger.models.devices import give_back_unused, weights_bytes
from hashtagger.models.installed import Installed
from hashtagger.models.runtimes.base import Pause, Ready
from hashtagger.models.runtimes.captions import tidy
from hashtagger.models.runtimes.checkpoint import (
    Place,
    opening,
    place_for,
    read_preprocess,
    read_tokenizer,
    read_weights,
)
from hashtagger.models.runtimes.generation import Breath, spoken
from hashtagger.models.runtimes.preprocess import Prepared, Preprocess
from hashtagger.questions import Answer, AnswerQuestions
from hashtagger.settings import Settings
from hashtagger.text.sanitize import clean_text

BEAMS = 3
"""As in the paper's evaluation."""
ANSWER_TOKENS = 10
CANDIDATE_TOKENS = 24
"""Longer candidates are compared by their beginning."""
_ROWS_AT_ONCE = 32
"""Candidates compared in one pass of the decoder; its output has a number for each word of the vocabulary."""
_QUESTION_COST, _CANDIDATE_COST = 0.4, 0.03
"""Against 1 for the picture: the vision tower is most of the work."""


@dataclass(frozen=True, slots=True, eq=False)
class Interview:
    """One prepared question: a picture and what is asked about it, as tokens."""

    picture: Prepared
    questions: tuple[tuple[int, ...], ...]
    candidates: tuple[tuple[int, ...], ...] | None


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """Questions that have seen their pictures: what the decoder listens to, float [rows, tokens, width], and its mask."""

    states: Tensor
    mask: Tensor

    def rows(self, which: Sequence[int]) -> Heard:
        return Heard(self.states[which], self.mask[which])


class BlipVqaRuntime:
    """
    Implements ``Runtime`` for ``AnswerQuestions``.

    Each picture passes through the vision tower once, however many questions there are; the questions of all pictures of a
    batch are then answered together. Padding is masked, so an answer does not depend on its neighbours.
    """

    def __init__(self, model: Any, tokenizer: Any, preprocess: Preprocess, place: Place) -> None:
        self._model, self._tokenizer, self._preprocess, self._place = model, tokenizer, preprocess, place
        text = model.config.text_config
        self._start, self._end, self._padding = text.bos_token_id, text.sep_token_id, text.pad_token_id
        self._context: int = text.max_position_embeddings
        self._resident_bytes = weights_bytes(model)
        # Tokenizers keep their settings in themselves while they work.
        self._tokenizing = threading.Lock()

    @property
    def resident_bytes(self) -> int:
        return self._resident_bytes

    def prepare(self, question: AnswerQuestions) -> Ready:
        """Raises ``InvalidRequest`` for a question or candidate without a visible character."""
        picture = self._preprocess(question.image.pixels)
        asked = tuple(self._tokens(text, "question") for text in question.questions)
        candidates = None
        if question.candidates is not None:
            candidates = tuple(self._tokens(text, "candidate", marks=False) for text in question.candidates)
        compared = len(asked) * len(candidates or ())
        return Ready(
            Interview(picture, asked, candidates),
            key=candidates is None,
            cost=1.0 + _QUESTION_COST * max(0, len(asked) - 1) + _CANDIDATE_COST * compared,
            size_bytes=picture.nbytes,
        )

    @torch.inference_mode()
    def run(self, payloads: Sequence[Interview], pause: Pause) -> list[list[Any]]:
        """
        For each question of each picture: an answer with the probability of its tokens, or, with candidates, the
        log-likelihood of each.
        """
        counts = [len(each.questions) for each in payloads]
        if not sum(counts):
            return [[] for _ in payloads]
        heard = self._listen(payloads, counts)
        pause(0.5)
        free = payloads[0].candidates is None
        found = self._write(heard, pause) if free else self._compare(heard, payloads, pause)
        return [list(next_of(found, count)) for found in [iter(found)] for count in counts]

    def finish(self, question: AnswerQuestions, result: Sequence[Any]) -> tuple[Answer, ...]:
        if question.candidates is None:
            return tuple(Answer(text, confidence) for text, confidence in result)
        return tuple(ranked(question.candidates, likelihoods) for likelihoods in result)

    def close(self) -> None:
        del self._model
        give_back_unused()

    def _tokens(self, text: str, what: str, *, marks: bool = True) -> tuple[int, ...]:
        cleaned = clean_text(text)
        if not cleaned:
            raise InvalidRequest(f"a {what} has no visible character", code="empty_text")
        most = self._context if marks else CANDIDATE_TOKENS
        with self._tokenizing:
            found = self._tokenizer(cleaned, add_special_tokens=marks, truncation=True, max_length=most).input_ids
        return tuple(found) if marks else (*found, self._end)

    def _listen(self, payloads: Sequence[Interview], counts: Sequence[int]) -> Heard:
        device = self._place.device
        pictures = torch.from_numpy(np.stack([each.picture for each in payloads])).to(device, self._place.dtype)
        seen = self._model.vision_model(pixel_values=pictures)[0]
        tokens, mask = self._padded([question for each in payloads for question in each.questions])
        states = self._model.text_encoder(
            input_ids=tokens,
            attention_mask=mask,
            encoder_hidden_states=seen.repeat_interleave(torch.tensor(counts, device=device), dim=0),
        )[0]
        return Heard(states, mask)

    def _write(self, heard: Heard, pause: Pause) -> list[tuple[str, float]]:
        start = torch.full((len(heard.states), 1), self._start, device=self._place.device)
        found = self._model.text_decoder.generate(
            input_ids=start,
            attention_mask=torch.ones_like(start),
            encoder_hidden_states=heard.states,
            encoder_attention_mask=heard.mask,
            eos_token_id=self._end,
            pad_token_id=self._padding,
            max_new_tokens=ANSWER_TOKENS,
            begin_suppress_tokens=[self._end],
            num_beams=BEAMS,
            do_sample=False,
            return_dict_in_generate=True,
            output_logits=True,
            stopping_criteria=[Breath(lambda share: pause(0.5 + share / 2), ANSWER_TOKENS)],
        )
        steps = found.sequences.shape[1] - 1
        answers = []
        for tokens, mean in spoken(found, start=1, end=self._end):
            # The end counts as well, where it was reached.
            confidence = math.exp(mean * min(steps, len(tokens)))
            answers.append((tidy(self._tokenizer.decode(tokens[1:], skip_special_tokens=True)), confidence))
        return answers

    def _compare(self, heard: Heard, payloads: Sequence[Interview], pause: Pause) -> list[list[float]]:
        """Log-likelihood of every candidate for every question."""
        asked = [(each.candidates or ()) for each in payloads for _ in each.questions]
        pairs = [(row, candidate) for row, candidates in enumerate(asked) for candidate in candidates]
        likelihoods: list[float] = []
        for first in range(0, len(pairs), _ROWS_AT_ONCE):
            some = pairs[first : first + _ROWS_AT_ONCE]
            likelihoods += self._likelihoods(heard.rows([row for row, _ in some]), [tokens for _, tokens in some])
            pause(0.5 + 0.5 * len(likelihoods) / len(pairs))
        return [list(next_of(found, len(candidates))) for found in [iter(likelihoods)] for candidates in asked]

    def _likelihoods(self, heard: Heard, answers: Sequence[tuple[int, ...]]) -> list[float]:
        tokens, mask = self._padded([(self._start, *answer) for answer in answers])
        logits = self._model.text_decoder(
            input_ids=tokens[:, :-1],
            attention_mask=mask[:, :-1],
            encoder_hidden_states=heard.states,
            encoder_attention_mask=heard.mask,
            is_decoder=True,
        ).logits
        chances = logits.float().log_softmax(dim=-1).gather(-1, tokens[:, 1:, None])[..., 0]
        total: list[float] = (chances * mask[:, 1:]).sum(dim=1).tolist()
        return total

    def _padded(self, rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
        """Tokens int64 [rows, longest] and their mask of the same shape."""
        longest = max(len(row) for row in rows)
        tokens = torch.full((len(rows), longest), self._padding)
        mask = torch.zeros_like(tokens)
        for place, row in enumerate(rows):
            tokens[place, : len(row)] = torch.tensor(row)
            mask[place, : len(row)] = 1
        return tokens.to(self._place.device), mask.to(self._place.device)


def next_of(found: Iterator[Any], count: int) -> Iterator[Any]:
    """The next ``count`` of an iterator that others go on with."""
    return (next(found) for _ in range(count))


def ranked(candidates: Sequence[str], likelihoods: Sequence[float]) -> Answer:
    """The softmax of the log-likelihoods, best first; equal ones in the order they were given."""
    most = max(likelihoods)
    weights = [math.exp(each - most) for each in likelihoods]
    shares = [weight / sum(weights) for weight in weights]
    order = sorted(zip(candidates, shares, strict=True), key=lambda each: -each[1])
    return Answer(order[0][0], order[0][1], tuple(order))


def load(model: Installed, settings: Settings) -> BlipVqaRuntime:
    """See ``Runtime``."""
    torchvision_shim.install()
    from transformers import BlipForQuestionAnswering

    place = place_for(model.spec, settings)
    with opening(model) as folder:
        preprocess, tokenizer = read_preprocess(folder), read_tokenizer(folder)
        network = read_weights(BlipForQuestionAnswering, folder, place)
    for layer in network.text_decoder.bert.encoder.layer:
        layer.crossattention.self.register_forward_pre_hook(_mind_the_mask, with_kwargs=True)
    return BlipVqaRuntime(network, tokenizer, preprocess, place)


def _mind_the_mask(module: Any, arguments: Any, named: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    # transformers 5 hands the mask of cross-attention over under a name that the attention does not read, so the decoder
    # listens to the padding of shorter questions too.
    named.setdefault("encoder_attention_mask", named.get("attention_mask"))
    return arguments, named
