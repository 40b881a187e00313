"""Retrieval figures on examples small enough to work out by hand."""

import torch

from hashtagger.training.metrics import recalls, retrieval


def test_a_perfect_model_finds_everything_first() -> None:
    images = torch.eye(3)
    captions = images.unsqueeze(1).repeat(1, 5, 1)

    found = retrieval(images, captions)

    assert found.text_to_image.at_1 == 1.0
    assert found.image_to_text.at_1 == 1.0


def test_each_caption_queries_all_photos_and_a_photo_needs_only_one_caption() -> None:
    images = torch.eye(2)
    # Photo 0: one right caption and one that describes photo 1. Photo 1: both right.
    captions = torch.tensor([[[1.0, 0.0], [0.0, 1.0]], [[0.1, 0.9], [0.2, 0.8]]])

    found = retrieval(images, captions)

    assert found.text_to_image.at_1 == 0.75
    assert found.text_to_image.at_5 == 1.0
    # Photo 0 finds its first caption; photo 1 finds the foreign one (1.0) ahead of its own best (0.9).
    assert found.image_to_text.at_1 == 0.5
    assert found.image_to_text.median_rank == 1.5


def test_equal_scores_count_against_the_model() -> None:
    images = torch.ones(4, 1)
    captions = torch.ones(4, 2, 1)

    found = retrieval(images, captions)

    assert found.text_to_image.at_1 == 0.0
    assert found.image_to_text.at_1 == 0.0


def test_recalls_count_ranks_up_to_the_limit() -> None:
    found = recalls(torch.tensor([1, 5, 6, 10, 11]))

    assert [round(share, 6) for share in (found.at_1, found.at_5, found.at_10)] == [0.2, 0.4, 0.8]
    assert found.median_rank == 6.0
