"""The tag map learns which tags are right, and questions go through it."""

import numpy as np
import torch
from torch.nn.functional import normalize

from hashtagger.recommend.calibration import as_questions
from hashtagger.training.tag_map import MapRecipe, TagsToLearn, learn

RECIPE = MapRecipe(steps=150, photos=32, noise=0.1, rare=0.0)


def lesson() -> tuple[torch.Tensor, TagsToLearn]:
    """40 photos of two kinds; a third tag looks most like all of them and is never right."""
    torch.manual_seed(2)
    kinds = torch.arange(40) % 2
    images = normalize(torch.eye(6)[kinds] + 1.3 * torch.eye(6)[2] + 0.05 * torch.randn(40, 6), dim=-1)
    tags = torch.eye(6)[:3]
    right = torch.stack([kinds == 0, kinds == 1], dim=1).float()
    return images, TagsToLearn(tags[:2], right, torch.ones(2), tags[2:])


def test_right_tags_come_first_after_learning() -> None:
    images, tags = lesson()
    learned = learn(images, tags, RECIPE)
    scores = (images @ learned[:-1] + learned[-1]) @ torch.cat([tags.heard, tags.unheard]).T
    best = tags.right.argmax(dim=1)
    assert (images @ tags.unheard.T > images @ tags.heard.T).all()
    assert (scores.argmax(dim=1) == best).all()


def test_the_same_seed_learns_the_same_map() -> None:
    images, tags = lesson()
    assert torch.equal(learn(images, tags, RECIPE, seed=3), learn(images, tags, RECIPE, seed=3))


def test_an_affine_map_is_applied_to_the_question() -> None:
    tag_map = np.array([[2, 0], [0, 3], [1, -1]], dtype=np.float32)
    assert as_questions(np.array([[1, 1]], dtype=np.float32), tag_map).tolist() == [[3, 2]]


def test_without_a_map_the_picture_itself_is_the_question() -> None:
    assert as_questions(np.ones((1, 2), np.float32), None).tolist() == [[1, 1]]
