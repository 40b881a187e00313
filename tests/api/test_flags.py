"""/v1/flags: what administrators block is never recommended again, what they allow is not refused."""

import pytest

from hashtagger.storage.companions import learn_companions
from hashtagger.storage.flags import set_flags
from hashtagger.storage.trending import put_stats
from hashtagger.types import Flag, FlagKind, Tag, TagStats
from ranker.artefacts import RANKER, Shelf
from tests.api.test_reviews import ON, key
from tests.api.test_trends import names, now
from tests.ranker.shelves import NOW, put_model
from tests.trend_builders import put_trends

BLOCK = {"verdict": "block", "reason": "a competitor's campaign"}
ALLOW = {"verdict": "allow", "reason": "we sell it"}
TEXT = {"text": "My dog loves the beach", "limit": 30, "platform": "x"}


async def recommended(running, **wishes):
    response = await running.client.post("/v1/recommendations", json=TEXT | wishes)
    assert response.status_code == 200, response.text
    return {tag["tag"] for tag in response.json()["tags"]}


async def decide(running, tag, body):
    response = await running.client.put(f"/v1/flags/{tag}", json=body)
    assert response.status_code == 200, response.text
    return response.json()


async def test_a_blocked_tag_is_not_recommended_from_the_next_request_on(start):
    async with start() as running:
        assert "dog" in await recommended(running)
        told = await decide(running, "%23Dog", BLOCK)
        assert "dog" not in await recommended(running)
        assert "dog" not in await recommended(running, seed_tags=["dog"])
        await running.client.delete("/v1/flags/dog")
        assert "dog" in await recommended(running)
    assert (told["tag"], told["known"], told["otherwise"]) == ("dog", True, [])
    assert [(each["kind"], each["reason"], each["source"]) for each in told["flags"]] == [
        ("blocked", "a competitor's campaign", "administrator")
    ]
    assert (told["decision"]["verdict"], told["decision"]["decided_by"]) == ("block", "local")


async def test_a_blocked_tag_comes_in_by_no_trend_no_companion_and_no_chance(start):
    async with start(ranker={"explore": 1.0}) as running:
        services = running.state["services"]
        stats = TagStats(z=9.0, sources=("bluesky",), as_of=services.clock.now())
        await services.database.write(put_stats, [(Tag("dog"), stats)])
        await services.database.write(learn_companions, [(Tag("beach"), Tag("dog"))] * 9, source="test")
        assert "dog" in await recommended(running, seed_tags=["beach"])
        await decide(running, "dog", BLOCK)
        for _ in range(5):
            assert "dog" not in await recommended(running, seed_tags=["beach"], limit=5)


async def test_a_blocked_tag_is_no_candidate_of_a_learned_ranker(start):
    async with start(ranker={"explore": 1.0}) as running:
        services = running.state["services"]
        shelf = Shelf(services.settings.ranker_dir)
        version = put_model(shelf).version
        shelf.promote(RANKER, version, now=NOW)
        services.ranker.refresh()
        await decide(running, "dog", BLOCK)
        answer = (await running.client.post("/v1/recommendations", json=TEXT)).json()
    assert answer["models"]["ranker"] == version
    assert "dog" not in {tag["tag"] for tag in answer["tags"]}


async def test_an_allowed_tag_is_not_refused_for_what_was_lifted(start):
    async with start() as running:
        flag = Flag(FlagKind.SENSITIVE, "why", 0.9, "a test", "2026-11-20")
        await running.state["services"].database.write(set_flags, [(Tag("dog"), flag)])
        assert "dog" not in await recommended(running)
        told = await decide(running, "dog", ALLOW)
        assert "dog" in await recommended(running)
    assert (told["flags"], [each["kind"] for each in told["otherwise"]]) == ([], ["sensitive"])


async def test_a_shipped_rule_gives_way_and_holds_again_when_the_decision_is_forgotten(start):
    async with start() as running:
        before = (await running.client.get("/v1/flags/l4l")).json()
        allowed = await decide(running, "l4l", ALLOW)
        shipped = (await running.client.get("/v1/flags?prefix=l4l&origin=shipped")).json()["flags"]
        after = (await running.client.delete("/v1/flags/l4l")).json()
    assert before["flags"] == before["otherwise"] != []
    assert allowed["flags"] == []
    assert [each["lifted"] for each in shipped if each["name"] == "l4l"] == [True]
    assert after == before


async def test_a_blocked_tag_is_gone_from_trends_at_once(start):
    async with start() as running:
        put_trends(running.state["services"].database, now("eclipse"), now("moon"))
        told = await decide(running, "Eclipse", BLOCK | {"until": "2999-01-01T00:00:00+01:00"})
        assert await names(running.client) == ["moon"]
        assert (await running.client.get("/v1/trends/eclipse")).status_code == 404
    assert told["decision"]["until"] == "2998-12-31T23:00:00Z"


async def test_another_spelling_is_told_as_such_and_decided_alone(start):
    async with start() as running:
        alias, tag = await an_alias(running.client)
        told = await decide(running, alias, BLOCK)
        of_the_tag = (await running.client.get(f"/v1/flags/{tag}")).json()
    assert (told["known"], told["stands_for"]) == (False, tag)
    assert of_the_tag["decision"] is None


async def an_alias(client):
    for tag in (await client.get("/v1/tags?limit=500")).json()["tags"]:
        if aliases := (await client.get(f"/v1/tags/{tag['tag']}")).json()["aliases"]:
            return aliases[0], tag["tag"]
    raise AssertionError("the catalogue has no alias")


async def test_the_list_is_read_by_pages(start):
    async with start() as running:
        await decide(running, "zz1", BLOCK)
        await decide(running, "zz2", ALLOW)
        query = {"prefix": "#ZZ", "limit": 1}
        first = (await running.client.get("/v1/flags", params=query)).json()
        second = (await running.client.get("/v1/flags", params=query | {"cursor": first["next"]})).json()
        whole = (await running.client.get("/v1/flags", params={"limit": 500})).json()
    found = first["flags"] + second["flags"]
    assert [(each["name"], each["origin"], each["flag"]) for each in found] == [
        ("zz1", "user", "blocked"),
        ("zz2", "user", "allowed"),
    ]
    assert second["next"] is None
    assert (len(whole["flags"]), whole["next"] is not None) == (500, True)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"verdict": "block"}, "reason"),
        (BLOCK | {"reason": "  "}, "reason"),
        (BLOCK | {"until": "2020-01-01T00:00:00Z"}, "until"),
        (BLOCK | {"until": "2999-01-01T00:00:00"}, "until"),
        (BLOCK | {"verdict": "hide"}, "verdict"),
    ],
)
async def test_a_decision_without_reason_or_in_the_past_is_refused_by_name(start, body, field):
    async with start() as running:
        answer = await running.client.put("/v1/flags/dog", json=body)
        assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (422, [field])
        assert (await running.client.put("/v1/flags/not%20one", json=BLOCK)).json()["code"] == "invalid_tag"


async def test_only_administrators_may_look_or_decide(start):
    async with start(auth=ON) as running:
        headers = await key(running, "read", "recommend", "watch", "generate")
        answers = [
            await running.client.get("/v1/flags", headers=headers),
            await running.client.get("/v1/flags/dog", headers=headers),
            await running.client.put("/v1/flags/dog", json=BLOCK, headers=headers),
            await running.client.delete("/v1/flags/dog", headers=headers),
        ]
    assert [(each.status_code, each.json()["code"]) for each in answers] == [(403, "missing_scope")] * 4
