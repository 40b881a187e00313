"""/v1/experiments: posts are split by chance, what came out is told, and only to their owner."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from hashtagger.posts import Account, Engagement, Post, PostFormat
from hashtagger.storage.engagements import put_engagements
from hashtagger.storage.posts import put_posts
from hashtagger.storage.tables import recommendations
from hashtagger.types import Tag
from ranker.artefacts import RANKER, Shelf
from tests.api.test_reviews import key
from tests.ranker.shelves import put_model

PATH = "/v1/experiments"
BODY = {
    "profile_id": "cafe",
    "name": "Do tags help?",
    "arms": [{"name": "no tags", "tags": 0}, {"name": "five tags", "tags": 5}],
}


async def made(running, body=BODY, **more):
    response = await running.client.post(PATH, json=body, **more)
    assert response.status_code == 201, response.text
    return response.json()


async def asked(running, text, profile="cafe"):
    response = await running.client.post("/v1/recommendations", json={"text": text, "profile_id": profile})
    assert response.status_code == 200, response.text
    return response.json()


async def test_it_is_told_as_asked_with_nothing_known_yet(start):
    async with start() as running:
        response = await running.client.post(PATH, json=BODY)
        told = response.json()
        assert (await running.client.get(response.headers["location"])).json() == told
        listed = (await running.client.get(PATH, params={"profile_id": "cafe"})).json()
        others = (await running.client.get(PATH, params={"profile_id": "other"})).json()
    assert told["arms"][0] == {"name": "no tags", "policy": "current", "tags": 0, "answers": 0, "posts": 0}
    assert told["comparison"]["words"] == "Cannot tell yet: 0 posts so far, and the first look is at 20."
    assert [each["experiment_id"] for each in listed["experiments"]] == [told["experiment_id"]]
    assert others == {"experiments": [], "next": None}


async def test_answers_are_split_by_their_content_and_say_their_arm(start):
    async with start() as running:
        told = await made(running)
        answers = {text: await asked(running, text) for text in (f"A dog at the beach {n}" for n in range(16))}
        again = {text: await asked(running, text) for text in answers}
        elsewhere = await asked(running, "A dog at the beach 1", profile="other")
        after = (await running.client.get(f"{PATH}/{told['experiment_id']}")).json()
    arms = {text: answer["experiment"]["arm"] for text, answer in answers.items()}
    assert set(arms.values()) == {"no tags", "five tags"}
    assert arms == {text: answer["experiment"]["arm"] for text, answer in again.items()}
    assert all(bool(answer["tags"]) == (arms[text] == "five tags") for text, answer in answers.items())
    assert elsewhere["experiment"] is None
    assert sum(arm["answers"] for arm in after["arms"]) == 32


async def test_what_posts_earn_decides(start):
    async with start() as running:
        told = await made(running)
        services = running.state["services"]
        now = services.clock.now()
        for n in range(60):
            answer = await asked(running, f"Sunset walk with the dog, day {n}")
            published = now - timedelta(days=3, minutes=n)
            with_tags = answer["experiment"]["arm"] == "five tags"
            post = {
                "post_id": f"p{n}",
                "published_at": published.isoformat(),
                "format": PostFormat.PHOTO.value,
                "tags": [tag["tag"] for tag in answer["tags"]],
            }
            await connect(running, post, answer["recommendation_id"], likes=(400 if with_tags else 100) + n % 7 * 10)
        after = (await running.client.get(f"{PATH}/{told['experiment_id']}")).json()
    assert after["comparison"]["posts"] == 60
    assert after["comparison"]["verdict"] == "better"
    assert after["comparison"]["low_percent"] > 0
    assert after["comparison"]["words"].startswith("'five tags' is better than 'no tags'")


async def connect(running, post, recommendation_id, *, likes):
    services = running.state["services"]
    account, published = Account("local", "cafe"), datetime.fromisoformat(post["published_at"])
    wanted = Post(
        "",
        account.owner,
        post["post_id"],
        profile_id=account.profile_id,
        platform="instagram",
        published=published,
        format=PostFormat.PHOTO,
        tags=tuple(map(Tag, post["tags"])),
        recommendation_id=recommendation_id,
    )

    def write(connection):
        mine = recommendations.c.id == recommendation_id  # it was given a minute before
        given = published - timedelta(minutes=1)
        connection.execute(sa.update(recommendations).where(mine).values(created=given))
        (stored,) = put_posts(connection, [wanted], source="feedback", api_key_id=None, now=services.clock.now())
        seen = Engagement(published + timedelta(hours=48), likes=likes)
        put_engagements(connection, [(stored.post.id, seen)], api_key_id=None, now=services.clock.now())

    await services.database.write(write)


async def test_a_second_one_of_the_profile_is_refused_until_the_first_is_stopped(start):
    async with start() as running:
        first = await made(running)
        refused = await running.client.post(PATH, json=BODY)
        stopped = (await running.client.post(f"{PATH}/{first['experiment_id']}/stop")).json()
        free = await asked(running, "A dog at the beach")
        await made(running)
    assert (refused.status_code, refused.json()["code"]) == (409, "experiment_running")
    assert (stopped["state"], stopped["ended"] is not None) == ("stopped", True)
    assert free["experiment"] is None


async def test_a_retry_with_the_same_key_makes_no_second_one(start):
    async with start() as running:
        headers = {"Idempotency-Key": "once"}
        assert await made(running, headers=headers) == await made(running, headers=headers)


async def test_arms_that_are_the_same_are_refused(start):
    async with start() as running:
        same = [{"name": "a", "tags": 5}, {"name": "b", "tags": 5}]
        twice = [{"name": "a", "tags": 5}, {"name": "a", "tags": 0}]
        answers = [await running.client.post(PATH, json={**BODY, "arms": arms}) for arms in (same, twice, same[:1])]
    assert [answer.status_code for answer in answers] == [422] * 3


def body_of(policy):
    return {
        **BODY,
        "profile_id": policy,
        "arms": [{"name": "plain", "policy": "baseline"}, {"name": "x", "policy": policy}],
    }


async def test_policies_that_cannot_be_had_are_refused_by_field(start):
    async with start() as running:
        older = put_model(Shelf(running.state["services"].settings.ranker_dir), b"model", schema="older").version
        for policy in ("no-such-model", "2026-01-01T000000-00000000", "shadow", older):
            response = await running.client.post(PATH, json=body_of(policy))
            assert response.status_code == 422, policy
            (wrong,) = response.json()["errors"]
            assert wrong["field"] == "arms.1.policy"
            assert "hashtagger ranker list" in wrong["message"]
        assert (await running.client.get(PATH)).json()["experiments"] == []


async def test_policies_that_are_there_are_taken(start):
    async with start() as running:
        shelf = Shelf(running.state["services"].settings.ranker_dir)
        version = put_model(shelf, b"model").version
        shelf.set_shadow(RANKER, version)
        for policy in ("current", "shadow", version):
            await made(running, body_of(policy))


async def test_another_owner_finds_nothing(start):
    async with start(auth={"required": True}) as running:
        mine, yours = [await key(running, "recommend", "read", owner=owner) for owner in ("mine", "yours")]
        told = await made(running, headers=mine)
        path = f"{PATH}/{told['experiment_id']}"
        assert (await running.client.get(path, headers=yours)).status_code == 404
        assert (await running.client.post(f"{path}/stop", headers=yours)).status_code == 404
        assert (await running.client.get(PATH, headers=yours)).json()["experiments"] == []
        assert (await running.client.get(path, headers=mine)).status_code == 200
