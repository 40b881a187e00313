"""/v1/watchlists: made, changed, tried and forgotten by their owner only."""

import contextlib
import json
from datetime import UTC, datetime

import httpx

from hashtagger.alerts.delivery import deliver_alerts
from hashtagger.alerts.evaluate import evaluate_watchlists
from hashtagger.media.fetch import Fetcher
from tests.alerts.conftest import SECRET, Receiver
from tests.api.test_reviews import key
from tests.api.test_trends import HOUR, now
from tests.trend_builders import put_trends

HOOK = {"webhook_url": "http://hook.test/here", "webhook_secret": SECRET}
BODY = {"name": "Space", "rules": [{"kind": "z_above", "value": 4}], "tags": ["#Eclipse", "Solar  Eclipse"], **HOOK}
PATH = "/v1/watchlists"


@contextlib.asynccontextmanager
async def begun(start, receiver=None, **settings):
    """A server whose webhooks reach ``receiver``."""

    async def resolve(host, port):
        return ["93.184.216.34"]

    async with start(**settings) as running:
        services = running.state["services"]
        limits = (services.settings.fetch, services.settings.intake)
        fetcher = Fetcher(*limits, resolve=resolve, transport=receiver or Receiver())
        object.__setattr__(services.alerts.ways, "fetcher", fetcher)
        yield running


async def made(running, body=BODY, **more):
    response = await running.client.post(PATH, json=body, **more)
    assert response.status_code == 201, response.text
    return response.json()


async def test_a_watchlist_is_kept_as_asked_and_its_secret_never_shown(start):
    async with begun(start) as running:
        body = {**BODY, "filters": {"region": "de", "platform": "mastodon"}}
        response = await running.client.post(PATH, json=body)
        told = response.json()
        assert response.headers["location"] == f"{PATH}/{told['watchlist_id']}"
        read = (await running.client.get(response.headers["location"])).json()
        listed = (await running.client.get(PATH)).json()
    assert told["tags"] == ["eclipse", "solar eclipse"]
    assert told["filters"] == {"region": "DE", "language": "", "category": None, "platform": "mastodon", "kind": None}
    assert (told["has_secret"], told["webhook_url"], told["enabled"]) == (True, HOOK["webhook_url"], True)
    assert read == {**told, "recent": []}
    assert listed == {"watchlists": [told], "next": None}
    assert SECRET not in response.text + str(read) + str(listed)


async def test_a_retry_with_the_same_key_makes_no_second_one(start):
    async with begun(start) as running:
        headers = {"Idempotency-Key": "once"}
        first = await made(running, headers=headers)
        assert await made(running, headers=headers) == first
        assert len((await running.client.get(PATH)).json()["watchlists"]) == 1
        other = await running.client.post(PATH, json={**BODY, "name": "Other"}, headers=headers)
        assert other.status_code == 409


async def test_only_what_is_given_changes(start):
    async with begun(start, mail={"host": "127.0.0.1"}) as running:
        told = await made(running)
        place = f"{PATH}/{told['watchlist_id']}"
        changed = (await running.client.patch(place, json={"enabled": False, "email": "me@example.org"})).json()
        assert changed == {**told, "enabled": False, "email": "me@example.org"}
        without = (await running.client.patch(place, json={"webhook_url": None})).json()
        assert (without["webhook_url"], without["has_secret"]) == (None, False)
        last = await running.client.patch(place, json={"email": None})
        assert (last.status_code, last.json()["code"]) == (422, "nowhere_to_tell")
        unnamed = await running.client.patch(place, json={"name": None})
        assert unnamed.json()["errors"] == [{"field": "name", "message": "It cannot be taken away."}]


async def test_a_deleted_watchlist_is_gone(start):
    async with begun(start) as running:
        place = f"{PATH}/{(await made(running))['watchlist_id']}"
        assert (await running.client.delete(place)).status_code == 204
        assert (await running.client.get(place)).status_code == 404
        assert (await running.client.delete(place)).status_code == 404


async def test_nobody_finds_the_watchlists_of_another(start):
    async with begun(start, auth={"required": True}) as running:
        mine, yours = await key(running, "watch", owner="me"), await key(running, "watch", owner="you")
        place = f"{PATH}/{(await made(running, headers=mine))['watchlist_id']}"
        client = running.client
        answers = [
            await client.get(place, headers=yours),
            await client.patch(place, json={"enabled": False}, headers=yours),
            await client.delete(place, headers=yours),
            await client.post(f"{place}/test", headers=yours),
        ]
        assert [each.status_code for each in answers] == [404] * 4
        assert (await client.get(PATH, headers=yours)).json()["watchlists"] == []
        assert (await client.get(place, headers=mine)).json()["enabled"]


async def test_a_key_needs_the_scope_to_watch(start):
    async with begun(start, auth={"required": True}) as running:
        headers = await key(running, "read", "recommend", "generate")
        response = await running.client.post(PATH, json=BODY, headers=headers)
        assert (response.status_code, response.json()["code"]) == (403, "missing_scope")


WRONG = [
    {"rules": []},
    {"rules": [{"kind": "enters_top", "value": 0}]},
    {"rules": [{"kind": "other", "value": 1}]},
    {"email": "me@example.org\r\nBcc: all@example.org"},
    {"email": "me, you@example.org"},
    {"webhook_secret": "password"},
    {"webhook_secret": None},
    {"webhook_url": "http://127.0.0.1/"},
    {"webhook_url": "ftp://example.org/"},
    {"name": "\ud800"},
    {"filters": {"region": "Germany"}},
    {"surprise": 1},
]


async def test_what_is_wrong_is_refused_and_a_secret_not_repeated(start):
    async with begun(start) as running:
        for wrong in WRONG:
            body = json.dumps({**BODY, **wrong})
            response = await running.client.post(PATH, content=body, headers={"content-type": "application/json"})
            assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json"), wrong
            assert "password" not in response.text


async def test_a_test_message_tells_how_it_went(start):
    receiver = Receiver(204, 500)
    async with begun(start, receiver) as running:
        place = f"{PATH}/{(await made(running))['watchlist_id']}"
        first = (await running.client.post(f"{place}/test")).json()
        second = (await running.client.post(f"{place}/test")).json()
        recent = (await running.client.get(place)).json()["recent"]
    assert first["deliveries"] == [{"way": "webhook", "delivered": True, "status": 204, "error": None}]
    assert second["deliveries"] == [{"way": "webhook", "delivered": False, "status": 500, "error": "status_500"}]
    assert sorted((each["state"], each["about"]) for each in recent) == [("delivered", None), ("failed", None)]


async def test_an_alert_reaches_the_webhook_and_the_list_of_recent_ones(start):
    receiver = Receiver()
    async with begun(start, receiver) as running:
        services = running.state["services"]
        place = f"{PATH}/{(await made(running))['watchlist_id']}"
        put_trends(services.database, now(hour=HOUR - 1, z=1.0), now())
        moment = datetime.now(UTC)
        await evaluate_watchlists(services.database, HOUR, now=moment, floor=10)
        await deliver_alerts(services.database, services.alerts.ways, services.clock)
        [recent] = (await running.client.get(place)).json()["recent"]
        shown = (await running.client.get("/v1/trends")).json()["trends"][0]
    assert (recent["state"], recent["about"], recent["attempt"]) == ("delivered", "eclipse", 1)
    [request] = receiver.requests
    assert httpx.Response(200, content=request.read()).json()["data"]["trend"] == shown
