"""Draws captions from the starter captioner, each by a seed of its own."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from hashtagger.models.runtimes.generation import SeededChoice
from hashtagger.models.runtimes.show_attend_tell import END, START, Ending, Memory, ShowAttendTell, allowed


@torch.inference_mode()
def draw(
    model: ShowAttendTell,
    memory: Memory,
    *,
    seeds: Sequence[int],
    captions: int,
    start: Sequence[int] = (),
    unfinished: Tensor | None = None,
    max_words: int = 20,
) -> list[list[Ending]]:
    """
    ``captions`` captions of every picture, each a group of its own; ``seeds`` has one number a picture.

    A picture's captions do not depend on the others. See ``search`` for ``start`` and ``unfinished``, and for what is never
    said; a caption that is cut off loses the words that it must not end with.
    """
    n = memory.photo.shape[0]
    choice = SeededChoice([(seed, place) for seed in seeds for place in range(captions)])
    state = model.first(memory, captions)
    said = torch.full((n, captions, 1), START)
    for word in start:
        _, state = model.step(memory, state, said[..., -1])
        said = torch.cat([said, torch.full((n, captions, 1), word)], dim=-1)
    totals, tokens = torch.zeros(n, captions), torch.zeros(n, captions)
    ended = torch.zeros(n, captions, dtype=torch.bool)
    for place in range(max_words - len(start)):
        answers, state = model.step(memory, state, said[..., -1])
        chances = model.logits(answers).log_softmax(dim=-1)
        permitted = allowed(chances, said, None, unfinished, may_end=place > 0 or bool(start))
        words = choice(said, permitted.flatten(0, 1)).argmax(dim=-1).view(n, captions).masked_fill(ended, END)
        totals += chances.gather(-1, words[..., None])[..., 0].masked_fill(ended, 0.0)
        tokens += ~ended
        ended |= words == END
        said = torch.cat([said, words[..., None]], dim=-1)
        if ended.all():
            break
    scores = (totals / tokens.clamp_min(1)).tolist()
    rows = said[..., 1:].tolist()
    return [
        [
            Ending(scores[picture][place], _ending(rows[picture][place], start, unfinished), place)
            for place in range(captions)
        ]
        for picture in range(n)
    ]


def _ending(words: list[int], start: Sequence[int], unfinished: Tensor | None) -> tuple[int, ...]:
    """The words before the end; of a caption without one, those up to the last that may be the last."""
    if END in words:
        return tuple(words[: words.index(END)])
    while unfinished is not None and len(words) > max(1, len(start)) and bool(unfinished[words[-1]]):
        words.pop()
    return tuple(words)
