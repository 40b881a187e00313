"""POST /v1/captions, from the outside."""

import pytest

from hashtagger.models.fake import FakeModels
from tests.api.builders import RED, clip, photo, sha256

pytestmark = pytest.mark.asyncio(loop_scope="module")
URL = "/v1/captions"
BLUE = (50, 90, 200)


async def test_without_wishes_the_answer_is_one_english_caption(client):
    response = await client.post(URL, files={"image": photo()})
    assert response.status_code == 200, response.text
    assert response.json() == {
        "captions": [{"text": "red", "score": -0.5}],
        "model": "fake-caption",
        "style": "caption",
        "language": "en",
        "models": {"caption": "fake-caption", "story": None, "translate": None},
    }


async def test_an_alt_text_is_a_plain_sentence_in_the_language_that_was_asked_for(client):
    response = await client.post(URL, files={"image": photo()}, data={"style": "alt-text", "language": "DE"})
    answer = response.json()
    assert answer["captions"] == [{"text": "[de] red.", "score": -0.5}]
    assert (answer["style"], answer["language"]) == ("alt-text", "de")
    assert answer["models"]["translate"] == "fake-translate"


async def test_a_story_is_told_over_several_pictures_in_their_order(client):
    files = [("image", photo(RED)), ("image", photo(BLUE))]
    response = await client.post(URL, files=files, data={"style": "story", "sentences": "2"})
    answer = response.json()
    assert [each["text"] for each in answer["captions"]] == ["Red. Blue."]
    assert answer["models"]["story"] == "fake-story"


async def test_a_story_is_told_over_the_frames_of_a_clip(client):
    response = await client.post(URL, files={"image": clip()}, data={"style": "story", "sentences": "1"})
    assert response.json()["captions"][0]["text"] == "Red."


async def test_prompt_length_and_count_are_wishes(client):
    form = {"prompt": "look,", "max_words": "2", "count": "5"}
    response = await client.post(URL, files={"image": photo()}, data=form)
    texts = [each["text"] for each in response.json()["captions"]]
    assert texts[0] == "look, red"
    assert all(text.startswith("look,") and len(text.split()) <= 2 for text in texts)
    assert len(set(texts)) == len(texts)


async def test_a_captioner_can_be_named(client):
    response = await client.post(URL, files={"image": photo()}, data={"model": "git-base-coco"})
    assert response.json()["model"] == "git-base-coco"


@pytest.mark.parametrize(
    ("row", "form"),
    [
        ("fake-story", {"style": "story"}),
        ("fake-translate", {"language": "de"}),
        ("blip-large", {"model": "blip-large"}),
    ],
)
async def test_a_model_that_is_not_installed_is_told_at_once_with_its_command(start, row, form):
    models = FakeModels()
    models.not_pulled.add(row)
    async with start(models=models) as running:
        response = await running.client.post(URL, files={"image": b"no picture at all"}, data=form)
    problem = response.json()
    assert (response.status_code, problem["code"]) == (503, "model_not_installed")
    assert f"hashtagger models pull {row}" in problem["advice"]
    assert "caption" not in models.calls


@pytest.mark.parametrize(
    ("pictures", "form", "code"),
    [
        (2, {}, "one_picture"),
        (0, {}, "one_picture"),
        (0, {"style": "story"}, "no_picture"),
        (1, {"style": "story", "count": "2"}, "one_story"),
        (1, {"prompt": "one two three", "max_words": "3"}, "prompt_too_long"),
        (1, {"style": "haiku"}, "invalid_fields"),
        (1, {"language": "deutsch"}, "invalid_fields"),
        (1, {"language": "d1"}, "invalid_fields"),
        (1, {"seed": "-1"}, "invalid_fields"),
        (1, {"max_words": "0"}, "invalid_fields"),
        (1, {"sentences": "11"}, "invalid_fields"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_reason(client, pictures, form, code):
    files = [("image", photo()) for _ in range(pictures)] or [("unused", ("", b""))]
    body = {"files": files} if pictures else {"json": form}
    response = await client.post(URL, **body, **({"data": form} if pictures else {}))
    assert (response.status_code, response.json()["code"]) == (422, code), response.text
    assert response.json()["advice"]


async def test_eleven_pictures_are_too_many_for_a_story(client):
    files = [("image", photo()) for _ in range(11)]
    response = await client.post(URL, files=files, data={"style": "story"})
    assert (response.status_code, response.json()["code"]) == (422, "too_many_images")


async def test_a_retry_with_the_same_key_writes_once_and_another_style_is_another_request(start):
    models = FakeModels({sha256(photo()): "dog"})
    headers = {"Idempotency-Key": "one"}
    async with start(models=models) as running:
        sent = [await running.client.post(URL, files={"image": photo()}, headers=headers) for _ in range(2)]
        other = await running.client.post(URL, files={"image": photo()}, data={"style": "alt-text"}, headers=headers)
    assert sent[0].content == sent[1].content
    assert models.calls["caption"] == 1
    assert other.status_code == 409
