"""A small instruction-tuned language model that tells a story from captions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from hashtagger.errors import BrokenModel, InvalidRequest
from hashtagger.models import torchvision_shim
from hashtagger.models.devices import give_back_unused, weights_bytes
from hashtagger.models.installed import Installed
from hashtagger.models.runtimes.base import Pause, Ready
from hashtagger.models.runtimes.checkpoint import (
    Place,
    opening,
    place_for,
    read_tokenizer,
    read_weights,
)
from hashtagger.models.runtimes.generation import Breath, sampled_by
from hashtagger.questions import TellStory
from hashtagger.settings import Settings
from hashtagger.text.sanitize import clean_text

MOST_SENTENCES = 12
TEMPERATURE = 0.7
"""Small models lose the thread where they choose freely."""
_TOKENS_PER_SENTENCE = 40
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+")
_ENDS = re.compile(r"[.!?…][\"'”’)]*(?:\s|$)")
_MARKUP = re.compile(r"[*_`#>]+")
_HEADING = re.compile(r"^\s*(?:title|story|once more|here(?: is|'s)[^:\n]{0,60})\s*:\s*", re.IGNORECASE)
_QUOTES = "\"'“”‘’ "
_SYSTEM = (
    "You write short stories about photos, in plain English. You use only what the photos show, "
    "no hashtags, no headings and no lists."
)


class StoryRuntime:
    """Implements ``Runtime`` for ``TellStory``; the words are drawn by the question's seed, whatever else is in the batch."""

    def __init__(self, model: Any, tokenizer: Any, place: Place) -> None:
        self._model, self._tokenizer, self._place = model, tokenizer, place
        self._resident_bytes = weights_bytes(model)
        self._pad = tokenizer.eos_token_id if tokenizer.pad_token_id is None else tokenizer.pad_token_id

    @property
    def resident_bytes(self) -> int:
        return self._resident_bytes

    def prepare(self, question: TellStory) -> Ready:
        if not question.captions or not 1 <= question.sentences <= MOST_SENTENCES:
            raise InvalidRequest(f"a story needs captions and has 1 to {MOST_SENTENCES} sentences")
        # Equal lengths share a batch: a short story would wait for a long one.
        return Ready(question, key=question.sentences, size_bytes=sum(map(len, question.captions)))

    @torch.inference_mode()
    def run(self, payloads: Sequence[TellStory], pause: Pause) -> list[str]:
        tokens, mask = self._read([chat(question) for question in payloads])
        sentences = payloads[0].sentences
        most = sentences * _TOKENS_PER_SENTENCE
        given = tokens.shape[1]
        written = self._model.generate(
            input_ids=tokens,
            attention_mask=mask,
            max_new_tokens=most,
            pad_token_id=self._pad,
            stopping_criteria=[Breath(pause, most), EnoughSentences(self._tokenizer, given, sentences)],
            **sampled_by([(abs(question.seed),) for question in payloads], temperature=TEMPERATURE),
        )
        return [str(self._tokenizer.decode(row, skip_special_tokens=True)) for row in written[:, given:]]

    def finish(self, question: TellStory, result: str) -> str:
        """Raises ``BrokenModel`` when the model said nothing."""
        text = plain_story(result, question.sentences)
        if not text:
            raise BrokenModel("the story writer said nothing")
        return text

    def close(self) -> None:
        del self._model, self._tokenizer
        give_back_unused()

    def _read(self, chats: Sequence[list[dict[str, str]]]) -> tuple[Tensor, Tensor]:
        """Tokens and mask [n, k], padded on the left so that every story goes on where its question ends."""
        rows = [
            self._tokenizer(
                self._tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True),
                add_special_tokens=False,
            ).input_ids
            for messages in chats
        ]
        longest = max(map(len, rows))
        tokens = [[self._pad] * (longest - len(row)) + row for row in rows]
        mask = [[0] * (longest - len(row)) + [1] * len(row) for row in rows]
        return torch.tensor(tokens, device=self._place.device), torch.tensor(mask, device=self._place.device)


class EnoughSentences:
    """A stopping criterion: a row is done when its story has all its sentences."""

    def __init__(self, tokenizer: Any, given: int, sentences: int) -> None:
        """``given``: tokens of the question, which do not count."""
        self._tokenizer, self._given, self._sentences = tokenizer, given, sentences

    def __call__(self, input_ids: Tensor, scores: Any) -> Tensor:
        texts = [self._tokenizer.decode(row, skip_special_tokens=True) for row in input_ids[:, self._given :]]
        done = [len(_ENDS.findall(text)) >= self._sentences for text in texts]
        return torch.tensor(done, device=input_ids.device)


def chat(question: TellStory) -> list[dict[str, str]]:
    """The conversation that the model goes on with."""
    captions = [clean_text(caption) for caption in question.captions]
    if len(captions) == 1:
        shown = f"A photo shows: {captions[0]}."
    else:
        shown = "Photos in this order: " + " ".join(f"{place}. {text}." for place, text in enumerate(captions, start=1))
    count = "one sentence" if question.sentences == 1 else f"{question.sentences} sentences"
    return [
        {"role": "system", "content": _SYSTEM},
        {"role": "user", "content": f"{shown}\nWrite a story of {count} about it. Answer with the story only."},
    ]


def plain_story(text: str, sentences: int) -> str:
    """
    At most so many whole sentences of what the model wrote, without headings, markup and quotation marks around it.

    >>> plain_story('**Title:** "A dog runs. It sees the sea! And th', 4)
    'A dog runs. It sees the sea!'
    """
    # A byte-level tokenizer whose last character was cut in half leaves the replacement character.
    text = _HEADING.sub("", clean_text(_MARKUP.sub("", text.replace("\ufffd", "")))).strip(_QUOTES)
    found = [sentence for sentence in _SENTENCE_END.split(text) if sentence]
    whole = found if len(found) < 2 or _ENDS.search(found[-1]) else found[:-1]
    return " ".join(whole[:sentences]).strip()


def load(model: Installed, settings: Settings) -> StoryRuntime:
    """See ``Runtime``."""
    torchvision_shim.install()
    from transformers import AutoModelForCausalLM

    place = place_for(model.spec, settings)
    with opening(model) as folder:
        tokenizer = read_tokenizer(folder)
        if not tokenizer.chat_template:
            raise ValueError("its tokenizer has no chat template")
        return StoryRuntime(read_weights(AutoModelForCausalLM, folder, place), tokenizer, place)
