"""Which model makes what, and who hears of it."""

import asyncio

import pytest

from hashtagger.errors import MissingComponent
from hashtagger.generate.request import JobKind, Wish
from hashtagger.models.catalogue import CATALOGUE
from hashtagger.models.fake import FakeModels
from hashtagger.questions import GenerationKind
from tests.generate.conftest import a_house

ANIMATING = [row.model_id for row in CATALOGUE if row.recipe is not None and GenerationKind.ANIMATE in row.recipe.kinds]
STILL = next(
    row.model_id for row in CATALOGUE if row.recipe is not None and GenerationKind.ANIMATE not in row.recipe.kinds
)


class WithActive(FakeModels):
    """Has an active generator that makes no clips."""

    def row_for(self, task, *, model=None, language=None):
        return super().row_for(task, model=model or STILL, language=language)


@pytest.fixture
def models():
    return WithActive()


def model_for(database, tmp_path, models, kind, **wish):
    return a_house(database, tmp_path, models).generations.model_for(Wish(JobKind(kind), **wish))


def test_the_active_model_makes_what_it_can(sqlite_database, tmp_path, models):
    assert model_for(sqlite_database, tmp_path, models, "text-to-image") == STILL


def test_what_the_active_model_cannot_do_is_done_by_the_first_installed_that_can(sqlite_database, tmp_path, models):
    models.not_pulled.update(ANIMATING[:-1])
    assert model_for(sqlite_database, tmp_path, models, "animate") == ANIMATING[-1]


def test_where_none_that_can_is_installed_the_first_is_named(sqlite_database, tmp_path, models):
    models.not_pulled.update(ANIMATING)
    with pytest.raises(MissingComponent) as missing:
        model_for(sqlite_database, tmp_path, models, "animate")
    assert ANIMATING[0] in missing.value.advice


def test_an_active_model_that_is_missing_is_named_before_others_are_used(sqlite_database, tmp_path, models):
    models.not_pulled.add(STILL)
    with pytest.raises(MissingComponent) as missing:
        model_for(sqlite_database, tmp_path, models, "text-to-image")
    assert STILL in missing.value.advice


@pytest.mark.parametrize(("prompt", "row"), [("", "fake-caption"), ("{text}", "fake-read-text")])
def test_the_model_that_reads_the_picture_must_be_there_too(sqlite_database, tmp_path, prompt, row):
    models = FakeModels()
    models.not_pulled.add(row)
    with pytest.raises(MissingComponent):
        model_for(sqlite_database, tmp_path, models, "image-text-image", prompt=prompt)
    assert model_for(sqlite_database, tmp_path, models, "text-to-image", prompt=prompt)


async def test_a_silent_job_is_heard_of_all_the_same(house):
    job = await house.queue()
    heard = []
    async for now in house.generations.follow(job.id, idle_s=0.0, stop=lambda: len(heard) == 2):
        heard.append(now)
    assert [now and now.state for now in heard] == ["queued", None]
    assert house.generations.followers == 0


async def test_following_ends_when_the_job_is_deleted(house):
    job = await house.queue()
    seen = house.generations.follow(job.id)
    assert (await anext(seen)).state == "queued"
    await house.generations.give_up(job.id, owner="me")
    await house.generations.give_up(job.id, owner="me")
    async with asyncio.timeout(30):
        assert [now async for now in seen] == []
