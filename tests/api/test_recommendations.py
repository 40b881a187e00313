"""POST and GET /v1/recommendations, from the outside."""

import asyncio
import base64

import pytest

from hashtagger.models.fake import FakeModels
from tests.api.builders import RED, clip, photo, sha256

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_photo_gets_at_most_five_tags_with_reasons(client):
    response = await client.post("/v1/recommendations", files={"image": photo()})
    assert response.status_code == 200, response.text
    answer = response.json()
    assert answer["caption"] == "red"
    assert 1 <= len(answer["tags"]) <= 5
    assert [tag["position"] for tag in answer["tags"]] == list(range(1, len(answer["tags"]) + 1))
    assert all(tag["reasons"] and tag["display"].startswith("#") for tag in answer["tags"])
    assert answer["models"] == {"clip": "fake-clip", "caption": "fake-caption", "ranker": "baseline-1"}
    assert answer["degraded"] == []


async def test_an_answer_can_be_read_again(client):
    given = (await client.post("/v1/recommendations", json={"text": "a dog on the beach"})).json()
    read = await client.get(f"/v1/recommendations/{given['recommendation_id']}")
    assert read.status_code == 200
    assert read.json() == given


async def test_an_answer_that_never_was_is_not_found(client):
    response = await client.get("/v1/recommendations/01KAGZ1V0Q3Y7N8M2T4R6W9XZC")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


async def test_text_alone_is_enough_and_comes_back_with_tags(client):
    answer = (await client.post("/v1/recommendations", json={"text": "My dog loves the beach"})).json()
    assert "dog" in {tag["tag"] for tag in answer["tags"]}
    assert answer["text_with_tags"].startswith("My dog loves the beach")
    assert answer["caption"] is None


async def test_seed_tags_alone_are_enough(client):
    answer = (await client.post("/v1/recommendations", json={"seed_tags": ["#Dog"]})).json()
    assert answer["tags"][0]["tag"] == "dog"


async def test_the_tags_of_a_carousel_come_from_all_its_pictures(start):
    one, two = photo(RED), photo((50, 90, 200))
    models = FakeModels({sha256(one): "dog", sha256(two): "beach"})
    async with start(models=models) as running:
        files = [("image", one), ("image", two)]
        answer = (await running.client.post("/v1/recommendations", files=files)).json()
    assert [caption["text"] for caption in answer["captions"]] == ["dog", "beach"]
    assert {"dog", "beach"} <= {tag["tag"] for tag in answer["tags"]}


async def test_a_clip_is_answered_by_its_frames(client):
    response = await client.post("/v1/recommendations", files={"image": clip()})
    assert response.status_code == 200, response.text
    assert response.json()["caption"]


async def test_form_fields_are_wishes(client):
    form = {"platform": "x", "seed_tags": "dog, beach", "exclude_tags": "cat", "limit": "2", "language": ""}
    answer = (await client.post("/v1/recommendations", data=form, files={"image": photo()})).json()
    assert answer["platform_rule"]["platform"] == "x"
    assert len(answer["tags"]) <= 2


async def test_excluded_tags_stay_away(client):
    body = {"text": "a dog", "exclude_tags": ["#Dog"]}
    answer = (await client.post("/v1/recommendations", json=body)).json()
    assert "dog" not in {tag["tag"] for tag in answer["tags"]}


async def test_a_late_caption_is_left_out_and_named(start):
    models = FakeModels()
    models.hold("caption")
    async with start(models=models, recommend={"caption_timeout_s": 0.05}) as running:
        answer = (await running.client.post("/v1/recommendations", files={"image": photo()})).json()
    assert answer["degraded"] == ["caption"]
    assert answer["caption"] is None


async def test_without_an_embedding_in_time_there_is_no_answer(start):
    models = FakeModels()
    models.hold("embed_images")
    async with start(models=models) as running:
        response = await running.client.post("/v1/recommendations", files={"image": photo()}, data={"timeout_s": "0.2"})
    assert (response.status_code, response.json()["code"]) == (504, "deadline_exceeded")
    assert int(response.headers["retry-after"]) >= 1


async def test_a_model_that_fails_says_try_later(start):
    models = FakeModels()
    models.fail("embed_images")
    async with start(models=models) as running:
        response = await running.client.post("/v1/recommendations", files={"image": photo()})
    assert (response.status_code, response.json()["code"]) == (503, "model_unavailable")
    assert response.headers["retry-after"] == "1"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "nothing_to_tag"),
        ({"text": "  "}, 422, "nothing_to_tag"),
        ({"text": "dog", "limit": 0}, 422, "invalid_fields"),
        ({"text": "dog", "limit": "many"}, 422, "invalid_fields"),
        ({"text": "dog", "wish": 1}, 422, "invalid_fields"),
        ({"text": "dog", "mix": "niche:x"}, 422, "invalid_mix"),
        ({"text": "dog", "platform": "myspace"}, 404, "unknown_platform"),
        ({"text": "dog", "seed_tags": ["two words"]}, 422, "invalid_tag"),
        ({"text": "a\x00b"}, 422, "invalid_fields"),
        ({"text": "dog", "region": "\x00"}, 422, "invalid_fields"),
        ({"text": "x" * 10_001}, 422, "invalid_fields"),
        ({"image_url": "file:///etc/passwd"}, 422, "refused_scheme"),
        ({"image_url": "http://127.0.0.1:80/"}, 422, "private_address"),
        ({"image_url": "http://[::1]/"}, 422, "private_address"),
    ],
)
async def test_a_wrong_wish_is_refused_with_its_reason(client, body, status, code):
    response = await client.post("/v1/recommendations", json=body)
    problem = response.json()
    assert (response.status_code, problem["code"]) == (status, code)
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["detail"]
    assert problem["advice"]
    assert problem["request_id"] == response.headers["x-request-id"]


@pytest.mark.parametrize(
    "body",
    [
        rb'{"text": "\ud800"}',
        rb'{"text": NaN}',
        rb'{"text": "dog", "limit": 1e400}',
        rb'{"text": "dog", "limit": NaN}',
        rb'{"text": "dog", "timeout_s": Infinity}',
        b'{"text": "\xff"}',
        b'{"text": "dog"',
        b"[]",
        b'"dog"',
        b'{"\\u0000": 1}',
        b"[" * 5000,
    ],
)
async def test_what_json_cannot_carry_is_the_callers_fault(client, body):
    response = await client.post("/v1/recommendations", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code in (400, 422)
    assert response.json()["code"] in ("invalid_json", "invalid_fields")


@pytest.mark.parametrize(
    "text",
    [
        "Ω≈ç√∫˜µ≤≥÷",
        "田中さんにあげて下さい",
        "👩‍👩‍👧‍👦 🇸🇪 e\u0301",
        "\u202etest\u202c",
        "<script>alert(1)</script>",
        "'; DROP TABLE tags;--",
        "\ufeff\u2028\u200b",
        "=1+1",
        "{{7*7}} %s %n",
    ],
)
async def test_naughty_strings_come_back_equal(client, text):
    profile_id = text.strip().replace("/", "") or "me"
    body = {"text": text, "seed_tags": ["dog"], "limit": 1, "exclude_tags": ["dog"], "profile_id": profile_id}
    response = await client.post("/v1/recommendations", json=body)
    assert response.status_code == 200, response.text
    assert response.json()["text_with_tags"].startswith(text)
    form = await client.post("/v1/recommendations", data=body, files={"image": photo()})
    assert form.status_code == 200, form.text
    assert form.json()["text_with_tags"].startswith(text)


@pytest.mark.parametrize("upload", [b"", b"not a picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>", photo()[:60]])
async def test_what_is_no_picture_is_refused(client, upload):
    response = await client.post("/v1/recommendations", files={"image": upload})
    assert response.status_code in (413, 415, 422), response.text
    assert response.json()["advice"]


async def test_more_than_ten_pictures_are_refused(client):
    response = await client.post("/v1/recommendations", files=[("image", photo())] * 11)
    assert (response.status_code, response.json()["code"]) == (422, "too_many_images")


async def test_an_address_counts_as_a_picture(client):
    wish, files = {"image_url": "http://example.invalid/a.png"}, [("image", photo())] * 10
    response = await client.post("/v1/recommendations", data=wish, files=files)
    assert (response.status_code, response.json()["code"]) == (422, "too_many_images")


async def test_a_file_field_of_another_name_is_refused(client):
    response = await client.post("/v1/recommendations", files={"avatar": photo()})
    assert (response.status_code, response.json()["code"]) == (400, "invalid_form")


@pytest.mark.parametrize("charset", ["undefined", "punycode"])
async def test_a_form_in_a_charset_that_cannot_be_read_is_refused(client, charset):
    body = b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\na dog \xff\r\n--b--\r\n'
    headers = {"Content-Type": f"multipart/form-data; boundary=b; charset={charset}"}
    response = await client.post("/v1/recommendations", content=body, headers=headers)
    assert (response.status_code, response.json()["code"]) == (400, "invalid_form")


@pytest.mark.parametrize("kind", ["text/plain", "image/png", "multipart/form-data"])
async def test_another_kind_of_body_is_refused(client, kind):
    response = await client.post("/v1/recommendations", content=photo(), headers={"Content-Type": kind})
    assert response.status_code in (400, 415)


async def test_a_picture_is_fetched_from_an_allowed_address(start):
    async def serve_photo(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        body = photo()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve_photo, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, start(fetch={"allow_private_hosts": [f"127.0.0.1:{port}"]}) as running:
        body = {"image_url": f"http://127.0.0.1:{port}/a.png"}
        answer = (await running.client.post("/v1/recommendations", json=body)).json()
    assert answer["caption"] == "red"


async def test_nothing_that_was_sent_stands_in_a_refusal(client):
    secret = base64.b64encode(b"a secret of the caller").decode()
    response = await client.post("/v1/recommendations", json={"text": "dog", "limit": secret, "platform": [secret]})
    assert response.status_code == 422
    assert secret not in response.text
    assert [error["field"] for error in response.json()["errors"]] == ["platform", "limit"]


MUCH = "My dog and my cat at the beach: coffee, vegan lunch, sunset over the sea, sand and waves"
FORM = {"json": {}, "data": {"files": {"image": photo()}}}
"""What makes it a form: a file."""


@pytest.mark.parametrize("way", ["json", "data"])
async def test_one_tag_may_be_left_to_chance_unless_the_request_says_no(start, way):
    async with start(ranker={"explore": 1.0}) as running:

        async def asked(explore: str) -> list[dict]:
            wishes = {"text": MUCH, "explore": explore == "true" if way == "json" else explore}
            response = await running.client.post("/v1/recommendations", **{way: wishes, **FORM[way]})
            assert response.status_code == 200, response.text
            return response.json()["tags"]

        left_to_chance, not_at_all = await asked("true"), await asked("false")
    assert len(left_to_chance) == len(not_at_all) == 5
    (explored,) = [tag for tag in left_to_chance if tag["explored"]]
    assert "shown to learn how it does" in explored["reasons"]
    assert not any(tag["explored"] for tag in not_at_all)


@pytest.mark.parametrize("profile_id", ["", "a/b", "x" * 101])
async def test_a_profile_that_no_path_can_name_is_refused_with_the_field(client, profile_id):
    response = await client.post("/v1/recommendations", json={"text": "a dog", "profile_id": profile_id})
    assert response.status_code == 422
    (wrong,) = response.json()["errors"]
    assert wrong["field"] == "profile_id"
    if not profile_id:
        assert wrong["message"] == "Not a profile_id: it is empty: leave it out for none."
