"""POST /v1/text-in-image, from the outside."""

import pytest

from hashtagger.models.fake import FakeModels
from tests.api.builders import clip, photo, sha256

pytestmark = pytest.mark.asyncio(loop_scope="module")
URL = "/v1/text-in-image"


async def test_the_lines_come_with_their_places(start):
    models = FakeModels()
    models.writings[sha256(photo())] = "Fresh bread"
    async with start(models=models) as running:
        response = await running.client.post(URL, files={"image": photo()})
    assert response.status_code == 200, response.text
    answer = response.json()
    assert answer["text"] == "Fresh bread"
    (box,) = answer["boxes"]
    assert len(box["corners"]) == 4
    assert all(0 <= share <= 1 for corner in box["corners"] for share in corner)
    assert 0 <= box["confidence"] <= 1
    assert answer["model"] == "fake-read-text"


@pytest.mark.parametrize("upload", [photo(), clip()], ids=["photo", "clip"])
async def test_where_nothing_is_written_nothing_is_read(client, upload):
    answer = (await client.post(URL, files={"image": upload})).json()
    assert (answer["text"], answer["boxes"]) == ("", [])


async def test_a_photo_is_read_at_a_larger_scale_than_it_is_looked_at(start):
    seen = []
    models = FakeModels()
    read, look = models.read_text, models.caption

    async def reading(image, **wishes):
        seen.append(min(image.pixels.shape[:2]))
        return await read(image, **wishes)

    async def looking(image, **wishes):
        seen.append(min(image.pixels.shape[:2]))
        return await look(image, **wishes)

    models.read_text, models.caption = reading, looking
    async with start(models=models) as running:
        for path in (URL, "/v1/captions"):
            response = await running.client.post(path, files={"image": photo(size=(2400, 2000))})
            assert response.status_code == 200, response.text
    assert seen[0] >= 960 > seen[1]


async def test_an_engine_that_is_not_installed_is_told_at_once_with_its_command(start):
    models = FakeModels()
    models.not_pulled.add("fake-read-text")
    async with start(models=models) as running:
        response = await running.client.post(URL, files={"image": b"no picture at all"})
    assert (response.status_code, response.json()["code"]) == (503, "model_not_installed")
    assert response.json()["advice"]


async def test_a_late_engine_is_a_deadline(start):
    models = FakeModels()
    models.hold("read_text")
    async with start(models=models) as running:
        response = await running.client.post(URL, files={"image": photo()}, data={"timeout_s": "0.2"})
    assert (response.status_code, response.json()["code"]) == (504, "deadline_exceeded")


async def test_exactly_one_picture_is_read(client):
    none = await client.post(URL, json={})
    two = await client.post(URL, files=[("image", photo()), ("image", photo())])
    assert [(each.status_code, each.json()["code"]) for each in (none, two)] == [(422, "one_picture")] * 2


async def test_what_is_no_picture_is_refused(client):
    response = await client.post(URL, files={"image": b"no picture at all"})
    assert response.status_code == 415
