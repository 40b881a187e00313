"""/v1/keys: administrators make, list and revoke keys."""

import sqlalchemy as sa

from hashtagger.storage.tables import api_keys, idempotency_keys
from tests.api.test_auth import ON, make_key

BODY = {"name": "phone", "scopes": ["recommend", "read"]}


def bearer(plain):
    return {"Authorization": f"Bearer {plain}"}


async def admin(running):
    return await make_key(running, "boss", "studio", ("admin",))


async def test_a_key_is_made_shown_once_and_lets_in(start):
    async with start(auth=ON) as running:
        headers, _ = await admin(running)
        made = await running.client.post("/v1/keys", json=BODY, headers=headers)
        told = made.json()
        answer = await running.client.get("/v1/tags?limit=1", headers=bearer(told["key"]))
        listed = await running.client.get("/v1/keys", headers=headers)
    assert (made.status_code, told["owner"], told["scopes"]) == (201, "studio", ["read", "recommend"])
    assert made.headers["cache-control"] == "no-store"
    assert answer.status_code == 200
    assert [each["name"] for each in listed.json()["keys"]] == ["phone", "boss"]
    assert listed.json()["keys"][0]["prefix"] == told["key"][:11]
    assert told["key"] not in listed.text


async def test_a_retry_makes_no_second_key_and_its_text_is_kept_nowhere(start):
    async with start() as running:
        headers = {"Idempotency-Key": "one"}
        first = (await running.client.post("/v1/keys", json=BODY, headers=headers)).json()
        again = await running.client.post("/v1/keys", json=BODY, headers=headers)
        with running.state["services"].database.reading() as connection:
            kept = connection.execute(sa.select(idempotency_keys)).all()
            made = connection.execute(sa.select(api_keys)).all()
    assert again.headers["idempotency-replayed"] == "true"
    assert again.json() == {**first, "key": None}
    assert len(made) == 1
    assert first["key"] not in str(kept) + str(made)


async def test_a_key_may_be_made_for_another_owner(start):
    async with start() as running:
        told = (await running.client.post("/v1/keys", json=BODY | {"owner": "guest"})).json()
        mine = (await running.client.post("/v1/keys", json=BODY)).json()
        found = (await running.client.get("/v1/keys", params={"owner": "guest"})).json()["keys"]
    assert (told["owner"], mine["owner"]) == ("guest", "local")
    assert [each["key_id"] for each in found] == [told["key_id"]]


async def test_keys_come_by_pages_and_revoked_ones_can_be_left_out(start):
    async with start() as running:
        made = [(await running.client.post("/v1/keys", json=BODY)).json()["key_id"] for _ in range(3)]
        first = (await running.client.get("/v1/keys", params={"limit": 2})).json()
        second = (await running.client.get("/v1/keys", params={"limit": 2, "cursor": first["next"]})).json()
        await running.client.delete(f"/v1/keys/{made[0]}")
        live = (await running.client.get("/v1/keys", params={"revoked": False})).json()["keys"]
    ids = [each["key_id"] for each in first["keys"] + second["keys"]]
    assert (sorted(ids, reverse=True), sorted(ids), second["next"]) == (ids, sorted(made), None)
    assert {each["key_id"] for each in live} == set(made[1:])


async def test_a_revoked_key_lets_nobody_in_and_a_second_time_changes_nothing(start):
    async with start(auth=ON) as running:
        headers, _ = await admin(running)
        made = (await running.client.post("/v1/keys", json=BODY, headers=headers)).json()
        first = await running.client.delete(f"/v1/keys/{made['key_id']}", headers=headers)
        again = await running.client.delete(f"/v1/keys/{made['key_id']}", headers=headers)
        answer = await running.client.get("/v1/tags", headers=bearer(made["key"]))
    assert first.json()["revoked"] is not None
    assert again.json() == first.json()
    assert (answer.status_code, answer.json()["code"]) == (401, "unknown_key")


async def test_nobody_is_locked_out_unknowingly(start):
    async with start(auth=ON) as running:
        headers, key = await admin(running)
        refused = await running.client.delete(f"/v1/keys/{key.id}", headers=headers)
        still = await running.client.get("/v1/keys", headers=headers)
        knowing = await running.client.delete(f"/v1/keys/{key.id}?even_own=true", headers=headers)
        gone = await running.client.get("/v1/keys", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "own_key")
    assert "even_own" in refused.json()["advice"]
    assert [each.status_code for each in (still, knowing, gone)] == [200, 200, 401]


async def test_what_is_no_scope_or_no_name_is_refused_by_name(start):
    async with start() as running:
        body = {"name": "", "scopes": ["everything"], "owner": "a\x00b"}
        answer = await running.client.post("/v1/keys", json=body)
        unknown = await running.client.delete("/v1/keys/01KAGZ1V0Q3Y7N8M2T4R6W9XZC")
    assert {each["field"] for each in answer.json()["errors"]} == {"name", "scopes.0", "owner"}
    assert unknown.status_code == 404


async def test_only_administrators_may_look_make_or_revoke(start):
    async with start(auth=ON) as running:
        headers, key = await make_key(running, scopes=("read", "recommend", "watch", "generate"))
        answers = [
            await running.client.get("/v1/keys", headers=headers),
            await running.client.post("/v1/keys", json=BODY, headers=headers),
            await running.client.delete(f"/v1/keys/{key.id}", headers=headers),
        ]
    assert [(each.status_code, each.json()["code"]) for each in answers] == [(403, "missing_scope")] * 3
