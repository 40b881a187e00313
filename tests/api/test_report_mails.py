"""/v1/report-mails: ordered, changed, tried and forgotten by their owner only."""

from __future__ import annotations

import json

import pytest

from hashtagger.report_mails.links import export_path
from hashtagger.reports.asked import View
from tests.alerts.conftest import mail, post  # noqa: F401 - fixtures
from tests.api.test_reviews import key
from tests.api.test_trends import now
from tests.report_mails.conftest import opened
from tests.trend_builders import put_trends

PATH = "/v1/report-mails"
BODY = {
    "name": "Space",
    "view": "trends",
    "params": {"language": "en", "limit": 20},
    "formats": ["csv", "pdf", "csv"],
    "email": "team@example.org",
    "schedule": {"every": "week", "weekday": "monday", "hour": 8, "timezone": "Europe/Berlin"},
}
MAIL = {"host": "127.0.0.1"}


async def made(running, body=BODY, **more):
    response = await running.client.post(PATH, json=body, **more)
    assert response.status_code == 201, response.text
    return response.json()


async def test_an_order_is_kept_as_asked(start):
    async with start(mail=MAIL) as running:
        response = await running.client.post(PATH, json=BODY)
        told = response.json()
        assert response.headers["location"] == f"{PATH}/{told['report_mail_id']}"
        read = (await running.client.get(response.headers["location"])).json()
        listed = (await running.client.get(PATH)).json()
    assert (told["formats"], told["language"], told["enabled"]) == (["csv", "pdf"], "en", True)
    assert told["schedule"] == {**BODY["schedule"], "day": None}
    assert told["params"] == BODY["params"]
    assert told["next_due"].endswith(("T07:00:00Z", "T06:00:00Z"))
    assert read == {**told, "recent": []}
    assert listed == {"report_mails": [told], "next": None}


async def test_a_retry_with_the_same_key_makes_no_second_one(start):
    async with start(mail=MAIL) as running:
        headers = {"Idempotency-Key": "once"}
        first = await made(running, headers=headers)
        assert await made(running, headers=headers) == first
        assert len((await running.client.get(PATH)).json()["report_mails"]) == 1


async def test_the_list_is_read_by_pages_newest_first(start):
    async with start(mail=MAIL) as running:
        ids = [(await made(running))["report_mail_id"] for _ in range(3)]
        first = (await running.client.get(PATH, params={"limit": 2})).json()
        second = (await running.client.get(PATH, params={"limit": 2, "cursor": first["next"]})).json()
    found = [each["report_mail_id"] for each in first["report_mails"] + second["report_mails"]]
    assert (found, second["next"]) == (sorted(ids, reverse=True), None)


async def test_only_what_is_given_changes(start):
    async with start(mail=MAIL) as running:
        told = await made(running)
        place = f"{PATH}/{told['report_mail_id']}"
        changed = (await running.client.patch(place, json={"enabled": False, "name": "Moon"})).json()
        assert changed == {**told, "enabled": False, "name": "Moon", "next_due": None}
        daily = {"every": "day", "hour": 6}
        moved = (await running.client.patch(place, json={"schedule": daily, "enabled": True})).json()
        assert moved["schedule"] == {**daily, "weekday": None, "day": None, "timezone": "UTC"}
        unnamed = await running.client.patch(place, json={"schedule": None})
        assert unnamed.json()["errors"] == [{"field": "schedule", "message": "It cannot be taken away."}]


async def test_a_deleted_order_is_gone(start):
    async with start(mail=MAIL) as running:
        place = f"{PATH}/{(await made(running))['report_mail_id']}"
        assert (await running.client.delete(place)).status_code == 204
        assert (await running.client.get(place)).status_code == 404
        assert (await running.client.delete(place)).status_code == 404


async def test_nobody_finds_the_orders_of_another(start):
    async with start(mail=MAIL, auth={"required": True}) as running:
        mine, yours = await key(running, "watch", owner="me"), await key(running, "watch", owner="you")
        place = f"{PATH}/{(await made(running, headers=mine))['report_mail_id']}"
        client = running.client
        answers = [
            await client.get(place, headers=yours),
            await client.patch(place, json={"email": "you@example.org"}, headers=yours),
            await client.delete(place, headers=yours),
            await client.post(f"{place}/test", headers=yours),
        ]
        assert [each.status_code for each in answers] == [404] * 4
        assert (await client.get(PATH, headers=yours)).json()["report_mails"] == []
        assert (await client.get(place, headers=mine)).json()["email"] == BODY["email"]


async def test_a_key_needs_the_scope_to_watch_and_for_the_lift_report_to_administer(start):
    async with start(mail=MAIL, auth={"required": True}) as running:
        lift = {**BODY, "view": "lift", "params": {}}
        for scopes, body, status in (
            (("read", "recommend"), BODY, 403),
            (("watch",), lift, 403),
            (("watch",), BODY, 201),
            (("admin",), lift, 201),
        ):
            response = await running.client.post(PATH, json=body, headers=await key(running, *scopes))
            assert response.status_code == status, (scopes, response.text)


WRONG = [
    {"email": "me@example.org\r\nBcc: all@example.org"},
    {"email": None},
    {"name": "\ud800"},
    {"view": "everything"},
    {"formats": []},
    {"formats": ["exe"]},
    {"params": {"surprise": "1"}},
    {"params": {"region": "Germany"}},
    {"params": {"limit": 10**30}},
    {"params": {"limit": True}},
    {"params": {"language": "e\0"}},
    {"view": "tag", "params": {}},
    {"schedule": {"every": "week", "hour": 8}},
    {"schedule": {"every": "day", "hour": 8, "weekday": "monday"}},
    {"schedule": {"every": "month", "hour": 8, "day": 29}},
    {"schedule": {"every": "day", "hour": 24}},
    {"schedule": {"every": "day", "hour": 8, "timezone": "Europe/Nowhere"}},
    {"schedule": {"every": "day", "hour": 8, "timezone": "../../etc/passwd"}},
    {"surprise": 1},
]


async def test_what_is_wrong_is_refused(start):
    async with start(mail=MAIL) as running:
        for wrong in WRONG:
            body = json.dumps({**BODY, **wrong})
            response = await running.client.post(PATH, content=body, headers={"content-type": "application/json"})
            assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json"), wrong
        assert (await running.client.get(PATH)).json()["report_mails"] == []


async def test_a_server_that_sends_no_mail_says_so(start):
    async with start() as running:
        response = await running.client.post(PATH, json=BODY)
        assert (response.status_code, response.json()["code"]) == (422, "mail_disabled")


async def test_a_test_sends_the_report_at_once(start, post, mail):  # noqa: F811
    async with start(mail=mail) as running:
        put_trends(running.state["services"].database, now())
        place = f"{PATH}/{(await made(running, {**BODY, 'params': {}, 'formats': ['csv']}))['report_mail_id']}"
        assert (await running.client.post(f"{place}/test")).json() == {"sent": True, "error": None}
        post.answer = "451 later"
        failed = (await running.client.post(f"{place}/test")).json()
        recent = (await running.client.get(place)).json()["recent"]
    assert failed == {"sent": False, "error": "recipient_deferred"}
    assert sorted((each["state"], each["due"]) for each in recent) == [("failed", None), ("sent", None)]
    [file] = opened(post.mails[0]).iter_attachments()
    assert file.get_filename().endswith(".csv")
    assert b"clipse" in file.get_payload(decode=True)


SOME = {
    "trends": {"region": "DE", "limit": 20},
    "tag": {"tag": "sun set"},
    "comparison": {"tags": "dogs,cats"},
    "seasonality": {"tag": "#dogs"},
    "lift": {},
    "experiment": {"experiment_id": "01KAGZ1V0Q3Y7N8M2T4R6W9XZC"},
}


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("view", View)
async def test_a_mail_leads_to_a_route_that_there_is(client, view):
    answer = await client.get(export_path(view, {**SOME[view], "timezone": "Europe/Berlin"}, "csv"))
    assert answer.status_code == 200 or answer.json()["code"] in ("not_found", "unknown_trend")
