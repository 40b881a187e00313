"""The real training loop on a handful of made-up photos."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Generator, Tensor
from torch.nn import functional as F

from hashtagger.training import augment
from hashtagger.training.cache import TeacherViews
from hashtagger.training.loop import Length, Trainer, TrainingSet
from hashtagger.training.recipes import LatePhase, LossWeights, Recipe
from hashtagger.training.teacher import FEATURE_DIM, LOGIT_DIM, SENTENCE_DIM

TINY = Recipe(
    backbone="test_resnet",
    batch=8,
    warm_up=0.0,
    unlabelled=0.5,
    sizes_px=((0.0, 32), (0.5, 48)),
    erase=0.5,
    weights=LossWeights(guide=1.0, logit=0.5),
    guide_steps=5,
    late=LatePhase(start=0.5, weights=LossWeights(guide=2.0, logit=0.5), unlabelled=0.25, erase=0.0),
)
LABELLED, ALL = 16, 32


@pytest.fixture(scope="module")
def data() -> TrainingSet:
    """Photos of one colour each; the colour decides captions and teacher alike."""
    chance = Generator().manual_seed(7)
    colours = torch.randint(0, 256, (ALL, 3, 1, 1), generator=chance, dtype=torch.uint8)
    captions = F.normalize(torch.randn(LABELLED, 5, SENTENCE_DIM, generator=chance), dim=-1)
    return TrainingSet(
        pixels=colours.expand(ALL, 3, 128, 128).contiguous(),
        captions=captions,
        teacher=TeacherViews(
            augment.whole(ALL).boxes.unsqueeze(0), torch.rand(1, ALL, FEATURE_DIM, generator=chance).half()
        ),
        class_weight=torch.randn(LOGIT_DIM, FEATURE_DIM, generator=chance) * 0.02,
        class_bias=torch.zeros(LOGIT_DIM),
    )


def trainer(folder: Path, data: TrainingSet, *, recipe: Recipe = TINY, views: int = 64, seed: int = 3) -> Trainer:
    return Trainer(recipe, data, Length(views=views), seed=seed, folder=folder)


def weights(run: Trainer) -> Tensor:
    return torch.cat([value.float().flatten() for value in run.average.module.state_dict().values()])


def finish(run: Trainer) -> list[dict[str, float]]:
    losses = []
    while not run.is_done:
        losses.append(run.advance())
    return losses


def test_training_lowers_the_losses(tmp_path: Path, data: TrainingSet) -> None:
    losses = finish(trainer(tmp_path, data, recipe=replace(TINY, late=None), views=96))

    assert sum(losses[-1].values()) < sum(losses[0].values())
    assert set(losses[0]) == {"contrast", "mean", "feature", "logit", "guide"}


def test_a_resumed_run_ends_in_the_same_weights(tmp_path: Path, data: TrainingSet) -> None:
    whole = trainer(tmp_path / "whole", data)
    finish(whole)

    trainer(tmp_path / "parts", data).advance()
    resumed = trainer(tmp_path / "parts", data)
    assert resumed.epoch == 1
    finish(resumed)

    assert torch.equal(weights(resumed), weights(whole))


def test_the_seed_decides_the_weights(tmp_path: Path, data: TrainingSet) -> None:
    runs = [trainer(tmp_path / str(number), data, views=16, seed=seed) for number, seed in enumerate((3, 3, 4))]
    for run in runs:
        finish(run)

    assert torch.equal(weights(runs[0]), weights(runs[1]))
    assert not torch.equal(weights(runs[0]), weights(runs[2]))


def test_a_run_stops_at_its_number_of_views(tmp_path: Path, data: TrainingSet) -> None:
    run = trainer(tmp_path, data, views=40)

    finish(run)

    assert run.views == 40
    assert run.epoch == 2


def test_a_late_phase_replaces_the_weights_of_the_losses_from_its_start() -> None:
    assert TINY.late is not None

    assert TINY.at(0.49).weights == TINY.weights
    assert TINY.at(0.5).weights == TINY.late.weights


def test_a_checkpoint_of_another_recipe_is_refused(tmp_path: Path, data: TrainingSet) -> None:
    trainer(tmp_path, data).advance()

    with pytest.raises(ValueError, match="another recipe"):
        trainer(tmp_path, data, recipe=replace(TINY, peak_rate=1e-3))
