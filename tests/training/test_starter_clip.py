"""The shipped starter model loads through OpenCLIP and knows what it should."""

from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

import hashtagger
from hashtagger.training.calibrate import embed_texts
from hashtagger.training.features import load_open_clip, open_clip_tokenizer

HOME = Path(hashtagger.__file__).parent
FOLDER = HOME / "models" / "starter" / "clip"


@pytest.fixture(scope="module")
def starter() -> tuple[Any, Any, Any]:
    model, preprocess = load_open_clip(FOLDER)
    return model, preprocess, open_clip_tokenizer(FOLDER)


def photo_vector(starter: tuple[Any, Any, Any], name: str) -> torch.Tensor:
    model, preprocess, _ = starter
    with Image.open(HOME / "samples" / name) as image, torch.inference_mode():
        vector: torch.Tensor = model.encode_image(preprocess(image.convert("RGB")).unsqueeze(0), normalize=True)[0]
    return vector


def test_texts_of_one_meaning_are_nearer_than_others(starter: tuple[Any, Any, Any]) -> None:
    model, _, tokenizer = starter

    dog, puppy, skyline = embed_texts(
        model, tokenizer, ["a dog runs on the beach", "a puppy playing in the sand", "a skyline at night"]
    )

    assert dog @ puppy > dog @ skyline + 0.2


def test_vectors_have_unit_length(starter: tuple[Any, Any, Any]) -> None:
    model, _, tokenizer = starter

    texts = embed_texts(model, tokenizer, ["goldenhour", "", "word " * 200])

    assert torch.allclose(texts.norm(dim=1), torch.ones(3), atol=1e-4)
    assert torch.isclose(photo_vector(starter, "chelsea.jpg").norm(), torch.tensor(1.0), atol=1e-4)


def test_a_photo_of_a_cat_is_nearer_to_an_animal_than_to_a_building(starter: tuple[Any, Any, Any]) -> None:
    model, _, tokenizer = starter
    animal, building = embed_texts(model, tokenizer, ["a close up of an animal", "people in front of a building"])

    vector = photo_vector(starter, "chelsea.jpg")

    assert vector @ animal > vector @ building


def test_the_background_is_one_short_vector() -> None:
    background = load_file(FOLDER / "background.safetensors")["background"]

    assert background.shape == (1, 384)
    assert 0 <= float(background.norm()) < 1


def test_the_model_is_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= 22_000_000
