"""OpenCLIP models on OpenVINO: the contract of all models, and vectors that may lie beside torch's."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from hashtagger.errors import BrokenModel, MissingComponent
from hashtagger.models import families, installed
from hashtagger.models.catalogue import CATALOGUE, find_row
from hashtagger.models.installed import Installed, package_folder, require_installed
from hashtagger.models.local import local_models
from hashtagger.models.runtimes import openclip, openvino_clip
from hashtagger.models.runtimes.clip_card import read_clip_card
from hashtagger.models.runtimes.openclip import load_openclip
from hashtagger.models.runtimes.openvino_clip import OpenVinoClipRuntime, load_openvino
from hashtagger.settings import ModelSettings, Settings
from tests.models.conftest import a_picture, install
from tests.models.contract import TEXTS, VisionModelsContract

needs_engine = pytest.mark.skipif(package_folder("openvino") is None, reason="pip install 'hashtagger[openvino]'")
ON_OPENVINO = ModelSettings(device="cpu", threads=1, engine="openvino")


def card_of(folder, precision="float32"):
    return read_clip_card(Installed(CATALOGUE[0], folder), precision)


def cosine(left, right) -> float:
    return float((left * right).sum(axis=1).min())


@pytest.fixture(scope="module")
def vit(vit_dir) -> Iterator[OpenVinoClipRuntime]:
    runtime = load_openvino(card_of(vit_dir), threads=1)
    yield runtime
    runtime.close()


@needs_engine
class TestOpenVinoModels(VisionModelsContract):
    tolerance = 2e-3  # bfloat16 weights where the processor has them

    @pytest.fixture
    async def models(self, tmp_path, vit_dir, blip_dir):
        settings = Settings(data_dir=tmp_path, models=ON_OPENVINO, _env_file=None)
        install("openclip-vit-b-32-256", vit_dir, settings)
        install("blip-base", blip_dir, settings)
        models = local_models(settings)
        yield models
        await models.aclose()


@needs_engine
@pytest.mark.parametrize("starter", [False, True])
def test_vectors_are_those_of_torch_whatever_the_batch_and_the_length_of_its_texts(starter, vit_dir, tower_dir):
    card = card_of(tower_dir if starter else vit_dir)
    plain, ours = load_openclip(card, device="cpu"), load_openvino(card, threads=1)
    for count in (1, 3):
        pictures = [plain.preprocess(a_picture(n)) for n in range(count)]
        assert cosine(plain.embed_images(pictures), ours.embed_images(pictures)) > 0.99999
    for texts in (["a dog"], TEXTS):
        assert cosine(plain.embed_texts(texts), ours.embed_texts(texts)) > 0.99999


@needs_engine
def test_the_fingerprint_says_nothing_of_the_engine_and_bfloat16_agrees_with_torch(vit_dir):
    card = card_of(vit_dir, "bfloat16")
    half, ours = load_openclip(card, device="cpu"), load_openvino(card, threads=1)
    assert ours.card.fingerprint == half.card.fingerprint
    assert cosine(half.embed_texts(TEXTS), ours.embed_texts(TEXTS)) > 0.999


@needs_engine
def test_batches_that_come_at_once_get_their_own_answers(vit):
    batches = [[vit.preprocess(a_picture(10 * batch + n)) for n in range(3)] for batch in range(6)]
    with ThreadPoolExecutor(3) as lanes:
        together = list(lanes.map(vit.embed_images, batches))
    for batch, found in zip(batches, together, strict=True):
        np.testing.assert_allclose(found, vit.embed_images(batch), atol=1e-5)


@needs_engine
def test_a_model_whose_vectors_are_not_torchs_is_refused(vit_dir, monkeypatch):
    right = OpenVinoClipRuntime.embed_texts
    monkeypatch.setattr(OpenVinoClipRuntime, "embed_texts", lambda self, texts: -right(self, texts))
    with pytest.raises(BrokenModel, match="cosine") as refusal:
        load_openvino(card_of(vit_dir), threads=1)
    assert "ENGINE=torch" in refusal.value.advice


@needs_engine
def test_a_tower_that_cannot_be_converted_is_said_to_be_broken(vit_dir, monkeypatch):
    def fails(self, tokens):
        raise NotImplementedError("no such operator")

    monkeypatch.setattr(openvino_clip._AnyLength, "forward", fails)
    with pytest.raises(BrokenModel, match="no such operator"):
        load_openvino(card_of(vit_dir), threads=1)


@needs_engine
def test_nobody_is_told_that_the_engine_is_used(vit):
    assert sys.modules["openvino_telemetry"] is None


@needs_engine
def test_weights_stay_in_the_file_and_answer_as_before(vit_dir):
    plain = load_openclip(card_of(vit_dir), device="cpu")
    before = plain.embed_texts(TEXTS)
    openvino_clip._lie_in_file(plain._model, plain.card)
    places = [weights.data_ptr() for weights in plain._model.parameters()]
    size = (vit_dir / "open_clip_model.safetensors").stat().st_size
    assert max(places) - min(places) < size
    np.testing.assert_array_equal(plain.embed_texts(TEXTS), before)


def test_without_the_extra_the_command_that_brings_it_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(installed, "package_folder", lambda package: None)
    settings = Settings(data_dir=tmp_path, models=ON_OPENVINO, _env_file=None)
    with pytest.raises(MissingComponent) as missing:
        require_installed(find_row("starter-clip-1"), settings)
    assert missing.value.code == "model_not_installed"
    assert "pip install 'hashtagger[openvino]'" in missing.value.advice
    assert require_installed(find_row("starter-caption-1"), settings)


def test_the_engine_is_for_embedding_models_alone(tmp_path, monkeypatch):
    asked = []
    module = SimpleNamespace(load=lambda model, settings: None)
    monkeypatch.setattr(families, "import_module", lambda name: asked.append(name) or module)
    settings = Settings(data_dir=tmp_path, models=ON_OPENVINO, _env_file=None)
    for name in ("starter-clip-1", "starter-caption-1"):
        families.load_runtime(Installed(find_row(name), tmp_path), settings)
    assert [name.rpartition(".")[2] for name in asked] == ["openvino_clip", "starter_caption"]


def test_on_a_gpu_torch_serves(tmp_path, monkeypatch):
    monkeypatch.setattr(openvino_clip, "choose_device", lambda name: torch.device("cuda"))
    monkeypatch.setattr(openclip, "load", lambda model, settings: "torch")
    assert (
        openvino_clip.load(Installed(CATALOGUE[0], tmp_path), Settings(models=ON_OPENVINO, _env_file=None)) == "torch"
    )
