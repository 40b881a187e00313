"""Health, metrics, the contract, and what every answer has."""

import json
import re

import pytest
import structlog

from hashtagger.models.fake import FakeModels
from hashtagger.types import LoadState, ModelStatus, Task
from tests.api.builders import photo

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_it_is_alive_and_ready(start):
    async with start() as running:
        await running.state["health"].warmed.wait()
        assert (await running.client.get("/livez")).json() == {"alive": True}
        ready = await running.client.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"ready": True, "reasons": [], "degraded": []})


async def test_it_is_not_ready_before_the_models_are_loaded(start):
    models = FakeModels()
    models.hold("warm_up")
    async with start(models=models) as running:
        ready = await running.client.get("/readyz")
    assert ready.status_code == 503
    assert ready.json()["reasons"] == ["models: they are being loaded"]


async def test_it_is_not_ready_when_a_model_of_a_recommendation_is_broken(start):
    models = FakeModels()
    models.statuses = (
        ModelStatus("fake-clip", Task.CLIP, LoadState.FAILED, healthy=False, detail="half a file"),
        ModelStatus(
            "fake-generate", Task.GENERATE, LoadState.FAILED, healthy=False, detail="costs nobody else anything"
        ),
    )
    async with start(models=models) as running:
        await running.state["health"].warmed.wait()
        ready = await running.client.get("/readyz")
    assert (ready.status_code, ready.json()["reasons"]) == (503, ["model fake-clip: half a file"])


async def test_it_is_not_ready_while_it_stops(start):
    async with start() as running:
        await running.state["health"].warmed.wait()
        running.app.state.health.draining = True
        ready = await running.client.get("/readyz")
    assert (ready.status_code, ready.json()["reasons"]) == (503, ["draining: the server is stopping"])


async def test_metrics_count_requests_by_route(client):
    await client.get("/v1/tags/nosuchtagatall")
    await client.get("/nowhere/at/all")
    text = (await client.get("/metrics")).text
    assert 'hashtagger_http_requests_total{method="GET",route="/v1/tags/{tag}",status="404"} 1.0' in text
    assert 'route="unmatched"' in text
    assert "hashtagger_index_tags" in text


async def test_unknown_routes_and_methods_are_problems(client):
    missing, wrong = await client.get("/nowhere"), await client.delete("/v1/platforms")
    assert (missing.status_code, missing.json()["code"]) == (404, "no_such_route")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_allowed")
    assert "GET" in wrong.headers["allow"]
    assert missing.headers["content-type"] == "application/problem+json"


async def test_the_root_points_to_the_contract(client):
    assert (await client.get("/v1")).json()["contract"] == "/openapi.json"


async def test_a_request_keeps_its_id(client):
    given = await client.get("/livez", headers={"X-Request-Id": "abc-1"})
    made = await client.get("/livez", headers={"X-Request-Id": "not one\u00e9".encode()})
    assert given.headers["x-request-id"] == "abc-1"
    assert len(made.headers["x-request-id"]) == 26


async def test_an_unexpected_failure_tells_nothing_but_the_request_id(start):
    models = FakeModels()
    models.failures["embed_texts"] = RuntimeError("secret of the house")
    async with start(models=models) as running:
        response = await running.client.get("/v1/tags/search", params={"q": "dog"})
    assert (response.status_code, response.json()["code"]) == (500, "unexpected")
    assert response.json()["request_id"] == response.headers["x-request-id"]
    assert "secret" not in response.text


async def test_the_access_line_holds_nothing_that_was_sent(client):
    with structlog.testing.capture_logs() as lines:
        await client.post("/v1/recommendations", json={"text": "my secret draft"})
        await client.get("/v1/tags/search", params={"q": "secret"})
    access = [line for line in lines if line["event"] == "request"]
    assert [(line["route"], line["status"]) for line in access] == [
        ("/v1/recommendations", 200),
        ("/v1/tags/search", 200),
    ]
    assert "secret" not in json.dumps(lines, default=str)


async def test_a_caption_is_answered_in_the_number_wished(client):
    answer = await client.post("/v1/captions", files={"image": photo()}, data={"count": "3", "prompt": "look,"})
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["captions"]) == 3
    assert answer.json()["model"] == "fake-caption"


async def test_a_caption_needs_exactly_one_picture(client):
    for files in ([], [("image", photo())] * 2):
        response = await client.post("/v1/captions", files=files, json=None if files else {})
        assert (response.status_code, response.json()["code"]) == (422, "one_picture")


async def test_every_reference_of_the_document_leads_somewhere(client):
    document = (await client.get("/openapi.json")).json()
    references = set(re.findall(r'"\$ref":"#/([^"]*)"', (await client.get("/openapi.json")).text))
    assert references
    for reference in references:
        found = document
        for part in reference.split("/"):
            found = found[part]


async def test_every_operation_has_an_example_and_its_refusals(client):
    document = (await client.get("/openapi.json")).json()
    operations = [(path, op) for path, item in document["paths"].items() for op in item.values()]
    assert len(operations) >= 11
    schemas = document["components"]["schemas"]
    for path, operation in operations:
        success = next(status for status in operation["responses"] if status.startswith("2"))
        for content in operation["responses"][success].get("content", {}).values():
            if content["schema"].get("format") != "binary":
                name = content["schema"].get("$ref", "").rpartition("/")[2]
                assert content.get("example") or schemas[name].get("examples"), path
        if path.startswith("/v1/"):
            needs_key = operation.get("security") != []
            assert {"403", "429", "500", "503"} | ({"401"} if needs_key else set()) <= operation["responses"].keys()
        for status, response in operation["responses"].items():
            if int(status) < 400 or (status, path) == ("503", "/readyz") or status == "416":
                continue
            if "$ref" in response:
                response = document["components"]["responses"][response["$ref"].rpartition("/")[2]]
            assert response["content"]["application/problem+json"]["example"]["status"] == int(status), path


async def test_it_says_what_can_be_uploaded(start):
    async with start(intake={"max_images": 4}) as running:
        about = (await running.client.get("/v1")).json()
    assert about["uploads"]["max_images"] == 4
    assert about["uploads"]["max_image_bytes"] == 25 * 1024 * 1024
