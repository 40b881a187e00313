"""The Python client against the real application: what it asks is understood, what it gets is typed."""

import asyncio
import functools
import importlib
import io
import json
import os
import sys
from pathlib import Path

import pytest
from hashtagger_client import AsyncHashtaggerClient, GenerationStopped, InvalidRequest, NotFound
from hashtagger_client.generated.api.tags import list_tags
from hashtagger_client.generated.models import TagPageOut

from api.main import create_app
from hashtagger.errors import BrokenModel
from hashtagger.settings import Settings
from tests.api.builders import photo
from tests.api.test_server import server

ROOT = Path(__file__).parents[3]
CLIENTS = ROOT / "clients"
in_module = pytest.mark.asyncio(loop_scope="module")


def client_of(http):
    """The client on the transport of ``http``; it does not wait between two looks."""

    async def at_once(_):
        pass

    return AsyncHashtaggerClient("http://localhost", transport=http._transport, sleep=at_once)


@pytest.fixture
def hashtagger(client):
    return client_of(client)


def operations():
    document = json.loads((CLIENTS / "openapi.json").read_text("utf-8"))
    return {
        operation["operationId"]: operation["tags"][0]
        for methods in document["paths"].values()
        for operation in methods.values()
    }


def test_the_committed_contract_is_what_the_code_gives():
    kept = json.loads((CLIENTS / "openapi.json").read_text("utf-8"))
    assert create_app(Settings()).openapi() == kept, "run 'make clients'"


def test_every_operation_has_a_function():
    assert len(operations()) > 50
    for operation, tag in operations().items():
        module = importlib.import_module(f"hashtagger_client.generated.api.{tag.replace(' ', '_')}.{operation}")
        assert callable(module.sync_detailed)
        assert callable(module.asyncio_detailed)


@in_module
async def test_a_photo_in_any_form_gets_the_same_tags(hashtagger, tmp_path):
    path = tmp_path / "red.png"
    path.write_bytes(photo())
    forms = (str(path), path, photo(), [photo()], io.BytesIO(photo()))
    answers = [await hashtagger.recommend(form, text="my red dog", limit=3) for form in forms]
    tags = [tag.tag for tag in answers[0].tags]
    assert tags
    assert [[tag.tag for tag in answer.tags] for answer in answers] == [tags] * len(forms)
    assert "red" in answers[0].caption


@pytest.mark.parametrize("text", ["a dog\r\n--+++\r\nin the sea", "Ünï 犬 🐕", '"quoted"; name="x"'])
@in_module
async def test_a_draft_arrives_as_it_was_written(text, hashtagger):
    answer = await hashtagger.recommend(photo(), text=text, explore=False)
    assert answer.text_with_tags.startswith(text)


@in_module
async def test_lists_and_switches_of_a_form_are_understood(hashtagger):
    answer = await hashtagger.recommend(
        photo(), seed_tags=["dog", "beach"], exclude_tags=["#Red"], explore=True, timeout_s=30.0
    )
    assert "red" not in [tag.tag for tag in answer.tags]


@in_module
async def test_the_same_key_gets_the_same_answer(hashtagger):
    ask = functools.partial(hashtagger.recommend, photo(), idempotency_key="mine-1")
    assert (await ask()).recommendation_id == (await ask()).recommendation_id


@in_module
async def test_a_refusal_says_what_the_server_said(hashtagger):
    with pytest.raises(InvalidRequest) as refused:
        await hashtagger.recommend(text="a dog", limit=99)
    assert (refused.value.status, refused.value.code) == (422, "invalid_fields")
    assert refused.value.errors[0]["field"] == "limit"
    assert refused.value.request_id


@in_module
async def test_captions_feedback_and_trends(hashtagger):
    assert "red" in (await hashtagger.caption(photo(), count=2)).captions[0].text
    answer = await hashtagger.recommend(photo(), text="my red dog")
    tag = answer.tags[0].tag
    told = await hashtagger.give_feedback(answer.recommendation_id, removed=[tag], added=["#MyOwn"], copied=True)
    assert (told.removed, told.added) == ([tag], ["myown"])
    assert told.copied_at is not None
    assert (await hashtagger.trends(window="24h", limit=5)).trends == []
    with pytest.raises(NotFound):
        await hashtagger.trend("nobody saw this")


@in_module
async def test_a_job_is_waited_for_and_its_file_fetched(hashtagger):
    seen = []
    job = await hashtagger.generate("image-text-image", photo(), replace={"red": "blue"}, width_px=64, height_px=64)
    done = await hashtagger.finished(job.generation_id, on_progress=seen.append)
    assert (await hashtagger.fetch_result(done.results[0])).startswith(b"\x89PNG")
    assert "blue" in done.stages[-1].text
    assert seen[-1].state == "done"


async def test_a_job_that_failed_says_why(start):
    async with start() as running, client_of(running.client) as client:
        running.models.failures["generate"] = BrokenModel("the weights are noise")
        job = await client.generate("text-to-image", prompt="a dog", width_px=64, height_px=64)
        with pytest.raises(GenerationStopped) as stopped:
            await client.finished(job.generation_id)
    assert stopped.value.state == "failed"


@in_module
async def test_the_generated_functions_take_the_same_client(hashtagger):
    found = (await list_tags.asyncio_detailed(client=hashtagger.operations, prefix="dog")).parsed
    assert isinstance(found, TagPageOut)


async def test_the_example_runs_against_a_server(data_dir, tmp_path):
    (tmp_path / "red.png").write_bytes(photo())
    async with server(data_dir) as (_, address):
        example = await asyncio.create_subprocess_exec(
            *(sys.executable, CLIENTS / "python" / "examples" / "recommend.py", tmp_path / "red.png", "my red dog"),
            env={**os.environ, "HASHTAGGER_URL": address, "PYTHONPATH": str(CLIENTS / "python")},
            stdout=asyncio.subprocess.PIPE,
        )
        said = (await example.communicate())[0].decode()
    assert example.returncode == 0
    assert said.startswith("#")
    assert "kept: " in said
