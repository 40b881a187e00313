"""The contract of ``VisionModels`` over a models process that an operator started, with small checkpoints that were pulled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from hashtagger.errors import MissingComponent
from hashtagger.models.remote.client import RemoteBackend
from hashtagger.models.vision import CatalogueModels
from hashtagger.questions import EmbedText
from hashtagger.settings import ModelSettings, Settings
from hashtagger.types import LoadState
from tests.models.conftest import DEVICE, install
from tests.models.contract import VisionModelsContract, soon


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, vit_dir: Path, blip_dir: Path) -> Settings:
    folder = tmp_path_factory.mktemp("remote")
    models = ModelSettings(backend="remote", socket=folder / "models.sock", device=DEVICE, threads=1)
    found = Settings(data_dir=folder, models=models, _env_file=None)
    install("openclip-vit-b-32-256", vit_dir, found)
    install("blip-base", blip_dir, found)
    return found


@pytest.fixture(scope="module")
def process(shared: Settings) -> Iterator[subprocess.Popen[str]]:
    environment = os.environ | {
        "HASHTAGGER_DATA_DIR": str(shared.data_dir),
        "HASHTAGGER_MODELS__SOCKET": str(shared.models.socket),
        "HASHTAGGER_MODELS__DEVICE": "cpu",
        "HASHTAGGER_MODELS__THREADS": "1",
    }
    running = subprocess.Popen(
        [sys.executable, "-m", "hashtagger.models.remote"], env=environment, stderr=subprocess.PIPE, text=True
    )
    assert running.stderr is not None
    said = ""
    while "models_process_listens" not in said:
        said = running.stderr.readline()
        assert said, "it ended"
    yield running
    running.send_signal(signal.SIGTERM)
    _, rest = running.communicate(timeout=60)
    assert running.returncode == 0, rest


class TestRemoteModels(VisionModelsContract):
    tolerance = 2e-3  # bfloat16 weights where the processor has them

    @pytest.fixture
    async def models(self, shared: Settings, process: subprocess.Popen[str]) -> AsyncIterator[CatalogueModels]:
        assert shared.models.socket is not None
        models = CatalogueModels(shared, RemoteBackend(shared.models.socket))
        yield models
        await models.aclose()

    async def test_what_was_asked_is_in_the_status(self, models: CatalogueModels):
        await models.embed_texts(["a dog"], deadline=soon())
        states = {status.model_id: status.state for status in await models.status()}
        assert states["openclip-vit-b-32-256"] is LoadState.READY

    async def test_a_model_that_was_not_pulled_is_said_with_its_command(self, models: CatalogueModels):
        backend = RemoteBackend(models._settings.models.socket)
        with pytest.raises(MissingComponent) as error:
            await backend.ask("siglip2-vit-b-16", EmbedText("x"), deadline=soon())
        assert error.value.code == "model_not_installed"
        assert "hashtagger models pull" in error.value.advice
        await backend.aclose()
