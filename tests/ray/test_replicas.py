"""Two replicas on a Ray of this machine: both answer, one may die, and the dead one comes back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from hashtagger.errors import ModelUnavailable
from hashtagger.models.on_ray import APPLICATION, RayBackend, open_ray
from hashtagger.questions import EmbedText
from hashtagger.settings import ModelSettings, Settings
from hashtagger.types import Deadline
from tests.models import conftest as small

ray = pytest.importorskip("ray")
serve = pytest.importorskip("ray.serve")
pytestmark = [
    pytest.mark.ray,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # Ray's own
]
MODEL = "openclip-vit-b-32-256"
ASKED = 30
LOOK_S = 0.1
LONG_S = 120.0

checkpoint_dir, vit_dir = small.checkpoint_dir, small.vit_dir


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def backend(tmp_path_factory: pytest.TempPathFactory, vit_dir: Path) -> AsyncIterator[RayBackend]:
    models = ModelSettings(backend="ray", device="cpu", threads=1, replicas=2)
    settings = Settings(data_dir=tmp_path_factory.mktemp("replicas"), models=models, _env_file=None)
    small.install(MODEL, vit_dir, settings)
    async with open_ray(settings) as opened:
        yield opened


async def test_both_replicas_answer(backend: RayBackend):
    await there_are_two()
    for number in range(ASKED):
        await backend.ask(MODEL, EmbedText(f"text {number}"), deadline=Deadline.after(LONG_S))
    one = next(status for status in await backend.status() if status.model_id == MODEL)
    assert 0 < one.batches < ASKED  # one by one: as many batches as questions, and each replica counts its own


async def test_one_serves_while_the_other_is_dead_and_the_dead_one_comes_back(backend: RayBackend):
    killed, left = await there_are_two()
    ray.kill(ray.get_actor(killed, namespace="serve"))
    await answered(backend)
    assert left in await there_are_two(without=killed)
    ray.kill(ray.get_actor(left, namespace="serve"))
    await answered(backend)  # by the one that came back: no other is there
    await there_are_two(without=left)


async def answered(backend: RayBackend) -> None:
    """A question that was under way, or sent before anybody noticed, may fail in the one way that callers are told of."""
    async with asyncio.timeout(LONG_S):
        while True:
            try:
                await backend.ask(MODEL, EmbedText("a dog"), deadline=Deadline.after(LONG_S))
                return
            except ModelUnavailable:
                await asyncio.sleep(LOOK_S)


async def there_are_two(*, without: str = "") -> list[str]:
    """Names of the replicas, as soon as there are two that take questions and none of them is ``without``."""
    async with asyncio.timeout(LONG_S):
        while True:
            names = replicas()
            if len(names) == 2 and without not in names and running() == 2:
                return names
            await asyncio.sleep(LOOK_S)


def replicas() -> list[str]:
    named: list[dict[str, str]] = ray.util.list_named_actors(all_namespaces=True)
    return sorted(each["name"] for each in named if each["name"].startswith("SERVE_REPLICA"))


def running() -> int:
    states = serve.status().applications[APPLICATION].deployments["models"].replica_states
    return int(states.get("RUNNING", 0))
