"""Small real-shaped checkpoints, made once a session, and settings that use them."""

from __future__ import annotations

import os

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hashtagger.models.catalogue import CATALOGUE, find_row
from hashtagger.models.local import local_models
from hashtagger.models.manifest import FileRecord, Manifest, sha256_of, write_manifest
from hashtagger.models.spec import Family, ModelSpec
from hashtagger.models.vision import CatalogueModels
from hashtagger.settings import ModelSettings, Settings
from hashtagger.types import DecodedImage
from tests.models import checkpoints

DEVICE = os.environ.get("TEST_DEVICE", "cpu")
"""``make gpu`` runs the same suites on another one."""


def a_picture(seed: int = 0, *, width: int = 60, height: int = 40) -> DecodedImage:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return DecodedImage(pixels, width, height, "PNG", f"picture-{seed}-{width}x{height}")


@pytest.fixture(scope="session")
def checkpoint_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("checkpoints")


@pytest.fixture(scope="session")
def vit_dir(checkpoint_dir: Path) -> Path:
    return checkpoints.save_openclip(checkpoint_dir / "vit")


@pytest.fixture(scope="session")
def tower_dir(checkpoint_dir: Path) -> Path:
    return checkpoints.save_openclip(checkpoint_dir / "tower", starter=True)


@pytest.fixture(scope="session")
def captioner_dir(checkpoint_dir: Path, tower_dir: Path) -> Path:
    return checkpoints.save_captioner(checkpoint_dir / "captioner", tower_dir)


@pytest.fixture(scope="session")
def blip_dir(checkpoint_dir: Path) -> Path:
    return checkpoints.save_blip(checkpoint_dir / "blip")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, models=ModelSettings(device=DEVICE, threads=1), _env_file=None)


@pytest.fixture
def starter_rows(tower_dir: Path, captioner_dir: Path) -> tuple[ModelSpec, ...]:
    """The catalogue with the small checkpoints where the shipped weights would be."""
    shipped = {Family.OPENCLIP: tower_dir, Family.SHOW_ATTEND_TELL: captioner_dir}
    return tuple(
        row if row.shipped is None or row.package else replace(row, shipped=str(shipped[row.family]))
        for row in CATALOGUE
    )


def install(model_id: str, source: Path, settings: Settings) -> None:
    """As if the checkpoint in ``source`` had been pulled under that name."""
    row = find_row(model_id)
    folder = settings.models_dir / model_id
    folder.mkdir(parents=True)
    for path in source.iterdir():
        (folder / path.name).symlink_to(path)
    files = {path.name: FileRecord(path.stat().st_size, sha256_of(path)) for path in source.iterdir()}
    assert row.repository is not None
    assert row.revision is not None
    write_manifest(folder, Manifest(model_id, row.repository, row.revision, row.licence, "2026-11-20", files))


@pytest.fixture
async def starter_models(settings: Settings, starter_rows: tuple[ModelSpec, ...]) -> AsyncIterator[CatalogueModels]:
    models = local_models(settings, rows=starter_rows)
    yield models
    await models.aclose()


@pytest.fixture
async def full_models(settings: Settings, vit_dir: Path, blip_dir: Path) -> AsyncIterator[CatalogueModels]:
    install("openclip-vit-b-32-256", vit_dir, settings)
    install("blip-base", blip_dir, settings)
    models = local_models(settings)
    yield models
    await models.aclose()
