"""Who may ask: keys, scopes, tenants, and when none are needed."""

import pytest

from api.main import create_app
from hashtagger.errors import MissingComponent
from hashtagger.settings import Settings
from hashtagger.storage.keys import create_key, revoke_key
from tests.api.builders import photo

ON = {"required": True}


async def make_key(running, name="app", owner="studio", scopes=("recommend", "read")):
    services = running.state["services"]
    plain, key = await services.database.write(create_key, name, owner=owner, scopes=scopes, now=services.clock.now())
    return {"Authorization": f"Bearer {plain}"}, key


async def test_without_a_key_nothing_is_answered_but_health(start):
    async with start(auth=ON) as running:
        response = await running.client.post("/v1/recommendations", files={"image": photo()})
        assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")
        assert response.headers["www-authenticate"].startswith("Bearer")
        assert response.headers["connection"] == "close"
        assert (await running.client.get("/metrics")).status_code == 401
        assert (await running.client.get("/livez")).status_code == 200


async def test_a_key_lets_in(start):
    async with start(auth=ON) as running:
        headers, _ = await make_key(running)
        response = await running.client.post("/v1/recommendations", json={"text": "a dog"}, headers=headers)
        assert response.status_code == 200, response.text


@pytest.mark.parametrize("header", ["Bearer ht_wrong", "Basic abc", "Bearer", "Bearer \xff", "ht_x"])
async def test_a_wrong_key_does_not(start, header):
    async with start(auth=ON) as running:
        headers = {"Authorization": header.encode("latin-1")}
        assert (await running.client.get("/v1/tags", headers=headers)).status_code == 401


async def test_a_revoked_key_does_not(start):
    async with start(auth=ON) as running:
        headers, key = await make_key(running)
        services = running.state["services"]
        await services.database.write(revoke_key, key.id, now=services.clock.now())
        response = await running.client.get("/v1/tags", headers=headers)
        assert (response.status_code, response.json()["code"]) == (401, "unknown_key")


async def test_a_key_may_do_only_what_its_scopes_say(start):
    async with start(auth=ON) as running:
        reader, _ = await make_key(running, scopes=["read"])
        refused = await running.client.post("/v1/recommendations", json={"text": "a dog"}, headers=reader)
        assert (refused.status_code, refused.json()["code"]) == (403, "missing_scope")
        assert (await running.client.get("/v1/tags", headers=reader)).status_code == 200


async def test_another_tenants_answer_is_not_found(start):
    async with start(auth=ON) as running:
        mine, _ = await make_key(running, owner="studio")
        theirs, _ = await make_key(running, owner="agency")
        answer = (await running.client.post("/v1/recommendations", json={"text": "a dog"}, headers=mine)).json()
        path = f"/v1/recommendations/{answer['recommendation_id']}"
        assert (await running.client.get(path, headers=mine)).status_code == 200
        assert (await running.client.get(path, headers=theirs)).status_code == 404


async def test_two_tenants_may_use_the_same_idempotency_key(start):
    async with start(auth=ON) as running:
        for owner, text in (("studio", "a dog"), ("agency", "a cat")):
            headers, _ = await make_key(running, owner=owner)
            response = await running.client.post(
                "/v1/recommendations", json={"text": text}, headers={**headers, "Idempotency-Key": "1"}
            )
            assert response.status_code == 200


def test_keys_cannot_be_off_where_others_can_reach_us():
    settings = Settings(serve={"host": "0.0.0.0"}, auth={"required": False})
    with pytest.raises(MissingComponent, match="without API keys"):
        create_app(settings)


async def test_keys_are_required_where_others_can_reach_us(start):
    async with start(serve={"host": "0.0.0.0"}) as running:
        assert (await running.client.get("/v1/tags")).status_code == 401


async def test_too_many_requests_are_told_to_wait(start):
    async with start(serve={"requests_per_minute": 2}) as running:
        first, _, third = [await running.client.get("/v1/platforms") for _ in range(3)]
    assert first.headers["ratelimit-policy"] == '"default";q=2;w=60'
    assert first.headers["ratelimit"].startswith('"default";r=1;t=')
    assert (third.status_code, third.json()["code"]) == (429, "rate_limited")
    assert 1 <= int(third.headers["retry-after"]) <= 60


async def test_guessing_keys_costs_quota(start):
    async with start(auth=ON, serve={"requests_per_minute": 2}) as running:
        statuses = [(await running.client.get("/v1/tags")).status_code for _ in range(3)]
    assert statuses == [401, 401, 429]


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000"])
async def test_without_keys_any_name_of_this_machine_will_do(start, host):
    async with start() as running:
        assert (await running.client.get("/v1/tags", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "[::", "10.0.0.1"])
async def test_without_keys_a_foreign_host_name_is_refused(start, host):
    async with start() as running:
        response = await running.client.get("/v1/tags", headers={"Host": host})
        assert (response.status_code, response.json()["code"]) == (403, "foreign_host")
        assert "HASHTAGGER_AUTH__REQUIRED" in response.json()["advice"]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:9999", "http://["])
async def test_without_keys_a_page_of_another_site_is_refused(start, origin):
    async with start() as running:
        response = await running.client.post("/v1/recommendations", json={"text": "a dog"}, headers={"Origin": origin})
        assert (response.status_code, response.json()["code"]) == (403, "foreign_origin")


async def test_without_keys_our_own_pages_are_answered(start):
    async with start() as running:
        headers = {"Host": "localhost:8000", "Origin": "http://localhost:8000"}
        assert (await running.client.get("/v1/tags", headers=headers)).status_code == 200


async def test_with_a_key_the_host_does_not_matter(start):
    async with start(auth=ON) as running:
        headers, _ = await make_key(running)
        headers |= {"Host": "tags.example", "Origin": "https://studio.example"}
        assert (await running.client.get("/v1/tags", headers=headers)).status_code == 200
