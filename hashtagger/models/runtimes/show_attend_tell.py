"""Caption a picture from the starter tower's last feature map: Show, Attend and Tell with diverse beam search."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn.functional import linear

from hashtagger.errors import BrokenModel
from hashtagger.types import Caption

CONFIG_FILE = "captioner.json"
VOCABULARY_FILE = "vocabulary.txt"
WEIGHTS_FILE = "captioner.safetensors"

PAD, START, END, UNKNOWN = range(4)
SPECIAL_WORDS = ("<pad>", "<start>", "<end>", "<unknown>")

_PROMPT_WORD = re.compile(r"'(?:s|t)\b|[^\W_]+(?:-[^\W_]+)*")
_NEVER = float("-inf")


@dataclass(frozen=True, slots=True)
class CaptionerConfig:
    """Shape of the network; ``words`` counts the vocabulary with its four special words."""

    words: int
    map_channels: int
    map_cells: int
    """height x width of the feature map"""
    embedding_dim: int
    width: int = 256
    word_dim: int = 256
    heads: int = 4


class Memory(NamedTuple):
    """What the decoder looks at: the picture's embedding and the cells of its map, projected once per picture."""

    photo: Tensor
    """float [n, width]"""
    gates: Tensor
    """float [n, 1, 4 * width]: what the embedding adds to the gates of every step"""
    keys: Tensor
    """float [n, heads, width / heads, cells + 1]"""
    values: Tensor
    """float [n, heads, cells + 1, width / heads]"""


class State(NamedTuple):
    """Hidden and cell state of the recurrent decoder: float [n, k, width] each, k captions a picture."""

    hidden: Tensor
    cell: Tensor


class ShowAttendTell(nn.Module):
    """
    A recurrent decoder with soft attention over a feature map (Xu et al. 2015, arXiv 1502.03044).

    Differences from the paper: dot-product attention with several heads instead of the additive one, the picture's
    embedding as one more cell and as an input of every step, and output weights tied to the word vectors.
    """

    def __init__(self, config: CaptionerConfig, *, dropout: float = 0.0) -> None:
        super().__init__()
        self.config = config
        width = config.width
        self.photo = nn.Sequential(nn.Linear(config.embedding_dim, width), nn.LayerNorm(width))
        self.cells = nn.Sequential(nn.Linear(config.map_channels, width), nn.LayerNorm(width))
        self.places = nn.Parameter(torch.zeros(config.map_cells + 1, width))
        self.keys = nn.Linear(width, width)
        self.values = nn.Linear(width, width)
        self.query = nn.Linear(width, width)
        self.gate = nn.Linear(width, width)
        self.first_state = nn.Linear(width, 2 * width)
        self.words = nn.Embedding(config.words, config.word_dim)
        self.photo_gates = nn.Linear(width, 4 * width, bias=False)
        self.step_gates = nn.Linear(config.word_dim + 2 * width, 4 * width)
        self.answer = nn.Linear(2 * width + config.word_dim, config.word_dim)
        self.bias = nn.Parameter(torch.zeros(config.words))
        self.dropout = nn.Dropout(dropout)
        nn.init.normal_(self.words.weight, std=config.word_dim**-0.5)
        nn.init.ones_(self.step_gates.bias[width : 2 * width])

    def look(self, maps: Tensor, embeddings: Tensor) -> Memory:
        """Project float [n, c, h, w] feature maps and float [n, d] embeddings once per picture."""
        photo = self.dropout(self.photo(embeddings * self.config.embedding_dim**0.5))
        cells = self.cells(maps.flatten(2).transpose(1, 2))
        seen = self.dropout(torch.cat([photo[:, None], cells], dim=1) + self.places)
        n, places, width = seen.shape
        split = (n, places, self.config.heads, width // self.config.heads)
        keys = self.keys(seen).view(split).permute(0, 2, 3, 1)
        values = self.values(seen).view(split).transpose(1, 2)
        return Memory(photo, self.photo_gates(photo)[:, None], keys, values)

    def first(self, memory: Memory, captions: int) -> State:
        """The state before the first word of ``captions`` captions a picture."""
        hidden, cell = self.first_state(memory.photo).tanh().chunk(2, dim=-1)
        return State(*(part[:, None].expand(-1, captions, -1) for part in (hidden, cell)))

    def step(self, memory: Memory, state: State, words: Tensor) -> tuple[Tensor, State]:
        """Read int64 words [n, k]; give what is to be said next as a word vector [n, k, word_dim], and the new state."""
        said = self.read(words)
        seen, state = self.move(memory, state, said)
        return self.reply(state.hidden, seen, said), state

    def read(self, words: Tensor) -> Tensor:
        """Word vectors float [..., word_dim] of int64 words [...]."""
        vectors: Tensor = self.dropout(self.words(words) * self.config.word_dim**0.5)
        return vectors

    def move(self, memory: Memory, state: State, said: Tensor) -> tuple[Tensor, State]:
        """Look where the state points, then take in what was seen and said: float [n, k, width] and the new state."""
        seen = torch.sigmoid(self.gate(state.hidden)) * self._attend(memory, state.hidden)
        gates = memory.gates + self.step_gates(torch.cat([said, seen, state.hidden], dim=-1))
        write, keep, new, show = gates.chunk(4, dim=-1)
        cell = torch.sigmoid(keep) * state.cell + torch.sigmoid(write) * new.tanh()
        return seen, State(torch.sigmoid(show) * cell.tanh(), cell)

    def reply(self, hidden: Tensor, seen: Tensor, said: Tensor) -> Tensor:
        """The word vector [..., word_dim] that answers a state, what it saw and the last word."""
        vectors: Tensor = self.answer(torch.cat([self.dropout(hidden), seen, said], dim=-1)).tanh()
        return self.dropout(vectors)  # type: ignore[no-any-return]

    def logits(self, answers: Tensor) -> Tensor:
        """How well each word fits answers [..., word_dim] of ``step``: [..., words]."""
        return linear(answers, self.words.weight, self.bias)

    def _attend(self, memory: Memory, hidden: Tensor) -> Tensor:
        """Soft attention of every caption over the cells of its picture: float [n, k, width]."""
        n, k, width = hidden.shape
        heads = self.config.heads
        query = self.query(hidden).view(n, k, heads, width // heads).transpose(1, 2)
        weights = (query @ memory.keys * (width // heads) ** -0.5).softmax(dim=-1)
        seen: Tensor = weights @ memory.values
        return seen.transpose(1, 2).reshape(n, k, width)


@dataclass(frozen=True, slots=True)
class BeamPlan:
    """
    Diverse beam search (Vijayakumar et al. 2016, arXiv 1610.02424): groups that avoid each other's words.

    The first group is a plain beam search, so the best caption does not pay for the variety of the others.
    """

    groups: int
    beams: int
    """beams in each group"""
    variety: float = 0.5
    """log-probability lost for each earlier group that says the same word at the same place"""


class Ending(NamedTuple):
    """One finished caption of the search: its word numbers (without the end) and mean log-probability."""

    score: float
    words: tuple[int, ...]
    group: int


@torch.inference_mode()
def search(
    model: ShowAttendTell,
    memory: Memory,
    plan: BeamPlan,
    *,
    start: Sequence[int] = (),
    forbidden: Tensor | None = None,
    unfinished: Tensor | None = None,
    max_words: int = 20,
) -> list[list[Ending]]:
    """
    Finished captions of every picture, best first within each group, at most ``beams`` a group.

    ``start`` are words that every caption begins with and that do not count in its score. ``forbidden`` (bool [words])
    are never said, ``unfinished`` (bool [words]) are never the last word. No caption repeats a word at once or a pair of
    words.
    """
    n, rows = memory.photo.shape[0], plan.groups * plan.beams
    state = model.first(memory, rows)
    said = torch.full((n, rows, 1), START)
    for word in start:
        _, state = model.step(memory, state, said[..., -1])
        said = torch.cat([said, torch.full((n, rows, 1), word)], dim=-1)
    # At the first step all beams of a group are equal: only the first of them may go on.
    totals = torch.full((n, plan.groups, plan.beams), _NEVER)
    totals[:, :, 0] = 0.0
    endings: list[list[Ending]] = [[] for _ in range(n)]
    for length in range(max_words - len(start) + 1):
        answers, state = model.step(memory, state, said[..., -1])
        chances = allowed(
            model.logits(answers).log_softmax(dim=-1), said, forbidden, unfinished, may_end=length > 0 or bool(start)
        )
        chances = chances.view(n, plan.groups, plan.beams, -1)
        _collect(endings, totals + chances[..., END], said, length + 1, len(start))
        chances[..., END] = _NEVER
        totals, parents, words = _choose(totals, chances, plan)
        state = State(*(_rows(part, parents) for part in state))
        said = torch.cat([_rows(said, parents), words[..., None]], dim=-1)
    return [_best_of_groups(found, plan) for found in endings]


def allowed(
    chances: Tensor, said: Tensor, forbidden: Tensor | None, unfinished: Tensor | None, *, may_end: bool
) -> Tensor:
    """Log-probabilities [n, rows, words] with everything that must not be said next at minus infinity."""
    last = said[..., -1:]
    chances = chances.scatter(-1, last, _NEVER)
    chances[..., [PAD, START, UNKNOWN]] = _NEVER
    if said.shape[-1] > 1:
        followers = said[..., 1:]
        repeats = torch.where(said[..., :-1] == last, _NEVER, 0.0)
        chances = chances.scatter_reduce(-1, followers, chances.gather(-1, followers) + repeats, "amin")
    if forbidden is not None:
        chances = chances.masked_fill(forbidden, _NEVER)
    if not may_end:
        chances[..., END] = _NEVER
    elif unfinished is not None:
        chances[..., END].masked_fill_(unfinished[last[..., 0]], _NEVER)
    return chances


def _collect(endings: list[list[Ending]], totals: Tensor, said: Tensor, tokens: int, skipped: int) -> None:
    """Note every beam that could end here; ``tokens`` counts the words it chose with its end."""
    n, groups, beams = totals.shape
    scores = (totals / tokens).tolist()
    words = said[..., 1:].view(n, groups, beams, -1).tolist()
    for picture in range(n):
        for group in range(groups):
            for beam in range(beams):
                if scores[picture][group][beam] > _NEVER:
                    ending = Ending(scores[picture][group][beam], tuple(words[picture][group][beam]), group)
                    endings[picture].append(ending)


def _choose(totals: Tensor, chances: Tensor, plan: BeamPlan) -> tuple[Tensor, Tensor, Tensor]:
    """The next beams of each group: totals [n, groups, beams], parent rows and words [n, groups * beams]."""
    n, _, beams, words = chances.shape
    used = torch.zeros(n, words)
    kept, parents, chosen = [], [], []
    for group in range(plan.groups):
        grown = totals[:, group, :, None] + chances[:, group]
        ranked = (grown - plan.variety * used[:, None]).flatten(1).topk(beams, dim=-1).indices
        kept.append(grown.flatten(1).gather(-1, ranked))
        parents.append(ranked // words + group * beams)
        chosen.append(ranked % words)
        used.scatter_add_(-1, ranked % words, torch.ones(n, beams))
    return torch.stack(kept, dim=1), torch.cat(parents, dim=1), torch.cat(chosen, dim=1)


def _rows(values: Tensor, parents: Tensor) -> Tensor:
    """Values [n, rows, x] in the order of their new rows."""
    return values.gather(1, parents[..., None].expand(-1, -1, values.shape[-1]))


def _best_of_groups(found: list[Ending], plan: BeamPlan) -> list[Ending]:
    """The best distinct endings of each group, then all of them best first."""
    best: list[Ending] = []
    seen: set[tuple[int, ...]] = set()
    for group in range(plan.groups):
        own = sorted((ending for ending in found if ending.group == group), reverse=True)
        fresh = [ending for ending in own if ending.words not in seen][: plan.beams]
        seen.update(ending.words for ending in fresh)
        best += fresh
    return sorted(best, reverse=True)


Search = Callable[..., list[list[Ending]]]
"""Takes model and memory, and by name ``start``, ``unfinished`` and ``max_words``, as ``search`` does."""


class StarterCaptioner:
    """The captioner that ships: network, vocabulary and the rules of what may be said."""

    def __init__(self, model: ShowAttendTell, vocabulary: Sequence[str], *, unfinished: Sequence[str] = ()) -> None:
        """``vocabulary`` begins with ``SPECIAL_WORDS``; no caption ends in one of the words ``unfinished``."""
        self.model = model.eval()
        self.vocabulary = tuple(vocabulary)
        self._numbers = {word: number for number, word in enumerate(vocabulary)}
        last = set(unfinished)
        self._unfinished = torch.tensor([word in last for word in vocabulary])

    def caption(
        self,
        feature_maps: NDArray[np.float32],
        embeddings: NDArray[np.float32],
        *,
        count: int = 1,
        prompt: str | None = None,
        max_words: int = 20,
        search_with: Search | None = None,
    ) -> list[list[Caption]]:
        """
        At most ``count`` distinct captions of each picture, best first, of at most ``max_words`` words each.

        ``search_with`` takes the place of diverse beam search.

        ``feature_maps`` float32 [n, c, h, w] and ``embeddings`` float32 [n, d] come from the tower that the captioner was
        trained on. Every caption begins with ``prompt``; its unknown words are kept though the model cannot read them.
        A picture's captions do not depend on the others of the call.
        """
        if not len(feature_maps):
            return []
        prefix = _PROMPT_WORD.findall((prompt or "").lower())[: max(0, max_words - 1)]
        plan = BeamPlan(groups=count, beams=5 if count == 1 else 3)
        with torch.inference_mode():
            memory = self.model.look(torch.from_numpy(feature_maps), torch.from_numpy(embeddings))
        found = (search_with or partial(search, plan=plan))(
            self.model,
            memory,
            start=[self._numbers.get(word, UNKNOWN) for word in prefix],
            unfinished=self._unfinished,
            max_words=max_words,
        )
        return [list(self._distinct(endings, prefix, count)) for endings in found]

    def _distinct(self, endings: list[Ending], prefix: list[str], count: int) -> Iterator[Caption]:
        """The best caption of each group first in line, then the rest; never one text twice."""
        leaders = {ending.group: ending for ending in reversed(endings)}
        others = [ending for ending in endings if leaders[ending.group] is not ending]
        chosen: dict[str, float] = {}
        for ending in [*sorted(leaders.values(), reverse=True), *others]:
            text = sentence([*prefix, *(self.vocabulary[word] for word in ending.words[len(prefix) :])])
            if len(chosen) < count:
                chosen.setdefault(text, ending.score)
        for text, score in sorted(chosen.items(), key=lambda item: -item[1]):
            yield Caption(text=text, score=min(0.0, score))


def sentence(words: Sequence[str]) -> str:
    """
    Words as a plain sentence.

    >>> sentence(["a", "boy", "'s", "dog"])
    "a boy's dog"
    """
    return " ".join(words).replace(" 's", "'s").replace(" n't", "n't")


def load_captioner(folder: Path) -> StarterCaptioner:
    """Read what the training command wrote; raises BrokenModel where files are missing or do not belong together."""
    try:
        settings = json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8"))
        vocabulary = (folder / VOCABULARY_FILE).read_text(encoding="utf-8").split("\n")[:-1]
        model = ShowAttendTell(CaptionerConfig(**settings["network"]))
        weights = {name: value.float() for name, value in load_file(folder / WEIGHTS_FILE).items()}
        model.load_state_dict(weights)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise BrokenModel(f"the captioner in {folder.name} cannot be read: {error}") from error
    if tuple(vocabulary[:4]) != SPECIAL_WORDS or len(vocabulary) != model.config.words:
        raise BrokenModel(f"the captioner in {folder.name} has the wrong vocabulary")
    return StarterCaptioner(model, vocabulary, unfinished=settings["unfinished"])


def describe(config: CaptionerConfig) -> dict[str, int]:
    """The network's shape as the configuration file carries it."""
    return asdict(config)
