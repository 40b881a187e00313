"""A retry with the same Idempotency-Key is an answer, not a second effect."""

import asyncio

import pytest
import sqlalchemy as sa

from hashtagger.models.fake import FakeModels
from hashtagger.storage.tables import recommendations
from tests.api.builders import photo

KEY = {"Idempotency-Key": "5f1c7e0a-1"}


async def count(running):
    def ask(connection):
        return connection.execute(sa.select(sa.func.count()).select_from(recommendations)).scalar_one()

    return await running.state["services"].database.read(ask)


async def test_the_same_request_gets_the_same_bytes(start):
    async with start() as running:
        first = await running.client.post("/v1/recommendations", files={"image": photo()}, headers=KEY)
        again = await running.client.post("/v1/recommendations", files={"image": photo()}, headers=KEY)
        assert first.status_code == again.status_code == 200
        assert first.content == again.content
        assert "idempotency-replayed" not in first.headers
        assert again.headers["idempotency-replayed"] == "true"
        assert await count(running) == 1


async def test_another_request_with_the_key_is_a_conflict(start):
    async with start() as running:
        await running.client.post("/v1/recommendations", json={"text": "a dog"}, headers=KEY)
        response = await running.client.post("/v1/recommendations", json={"text": "a cat"}, headers=KEY)
        assert (response.status_code, response.json()["code"]) == (409, "idempotency_key_reused")
        assert await count(running) == 1


async def test_the_same_key_on_another_route_is_a_conflict(start):
    async with start() as running:
        upload = {"image": photo()}
        await running.client.post("/v1/recommendations", files=upload, headers=KEY)
        response = await running.client.post("/v1/captions", files=upload, headers=KEY)
        assert response.status_code == 409


async def test_captions_are_replayed_too(start):
    async with start() as running:
        answers = [await running.client.post("/v1/captions", files={"image": photo()}, headers=KEY) for _ in range(2)]
        assert answers[0].content == answers[1].content
        assert running.models.calls["caption"] == 1


async def test_requests_at_once_have_one_effect(start):
    models = FakeModels()
    async with start(models=models) as running:
        gate = models.hold("embed_images")

        async def ask():
            return await running.client.post("/v1/recommendations", files={"image": photo()}, headers=KEY)

        asking = {asyncio.create_task(ask()) for _ in range(4)}
        refused = set()
        while len(refused) < 3:  # whoever lost the race is told at once, while the first one still works
            done, asking = await asyncio.wait(asking, return_when=asyncio.FIRST_COMPLETED)
            refused |= done
        gate.set()
        answered = await asking.pop()
        assert answered.status_code == 200, answered.text
        codes = {(task.result().status_code, task.result().json()["code"]) for task in refused}
        assert codes == {(503, "request_in_progress")}
        assert await count(running) == 1


async def test_a_request_that_failed_can_be_sent_again(start):
    models = FakeModels()
    models.fail("embed_images")
    async with start(models=models) as running:
        upload = {"image": photo()}
        failed = await running.client.post("/v1/recommendations", files=upload, headers=KEY)
        models.failures.clear()
        again = await running.client.post("/v1/recommendations", files=upload, headers=KEY)
        assert (failed.status_code, again.status_code) == (503, 200)
        assert await count(running) == 1


@pytest.mark.parametrize("key", ["", "x" * 256, "a b", "caf\u00e9"])
@pytest.mark.asyncio(loop_scope="module")
async def test_a_malformed_key_is_refused(client, key):
    headers = {"Idempotency-Key": key.encode()}
    response = await client.post("/v1/recommendations", json={"text": "dog"}, headers=headers)
    assert (response.status_code, response.json()["code"]) == (400, "invalid_idempotency_key")
