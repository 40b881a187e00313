"""/v1/reviews: administrators let tags pass, or not."""

from datetime import UTC, datetime

from hashtagger.storage.keys import create_key
from hashtagger.storage.tag_reviews import ReviewState, TagReview, put_reviews
from hashtagger.types import Tag
from tests.api.test_trends import now
from tests.trend_builders import put_trends

ON = {"required": True}


async def queue(running, *tags):
    reviews = [TagReview(Tag(tag), ReviewState.NEW, "few servers", {"z": 7}, datetime.now(UTC)) for tag in tags]
    await running.state["services"].database.write(put_reviews, reviews)


async def key(running, *scopes, owner="boss"):
    services = running.state["services"]
    plain, _ = await services.database.write(create_key, "k", owner=owner, scopes=scopes, now=services.clock.now())
    return {"Authorization": f"Bearer {plain}"}


async def test_the_queue_is_read_by_pages(start):
    async with start() as running:
        await queue(running, "a", "b", "c")
        first = (await running.client.get("/v1/reviews", params={"limit": 2})).json()
        second = (await running.client.get("/v1/reviews", params={"limit": 2, "cursor": first["next"]})).json()
    assert [each["tag"] for each in first["reviews"] + second["reviews"]] == ["a", "b", "c"]
    assert (first["reviews"][0]["reason"], first["reviews"][0]["evidence"]) == ("few servers", {"z": 7})
    assert second["next"] is None


async def test_a_decision_is_kept_with_who_made_it(start):
    async with start(auth=ON) as running:
        await queue(running, "eclipse")
        headers = await key(running, "admin")
        body = {"decision": "approve", "reason": "it is real"}
        told = (await running.client.post("/v1/reviews/%23Eclipse", json=body, headers=headers)).json()
        left = (await running.client.get("/v1/reviews", headers=headers)).json()["reviews"]
        done = (await running.client.get("/v1/reviews?state=approved", headers=headers)).json()["reviews"]
    assert (told["state"], told["decided_by"], told["reason"]) == ("approved", "boss", "it is real")
    assert (left, [each["tag"] for each in done]) == ([], ["eclipse"])


async def test_a_tag_that_was_refused_is_gone_from_trends_at_once(start):
    async with start() as running:
        put_trends(running.state["services"].database, now("eclipse"))
        await queue(running, "eclipse")
        assert (await running.client.post("/v1/reviews/eclipse", json={"decision": "refuse"})).status_code == 200
        assert (await running.client.get("/v1/trends")).json()["trends"] == []
        assert (await running.client.get("/v1/trends/eclipse")).status_code == 404


async def test_only_administrators_may_look_or_decide(start):
    async with start(auth=ON) as running:
        await queue(running, "eclipse")
        headers = await key(running, "read", "recommend", "watch")
        answers = [
            await running.client.get("/v1/reviews", headers=headers),
            await running.client.post("/v1/reviews/eclipse", json={"decision": "approve"}, headers=headers),
        ]
    assert [(each.status_code, each.json()["code"]) for each in answers] == [(403, "missing_scope")] * 2


async def test_a_tag_that_nobody_asked_about_cannot_be_decided(start):
    async with start() as running:
        response = await running.client.post("/v1/reviews/eclipse", json={"decision": "approve"})
        assert response.status_code == 404
