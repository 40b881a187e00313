"""The losses prefer what they should prefer."""

import torch
from torch.nn import functional as F

from hashtagger.training import objectives


def unit(*shape: int, seed: int = 0) -> torch.Tensor:
    return F.normalize(torch.randn(*shape, generator=torch.Generator().manual_seed(seed)), dim=-1)


def test_contrast_is_lower_when_photos_stand_at_their_captions() -> None:
    captions = unit(6, 1, 32).repeat(1, 5, 1)
    scale = torch.tensor(20.0)

    assert objectives.contrast(captions[:, 0], captions, scale) < objectives.contrast(
        unit(6, 32, seed=1), captions, scale
    )


def test_contrast_of_one_pair_of_photos_is_what_a_hand_computes() -> None:
    images = torch.eye(2)
    captions = torch.eye(2).unsqueeze(1)

    # Every softmax is over (1, 0): -log(e / (e + 1)).
    expected = -torch.log(torch.tensor(1.0).exp() / (torch.tensor(1.0).exp() + 1))
    assert torch.isclose(objectives.contrast(images, captions, torch.tensor(1.0)), expected)


def test_the_same_order_costs_nothing() -> None:
    images = unit(4, 16)

    assert objectives.same_order(images, images, unit(9, 16, seed=1)) < 1e-6


def test_a_guide_learns_to_place_features_at_their_captions() -> None:
    captions = unit(64, 1, 16).repeat(1, 5, 1)
    features = (captions[:, 0] @ torch.randn(16, 40, generator=torch.Generator().manual_seed(2))).unsqueeze(0)

    guide = objectives.fit_guide(features, captions, seed=1, steps=200, batch=32)

    assert (guide(features[0]) * captions[:, 0]).sum(1).mean() > 0.9
