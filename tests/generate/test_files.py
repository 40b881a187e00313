"""Files of jobs are whole or not there, and go with their jobs."""

import os
from datetime import timedelta

import numpy as np
import pytest

from hashtagger.errors import NotFound
from hashtagger.generate.files import GenerationFiles
from hashtagger.generate.purging import purge_generations
from hashtagger.generate.request import JobKind
from tests.generate.conftest import NOW, a_picture


def test_a_picture_comes_back_as_it_was_given(tmp_path):
    files, picture = GenerationFiles(tmp_path), a_picture()
    again = files.load_image("A", files.save_image("A", picture))
    assert np.array_equal(again.pixels, picture.pixels)
    assert (again.width_px, again.height_px, again.fingerprint) == (60, 40, "f" * 64)


def test_a_picture_that_is_gone_is_said(tmp_path):
    files = GenerationFiles(tmp_path)
    described = files.save_image("A", a_picture())
    files.keep_only("A", ())
    with pytest.raises(NotFound) as lost:
        files.load_image("A", described)
    assert lost.value.code == "lost_input"


def test_a_file_that_could_not_be_written_leaves_nothing(tmp_path, monkeypatch):
    def full(descriptor):
        raise OSError("no space left")

    files = GenerationFiles(tmp_path)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="space"):
        files.save_result("A", "a.png", b"...")
    assert list((tmp_path / "A").iterdir()) == []


def test_only_what_is_named_is_kept(tmp_path):
    files = GenerationFiles(tmp_path)
    for name in ("a.png", "b.png"):
        files.save_result("A", name, b"...")
    files.keep_only("A", ["b.png"])
    assert files.result("A", "b.png").read_bytes() == b"..."
    with pytest.raises(NotFound):
        files.result("A", "a.png")


def aged(folder):
    """As if nothing had been added for two hours."""
    for path in folder.iterdir():
        os.utime(path, (1, 1))


async def test_a_job_past_its_time_goes_with_its_files(house):
    job = await house.queue()
    await house.worker().work_one()
    house.clock.advance(hours=23)
    database = house.generations.database
    assert await purge_generations(database, house.files, now=house.clock.now()) == 0
    assert len(list(house.folder.iterdir())) == 1
    house.clock.advance(hours=1)
    assert await purge_generations(database, house.files, now=house.clock.now()) == 1
    assert list(house.folder.iterdir()) == []
    with pytest.raises(NotFound):
        await house.now(job)


async def test_files_that_no_row_names_are_swept_and_those_of_waiting_jobs_stay(house):
    waiting = await house.queue(a_picture(), kind=JobKind.IMAGE_TO_IMAGE)
    house.files.save_result("stray", "a.png", b"...")
    now = NOW + timedelta(hours=1)
    await purge_generations(house.generations.database, house.files, now=now)
    assert (house.folder / "stray").exists()  # its row may be on its way
    aged(house.folder)
    await purge_generations(house.generations.database, house.files, now=now)
    assert [path.name for path in house.folder.iterdir()] == [waiting.id]


async def test_what_a_dead_worker_left_beside_the_result_is_swept(house):
    job = await house.queue()
    await house.worker().work_one()
    house.files.save_result(job.id, "dead.png", b"...")
    aged(house.folder)
    await purge_generations(house.generations.database, house.files, now=house.clock.now())
    kept = [path.name for path in (house.folder / job.id).iterdir()]
    assert kept == [(await house.now(job)).results[0]["file"]]
