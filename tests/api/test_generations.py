"""/v1/generations: jobs from the outside, followed until they end."""

import asyncio
import hashlib
import io
import json

import numpy as np
import pytest
from PIL import Image

from hashtagger.errors import BrokenModel
from hashtagger.models.fake import FakeModels
from hashtagger.questions import GenerationKind
from hashtagger.storage.keys import create_key
from tests.api.builders import photo, sha256

BEACH = {"kind": "text-to-image", "prompt": "a dog on a beach", "width_px": 64, "height_px": 96, "seed": 7, "steps": 2}
SECRET = "whsec_" + "A" * 43 + "="


@pytest.fixture(autouse=True)
def quick_looks(monkeypatch):
    monkeypatch.setattr("hashtagger.generate.service.WATCH_S", 0.02)


async def asked(client, body=BEACH, **more):
    response = await client.post("/v1/generations", json=body, **more)
    assert response.status_code == 202, response.text
    return response.json()


async def events_of(client, job, **headers):
    """Every event of the stream, until the server ends it."""
    text = (await client.get(f"/v1/generations/{job['generation_id']}/events", headers=headers)).text
    blocks = (dict(line.split(": ", 1) for line in block.split("\n")) for block in text.strip().split("\n\n"))
    return [{**json.loads(block["data"]), "id": block["id"]} for block in blocks if "data" in block]


async def ended(client, job):
    return (await events_of(client, job))[-1]


async def key_for(running, *scopes, owner="somebody"):
    services = running.state["services"]
    plain, _ = await services.database.write(create_key, "k", owner=owner, scopes=scopes, now=services.clock.now())
    return {"Authorization": f"Bearer {plain}"}


async def test_a_job_is_answered_at_once_and_ends_with_a_picture(start):
    models = FakeModels()
    gate = models.hold("generate")
    async with start(models=models) as running:
        response = await running.client.post("/v1/generations", json=BEACH)
        job = response.json()
        assert (response.status_code, job["state"], job["results"]) == (202, "queued", [])
        assert response.headers["location"] == f"/v1/generations/{job['generation_id']}"
        gate.set()
        done = await ended(running.client, job)
        assert (done["state"], done["progress"], done["attempt"]) == ("done", 1.0, 1)
        [result] = done["results"]
        file = await running.client.get(result["url"])
    assert (result["width_px"], result["height_px"], result["frames"], result["seed"]) == (64, 96, 1, 7)
    assert hashlib.sha256(file.content).hexdigest() == result["sha256"]
    assert Image.open(io.BytesIO(file.content)).size == (64, 96)
    assert file.headers["content-type"] == "image/png"
    assert file.headers["content-disposition"] == f'attachment; filename="{job["generation_id"]}-0.png"'
    assert file.headers["x-content-type-options"] == "nosniff"


async def test_a_part_of_a_result_can_be_fetched(start):
    async with start() as running:
        [result] = (await ended(running.client, await asked(running.client)))["results"]
        whole = await running.client.get(result["url"])
        part = await running.client.get(result["url"], headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, whole.content[:4])


async def test_what_is_left_open_is_filled_in_and_told(start):
    async with start() as running:
        job = await asked(running.client, {"kind": "text-to-image", "prompt": "a dog"})
    request = job["request"]
    assert 0 <= request["seed"] < 2**32
    assert (request["width_px"], request["height_px"], request["media_type"]) == (512, 512, "image/png")
    assert request["steps"] > 0


async def test_a_picture_is_captioned_edited_and_drawn_anew_with_every_step_told(start):
    upload = photo()
    models = FakeModels({sha256(upload): "a dog on grass"})
    form = {"kind": "image-text-image", "replace": '{"dog": "cat"}', "instruction": "as a watercolour", "steps": "2"}
    async with start(models=models) as running:
        response = await running.client.post("/v1/generations", data=form, files={"image": upload})
        assert response.status_code == 202, response.text
        done = await ended(running.client, response.json())
    assert [(stage["stage"], stage["text"]) for stage in done["stages"]] == [
        ("caption", "a dog on grass"),
        ("prompt", "a cat on grass, as a watercolour"),
    ]
    assert models.generated[0].prompt == "a cat on grass, as a watercolour"
    assert models.generated[0].kind is GenerationKind.TEXT_TO_IMAGE


async def test_what_is_written_in_a_picture_can_become_the_prompt(start):
    upload = photo()
    models = FakeModels()
    models.writings[sha256(upload)] = "BIG SALE"
    async with start(models=models) as running:
        form = {"kind": "image-text-image", "prompt": "a neon sign that says {text}", "steps": "2"}
        response = await running.client.post("/v1/generations", data=form, files={"image": upload})
        done = await ended(running.client, response.json())
    assert [stage["text"] for stage in done["stages"]] == ["BIG SALE", "a neon sign that says BIG SALE"]
    assert "caption" not in models.calls


@pytest.mark.parametrize(("prompt", "side"), [("{text}", 1100), ("{caption}", 550)])
async def test_a_picture_that_is_to_be_read_keeps_the_pixels_of_small_print(start, prompt, side):
    async with start(generate={"concurrency": 0}) as running:
        form = {"kind": "image-text-image", "prompt": prompt}
        response = await running.client.post("/v1/generations", data=form, files={"image": photo(size=(1100, 1100))})
        folder = running.state["services"].settings.generations_dir / response.json()["generation_id"]
        with Image.open(folder / "input.png") as kept:
            assert kept.size == (side, side)


async def test_a_picture_in_which_nothing_is_written_gives_an_honest_failure(start):
    async with start() as running:
        form = {"kind": "image-text-image", "prompt": "{text}"}
        response = await running.client.post("/v1/generations", data=form, files={"image": photo()})
        done = await ended(running.client, response.json())
    assert (done["state"], done["error"]["code"], done["results"]) == ("failed", "empty_prompt", [])


async def test_image_to_image_starts_from_the_picture_and_keeps_its_shape(start):
    models = FakeModels()
    async with start(models=models) as running:
        form = {"kind": "image-to-image", "prompt": "at night", "strength": "0.3", "steps": "4", "adapters": "ink:0.8"}
        response = await running.client.post("/v1/generations", data=form, files={"image": photo(size=(80, 40))})
        assert (await ended(running.client, response.json()))["state"] == "done"
    [question] = models.generated
    assert question.image.pixels.shape == (40, 80, 3)
    assert np.all(question.image.pixels == (200, 40, 40))
    assert question.width_px > 1.5 * question.height_px
    assert (question.strength, question.adapters[0].name, question.adapters[0].weight) == (0.3, "ink", 0.8)


async def test_a_clip_is_a_job_too(start):
    form = {"kind": "animate", "frames": "3", "media_type": "image/gif", "width_px": "64", "steps": "2"}
    async with start() as running:
        response = await running.client.post("/v1/generations", data=form, files={"image": photo()})
        assert response.status_code == 202, response.text
        [result] = (await ended(running.client, response.json()))["results"]
        file = await running.client.get(result["url"])
    assert (result["frames"], file.headers["content-type"]) == (3, "image/gif")


@pytest.mark.parametrize(
    ("missing", "body"),
    [
        ("sd-turbo", BEACH | {"model": "sd-turbo"}),
        ("ink", BEACH | {"adapters": [{"name": "ink"}]}),
    ],
)
async def test_a_model_that_was_not_pulled_is_refused_at_once_with_the_command(start, missing, body):
    models = FakeModels()
    models.not_pulled.add(missing)
    async with start(models=models) as running:
        response = await running.client.post("/v1/generations", json=body)
        jobs = (await running.client.get("/v1/generations")).json()["generations"]
    assert (response.status_code, response.json()["code"]) == (503, "model_not_installed")
    assert f"hashtagger models pull {missing}" in response.json()["advice"]
    assert jobs == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"prompt": " "}, "invalid_prompt"),
        ({"width_px": 65}, "invalid_fields"),
        ({"width_px": 2048}, "invalid_size"),
        ({"steps": 101}, "invalid_steps"),
        ({"frames": 4}, "invalid_frames"),
        ({"seed": 2**32}, "invalid_fields"),
        ({"kind": "image-to-image"}, "invalid_image"),
        ({"kind": "animate", "prompt": ""}, "invalid_image"),
        ({"instruction": "in ink"}, "invalid_instruction"),
        ({"media_type": "video/mp4"}, "invalid_media_type"),
        ({"adapters": [{"name": name} for name in "abcde"]}, "invalid_fields"),
        ({"kind": "a song"}, "invalid_fields"),
        ({"guidance": None, "strength": 0}, "invalid_fields"),
        ({"webhook_url": "https://example.org/hook"}, "webhook_without_secret"),
        ({"webhook_url": "https://example.org/hook", "webhook_secret": "guess"}, "invalid_fields"),
        ({"webhook_url": "http://127.0.0.1/hook", "webhook_secret": SECRET}, "private_address"),
    ],
)
@pytest.mark.asyncio(loop_scope="module")
async def test_what_cannot_be_is_refused_at_the_door(client, change, code):
    response = await client.post("/v1/generations", json=BEACH | change)
    assert (response.status_code, response.json()["code"]) == (422, code), response.text
    assert response.headers["content-type"] == "application/problem+json"


async def test_a_retry_with_the_same_key_queues_one_job(start):
    async with start() as running:
        headers = {"Idempotency-Key": "once"}
        first = await running.client.post("/v1/generations", json=BEACH, headers=headers)
        again = await running.client.post("/v1/generations", json=BEACH, headers=headers)
        jobs = (await running.client.get("/v1/generations")).json()["generations"]
    assert (again.status_code, again.content) == (202, first.content)
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["idempotency-replayed"] == "true"
    assert len(jobs) == 1


async def test_a_key_may_have_so_many_jobs_at_once(start):
    models = FakeModels()
    models.hold("generate")
    async with start(models=models, generate={"max_queued_per_key": 2}) as running:
        for _ in range(2):
            await asked(running.client)
        response = await running.client.post("/v1/generations", json=BEACH)
    assert (response.status_code, response.json()["code"]) == (429, "too_many_jobs")
    assert int(response.headers["retry-after"]) > 0


async def test_a_running_job_is_cancelled(start):
    models = FakeModels()
    models.hold("generate")
    async with start(models=models) as running:
        job = await asked(running.client)
        await reached(models, "generate")
        response = await running.client.delete(f"/v1/generations/{job['generation_id']}")
        assert (response.status_code, response.json()["state"]) == (200, "running")
        assert response.json()["cancelling"] is True
        assert (await ended(running.client, job))["state"] == "cancelled"


async def test_a_queued_job_is_cancelled_before_it_begins(start):
    async with start(generate={"concurrency": 0}) as running:
        job = await asked(running.client)
        response = await running.client.delete(f"/v1/generations/{job['generation_id']}")
        assert (response.status_code, response.json()["state"]) == (200, "cancelled")


async def test_deleting_a_job_that_has_ended_deletes_what_it_made(start):
    async with start() as running:
        done = await ended(running.client, await asked(running.client))
        path = f"/v1/generations/{done['generation_id']}"
        assert (await running.client.delete(path)).status_code == 204
        assert (await running.client.get(path)).status_code == 404
        assert (await running.client.get(done["results"][0]["url"])).status_code == 404


async def test_events_tell_the_progress_and_resume_where_they_stopped(start):
    models = FakeModels()
    gate = models.hold("generate")
    async with start(models=models) as running:
        job = await asked(running.client, BEACH | {"steps": 4})
        following = asyncio.create_task(events_of(running.client, job))
        await reached(models, "generate")
        path = f"/v1/generations/{job['generation_id']}"

        async def half():
            return (await running.client.get(path)).json()["progress"] == 0.5

        await eventually(half)
        gate.set()
        events = await following
        ids = [int(event["id"]) for event in events]
        later = await events_of(running.client, job, **{"Last-Event-ID": str(ids[-2])})
        nothing = await running.client.get(f"{path}/events", headers={"Last-Event-ID": str(ids[-1])})
    assert ids == sorted(set(ids))
    assert events[-1]["state"] == "done"
    assert [event["progress"] for event in events] == sorted(event["progress"] for event in events)
    assert later == events[-1:]
    assert nothing.status_code == 204


async def test_listeners_are_bounded(start):
    async with start(generate={"concurrency": 0, "max_streams": 0}) as running:
        job = await asked(running.client)
        response = await running.client.get(f"/v1/generations/{job['generation_id']}/events")
    assert (response.status_code, response.json()["code"]) == (429, "too_many_streams")


async def test_a_stream_ends_when_the_server_stops(start):
    async with start(generate={"concurrency": 0}) as running:
        job = await asked(running.client)
        following = asyncio.create_task(events_of(running.client, job))

        async def listening():
            return running.state["services"].generations.followers

        await eventually(listening)
        running.app.state.health.draining = True
        assert [event["state"] for event in await following] in (["queued"], [])


async def test_jobs_are_listed_page_by_page_newest_first(start):
    async with start(generate={"concurrency": 0}) as running:
        made = []
        for _ in range(3):
            made.append((await asked(running.client))["generation_id"])
            await asyncio.sleep(0.002)  # ids of one millisecond have no order
        first = (await running.client.get("/v1/generations", params={"limit": 2})).json()
        second = (await running.client.get("/v1/generations", params={"limit": 2, "before": first["next"]})).json()
        none = (await running.client.get("/v1/generations", params={"state": "done"})).json()
    listed = [job["generation_id"] for page in (first, second) for job in page["generations"]]
    assert listed == made[::-1]
    assert (second["next"], none["generations"]) == (None, [])


async def test_a_job_belongs_to_its_owner(start):
    async with start(auth={"required": True}) as running:
        mine, other = await key_for(running, "generate"), await key_for(running, "generate", owner="other")
        job = await asked(running.client, headers=mine)
        path = f"/v1/generations/{job['generation_id']}"
        statuses = [
            (await running.client.get(path, headers=other)).status_code,
            (await running.client.get(f"{path}/events", headers=other)).status_code,
            (await running.client.delete(path, headers=other)).status_code,
            len((await running.client.get("/v1/generations", headers=other)).json()["generations"]),
        ]
    assert statuses == [404, 404, 404, 0]


async def test_a_key_needs_the_scope(start):
    async with start(auth={"required": True}) as running:
        response = await running.client.post(
            "/v1/generations", json=BEACH, headers=await key_for(running, "recommend", "read")
        )
    assert (response.status_code, response.json()["code"]) == (403, "missing_scope")


async def test_a_link_needs_no_key_and_cannot_be_changed(start):
    async with start(auth={"required": True}) as running:
        mine = await key_for(running, "generate")
        job = await asked(running.client, headers=mine)
        path = f"/v1/generations/{job['generation_id']}"

        async def results():
            return (await running.client.get(path, headers=mine)).json()["results"]

        url = (await eventually(results))[0]["url"]
        assert (await running.client.get(url)).status_code == 200
        longer = url.replace("expires=", "expires=1")
        other = url.replace("/results/0", "/results/1")
        refused = [(await running.client.get(each)).json()["code"] for each in (longer, other, url[:-1])]
        without = await running.client.get(url.partition("?")[0])
        assert (await running.client.delete(url)).status_code == 401
    assert refused == ["bad_signature"] * 3
    assert without.status_code == 422


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ValueError("secret of the house"), "unexpected"),
        (BrokenModel("sd-1.5 in /secret/folder cannot be loaded"), "broken_model"),
    ],
)
async def test_a_failure_tells_nothing_of_the_house(start, error, code):
    models = FakeModels()
    models.failures["generate"] = error
    async with start(models=models) as running:
        done = await ended(running.client, await asked(running.client))
    assert (done["state"], done["error"]["code"]) == ("failed", code)
    assert "secret" not in json.dumps(done)


async def eventually(ask):
    """The first true answer of ``ask``."""
    while not (answer := await ask()):  # noqa: ASYNC110  (the answer comes from another process or thread)
        await asyncio.sleep(0.01)
    return answer


async def reached(models, method):
    async def asked_for():
        return models.calls.get(method)

    await eventually(asked_for)
