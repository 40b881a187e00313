"""Feedback on answers: what holds afterwards, and what is refused."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.api.builders import photo
from tests.api.test_reviews import key

pytestmark = pytest.mark.asyncio(loop_scope="module")

NDJSON = {"content-type": "application/x-ndjson"}


def now():
    return datetime.now(UTC)


async def answered(client, **more):
    response = await client.post(
        "/v1/recommendations", json={"text": "My dog loves the beach", "profile_id": "me"}, **more
    )
    assert response.status_code == 200, response.text
    answer = response.json()
    return answer["recommendation_id"], [tag["tag"] for tag in answer["tags"]]


async def give(client, id, *events, post=None, **more):
    body = {"events": list(events), **({"post": post} if post else {})}
    return await client.post(f"/v1/recommendations/{id}/feedback", json=body, **more)


def done(kind, tag=None, at=None):
    return {"kind": kind, **({"tag": tag} if tag else {}), **({"at": at.isoformat()} if at else {})}


async def test_what_was_done_is_told_back(client):
    id, shown = await answered(client)
    copied = now()
    response = await give(
        client,
        id,
        done("removed", f"#{shown[0].upper()}"),
        done("kept", shown[1]),
        done("added", "#My_Own"),
        done("copied", at=copied),
        post={"post_id": "fb-1", "published_at": now().isoformat(), "followers": 7},
    )
    assert response.status_code == 200, response.text
    told = response.json()
    post = told.pop("post")
    assert datetime.fromisoformat(told.pop("copied_at")) == copied
    assert told == {"recommendation_id": id, "removed": [shown[0]], "kept": [shown[1]], "added": ["my_own"]}
    assert post["tags"] == [*shown[1:], "my_own"]
    assert [
        post[name] for name in ("post_id", "profile_id", "platform", "format", "followers", "recommendation_id")
    ] == [*("fb-1", "me", "instagram", "text", 7, id)]


async def test_the_same_again_changes_nothing(client):
    id, shown = await answered(client)
    at = now()
    events = (done("removed", shown[0], at), done("added", "mine", at))
    first = (await give(client, id, *events, post={"post_id": "fb-2"})).json()
    assert (await give(client, id, *events, post={"post_id": "fb-2"})).json() == first


async def test_a_late_event_does_not_undo_a_newer_one(client):
    id, shown = await answered(client)
    await give(client, id, done("kept", shown[0], now()))
    told = (await give(client, id, done("removed", shown[0], now() - timedelta(minutes=1)))).json()
    assert (told["kept"], told["removed"]) == ([shown[0]], [])


async def test_the_post_of_an_answer_is_told_when_it_is_not_named_again(client):
    id, _ = await answered(client)
    await give(client, id, post={"post_id": "fb-3"})
    assert (await give(client, id, done("copied"))).json()["post"]["post_id"] == "fb-3"


async def test_what_the_answer_was_asked_for_does_not_replace_what_was_told(client):
    id, _ = await answered(client)
    await give(client, id, post={"post_id": "fb-4", "platform": "tiktok", "format": "carousel"})
    post = (await give(client, id, post={"post_id": "fb-4"})).json()["post"]
    assert (post["platform"], post["format"]) == ("tiktok", "carousel")


async def test_a_photo_makes_a_photo_post(client):
    answer = (await client.post("/v1/recommendations", files={"image": photo()})).json()
    told = (await give(client, answer["recommendation_id"], post={"post_id": "fb-5"})).json()
    assert told["post"]["format"] == "photo"


async def test_a_post_that_was_published_before_its_answer_is_refused_although_its_time_is_not_told_again(client):
    id, shown = await answered(client)
    published = (now() - timedelta(days=2)).isoformat()
    row = {"post_id": "fb-old", "published_at": published, "observed_at": now().isoformat(), "likes": 1}
    assert (await client.post("/v1/posts/engagement", content=json.dumps(row), headers=NDJSON)).status_code == 200
    response = await give(client, id, done("kept", shown[0]), post={"post_id": "fb-old"})
    assert response.status_code == 422, response.text
    assert [each["field"] for each in response.json()["errors"]] == ["post.post_id"]
    assert (await give(client, id, done("copied"))).json()["kept"] == []
    assert (await client.get("/v1/posts/fb-old")).json()["recommendation_id"] is None


WRONG = [
    ({"events": [{"kind": "kept", "tag": "neverShown"}]}, "events.0.tag"),
    ({"events": [{"kind": "copied"}, {"kind": "removed", "tag": "nevershown"}]}, "events.1.tag"),
    ({"events": [{"kind": "added", "tag": "SHOWN"}]}, "events.0.tag"),
    ({"events": [{"kind": "added", "tag": "two words"}]}, "events.0.tag"),
    ({"events": [{"kind": "added", "tag": "a\0b"}]}, "events.0.tag"),
    ({"events": [{"kind": "added", "tag": "123"}]}, "events.0.tag"),
    ({"events": [{"kind": "kept"}]}, "events.0"),
    ({"events": [{"kind": "copied", "tag": "dog"}]}, "events.0"),
    ({"events": [{"kind": "liked", "tag": "dog"}]}, "events.0.kind"),
    ({"events": [{"kind": "copied", "at": "2200-01-01T00:00:00Z"}]}, "events.0.at"),
    ({"events": [{"kind": "copied", "at": "2020-01-01T00:00:00Z"}]}, "events.0.at"),
    ({"events": [{"kind": "copied", "at": "2026-11-21T10:00:00"}]}, "events.0.at"),
    ({"events": [{"kind": "copied"}] * 201}, "events"),
    ({"events": []}, "body"),
    ({"post": {"post_id": "a/b"}}, "post.post_id"),
    ({"post": {"post_id": "x", "published_at": "2200-01-01T00:00:00Z"}}, "post.published_at"),
    ({"post": {"post_id": "x", "published_at": "2026-01-01T00:00:00Z"}}, "post.published_at"),
    ({"post": {"post_id": "x", "published_at": "2001-01-01T00:00:00Z"}}, "post.published_at"),
    ({"post": {"post_id": "x", "url": "javascript:alert(1)"}}, "post.url"),
    ({"post": {"post_id": "x", "format": "story"}}, "post.format"),
    ({"post": {"post_id": "x", "tags": ["fine", "not fine"]}}, "post.tags.1"),
    ({"post": {"post_id": "x", "followers": -1}}, "post.followers"),
    ({"post": {"post_id": "x", "profile": "p"}}, "post.profile"),
]


async def test_wrong_feedback_is_refused_by_field_and_nothing_of_it_is_kept(client):
    id, shown = await answered(client)
    place = f"/v1/recommendations/{id}/feedback"
    for body, field in WRONG:
        for event in body.get("events", []):
            if event.get("tag") == "SHOWN":
                event["tag"] = shown[0]
        response = await client.post(place, json=body)
        assert response.status_code == 422, body
        assert [each["field"] for each in response.json()["errors"]] == [field], response.text
    assert (await give(client, id, done("kept", shown[0]))).json() == {
        "recommendation_id": id,
        "kept": [shown[0]],
        "removed": [],
        "added": [],
        "copied_at": None,
        "post": None,
    }


async def test_feedback_on_an_answer_that_never_was_is_not_found(client):
    response = await give(client, "01KAGZ1V0Q3Y7N8M2T4R6W9XZC", done("copied"))
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


async def test_only_who_got_the_answer_may_tell_and_needs_the_scope(start):
    async with start(auth={"required": True}) as running:
        mine, yours = await key(running, "recommend", owner="me"), await key(running, "recommend", owner="you")
        reader = await key(running, "read", owner="me")
        id, _ = await answered(running.client, headers=mine)
        assert (await give(running.client, id, done("copied"), headers=yours)).status_code == 404
        assert (await give(running.client, id, done("copied"), headers=reader)).status_code == 403
        assert (await give(running.client, id, done("copied"), headers=mine)).status_code == 200
        row = json.dumps({"recommendation_id": id, "kind": "copied"})
        told = (await running.client.post("/v1/feedback", content=row, headers=NDJSON | yours)).json()
        assert told["refusals"][0]["field"] == "recommendation_id"
        assert (await running.client.post("/v1/feedback", content=row, headers=NDJSON | reader)).status_code == 403


async def test_a_key_may_tell_so_much_a_day_and_others_are_not_held_up(start):
    async with start(auth={"required": True}, ranker={"max_feedback_per_day": 3}) as running:
        client = running.client
        mine, other = await key(running, "recommend", owner="me"), await key(running, "recommend", owner="me")
        id, shown = await answered(client, headers=mine)
        rows = [{"recommendation_id": id, "kind": "kept", "tag": tag} for tag in ("nevershown", *shown[:2])]
        await give(client, id, done("copied"), done("added", "mine"), headers=mine)
        body = "\n".join(map(json.dumps, rows))
        told = (await client.post("/v1/feedback", content=body, headers=NDJSON | mine)).json()
        assert told["accepted"] == 1
        assert [(each["line"], each["field"]) for each in told["refusals"]] == [(1, "tag"), (3, "")]
        refused = await give(client, id, done("kept", shown[1]), headers=mine)
        assert (refused.status_code, refused.json()["code"]) == (429, "daily_limit")
        assert 1 <= int(refused.headers["retry-after"]) <= 24 * 3600
        assert (await give(client, id, done("kept", shown[1]), headers=other)).status_code == 200


async def test_what_changes_nothing_may_be_sent_again_without_room_for_more(start):
    async with start(auth={"required": True}, ranker={"max_feedback_per_day": 2}) as running:
        client, mine = running.client, await key(running, "recommend", owner="me")
        id, _ = await answered(client, headers=mine)
        at = now()
        events = [done("added", tag, at) for tag in ("mine", "yours", "ours")]
        assert (await give(client, id, *events[:2], headers=mine)).status_code == 200
        assert (await give(client, id, *events[:2], headers=mine)).status_code == 200
        body = "\n".join(json.dumps({"recommendation_id": id, **each}) for each in events)
        told = (await client.post("/v1/feedback", content=body, headers=NDJSON | mine)).json()
    assert (told["accepted"], [each["line"] for each in told["refusals"]]) == (2, [3])


async def test_posts_that_feedback_names_are_counted_by_the_day(start):
    async with start(auth={"required": True}, ranker={"max_engagement_per_day": 2}) as running:
        client, mine = running.client, await key(running, "recommend", owner="me")
        id, _ = await answered(client, headers=mine)
        statuses = [
            (await give(client, id, post={"post_id": name}, headers=mine)).status_code
            for name in ("one", "two", "three", "two")
        ]
        refused = await give(client, id, post={"post_id": "three"}, headers=mine)
    assert statuses == [200, 200, 429, 200]
    assert refused.json()["code"] == "daily_limit"


@pytest.mark.parametrize("id", ["a%00b", "a", "01KAGZ1V0Q3Y7N8M2T4R6W9XZc"])
async def test_what_is_no_id_is_refused_by_field(client, id):
    place = f"/v1/recommendations/{id}"
    for response in (
        await client.get(place),
        await client.get(f"{place}/forecast"),
        await client.post(f"{place}/feedback", json={"events": [done("copied")]}),
    ):
        assert response.status_code == 422
        assert [each["field"] for each in response.json()["errors"]] == ["recommendation_id"]


async def test_many_rows_are_taken_at_once_and_wrong_ones_told(client):
    one, shown = await answered(client)
    two, _ = await answered(client)
    rows = [
        {"recommendation_id": one, "kind": "removed", "tag": shown[0], "at": now().isoformat()},
        {"recommendation_id": two, "kind": "copied"},
        {"recommendation_id": "01KAGZ1V0Q3Y7N8M2T4R6W9XZC", "kind": "copied"},
        {"recommendation_id": one, "kind": "added", "tag": shown[0]},
        {"recommendation_id": one, "kind": "kept"},
    ]
    body = "\n".join(map(json.dumps, rows))
    for _ in range(2):
        told = (await client.post("/v1/feedback", content=body, headers=NDJSON)).json()
        assert (told["accepted"], told["refused"]) == (2, 3)
        assert [(each["line"], each["field"]) for each in told["refusals"]] == [
            (3, "recommendation_id"),
            (4, "tag"),
            (5, ""),
        ]
    held = (await give(client, one, done("kept", shown[1]))).json()
    assert (held["removed"], held["kept"]) == ([shown[0]], [shown[1]])


async def test_what_holds_can_be_read_again(client):
    id, shown = await answered(client)
    nothing = await client.get(f"/v1/recommendations/{id}/feedback")
    given = await give(client, id, done("removed", shown[0]), post={"post_id": "fb-read"})
    read = await client.get(f"/v1/recommendations/{id}/feedback")
    assert nothing.json() == {
        "recommendation_id": id,
        "kept": [],
        "removed": [],
        "added": [],
        "copied_at": None,
        "post": None,
    }
    assert read.json() == given.json()


async def test_nobody_reads_what_is_said_of_no_answer(client):
    response = await client.get("/v1/recommendations/01KAGZ1V0Q3Y7N8M2T4R6W9XZC/feedback")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")
