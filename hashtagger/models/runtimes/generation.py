"""What every model that writes text word by word needs: seeded choice, pauses, and how likely its words were."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from hashtagger.models.runtimes.base import Pause

TOP_P = 0.9
TOP_K = 512
"""No nucleus of a language model that is sure of its grammar is larger; sorting a whole vocabulary costs more than a step."""
_NEVER = float("-inf")


class SeededChoice:
    """
    A logits processor that samples from the nucleus (Holtzman et al. 2020, arXiv 1904.09751), each row by its own seed.

    It adds Gumbel noise and forbids all tokens but the largest, which is a draw from the softmax: so a row's words depend
    on its own seed only, not on the rows beside it, on torch's global generator or on the device.
    """

    def __init__(self, seeds: Sequence[Sequence[int]], *, top_p: float = TOP_P, temperature: float = 1.0) -> None:
        """``seeds``: the entropy of each row, any non-negative integers. A lower temperature prefers what is likely."""
        self._generators = [np.random.default_rng(list(seed)) for seed in seeds]
        self._top_p, self._temperature = top_p, temperature

    def __call__(self, input_ids: Tensor, scores: Tensor) -> Tensor:
        """float [rows, vocabulary] → the same shape, 0 at the chosen token and minus infinity elsewhere."""
        chances = self._nucleus((scores.float() / self._temperature).log_softmax(dim=-1))
        noise = np.stack(
            [generator.standard_exponential(scores.shape[-1], dtype=np.float32) for generator in self._generators]
        )
        gumbel = torch.from_numpy(noise).to(scores.device).clamp_min(1e-30).log().neg()
        chosen = (chances + gumbel).argmax(dim=-1, keepdim=True)
        return torch.full_like(scores, _NEVER).scatter(-1, chosen, 0.0)

    def _nucleus(self, chances: Tensor) -> Tensor:
        """Log-probabilities with all but the fewest tokens that make up ``top_p`` at minus infinity."""
        ranked, order = chances.topk(min(TOP_K, chances.shape[-1]), dim=-1)
        before = ranked.exp().cumsum(dim=-1) - ranked.exp()
        outside = before >= self._top_p
        outside[:, 0] = False
        return torch.full_like(chances, _NEVER).scatter(-1, order, ranked.masked_fill(outside, _NEVER))


class Breath:
    """A stopping criterion that never stops: it pauses between two words."""

    def __init__(self, pause: Pause, most_tokens: int) -> None:
        self._pause, self._most_tokens, self._tokens = pause, max(1, most_tokens), 0

    def __call__(self, input_ids: Tensor, scores: Any) -> Tensor:
        self._tokens += 1
        self._pause(min(1.0, self._tokens / self._most_tokens))
        return torch.zeros(len(input_ids), dtype=torch.bool, device=input_ids.device)


def sampled_by(seeds: Sequence[Sequence[int]], *, temperature: float = 1.0) -> dict[str, Any]:
    """Options of ``generate`` for rows that are drawn with these seeds."""
    return {
        "do_sample": True,
        "num_beams": 1,
        # The choice is made by the processor; the library's own filters must not come on top.
        "temperature": 1.0,
        "top_k": 0,
        "top_p": 1.0,
        "logits_processor": [SeededChoice(seeds, temperature=temperature)],
    }


def spoken(found: Any, *, start: int, end: int) -> Iterator[tuple[list[int], float]]:
    """
    Each sequence that ``generate`` gave: its tokens, and the mean log-probability (at most 0) of those from ``start`` on.

    ``end`` closes a sequence; it counts in the score and is left out of the tokens. ``generate`` must have been called with
    ``output_logits`` and ``return_dict_in_generate``.
    """
    chances = _log_probabilities(found, start)
    for sequence, steps in zip(found.sequences.tolist(), chances.tolist(), strict=True):
        new = sequence[start:]
        length = new.index(end) if end in new else len(new)
        counted = steps[: length + 1]
        yield sequence[: start + length], min(0.0, sum(counted) / max(1, len(counted)))


def _log_probabilities(found: Any, start: int) -> Tensor:
    """Of the chosen tokens, float [sequences, steps]; meaningless behind a sequence's end."""
    chosen = found.sequences[:, start:]
    rows = getattr(found, "beam_indices", None)
    columns = []
    for step in range(chosen.shape[1]):
        logits = found.logits[step].float()
        # A finished beam has row -1.
        row = torch.arange(len(chosen), device=chosen.device) if rows is None else rows[:, step].clamp_min(0)
        columns.append(logits.log_softmax(dim=-1)[row, chosen[:, step]])
    return torch.stack(columns, dim=1) if columns else torch.zeros(len(chosen), 0)
