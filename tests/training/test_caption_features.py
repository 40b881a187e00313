"""Photos are seen by the tower once, in views that stay the same."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import avg_pool2d

from hashtagger.training import caption_features
from hashtagger.training.caption_features import features_of


class CountingTower:
    """Averages squares of the photo; its embedding is the mean colour."""

    def __init__(self) -> None:
        self.looks = 0
        self.trunk = SimpleNamespace(forward_features=self._maps, forward_head=lambda maps: maps.mean(dim=(2, 3)))

    def _maps(self, photos: Tensor) -> Tensor:
        self.looks += 1
        return avg_pool2d(photos, 32)

    def head(self, pooled: Tensor) -> Tensor:
        return pooled


@pytest.fixture
def tower(monkeypatch: pytest.MonkeyPatch) -> CountingTower:
    counting = CountingTower()
    monkeypatch.setattr(caption_features, "load_image_tower", lambda folder: (counting, None))
    return counting


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    (tmp_path / "open_clip_model.safetensors").write_bytes(b"weights")
    return tmp_path


def photos() -> NDArray[np.uint8]:
    return np.random.default_rng(3).integers(0, 256, (3, 3, 128, 128), dtype=np.uint8)


def test_the_second_view_is_the_mirror_image_of_the_first(tower: CountingTower, clip: Path) -> None:
    maps = features_of(photos(), clip, views=2).maps
    assert maps.shape == (3, 2, 3, 4, 4)
    assert np.allclose(maps[:, 1], maps[:, 0, :, :, ::-1], atol=1e-3)


def test_embeddings_are_unit_vectors(tower: CountingTower, clip: Path) -> None:
    embeddings = features_of(photos(), clip, views=3).embeddings.astype(np.float32)
    assert np.allclose(np.linalg.norm(embeddings, axis=-1), 1, atol=1e-2)


def test_crops_are_the_same_in_every_run(tower: CountingTower, clip: Path) -> None:
    one, other = (features_of(photos(), clip, views=3).maps for _ in range(2))
    assert np.array_equal(one, other)
    assert not np.allclose(one[:, 2], one[:, 0], atol=1e-2)


def test_what_was_seen_is_remembered_for_the_same_tower_only(tower: CountingTower, clip: Path) -> None:
    first = features_of(photos(), clip, views=2, cache=clip / "cache")
    again = features_of(photos(), clip, views=2, cache=clip / "cache")
    assert tower.looks == 2
    assert np.array_equal(first.maps, again.maps)
    (clip / "open_clip_model.safetensors").write_bytes(b"other weights")
    features_of(photos(), clip, views=2, cache=clip / "cache")
    assert tower.looks == 4
