"""/v1/saved-groups: made, changed and forgotten by their owner only."""

import json

from hashtagger.storage.saved_groups import MOST, SavedGroup, add_saved_group
from tests.api.test_reviews import key

PATH = "/v1/saved-groups"
BODY = {"name": " Walks ", "tags": ["#GoldenHour", "日本", "beach_day"]}


async def made(client, body=BODY, **more):
    response = await client.post(PATH, json=body, **more)
    assert response.status_code == 201, response.text
    return response.json()


async def test_a_group_is_kept_in_the_order_and_spelling_of_its_owner(start):
    async with start() as running:
        client = running.client
        response = await client.post(PATH, json=BODY)
        told = response.json()
        read = await client.get(response.headers["location"])
        listed = (await client.get(PATH)).json()
    assert (told["name"], read.json(), listed) == ("Walks", told, {"groups": [told], "next": None})
    assert told["tags"] == [
        {"tag": "goldenhour", "display": "#GoldenHour"},
        {"tag": "日本", "display": "#日本"},
        {"tag": "beach_day", "display": "#beach_day"},
    ]


async def test_a_retry_with_the_same_key_makes_no_second_one(start):
    async with start() as running:
        headers = {"Idempotency-Key": "once"}
        first = await made(running.client, headers=headers)
        assert await made(running.client, headers=headers) == first
        assert len((await running.client.get(PATH)).json()["groups"]) == 1
        other = await running.client.post(PATH, json={**BODY, "name": "Other"}, headers=headers)
        assert other.status_code == 409


async def test_pages_are_newest_first(start):
    async with start() as running:
        ids = [(await made(running.client, {"name": f"g{n}", "tags": ["a"]}))["group_id"] for n in range(3)]
        first = (await running.client.get(PATH, params={"limit": 2})).json()
        second = (await running.client.get(PATH, params={"limit": 2, "cursor": first["next"]})).json()
    assert sorted(ids) == sorted(each["group_id"] for each in first["groups"] + second["groups"])
    assert (len(first["groups"]), second["next"]) == (2, None)


async def test_a_group_is_replaced_and_deleted(start):
    async with start() as running:
        client = running.client
        told = await made(client)
        place = f"{PATH}/{told['group_id']}"
        changed = (await client.put(place, json={"name": "Sea", "tags": ["sea"]})).json()
        assert (changed["name"], changed["tags"]) == ("Sea", [{"tag": "sea", "display": "#sea"}])
        assert (changed["created"], (await client.get(place)).json()) == (told["created"], changed)
        assert (await client.delete(place)).status_code == 204
        answers = [await client.get(place), await client.put(place, json=BODY), await client.delete(place)]
        assert [each.status_code for each in answers] == [404] * 3


async def test_nobody_finds_the_groups_of_another(start):
    async with start(auth={"required": True}) as running:
        client = running.client
        mine, yours = [await key(running, "recommend", "read", owner=owner) for owner in ("me", "you")]
        place = f"{PATH}/{(await made(client, headers=mine))['group_id']}"
        answers = [
            await client.get(place, headers=yours),
            await client.put(place, json=BODY, headers=yours),
            await client.delete(place, headers=yours),
        ]
        assert [each.status_code for each in answers] == [404] * 3
        assert (await client.get(PATH, headers=yours)).json()["groups"] == []
        assert (await client.get(place, headers=mine)).status_code == 200


async def test_reading_needs_read_and_writing_recommend(start):
    async with start(auth={"required": True}) as running:
        client = running.client
        reads, writes = await key(running, "read"), await key(running, "recommend")
        assert (await client.post(PATH, json=BODY, headers=reads)).json()["code"] == "missing_scope"
        assert (await client.get(PATH, headers=writes)).json()["code"] == "missing_scope"


async def test_one_more_than_may_be_is_refused(start):
    async with start() as running:
        services = running.state["services"]
        now = services.clock.now()

        def fill(connection):
            for n in range(MOST):
                add_saved_group(connection, SavedGroup(f"{n:03}", "local", "n", ["a"], now, now))

        await services.database.write(fill)
        refused = await running.client.post(PATH, json=BODY)
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_saved_groups")


WRONG = [
    {"name": ""},
    {"name": " \n"},
    {"name": "x" * 81},
    {"name": "a\0b"},
    {"name": "\ud800"},
    {"tags": []},
    {"tags": [f"t{n}" for n in range(31)]},
    {"tags": ["not a tag"]},
    {"tags": ["#"]},
    {"tags": ["<b>"]},
    {"tags": ["GoldenHour", "#goldenhour"]},
    {"surprise": 1},
]


async def test_what_is_wrong_is_refused(start):
    async with start() as running:
        for wrong in WRONG:
            body = json.dumps({**BODY, **wrong})
            response = await running.client.post(PATH, content=body, headers={"content-type": "application/json"})
            assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json"), wrong
        assert "#GoldenHour and" not in response.text
        body = {**BODY, "tags": ["GoldenHour", "#goldenhour"]}
        [error] = (await running.client.post(PATH, json=body)).json()["errors"]
    assert error["message"] == "#goldenhour and #GoldenHour are the same tag: keep one."
