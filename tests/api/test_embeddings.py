"""POST /v1/embeddings, from the outside."""

import asyncio
import base64

import numpy as np
import pytest

from hashtagger.models.fake import FakeModels
from tests.api.builders import RED, clip, photo, sha256

pytestmark = pytest.mark.asyncio(loop_scope="module")
BLUE = (50, 90, 200)


async def test_pictures_and_texts_become_unit_vectors_of_one_space(client):
    response = await client.post(
        "/v1/embeddings",
        files=[("image", photo(RED)), ("image", photo(BLUE))],
        data={"texts": ["blue", "red", "a dog"]},
    )
    assert response.status_code == 200, response.text
    answer = response.json()
    images, texts = np.array(answer["images"]), np.array(answer["texts"])
    assert images.shape == (2, answer["dim"])
    assert texts.shape == (3, answer["dim"])
    np.testing.assert_allclose(np.linalg.norm(np.concatenate([images, texts]), axis=1), 1.0, atol=1e-5)
    assert (images @ texts.T).argmax(axis=1).tolist() == [1, 0]
    assert (answer["model"], answer["fingerprint"]) == ("fake-clip", "fake-embedding-1")


async def test_base64_carries_the_same_numbers_as_floats(client):
    body = {"texts": ["a dog", "golden hour"]}
    plain = (await client.post("/v1/embeddings", json=body)).json()["texts"]
    packed = (await client.post("/v1/embeddings", json=body | {"encoding": "base64"})).json()["texts"]
    decoded = [np.frombuffer(base64.b64decode(row), "<f4") for row in packed]
    np.testing.assert_array_equal(decoded, np.array(plain, np.float32))


async def test_many_pictures_keep_their_order(client):
    colours = [RED, BLUE] * 16
    files = [("image", photo(colour)) for colour in colours]
    answer = (await client.post("/v1/embeddings", files=files)).json()
    alone = (await client.post("/v1/embeddings", files={"image": photo(BLUE)})).json()
    assert len(answer["images"]) == 32
    assert [row == alone["images"][0] for row in answer["images"]] == [False, True] * 16


async def test_a_clip_is_one_picture(client):
    files = [("image", clip(RED)), ("image", photo(BLUE))]
    answer = (await client.post("/v1/embeddings", files=files)).json()
    assert len(answer["images"]) == 2


async def test_a_text_of_a_form_is_not_cut_at_commas(client):
    form = await client.post("/v1/embeddings", data={"texts": "a dog, a cat"}, files={"image": photo()})
    json = await client.post("/v1/embeddings", json={"texts": ["a dog, a cat"]})
    assert form.json()["texts"] == json.json()["texts"]


async def test_only_the_model_that_is_needed_is_asked(start):
    models = FakeModels()
    async with start(models=models) as running:
        await running.client.post("/v1/embeddings", json={"texts": ["a dog"]})
        assert "embed_images" not in models.calls
        before = models.calls["embed_texts"]
        await running.client.post("/v1/embeddings", files={"image": photo()})
        assert models.calls["embed_texts"] == before


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "nothing_to_embed"),
        ({"texts": []}, "nothing_to_embed"),
        ({"texts": [""]}, "invalid_fields"),
        ({"texts": ["a\x00b"]}, "invalid_fields"),
        ({"texts": ["x" * 2_001]}, "invalid_fields"),
        ({"texts": ["dog"] * 257}, "invalid_fields"),
        ({"texts": "dog"}, "invalid_fields"),
        ({"texts": ["dog"], "encoding": "hex"}, "invalid_fields"),
        ({"image_url": "http://127.0.0.1:80/"}, "private_address"),
    ],
)
async def test_a_wrong_question_is_refused_with_its_reason(client, body, code):
    response = await client.post("/v1/embeddings", json=body)
    assert (response.status_code, response.json()["code"]) == (422, code)


async def test_more_than_32_pictures_are_refused(client):
    response = await client.post("/v1/embeddings", files=[("image", photo())] * 33)
    assert (response.status_code, response.json()["code"]) == (422, "too_many_images")


async def test_a_damaged_picture_refuses_the_request(client):
    files = [("image", photo()), ("image", photo()[:40])]
    response = await client.post("/v1/embeddings", files=files)
    assert (response.status_code, response.json()["code"]) == (422, "invalid_upload")


async def test_a_late_model_is_a_deadline(start):
    models = FakeModels({sha256(photo()): "dog"})
    async with start(models=models) as running:
        models.hold("embed_images")
        question = running.client.post(
            "/v1/embeddings", files={"image": photo()}, data={"texts": "dog", "timeout_s": "0.2"}
        )
        response = await asyncio.wait_for(question, 10)
    assert (response.status_code, response.json()["code"]) == (504, "deadline_exceeded")
    assert int(response.headers["retry-after"]) >= 1


async def test_an_overloaded_model_says_when_to_come_back(start):
    from hashtagger.errors import Overloaded

    models = FakeModels()
    async with start(models=models) as running:
        models.fail("embed_texts", Overloaded("the queue is full", retry_after_s=3))
        response = await running.client.post("/v1/embeddings", json={"texts": ["dog"]})
    assert (response.status_code, response.json()["code"]) == (429, "overloaded")
    assert response.headers["retry-after"] == "3"
