"""Views of photos: right rectangles, right mirror, nothing outside its range."""

import torch
from torch import Generator

from hashtagger.training import augment
from hashtagger.training.augment import Crops


def test_the_whole_photo_at_its_own_size_is_unchanged() -> None:
    photos = torch.rand(2, 3, 16, 16) * 255

    assert torch.allclose(augment.cut(photos, augment.whole(2), 16), photos, atol=1e-3)


def test_a_mirrored_view_is_the_photo_read_from_the_right() -> None:
    photos = torch.rand(2, 3, 16, 16) * 255

    views = augment.cut(photos, augment.whole(2), 16, mirrored=torch.tensor([False, True]))

    assert torch.allclose(views[0], photos[0], atol=1e-3)
    assert torch.allclose(views[1], photos[1].flip(2), atol=1e-3)


def test_a_crop_shows_its_rectangle() -> None:
    photo = torch.zeros(1, 1, 16, 16)
    photo[:, :, 8:, 8:] = 200.0

    lower_right = augment.cut(photo, Crops(torch.tensor([[0.75, 0.75, 0.5, 0.5]])), 8)

    assert lower_right[0, 0, 1:, 1:].min() == 200.0


def test_random_crops_stay_inside_the_photo() -> None:
    boxes = augment.random_crops(500, min_area=0.25, generator=Generator().manual_seed(1)).boxes

    assert (boxes[:, :2] - boxes[:, 2:] / 2 >= -1e-6).all()
    assert (boxes[:, :2] + boxes[:, 2:] / 2 <= 1 + 1e-6).all()


def test_jittered_colours_stay_in_range_and_differ_between_photos() -> None:
    photos = torch.rand(1, 3, 8, 8).repeat(2, 1, 1, 1) * 255

    jittered = augment.jitter_colour(photos, 0.4, generator=Generator().manual_seed(1))

    assert jittered.min() >= 0
    assert jittered.max() <= 255
    assert not torch.allclose(jittered[0], jittered[1])


def test_only_the_given_share_of_photos_loses_a_rectangle() -> None:
    photos = torch.zeros(400, 1, 32, 32)

    erased = augment.erase(photos, 0.25, generator=Generator().manual_seed(1))

    touched = (erased == 128.0).flatten(1).any(1)
    assert 60 <= int(touched.sum()) <= 140
