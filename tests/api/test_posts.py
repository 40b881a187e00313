"""Posts and their engagement, one at a time."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from tests.api.test_feedback import answered, give
from tests.api.test_reviews import key

pytestmark = pytest.mark.asyncio(loop_scope="module")

PUBLISHED = (datetime.now(UTC) - timedelta(days=3)).replace(microsecond=0)


async def report(client, id, **body):
    headers = body.pop("headers", None)
    return await client.post(f"/v1/posts/{id}/engagement", json=body, headers=headers)


async def put(client, id, **columns):
    columns = {"observed_at": datetime.now(UTC).isoformat(), "likes": 1, **columns}
    body = f"post_id,{','.join(columns)}\n{id},{','.join(map(str, columns.values()))}\n"
    response = await client.post("/v1/posts/engagement", content=body, headers={"content-type": "text/csv"})
    assert response.json()["accepted"] == 1, response.text


async def test_a_post_we_had_not_heard_of_can_be_reported(client):
    response = await report(client, "p-1", observed_at=PUBLISHED.isoformat(), likes=3, saves=1, impressions=80)
    assert response.status_code == 200, response.text
    told = response.json()
    assert told["engagement"] == [
        {
            "observed_at": PUBLISHED.isoformat().replace("+00:00", "Z"),
            "age_h": None,
            "interactions": 4,
            "impressions": 80,
            "likes": 3,
            "saves": 1,
            **dict.fromkeys(("reach", "comments", "shares", "follows")),
        }
    ]
    assert (told["post_id"], told["tags"], told["published_at"]) == ("p-1", None, None)
    assert (await client.get("/v1/posts/p-1")).json() == told


async def test_an_age_is_enough_once_it_is_known_when_the_post_was_published(client):
    await put(client, "p-2", published_at=PUBLISHED.isoformat())
    await report(client, "p-2", age_h=1.5, likes=2)
    told = (await report(client, "p-2", age_h=24, likes=9)).json()
    assert [(each["age_h"], each["likes"]) for each in told["engagement"]][1:] == [(24.0, 9), (1.5, 2)]


async def test_the_larger_of_two_reports_of_one_moment_stays(client):
    for likes, comments in ((5, None), (3, 2), (5, None)):
        told = (await report(client, "p-3", observed_at=PUBLISHED.isoformat(), likes=likes, comments=comments)).json()
    assert [(each["likes"], each["comments"]) for each in told["engagement"]] == [(5, 2)]


async def test_feedback_completes_a_post_that_was_reported_before(client):
    await report(client, "p-4", observed_at=datetime.now(UTC).isoformat(), likes=5)
    id, shown = await answered(client)
    await give(client, id, post={"post_id": "p-4"})
    told = (await client.get("/v1/posts/p-4")).json()
    assert (told["recommendation_id"], told["tags"], len(told["engagement"])) == (id, shown, 1)


SOON = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
WRONG = [
    ({"observed_at": SOON, "likes": 1}, "observed_at"),
    ({"observed_at": (PUBLISHED - timedelta(minutes=1)).isoformat(), "likes": 1}, "observed_at"),
    ({"observed_at": "2001-01-01T00:00:00Z", "likes": 1}, "observed_at"),
    ({"observed_at": "2026-11-21T10:00:00", "likes": 1}, "observed_at"),
    ({"age_h": 24 * 4, "likes": 1}, "age_h"),
    ({"age_h": -1, "likes": 1}, "age_h"),
    ({"age_h": 1, "likes": -1}, "likes"),
    ({"age_h": 1, "reach": 10**12 + 1}, "reach"),
    ({"age_h": 1, "likes": 1.5}, "likes"),
    ({"age_h": 1}, "body"),
    ({"likes": 1}, "body"),
    ({"age_h": 1, "observed_at": PUBLISHED.isoformat(), "likes": 1}, "body"),
    ({"age_h": 1, "hearts": 1}, "hearts"),
]


async def test_wrong_reports_are_refused_by_field(client):
    await put(client, "p-5", published_at=PUBLISHED.isoformat())
    for body, field in WRONG:
        response = await report(client, "p-5", **body)
        assert response.status_code == 422, body
        assert [each["field"] for each in response.json()["errors"]] == [field], response.text
    assert len((await client.get("/v1/posts/p-5")).json()["engagement"]) == 1


async def test_an_age_without_a_known_time_of_publishing_is_refused_and_no_post_made(client):
    response = await report(client, "p-6", age_h=3, likes=1)
    assert response.json()["errors"][0]["field"] == "age_h"
    assert (await client.get("/v1/posts/p-6")).status_code == 404


@pytest.mark.parametrize("name", [".", "a b", "x" * 201, "é", "a%00b"])
async def test_a_name_that_cannot_stand_in_a_path_is_refused(client, name):
    response = await report(client, name.replace(".", "%2e"), observed_at=PUBLISHED.isoformat(), likes=1)
    assert response.status_code in (404, 422)
    assert response.json()["code"] in ("no_such_route", "invalid_fields")


async def test_a_deleted_post_is_gone(client):
    await report(client, "p-7", observed_at=PUBLISHED.isoformat(), likes=1)
    assert (await client.delete("/v1/posts/p-7")).status_code == 204
    assert (await client.get("/v1/posts/p-7")).status_code == 404
    assert (await client.delete("/v1/posts/p-7")).status_code == 404


async def test_posts_are_listed_by_pages(start):
    async with start() as running:
        for name in ("b", "c", "a"):
            await put(running.client, name)
        first = (await running.client.get("/v1/posts", params={"limit": 2})).json()
        second = (await running.client.get("/v1/posts", params={"limit": 2, "cursor": first["next"]})).json()
    assert [each["post_id"] for each in first["posts"] + second["posts"]] == ["a", "b", "c"]
    assert second["next"] is None


async def test_nobody_finds_the_posts_of_another_and_keys_need_their_scope(start):
    async with start(auth={"required": True}) as running:
        client = running.client
        mine = await key(running, "recommend", "read", owner="me")
        yours = await key(running, "recommend", "read", owner="you")
        reader, writer = await key(running, "read", owner="me"), await key(running, "recommend", owner="me")
        told = {"observed_at": PUBLISHED.isoformat(), "likes": 1}
        assert (await report(client, "x", **told, headers=mine)).status_code == 200
        assert (await client.get("/v1/posts/x", headers=yours)).status_code == 404
        assert (await client.delete("/v1/posts/x", headers=yours)).status_code == 404
        assert (await client.get("/v1/posts", headers=yours)).json()["posts"] == []
        assert (await report(client, "x", **told | {"likes": 9}, headers=yours)).status_code == 200
        assert (await client.get("/v1/posts/x", headers=reader)).json()["engagement"][0]["likes"] == 1
        assert (await report(client, "x", **told, headers=reader)).status_code == 403
        assert (await client.delete("/v1/posts/x", headers=reader)).status_code == 403
        assert (await client.get("/v1/posts/x", headers=writer)).status_code == 403


async def test_a_key_may_report_so_many_rows_a_day(start):
    async with start(auth={"required": True}, ranker={"max_engagement_per_day": 2}) as running:
        mine = await key(running, "recommend", owner="me")
        for likes in (1, 1):
            told = {"observed_at": PUBLISHED.isoformat(), "likes": likes, "headers": mine}
            assert (await report(running.client, "x", **told)).status_code == 200
        body = "post_id,age_h,published_at,likes\n" + "".join(
            f"y,{age},{PUBLISHED.isoformat()},1\n" for age in (1, 2, 3)
        )
        headers = {"content-type": "text/csv", **mine}
        told = (await running.client.post("/v1/posts/engagement", content=body, headers=headers)).json()
        assert (told["accepted"], [each["line"] for each in told["refusals"]]) == (1, [3, 4])
        refused = await report(running.client, "x", observed_at=PUBLISHED.isoformat(), likes=2, headers=mine)
        assert (refused.status_code, refused.json()["code"]) == (429, "daily_limit")
        assert "retry-after" in refused.headers


async def test_what_changes_nothing_may_be_sent_again_without_room_for_more(start):
    async with start(auth={"required": True}, ranker={"max_engagement_per_day": 2}) as running:
        client, mine = running.client, await key(running, "recommend", owner="me")
        again = {"observed_at": PUBLISHED.isoformat(), "likes": 3, "headers": mine}
        rows = [f"{name},{PUBLISHED.isoformat()},3\n" for name in ("x", "y", "z")]
        headers = {"content-type": "text/csv", **mine}
        for sent in (2, 3):
            body = "post_id,observed_at,likes\n" + "".join(rows[:sent])
            told = (await client.post("/v1/posts/engagement", content=body, headers=headers)).json()
            assert told["accepted"] == 2, told
        assert [each["line"] for each in told["refusals"]] == [4]
        assert (await report(client, "y", **again)).status_code == 200
        assert (await report(client, "z", **again)).status_code == 429


async def test_deliveries_at_once_share_the_room_of_their_key(start):
    async with start(auth={"required": True}, ranker={"max_engagement_per_day": 10}) as running:
        headers = {"content-type": "text/csv", **await key(running, "recommend", owner="me")}

        async def deliver(name):
            rows = "".join(f"{name}{n},{PUBLISHED.isoformat()},1\n" for n in range(10))
            body = f"post_id,observed_at,likes\n{rows}"
            return (await running.client.post("/v1/posts/engagement", content=body, headers=headers)).json()

        told = await asyncio.gather(*map(deliver, "abcdefgh"))
    assert sum(each["accepted"] for each in told) == 10
