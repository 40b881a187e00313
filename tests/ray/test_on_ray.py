"""The contract of ``VisionModels`` on a Ray of this machine, with small checkpoints that were pulled."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from hashtagger.errors import DeadlineExceeded, MissingComponent, NotFound
from hashtagger.models.on_ray import RayBackend, open_ray
from hashtagger.models.vision import CatalogueModels
from hashtagger.questions import EmbedText
from hashtagger.settings import ModelSettings, Settings
from hashtagger.types import Deadline, LoadState
from tests.models import conftest as small
from tests.models.contract import VisionModelsContract, soon

pytest.importorskip("ray")
pytestmark = [
    pytest.mark.ray,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # Ray's own
]

checkpoint_dir, vit_dir, blip_dir = small.checkpoint_dir, small.vit_dir, small.blip_dir


@pytest.fixture(scope="module")
def on_ray(tmp_path_factory: pytest.TempPathFactory, vit_dir: Path, blip_dir: Path) -> Settings:
    models = ModelSettings(backend="ray", device="cpu", threads=1)
    found = Settings(data_dir=tmp_path_factory.mktemp("ray"), models=models, _env_file=None)
    small.install("openclip-vit-b-32-256", vit_dir, found)
    small.install("blip-base", blip_dir, found)
    return found


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def backend(on_ray: Settings) -> AsyncIterator[RayBackend]:
    async with open_ray(on_ray) as opened:
        yield opened


class TestModelsOnRay(VisionModelsContract):
    tolerance = 2e-3  # bfloat16 weights where the processor has them

    @pytest.fixture
    def models(self, on_ray: Settings, backend: RayBackend) -> CatalogueModels:
        return CatalogueModels(on_ray, backend)

    async def test_what_was_asked_is_in_the_status(self, models: CatalogueModels):
        await models.embed_texts(["a dog"], deadline=soon())
        states = {status.model_id: status.state for status in await models.status()}
        assert states["openclip-vit-b-32-256"] is LoadState.READY

    async def test_errors_come_back_as_what_they_were(self, backend: RayBackend):
        with pytest.raises(NotFound):
            await backend.ask("no-such-model", EmbedText("x"), deadline=soon())
        with pytest.raises(MissingComponent) as error:
            await backend.ask("siglip2-vit-b-16", EmbedText("x"), deadline=soon(), on_progress=print)
        assert "hashtagger models pull" in error.value.advice

    async def test_an_answer_with_progress_is_the_answer(self, backend: RayBackend):
        question = EmbedText("a dog")
        plain = await backend.ask("openclip-vit-b-32-256", question, deadline=soon())
        watched = await backend.ask("openclip-vit-b-32-256", question, deadline=soon(), on_progress=print)
        self.assert_same([plain], [watched])

    async def test_a_caller_who_leaves_costs_nobody_else_anything(self, backend: RayBackend):
        asked = [
            asyncio.create_task(backend.ask("openclip-vit-b-32-256", EmbedText(f"text {n}"), deadline=soon()))
            for n in range(20)
        ]
        await asyncio.sleep(0)
        for task in asked[::2]:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        assert all(task.exception() is None for task in asked[1::2])

    async def test_the_deadline_holds(self, backend: RayBackend):
        with pytest.raises(DeadlineExceeded):
            await backend.ask("openclip-vit-b-32-256", EmbedText("x"), deadline=Deadline.after(0))
