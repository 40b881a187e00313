"""Generations on a database and folder of the test, with fake models and a clock that stands still."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from hashtagger.generate.files import GenerationFiles
from hashtagger.generate.links import Links
from hashtagger.generate.request import JobKind, Wish
from hashtagger.generate.service import Generations
from hashtagger.generate.worker import Worker
from hashtagger.media.fetch import Fetcher
from hashtagger.models.fake import FakeModels
from hashtagger.settings import FetchSettings, GenerateSettings, IntakeSettings
from hashtagger.storage.generations import read_generation
from hashtagger.telemetry import Metrics
from hashtagger.types import DecodedImage

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
OWNER = "me"
BEAT_S = 0.01


class StoppedClock:
    def __init__(self):
        self.moment = NOW

    def now(self):
        return self.moment

    def advance(self, **by):
        self.moment += timedelta(**by)


@dataclass
class House:
    """Everything that a worker needs; ``worker()`` makes another one, as another process would have."""

    generations: Generations
    models: FakeModels
    clock: StoppedClock
    files: GenerationFiles
    folder: object

    def worker(self, **more):
        return Worker(self.generations, Metrics(), beat_s=BEAT_S, **more)

    async def queue(self, image=None, **changes):
        wish = {
            "kind": JobKind.TEXT_TO_IMAGE,
            "prompt": "a dog",
            "width_px": 64,
            "height_px": 64,
            "steps": 2,
            "seed": 1,
        }
        return await self.generations.submit(Wish(**{**wish, **changes}), image, owner=OWNER)

    async def now(self, job):
        return await self.generations.database.read(read_generation, job.id)


@pytest.fixture
def house(sqlite_database, tmp_path):
    return a_house(sqlite_database, tmp_path)


def a_house(database, tmp_path, models=None, **limits):
    models, clock = models or FakeModels(), StoppedClock()
    files = GenerationFiles(tmp_path / "generations")
    generations = Generations(
        database=database,
        models=models,
        files=files,
        links=Links(b"s" * 32),
        fetcher=Fetcher(FetchSettings(), IntakeSettings()),
        clock=clock,
        limits=GenerateSettings(**limits),
    )
    return House(generations, models, clock, files, tmp_path / "generations")


def a_picture(colour=(200, 40, 40), size=(40, 60), fingerprint="f" * 64):
    pixels = np.full((*size, 3), colour, np.uint8)
    return DecodedImage(pixels, size[1], size[0], "PNG", fingerprint, 100)


async def reached(models, method, times=1):
    while models.calls.get(method, 0) < times:  # noqa: ASYNC110  (fakes count, they do not tell)
        await asyncio.sleep(0.005)
