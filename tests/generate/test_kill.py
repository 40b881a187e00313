"""kill -9 at any moment loses no job, and none is made twice."""

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from hashtagger.generate.purging import purge_generations
from hashtagger.storage.generations import list_generations
from tests.generate.conftest import OWNER

ROOT = Path(__file__).parents[2]


async def killed(url, folder, point):
    """Run the program until it is dead; the id that it told, or nothing."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.generate.killable", url, str(folder), point),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    async with asyncio.timeout(60):
        id = (await process.stdout.readline()).decode().strip()
        if point == "in the middle of the steps":
            assert await process.stdout.readline() == b"generating\n"
            process.kill()
        assert await process.wait() == -signal.SIGKILL
    return id


@pytest.mark.parametrize(
    ("point", "attempt"),
    [
        ("it was only queued", 1),
        ("in the middle of the steps", 2),
        ("the result was written, the row was not", 2),
    ],
)
async def test_a_job_that_was_queued_is_made_after_the_restart(house, sqlite_url, tmp_path, point, attempt):
    id = await killed(sqlite_url, tmp_path, point)
    house.clock.advance(seconds=house.generations.limits.lease_s + 1)
    assert await house.worker().work_one()
    assert not await house.worker().work_one()
    [job] = await house.generations.database.read(list_generations, owner=OWNER, limit=9)
    assert (job.id, job.state, job.attempt) == (id, "done", attempt)
    assert [question.seed for question in house.models.generated] == [job.request["seed"]]
    assert [path.name for path in (house.folder / id).iterdir()] == [job.results[0]["file"]]


async def test_a_job_that_was_never_answered_leaves_only_a_stray_that_is_swept(
    house, sqlite_url, tmp_path, monkeypatch
):
    monkeypatch.setattr("hashtagger.generate.purging.STRAY_AFTER_S", -1.0)
    assert await killed(sqlite_url, tmp_path, "the picture was written, the row was not") == ""
    assert len(list(house.folder.iterdir())) == 1
    assert not await house.worker().work_one()
    await purge_generations(house.generations.database, house.files, now=house.clock.now())
    assert list(house.folder.iterdir()) == []


async def test_a_job_that_kills_every_server_fails_honestly(house, sqlite_url, tmp_path):
    id = await killed(sqlite_url, tmp_path, "in the middle of the steps")
    house.generations.limits = house.generations.limits.model_copy(update={"attempts": 1})
    house.clock.advance(seconds=house.generations.limits.lease_s + 1)
    assert not await house.worker().work_one()
    job = await house.generations.read(id, owner=OWNER)
    assert (job.state, job.error["code"]) == ("failed", "attempts_exhausted")
