"""GET /v1/recommendations: one's own answers, newest first."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.api.test_feedback import answered, done, give
from tests.api.test_reviews import key

PATH = "/v1/recommendations"


async def ids(client, **query):
    response = await client.get(PATH, params=query)
    assert response.status_code == 200, response.text
    return [each["recommendation_id"] for each in response.json()["recommendations"]]


async def test_an_answer_is_found_again_with_what_became_of_it(start):
    async with start() as running:
        client = running.client
        id, shown = await answered(client)
        copied = datetime.now(UTC)
        events = (done("removed", shown[0]), done("added", "#Own"), done("copied", at=copied))
        await give(client, id, *events, post={"post_id": "p-1"})
        [told] = (await client.get(PATH)).json()["recommendations"]
        whole = (await client.get(f"{PATH}/{id}")).json()
    assert told["tags"] == [{"tag": each["tag"], "display": each["display"]} for each in whole["tags"]]
    assert (told["draft"], told["platform"], told["profile_id"]) == ("My dog loves the beach", "instagram", "me")
    assert (told["created"], told["caption"]) == (whole["created"].replace("+00:00", "Z"), whole["caption"])
    assert (told["removed"], told["added"], told["kept"], told["post_id"]) == ([shown[0]], ["own"], [], "p-1")
    assert datetime.fromisoformat(told["copied_at"]) == copied


async def test_pages_follow_each_other_and_filters_narrow(start):
    async with start() as running:
        client = running.client
        made = []
        for profile in ("a", "b", "a"):
            answer = await client.post(PATH, json={"text": "dog", "profile_id": profile, "platform": "x"})
            made.append(answer.json()["recommendation_id"])
        first = (await client.get(PATH, params={"limit": 2})).json()
        second = (await client.get(PATH, params={"limit": 2, "cursor": first["next"]})).json()
        found = [each["recommendation_id"] for each in first["recommendations"] + second["recommendations"]]
        assert (found, second["next"]) == (sorted(made, reverse=True), None)
        assert sorted(await ids(client, profile_id="a")) == sorted([made[0], made[2]])
        assert await ids(client, platform="instagram") == []
        later, earlier = (datetime.now(UTC) + timedelta(days=d) for d in (1, -1))
        assert await ids(client, since=later.isoformat()) == []
        assert len(await ids(client, since=earlier.isoformat())) == 3


async def test_nobody_sees_the_answers_of_another(start):
    async with start(auth={"required": True}) as running:
        mine = await key(running, "recommend", "read", owner="me")
        yours = await key(running, "read", owner="you")
        await answered(running.client, headers=mine)
        assert len((await running.client.get(PATH, headers=mine)).json()["recommendations"]) == 1
        assert (await running.client.get(PATH, headers=yours)).json() == {"recommendations": [], "next": None}


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "wrong",
    [{"limit": 0}, {"limit": 101}, {"since": "2026-11-20T10:00:00"}, {"cursor": "x"}, {"profile_id": "a/b"}],
)
async def test_what_is_wrong_is_refused(client, wrong):
    response = await client.get(PATH, params=wrong)
    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")
