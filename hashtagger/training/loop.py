"""The training loop of the image tower: epochs of augmented batches, a checkpoint after each, the same on every resume."""

from __future__ import annotations

import math
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Generator, Tensor
from tqdm import tqdm

from hashtagger.training import augment, objectives
from hashtagger.training.augment import Crops
from hashtagger.training.cache import TeacherViews
from hashtagger.training.metrics import Retrieval, retrieval
from hashtagger.training.objectives import Guide
from hashtagger.training.recipes import LossWeights, Recipe
from hashtagger.training.student import RunningAverage, Student, embed_photos, prepare

HALF_WAY = "half_way.pt"
"""Name of the checkpoint of the first epoch that ends past 47.5 % of a run; the export averages it with the last."""


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """
    What a run learns from; the photos with captions come first.

    ``pixels`` is uint8 [n, 3, 128, 128], ``captions`` unit norm [m, 5, 384] with m <= n, ``teacher`` covers all n,
    ``class_weight`` and ``class_bias`` turn teacher features into its logits.
    """

    pixels: Tensor
    captions: Tensor
    teacher: TeacherViews
    class_weight: Tensor
    class_bias: Tensor


@dataclass(frozen=True, slots=True)
class Length:
    """
    How long a run is: a number of photo views (repeatable to the bit), or seconds on the wall (when there is a deadline).

    The learning rate and the input size follow the share of it that is done.
    """

    views: int | None = None
    wall_s: float | None = None

    def progress(self, *, views: int, wall_s: float) -> float:
        """Share of the run that is done, 0..1."""
        done = views / self.views if self.views is not None else wall_s / (self.wall_s or 1.0)
        return min(done, 1.0)


@dataclass(frozen=True, slots=True)
class _Batch:
    photos: Tensor
    features: Tensor
    captions: Tensor
    labelled: Tensor


class Trainer:
    """
    One run. ``advance`` trains an epoch and writes a checkpoint to ``folder``; a new Trainer on the same folder goes on there.

    With ``Length(views=…)`` a resumed run ends in the same weights as one that was never stopped.
    """

    def __init__(self, recipe: Recipe, data: TrainingSet, length: Length, *, seed: int, folder: Path) -> None:
        torch.manual_seed(seed)
        self.recipe, self.length, self.seed, self.folder = recipe, length, seed, folder
        self._data = data
        self.student = Student(recipe)
        self.average = RunningAverage(self.student.tower, recipe.average_decay)
        self._optimizer = torch.optim.AdamW(
            _decayed_and_free(self.student, recipe.weight_decay),
            lr=recipe.peak_rate,
            betas=(0.9, 0.98),
            fused=True,
        )
        self._bank = torch.nn.functional.normalize(data.captions.mean(1), dim=-1)
        self._guide: Guide | None = None
        if recipe.weights.guide:
            labelled = data.teacher.features[: recipe.views, : len(data.captions)]
            self._guide = objectives.fit_guide(labelled, data.captions, seed=seed, steps=recipe.guide_steps)
        self._centre = data.teacher.features[0].float().mean(0)
        self.epoch, self.step, self.wall_s = 0, 0, 0.0
        self._resume()

    @property
    def views(self) -> int:
        """How many photos were shown so far, repetitions included."""
        return self.step * self.recipe.batch

    @property
    def progress(self) -> float:
        return self.length.progress(views=self.views, wall_s=self.wall_s)

    @property
    def is_done(self) -> bool:
        return self.progress >= 1.0

    def advance(self) -> dict[str, float]:
        """Train one epoch (the last one may be short) and return the mean of each loss."""
        started = time.monotonic() - self.wall_s
        # Everything random in an epoch follows from its number, so that resuming changes nothing.
        torch.manual_seed(self.seed * 100_003 + self.epoch)
        generator = Generator().manual_seed(self.seed * 100_003 + self.epoch)
        self.student.train()
        sums: dict[str, float] = {}
        done = 0
        # The share of photos without captions changes between epochs only.
        order = self._order(self.recipe.at(self.progress).unlabelled, generator)
        for rows in tqdm(order.view(-1, self.recipe.batch), f"epoch {self.epoch + 1}", leave=False, disable=None):
            self.wall_s = time.monotonic() - started
            progress = self.progress
            if progress >= 1.0:
                break
            recipe = self.recipe.at(progress)
            losses = self._train_on(self._batch(rows, recipe, _size_px(recipe, progress), generator), recipe, progress)
            for name, value in losses.items():
                sums[name] = sums.get(name, 0.0) + value
            done += 1
        self.epoch += 1
        self.wall_s = time.monotonic() - started
        self._save()
        return {name: value / max(done, 1) for name, value in sums.items()}

    def _order(self, share: float, generator: Generator) -> Tensor:
        """All photos with captions and so many others that they make up ``share``, mixed; whole batches only."""
        labelled = len(self._data.captions)
        others = len(self._data.pixels) - labelled
        wanted = min(others, int(labelled * share / (1 - share)))
        chosen = labelled + torch.randperm(others, generator=generator)[:wanted]
        order = torch.cat([torch.arange(labelled), chosen])[torch.randperm(labelled + wanted, generator=generator)]
        return order[: len(order) // self.recipe.batch * self.recipe.batch]

    def _batch(self, rows: Tensor, recipe: Recipe, size_px: int, generator: Generator) -> _Batch:
        data = self._data
        if recipe.views > 1:
            views = torch.randint(recipe.views, (len(rows),), generator=generator)
            crops = Crops(data.teacher.boxes[views, rows])
            features = data.teacher.features[views, rows]
        else:
            crops = augment.random_crops(len(rows), min_area=recipe.min_area, generator=generator)
            features = data.teacher.features[0, rows]
        mirrored = torch.rand(len(rows), generator=generator) < 0.5
        photos = augment.cut(data.pixels[rows].float(), crops, size_px, mirrored=mirrored)
        photos = augment.jitter_colour(photos, recipe.colour, generator=generator)
        if recipe.erase:
            photos = augment.erase(photos, recipe.erase, generator=generator)
        labelled = rows < len(data.captions)
        return _Batch(prepare(photos), features.float(), data.captions[rows[labelled]], labelled)

    def _train_on(self, batch: _Batch, recipe: Recipe, progress: float) -> dict[str, float]:
        for group in self._optimizer.param_groups:
            group["lr"] = recipe.peak_rate * _one_cycle(progress, recipe.warm_up)
        losses = self._losses(batch, recipe.weights)
        total = torch.stack(list(losses.values())).sum()
        self._optimizer.zero_grad(set_to_none=True)
        total.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.student.parameters(), 5.0)
        self._optimizer.step()
        with torch.no_grad():
            self.student.log_scale.clamp_(0.0, math.log(100.0))
        self.step += 1
        self.average.follow(self.student.tower, self.step)
        return {name: float(value.detach()) for name, value in losses.items()}

    def _losses(self, batch: _Batch, weights: LossWeights) -> dict[str, Tensor]:
        with torch.autocast("cpu", torch.bfloat16):
            given = self.student(batch.photos)
        named = given.embeddings[batch.labelled]
        mean = batch.captions.mean(1)
        losses = {
            "contrast": weights.contrast * objectives.contrast(named, batch.captions, self.student.log_scale.exp()),
            "mean": weights.mean * objectives.away(named, mean),
            "feature": weights.feature * objectives.away(given.features - self._centre, batch.features - self._centre),
        }
        if weights.logit:
            classes = [f @ self._data.class_weight.T + self._data.class_bias for f in (given.features, batch.features)]
            losses["logit"] = weights.logit * objectives.same_classes(*classes)
        if weights.guide and self._guide is not None:
            guides = self._guide(batch.features)
            ordered = objectives.same_order(given.embeddings, guides, self._bank)
            losses["guide"] = weights.guide * (ordered + objectives.away(given.embeddings, guides))
        return losses

    def _save(self) -> None:
        state = {
            "recipe": repr(self.recipe),
            "student": self.student.state_dict(),
            "average": self.average.module.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "epoch": self.epoch,
            "step": self.step,
            "wall_s": self.wall_s,
        }
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = self.folder / "checkpoint.pt.partial"
        torch.save(state, partial)
        if self.progress >= 0.475 and not (self.folder / HALF_WAY).is_file():
            shutil.copyfile(partial, self.folder / HALF_WAY)
        partial.replace(self.folder / "checkpoint.pt")

    def _resume(self) -> None:
        path = self.folder / "checkpoint.pt"
        if not path.is_file():
            return
        state = torch.load(path, map_location="cpu", weights_only=True)
        if state["recipe"] != repr(self.recipe):
            raise ValueError(f"{path} was made by another recipe: {state['recipe']}")
        self.student.load_state_dict(state["student"])
        self.average.module.load_state_dict(state["average"])
        self._optimizer.load_state_dict(state["optimizer"])
        self.epoch, self.step, self.wall_s = state["epoch"], state["step"], state["wall_s"]


def _decayed_and_free(student: Student, weight_decay: float) -> list[dict[str, Any]]:
    """Gains and biases are not decayed."""
    decayed = [p for p in student.parameters() if p.ndim > 1]
    free = [p for p in student.parameters() if p.ndim <= 1]
    return [{"params": decayed, "weight_decay": weight_decay}, {"params": free, "weight_decay": 0.0}]


def _one_cycle(progress: float, warm_up: float) -> float:
    """Share of the peak rate: linear up, then half a cosine down (Smith 2018)."""
    if progress < warm_up:
        return max(progress / warm_up, 0.01)
    return 0.5 * (1 + math.cos(math.pi * (progress - warm_up) / (1 - warm_up)))


def _size_px(recipe: Recipe, progress: float) -> int:
    return max((start, size) for start, size in recipe.sizes_px if start <= progress)[1]


def evaluate_tower(tower: torch.nn.Module, pixels: Tensor, captions: Tensor, *, mirror: bool = False) -> Retrieval:
    """Retrieval of a tower on uint8 photos [n, 3, 128, 128] and unit captions [n, 5, 384]."""
    return retrieval(embed_photos(tower, pixels, mirror=mirror), captions)
