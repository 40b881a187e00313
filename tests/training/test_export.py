"""Trained towers come out as one OpenCLIP folder that answers as they did."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from hashtagger.training import recipes, text_model
from hashtagger.training.cache import save
from hashtagger.training.export import export
from hashtagger.training.features import feature_map, load_image_tower, load_open_clip, open_clip_tokenizer
from hashtagger.training.recipes import Recipe
from hashtagger.training.student import Student, embed_photos
from hashtagger.training.text_model import TextShape

SHAPE = TextShape(vocab_size=60, context_length=12, width=32, heads=2, layers=1)
TEXTS = ["a dog runs on the beach", "a child swims"]


@pytest.fixture
def trained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Student, object, object, Path]:
    """A photo tower, a text tower and its tokenizer as they were before the export, and the exported folder."""
    torch.manual_seed(1)
    recipe = Recipe(backbone="test_resnet", projection="mlp")
    monkeypatch.setitem(recipes.RECIPES, "tiny", recipe)
    student = Student(recipe).eval()
    image_run, text_run = tmp_path / "image", tmp_path / "text"
    image_run.mkdir()
    state = {"average": student.tower.state_dict(), "student": student.state_dict()}
    torch.save(state, image_run / "checkpoint.pt")
    tokenizer = text_model.train_tokenizer(TEXTS, vocab_size=60)
    shape = TextShape(**{**asdict(SHAPE), "vocab_size": tokenizer.get_vocab_size()})
    tower = text_model.text_tower(shape).eval()
    text_run.mkdir()
    text_model.save_tokenizer(tokenizer, text_run, context_length=shape.context_length)
    (text_run / "shape.json").write_text(json.dumps(asdict(shape)), encoding="utf-8")
    save(dict(tower.state_dict()), text_run / "text_tower.safetensors")
    export(image_run, text_run, tmp_path / "model", recipe="tiny")
    return student, tower, tokenizer, tmp_path / "model"


def test_the_folder_answers_as_the_towers_did(trained: tuple[Student, object, object, Path]) -> None:
    student, tower, tokenizer, folder = trained
    pixels = torch.randint(0, 256, (2, 3, 128, 128), generator=torch.Generator().manual_seed(2), dtype=torch.uint8)
    rows = text_model.encode(tokenizer, TEXTS, context_length=SHAPE.context_length)

    model, _ = load_open_clip(folder)
    with torch.inference_mode():
        texts = F.normalize(model.encode_text(open_clip_tokenizer(folder)(TEXTS)), dim=-1)

    # Weights travel as float16.
    assert torch.allclose(embed_photos(model.visual, pixels), embed_photos(student.tower, pixels), atol=2e-3)
    assert torch.allclose(texts, text_model.embed_rows(tower, rows), atol=2e-3)


def test_the_transform_squashes_any_photo_to_the_input_of_the_tower(
    trained: tuple[Student, object, object, Path],
) -> None:
    from PIL import Image

    *_, folder = trained
    _, preprocess = load_image_tower(folder)

    given = preprocess(Image.new("RGB", (400, 130), (255, 0, 0)))

    assert given.shape == (3, 128, 128)
    assert torch.allclose(given.amax((1, 2)), torch.tensor([1.0, -1.0, -1.0]), atol=0.01)


def test_feature_maps_have_one_row_for_each_photo(trained: tuple[Student, object, object, Path]) -> None:
    student, *_, folder = trained
    tower, _ = load_image_tower(folder)

    maps = feature_map(tower, np.zeros((3, 128, 128, 3), np.uint8), batch=2)

    assert maps.shape == (3, student.tower.trunk.num_features, 4, 4)
    assert maps.dtype == np.float32
