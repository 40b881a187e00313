"""POST /v1/answers, from the outside."""

import pytest

from hashtagger.models.fake import FakeModels
from tests.api.builders import clip, photo, sha256

pytestmark = pytest.mark.asyncio(loop_scope="module")
URL = "/v1/answers"


async def test_each_question_gets_its_answer_in_order(client):
    questions = ["What colour is it?", "What is it, and where?"]
    response = await client.post(URL, files={"image": photo()}, data={"questions": questions})
    assert response.status_code == 200, response.text
    answer = response.json()
    assert [each["question"] for each in answer["answers"]] == questions
    assert [(each["answer"], each["ranked"]) for each in answer["answers"]] == [("red", []), ("red", [])]
    assert answer["model"] == "fake-answer"


async def test_candidates_are_ranked_best_first(client):
    form = {"questions": "What is it?", "candidates": ["a dog, perhaps", "cat"]}
    response = await client.post(URL, files={"image": photo()}, data=form)
    (answer,) = response.json()["answers"]
    assert [each["text"] for each in answer["ranked"]] == ["a dog, perhaps", "cat"]
    assert answer["answer"] == "a dog, perhaps"
    assert sum(each["confidence"] for each in answer["ranked"]) == pytest.approx(1, abs=1e-3)


async def test_the_first_frame_of_a_clip_is_asked_about(client):
    response = await client.post(URL, files={"image": clip()}, data={"questions": "What is it?"})
    assert response.json()["answers"][0]["answer"] == "red"


async def test_a_model_can_be_named(client):
    form = {"questions": "What?", "model": "another"}
    assert (await client.post(URL, files={"image": photo()}, data=form)).json()["model"] == "another"


async def test_a_retry_with_the_same_key_asks_the_model_once(start):
    models = FakeModels({sha256(photo()): "dog"})
    async with start(models=models) as running:
        sent = [
            await running.client.post(
                URL, files={"image": photo()}, data={"questions": "What?"}, headers={"Idempotency-Key": "one"}
            )
            for _ in range(2)
        ]
    assert sent[0].content == sent[1].content
    assert models.calls["answer"] == 1


async def test_a_model_that_is_not_installed_is_told_at_once_with_its_command(start):
    models = FakeModels()
    models.not_pulled.add("fake-answer")
    async with start(models=models) as running:
        response = await running.client.post(URL, files={"image": b"no picture at all"}, data={"questions": "What?"})
    problem = response.json()
    assert (response.status_code, problem["code"]) == (503, "model_not_installed")
    assert "hashtagger models pull fake-answer" in problem["advice"]


async def test_a_late_model_is_a_deadline(start):
    models = FakeModels()
    models.hold("answer")
    async with start(models=models) as running:
        form = {"questions": "What?", "timeout_s": "0.2"}
        response = await running.client.post(URL, files={"image": photo()}, data=form)
    assert (response.status_code, response.json()["code"]) == (504, "deadline_exceeded")


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({}, "invalid_fields"),
        ({"questions": ["What?"] * 11}, "invalid_fields"),
        ({"questions": " "}, "invalid_fields"),
        ({"questions": "x" * 301}, "invalid_fields"),
        ({"questions": "What?", "candidates": ["a"] * 51}, "invalid_fields"),
        ({"questions": "What?", "wish": "1"}, "invalid_fields"),
        ({"questions": "What?", "image_url": "http://example.org/a.jpg"}, "one_picture"),
    ],
)
async def test_a_wrong_wish_is_refused_with_its_reason(client, form, code):
    response = await client.post(URL, files={"image": photo()}, data=form)
    assert (response.status_code, response.json()["code"]) == (422, code)


async def test_without_a_picture_there_is_nothing_to_ask_about(client):
    response = await client.post(URL, json={"questions": ["What?"]})
    assert (response.status_code, response.json()["code"]) == (422, "one_picture")
