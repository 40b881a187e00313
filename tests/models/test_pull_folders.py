"""Models of several folders, with parts, and behind a consent page."""

from dataclasses import replace

import pytest

from hashtagger.errors import NotAllowed
from hashtagger.models.catalogue import ModelSpec
from hashtagger.models.manifest import problems, read_manifest
from hashtagger.models.pull import pull
from hashtagger.models.spec import Family, ModelFile
from hashtagger.settings import ModelSettings, Settings
from hashtagger.types import Task
from tests.models.hub_server import serve_hub

COMMIT = "1" * 40
WEIGHTS = bytes(range(256)) * 80
FILES = {"model_index.json": b"{}", "unet/weights.safetensors": WEIGHTS, "vae/weights.safetensors": WEIGHTS[::-1]}
SPEC = ModelSpec(
    "painter-1.5",
    Task.GENERATE,
    Family.DIFFUSION,
    licence="MIT",
    size_bytes=2 * len(WEIGHTS),
    reserve_bytes=0,
    summary="for tests",
    preprocessing="none",
    repository="someone/painter",
    revision=COMMIT,
    files=tuple(ModelFile(name) for name in FILES),
)


@pytest.fixture
def hub(monkeypatch):
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    with serve_hub() as hub:
        hub.add("someone/painter", COMMIT, FILES)
        yield hub


@pytest.fixture
def settings(tmp_path, hub):
    return Settings(data_dir=tmp_path, models=ModelSettings(hub_endpoint=hub.url, device="cpu"), _env_file=None)


def test_files_arrive_in_their_folders(hub, settings):
    folder = pull(SPEC, settings).folder
    assert {str(path.relative_to(folder)) for path in folder.rglob("*.*") if path.is_file()} == {
        *FILES,
        "manifest.json",
    }
    assert (folder / "unet" / "weights.safetensors").read_bytes() == WEIGHTS
    assert set(read_manifest(folder).files) == set(FILES)
    (folder / "vae" / "weights.safetensors").unlink()
    assert problems(folder) == ["vae/weights.safetensors is missing"]


def test_a_licence_that_needs_consent_is_refused_before_the_parts_are_fetched(hub, settings):
    hub.add("someone/part", COMMIT, {"a.json": b"{}"})
    part = replace(SPEC, model_id="part", repository="someone/part", files=(ModelFile("a.json"),))
    whole = replace(SPEC, restricted=True, needs=("part",))
    with pytest.raises(NotAllowed):
        pull(whole, settings, rows=(part, whole))
    assert hub.requests == []


def test_a_repository_behind_a_consent_page_says_what_to_do_and_opens_with_a_token(hub, settings, monkeypatch):
    hub.gated.add("someone/painter")
    with pytest.raises(NotAllowed, match="someone/painter") as caught:
        pull(SPEC, settings)
    assert caught.value.code == "consent_needed"
    assert "HF_TOKEN" in caught.value.advice
    monkeypatch.setenv("HF_TOKEN", "hf_for_tests")
    assert (pull(SPEC, settings).folder / "unet" / "weights.safetensors").read_bytes() == WEIGHTS
