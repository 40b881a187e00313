"""/v1/models: administrators see which models are here, which are loaded, and how they do."""

from datetime import datetime

from hashtagger.models.fake import FakeModels
from hashtagger.types import LoadState, ModelStatus, PoolStatus, Task
from tests.api.test_reviews import ON, key

SHIPPED = {"starter-clip-1", "starter-caption-1"}


async def told(start, pool=None, query="", **settings):
    models = FakeModels()
    if pool is not None:
        models.pool = pool
    async with start(models=models, **settings) as running:
        response = await running.client.get(f"/v1/models{query}")
    assert response.status_code == 200, response.text
    return response.json()


def by_name(answer):
    return {each["model"]: each for each in answer["models"]}


async def test_what_the_pool_knows_of_a_model_is_told(start):
    status = ModelStatus(
        "starter-clip-1",
        Task.CLIP,
        LoadState.READY,
        healthy=True,
        resident_bytes=40,
        queued=3,
        leases=5,
        queued_bytes=300,
        batches=7,
        evictions=1,
    )
    answer = await told(start, PoolStatus((status,), used_bytes=60, budget_bytes=100, device="cpu"))
    row = by_name(answer)["starter-clip-1"]
    assert {name: answer[name] for name in ("backend", "pools", "trouble", "device", "budget_bytes", "used_bytes")} == {
        "backend": "local",
        "pools": 1,
        "trouble": None,
        "device": "cpu",
        "budget_bytes": 100,
        "used_bytes": 60,
    }
    assert (row["state"], row["resident_bytes"], row["queued"], row["queued_bytes"]) == ("resident", 40, 3, 300)
    assert (row["unanswered"], row["batches"], row["evictions"], row["failure"]) == (5, 7, 1, None)
    assert (row["task"], row["dtype"], row["repository"], row["pull"]) == ("clip", "float32", None, None)
    assert row["licence"].startswith("Apache-2.0")


async def test_a_model_that_nobody_asked_for_does_nothing(start):
    row = by_name(await told(start))["starter-caption-1"]
    assert (row["state"], row["resident_bytes"], row["queued"], row["batches"]) == ("not_loaded", 0, 0, 0)


async def test_a_failed_load_is_told_with_the_moment_of_the_next_try(start):
    failed = ModelStatus(
        "starter-clip-1", Task.CLIP, LoadState.FAILED, healthy=False, detail="no", failure="bad file", retry_in_s=60.0
    )
    row = by_name(await told(start, PoolStatus((failed,))))["starter-clip-1"]
    assert (row["state"], row["failure"]) == ("failed", "bad file")
    assert datetime.fromisoformat(row["retry_at"]).tzinfo is not None


async def test_what_is_not_installed_is_left_out_unless_all_are_asked_for(start):
    here, everything = by_name(await told(start)), by_name(await told(start, query="?all=true"))
    assert here.keys() >= SHIPPED
    assert "blip-base" not in here
    row = everything["blip-base"]
    assert (row["state"], row["pull"]) == ("not_installed", "hashtagger models pull blip-base")
    assert (len(row["version"]), row["repository"]) == (40, "Salesforce/blip-image-captioning-base")


async def test_models_that_cannot_be_asked_are_unknown_and_the_rest_is_told(start):
    models = FakeModels()
    models.fail("pool_status")
    async with start(models=models) as running:
        answer = (await running.client.get("/v1/models?all=true")).json()
    rows = by_name(answer)
    assert answer["trouble"] == "the fake is told to fail"
    assert (answer["device"], answer["used_bytes"]) == (None, None)
    assert (rows["starter-clip-1"]["state"], rows["starter-clip-1"]["queued"]) == ("unknown", None)
    assert rows["blip-base"]["state"] == "not_installed"


async def test_only_administrators_may_look(start):
    async with start(auth=ON) as running:
        headers = await key(running, "read", "recommend", "watch", "generate")
        answer = await running.client.get("/v1/models", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")
