"""A worker ends each job in exactly one way, whoever cancels, dies or fails."""

import asyncio
import io
from datetime import timedelta

import numpy as np
import pytest
from PIL import Image

from hashtagger.errors import BrokenModel, DeadlineExceeded, InvalidRequest, ModelUnavailable, Overloaded
from hashtagger.generate import making
from hashtagger.generate.request import JobKind
from hashtagger.generate.webhooks import Courier
from hashtagger.generate.worker import working
from hashtagger.models.fake import FakeModels
from hashtagger.questions import Priority
from hashtagger.storage.database import open_database
from hashtagger.storage.generations import claim_generation
from tests.generate.conftest import NOW, OWNER, a_house, a_picture, reached


def pixels_of(house, job):
    path = house.files.result(job.id, job.results[0]["file"])
    return np.asarray(Image.open(io.BytesIO(path.read_bytes())))


async def test_a_job_is_made_and_its_input_is_not_kept(house):
    job = await house.queue(a_picture(), kind=JobKind.IMAGE_TO_IMAGE)
    assert await house.worker().work_one()
    job = await house.now(job)
    assert (job.state, job.attempt, job.claim) == ("done", 1, None)
    assert pixels_of(house, job).shape == (64, 64, 3)
    assert [path.name for path in (house.folder / job.id).iterdir()] == [job.results[0]["file"]]


async def test_nothing_to_do_is_nothing_done(house):
    assert not await house.worker().work_one()


async def test_the_same_seed_makes_the_same_picture_again(house):
    first, second, other = [await house.queue(seed=seed) for seed in (1, 1, 2)]
    for _ in range(3):
        await house.worker().work_one()
    first, second, other = [await house.now(job) for job in (first, second, other)]
    assert first.results[0]["sha256"] == second.results[0]["sha256"] != other.results[0]["sha256"]


async def test_two_workers_on_one_database_run_each_job_once(sqlite_url, tmp_path):
    models = FakeModels()
    with open_database(sqlite_url) as one, open_database(sqlite_url) as two:
        houses = [a_house(database, tmp_path, models) for database in (one, two)]
        jobs = [await houses[0].queue(seed=seed) for seed in range(6)]

        async def until_nothing_is_left(worker):
            while await worker.work_one():
                pass

        await asyncio.gather(*(until_nothing_is_left(house.worker()) for house in houses))
        ended = [await houses[0].now(job) for job in jobs]
    assert [(job.state, job.attempt) for job in ended] == [("done", 1)] * 6
    assert sorted(question.seed for question in models.generated) == list(range(6))


async def test_a_running_job_stops_when_its_owner_gives_it_up(house):
    house.models.hold("generate")
    job = await house.queue()
    working = asyncio.create_task(house.worker().work_one())
    await reached(house.models, "generate")
    assert (await house.generations.give_up(job.id, owner=OWNER)).cancelling
    await working
    assert (await house.now(job)).state == "cancelled"
    assert not (house.folder / job.id).exists()


async def test_progress_and_the_time_left_are_written_down(house):
    gate = house.models.hold("generate")
    job = await house.queue(steps=8)
    working = asyncio.create_task(house.worker().work_one())
    seen = house.generations.follow(job.id)
    async for now in seen:
        if now.progress:
            break
    await seen.aclose()
    gate.set()
    await working
    assert now.progress == 0.5
    assert now.seconds_left >= 0


async def test_a_worker_that_is_stopped_gives_its_job_back(house):
    gate = house.models.hold("generate")
    job = await house.queue()
    courier = Courier(house.generations.database, None, house.generations.links, house.clock)
    async with working(house.worker(), courier, concurrency=1):
        await reached(house.models, "generate")
    job = await house.now(job)
    assert (job.state, job.attempt, job.claim) == ("queued", 0, None)
    gate.set()
    assert await house.worker().work_one()
    assert (await house.now(job)).state == "done"


async def test_a_receiver_that_never_answers_does_not_hold_up_the_other_webhooks(house):
    under_way, another = [], asyncio.Event()

    class Stuck:
        async def deliver_one(self):
            under_way.append(self)
            if len(under_way) > 1:
                another.set()
            await asyncio.Event().wait()

    async with working(house.worker(), Stuck(), concurrency=1), asyncio.timeout(30):
        await another.wait()


async def test_a_worker_that_lost_its_job_changes_nothing(sqlite_database, tmp_path):
    house = a_house(sqlite_database, tmp_path, lease_s=0.01)
    gate = house.models.hold("generate")
    job = await house.queue()
    slow = asyncio.create_task(house.worker().work_one())
    await reached(house.models, "generate")
    later = NOW + timedelta(minutes=5)
    keep = timedelta(hours=1)
    taken = await sqlite_database.write(
        claim_generation, "rival", now=later, lease_s=600, keep=keep, max_attempts=3, only=None
    )
    assert taken.id == job.id
    assert await slow  # noticed at the next beat, and let go
    gate.set()
    job = await house.now(job)
    assert (job.state, job.claim, job.results) == ("running", "rival", [])


async def test_a_job_of_a_dead_worker_goes_on_with_what_was_read_already(house):
    picture = a_picture()
    house.models.describes[picture.fingerprint] = "a dog"
    gate = house.models.hold("generate")
    job = await house.queue(picture, kind=JobKind.IMAGE_TEXT_IMAGE, prompt="")
    dying = asyncio.create_task(house.worker().work_one())
    await reached(house.models, "generate")
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    gate.set()
    await house.worker().work_one()
    job = await house.now(job)
    assert (job.state, [stage["text"] for stage in job.stages]) == ("done", ["a dog", "a dog"])
    assert house.models.calls["caption"] == 1
    assert house.models.priorities["caption"] is Priority.BULK


async def test_what_was_read_is_shortened_to_what_the_model_reads_and_the_job_says_so(house):
    picture = a_picture()
    house.models.writings[picture.fingerprint] = "everything must go " * 30
    house.models.reads_chars = 60
    job = await house.queue(
        picture, kind=JobKind.IMAGE_TEXT_IMAGE, prompt="a poster that says {text}", instruction="in ink"
    )
    await house.worker().work_one()
    job = await house.now(job)
    *earlier, last = job.stages
    assert (job.state, [stage["stage"] for stage in earlier]) == ("done", ["text", "prompt"])
    assert (last["stage"], last["model"]) == ("shortened", job.model)
    assert last["text"] == "a poster that says everything must go everything, in ink"


async def test_a_job_begun_again_is_shortened_as_before(house, monkeypatch):
    picture = a_picture()
    house.models.describes[picture.fingerprint] = "a dog and a cat and a bird on a beach"
    house.models.reads_chars = 20
    job = await house.queue(picture, kind=JobKind.IMAGE_TEXT_IMAGE, prompt="")
    failures = [ModelUnavailable("broke off", retry_after_s=1.0)]
    encode = making.encode

    def encode_or_break_off(*given, **named):
        if failures:
            raise failures.pop()
        return encode(*given, **named)

    monkeypatch.setattr(making, "encode", encode_or_break_off)
    await house.worker().work_one()
    house.clock.advance(seconds=5)
    await house.worker().work_one()
    job = await house.now(job)
    assert (job.state, job.attempt) == ("done", 2)
    assert [stage["stage"] for stage in job.stages] == ["caption", "prompt", "shortened"]
    assert [question.prompt for question in house.models.generated] == [house.models.describes[picture.fingerprint]] * 2


@pytest.mark.parametrize(
    ("error", "attempt"),
    [(Overloaded("busy", retry_after_s=30.0), 0), (ModelUnavailable("it broke", retry_after_s=30.0), 1)],
)
async def test_a_model_that_cannot_be_had_now_is_asked_later(house, error, attempt):
    house.models.fail("generate", error)
    job = await house.queue()
    assert await house.worker().work_one()
    assert not await house.worker().work_one()
    assert ((await house.now(job)).state, (await house.now(job)).attempt) == ("queued", attempt)
    house.clock.advance(seconds=31)
    house.models.failures.clear()
    await house.worker().work_one()
    assert (await house.now(job)).state == "done"


async def test_a_model_that_can_never_be_had_fails_the_job_in_the_end(house):
    house.models.fail("generate", ModelUnavailable("it broke", retry_after_s=1.0))
    job = await house.queue()
    for _ in range(4):
        await house.worker().work_one()
        house.clock.advance(seconds=5)
    job = await house.now(job)
    assert (job.state, job.attempt, job.error["code"]) == ("failed", 3, "model_unavailable")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (BrokenModel("nonsense"), "broken_model"),
        (InvalidRequest("it cannot", code="unsupported_kind"), "unsupported_kind"),
        (DeadlineExceeded("late", retry_after_s=1.0), "deadline_exceeded"),
        (ValueError("a bug"), "unexpected"),
    ],
)
async def test_what_waiting_cannot_mend_fails_the_job_at_once(house, error, code):
    house.models.failures["generate"] = error
    job = await house.queue()
    await house.worker().work_one()
    job = await house.now(job)
    assert (job.state, job.attempt, job.error["code"]) == ("failed", 1, code)


async def test_a_model_that_withdraws_its_answer_does_not_stop_the_worker(house):
    house.models.failures["generate"] = asyncio.CancelledError()
    job = await house.queue()
    assert await house.worker().work_one()
    assert ((await house.now(job)).state, (await house.now(job)).attempt) == ("queued", 1)


async def test_a_job_that_could_not_be_queued_leaves_no_file(sqlite_database, tmp_path):
    house = a_house(sqlite_database, tmp_path, max_queued_per_key=0)
    with pytest.raises(Overloaded):
        await house.queue(a_picture(), kind=JobKind.IMAGE_TO_IMAGE)
    assert list(house.folder.iterdir()) == []
