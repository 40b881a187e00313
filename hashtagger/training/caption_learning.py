"""Teach the captioner: word by word with label smoothing, then by CIDEr-D reward (self-critical), weights averaged."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from tqdm import tqdm

from hashtagger.models.runtimes.show_attend_tell import END, PAD, START, UNKNOWN, ShowAttendTell
from hashtagger.training.caption_lessons import Features, Lesson
from hashtagger.training.caption_metrics import CiderReward


@dataclass(frozen=True, slots=True)
class Recipe:
    """Every choice of the training; written into the card."""

    epochs: int = 8
    reward_epochs: int = 2
    photos_per_batch: int = 32
    captions_per_photo: int = 5
    learning_rate: float = 1.5e-3
    reward_learning_rate: float = 1.5e-4
    weight_decay: float = 0.02
    dropout: float = 0.4
    label_smoothing: float = 0.1
    embedding_noise: float = 1.6
    """standard deviation of the noise on embeddings, as a share of their norm"""
    map_noise: float = 1.0
    """standard deviation of the noise on feature maps, as a share of their own"""
    average: float = 0.995
    """decay of the weight average per step"""
    longest: int = 14
    """words of a caption that are read; the rest is cut"""
    width: int = 256
    word_dim: int = 256
    half_precision: int = 1
    views: int = 3
    """augmented views of each training photo, the plain one included"""
    seed: int = 1


class Learner:
    """A network in training with its averaged twin; one epoch at a time, deterministic by seed and epoch."""

    def __init__(self, model: ShowAttendTell, recipe: Recipe) -> None:
        self.model = model
        self.averaged = copy.deepcopy(model).eval().requires_grad_(False)
        self.recipe = recipe
        self.epoch = 0
        self.steps = 0
        self.optimiser = torch.optim.AdamW(
            model.parameters(), lr=recipe.learning_rate, betas=(0.9, 0.98), weight_decay=recipe.weight_decay
        )

    @property
    def is_done(self) -> bool:
        return self.epoch >= self.recipe.epochs + self.recipe.reward_epochs

    @property
    def learns_by_reward(self) -> bool:
        """True for the epochs after the word-by-word ones."""
        return self.epoch >= self.recipe.epochs

    def run_epoch(self, features: Features, lessons: Sequence[Lesson], reward: RewardBook) -> float:
        """One pass over the lessons; gives the mean loss (nats a word) or the mean reward (CIDEr-D)."""
        recipe = self.recipe
        random = np.random.default_rng((recipe.seed, self.epoch))
        torch.manual_seed(recipe.seed * 1000 + self.epoch)
        self.model.train()
        batches = list(_batches(lessons, recipe.photos_per_batch, random))
        figures = []
        for number, batch in enumerate(tqdm(batches, f"epoch {self.epoch + 1}", leave=False, disable=None)):
            self._set_rate(number / len(batches))
            maps, embeddings = _views(features, batch, random, recipe)
            # Half precision doubles the speed of the matrix products on processors that have bf16.
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bool(recipe.half_precision)):
                memory = self.model.look(maps, embeddings)
                if self.learns_by_reward:
                    loss, figure = reward_loss(self.model, memory, batch, reward, recipe)
                else:
                    words = _caption_block(batch, recipe, random)
                    loss = word_loss(self.model, memory, words, recipe.label_smoothing)
                    figure = float(loss.detach())
            self._step(loss)
            figures.append(figure)
        self.epoch += 1
        return float(np.mean(figures))

    def _set_rate(self, progress: float) -> None:
        """Cosine over the word-by-word epochs with a short warm-up; a small falling rate for the reward."""
        recipe = self.recipe
        if self.learns_by_reward:
            left = 1 - (self.epoch - recipe.epochs + progress) / recipe.reward_epochs
            rate = recipe.reward_learning_rate * (0.2 + 0.8 * left)
        else:
            done = (self.epoch + progress) / recipe.epochs
            rate = (
                recipe.learning_rate
                * min(1.0, (self.steps + 1) / 100)
                * (0.05 + 0.475 * (1 + math.cos(math.pi * done)))
            )
        for group in self.optimiser.param_groups:
            group["lr"] = rate

    def _step(self, loss: Tensor) -> None:
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.steps += 1
        decay = min(self.recipe.average, (1 + self.steps) / (10 + self.steps))
        with torch.no_grad():
            for mean, value in zip(self.averaged.parameters(), self.model.parameters(), strict=True):
                mean.lerp_(value, 1 - decay)

    def state(self) -> dict[str, Any]:
        """Everything that ``restore`` needs to go on as if nothing had happened."""
        return {
            "model": self.model.state_dict(),
            "averaged": self.averaged.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "epoch": self.epoch,
            "steps": self.steps,
        }

    def restore(self, state: dict[str, Any]) -> None:
        self.model.load_state_dict(state["model"])
        self.averaged.load_state_dict(state["averaged"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.epoch, self.steps = state["epoch"], state["steps"]


class RewardBook:
    """CIDEr-D of word numbers against each photo's captions; the end counts as a word, so captions learn to end well."""

    def __init__(self, lessons: Sequence[Lesson]) -> None:
        self._score = CiderReward(
            {
                lesson.photo: [[str(word) for word in (*caption, END)] for caption in lesson.captions]
                for lesson in lessons
            }
        )

    def __call__(self, photo: str, words: Sequence[int]) -> float:
        return self._score(photo, [str(word) for word in words])


def word_loss(model: ShowAttendTell, memory: Any, words: Tensor, label_smoothing: float) -> Tensor:
    """Mean cross-entropy (nats a word) of captions int64 [n, k, length] that begin with START and are filled with PAD."""
    state = model.first(memory, words.shape[1])
    said = model.read(words[..., :-1])
    hidden, seen = [], []
    for place in range(said.shape[2]):
        looked, state = model.move(memory, state, said[:, :, place])
        hidden.append(state.hidden)
        seen.append(looked)
    # All words are known ahead: replies are made at once, and not to the padding, a third of a block.
    wanted = words[..., 1:]
    real = wanted != PAD
    replies = model.reply(torch.stack(hidden, dim=2)[real], torch.stack(seen, dim=2)[real], said[real])
    return cross_entropy(model.logits(replies).float(), wanted[real], label_smoothing=label_smoothing)


def reward_loss(
    model: ShowAttendTell, memory: Any, batch: Sequence[Lesson], reward: RewardBook, recipe: Recipe
) -> tuple[Tensor, float]:
    """
    Self-critical loss (Rennie et al. 2017, arXiv 1612.00563) over sampled captions, and their mean CIDEr-D.

    The baseline of a sample is the mean reward of the photo's other samples (Luo 2020, arXiv 2003.09971).
    """
    n, k = len(batch), recipe.captions_per_photo
    state = model.first(memory, k)
    word = torch.full((n, k), START)
    alive = torch.ones(n, k, dtype=torch.bool)
    said, chances = [], []
    for _ in range(recipe.longest + 1):
        answer, state = model.step(memory, state, word)
        logits = model.logits(answer).float()
        logits[..., [PAD, START, UNKNOWN]] = float("-inf")
        log_chances = logits.log_softmax(dim=-1)
        with torch.no_grad():
            word = torch.multinomial(log_chances.exp().flatten(0, 1), 1).view(n, k)
        chances.append(log_chances.gather(-1, word[..., None])[..., 0] * alive)
        word = torch.where(alive, word, PAD)
        said.append(word)
        alive = alive & (word != END)
        if not alive.any():
            break
    samples = torch.stack(said, dim=-1).tolist()
    rewards = torch.tensor(
        [
            [reward(lesson.photo, [word for word in caption if word != PAD]) for caption in captions]
            for lesson, captions in zip(batch, samples, strict=True)
        ]
    )
    others = (rewards.sum(dim=1, keepdim=True) - rewards) / (k - 1)
    words = torch.stack(said, dim=-1).ne(PAD).sum()
    loss = -((rewards - others)[..., None] * torch.stack(chances, dim=-1)).sum() / words
    return loss, float(rewards.mean())


def _batches(lessons: Sequence[Lesson], photos: int, random: np.random.Generator) -> Iterator[list[Lesson]]:
    """All lessons once in random order."""
    order = random.permutation(len(lessons))
    for start in range(0, len(order), photos):
        yield [lessons[i] for i in order[start : start + photos]]


def _views(
    features: Features, batch: Sequence[Lesson], random: np.random.Generator, recipe: Recipe
) -> tuple[Tensor, Tensor]:
    """One random view of each photo of the batch: float32 maps [n, c, h, w] and embeddings [n, d]."""
    rows = [lesson.row for lesson in batch]
    views = random.integers(features.maps.shape[1], size=len(batch))
    maps = features.maps[rows, views].astype(np.float32)
    embeddings = features.embeddings[rows, views].astype(np.float32)
    # The tower learned from the same photos and knows them better than any other: noise hides what it learned by heart.
    maps += recipe.map_noise * maps.std() * random.standard_normal(maps.shape, dtype=np.float32)
    scale = np.linalg.norm(embeddings, axis=1, keepdims=True) / math.sqrt(embeddings.shape[1])
    embeddings += recipe.embedding_noise * scale * random.standard_normal(embeddings.shape, dtype=np.float32)
    return torch.from_numpy(maps), torch.from_numpy(embeddings)


def _caption_block(batch: Sequence[Lesson], recipe: Recipe, random: np.random.Generator) -> Tensor:
    """Captions of the batch as int64 [n, k, length]: START words END PAD..."""
    k = recipe.captions_per_photo
    chosen = []
    for lesson in batch:
        own = lesson.captions
        numbers = random.permutation(len(own))[:k] if len(own) >= k else random.integers(len(own), size=k)
        # A caption that is cut does not end there.
        chosen += [(START, *(*own[number], END)[: recipe.longest + 1]) for number in numbers]
    length = max(map(len, chosen))
    block = np.full((len(chosen), length), PAD, dtype=np.int64)
    for row, words in enumerate(chosen):
        block[row, : len(words)] = words
    return torch.from_numpy(block.reshape(len(batch), k, length))
