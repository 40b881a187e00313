"""GET /v1/tags/suggest: completes a tag while it is typed."""

from datetime import UTC, datetime

from hashtagger.storage.flags import set_flags
from hashtagger.storage.history import count_uses
from hashtagger.storage.trending import put_stats
from hashtagger.types import Flag, FlagKind, Tag, TagStats
from tests.api.test_reviews import key

PATH = "/v1/tags/suggest"


async def suggested(client, **query):
    response = await client.get(PATH, params=query)
    assert response.status_code == 200, response.text
    return response.json()["suggestions"]


async def use(running, owner="local", **uses):
    changes = {("me", Tag(tag)): n for tag, n in uses.items()}
    last_used = {"me": datetime.now(UTC)}
    await running.state["services"].database.write(count_uses, owner, changes, last_used=last_used)


async def test_at_most_ten_begin_with_what_was_typed_whatever_its_spelling(start):
    async with start() as running:
        found = await suggested(running.client, q="dog")
        assert len(found) == 10
        assert found == await suggested(running.client, q=" #DOG ")
        assert await suggested(running.client, q="#dogs of insta") == await suggested(running.client, q="dogsofinsta")


async def test_every_suggestion_says_why(start):
    async with start() as running:
        database = running.state["services"].database
        stats = [(Tag("doglover"), TagStats(12_345.0, as_of=datetime.now(UTC)))]
        await database.write(put_stats, stats)
        await use(running, dogmom=12, doggo=1)
        found = await suggested(running.client, q="dog", profile_id="me")
        why = {each["tag"]: each["why"] for each in found}
        assert (why["dogmom"], why["doggo"]) == ("you used it 12 times", "you used it once")
        assert [each["uses"] for each in found[:2]] == [12, 1]
        [measured] = [each for each in found if each["tag"] == "doglover"]
        assert (measured["why"], measured["posts_per_day"]) == ("about 12,345 posts a day", 12_345.0)
        assert "widely used" in why.values()


async def test_a_hash_alone_brings_the_own_tags_of_the_profile(start):
    async with start() as running:
        await use(running, dogmom=2)
        assert [each["tag"] for each in await suggested(running.client, q="#", profile_id="me")] == ["dogmom"]
        assert await suggested(running.client, q="#") == []


async def test_the_own_tags_are_those_of_the_owner(start):
    async with start(auth={"required": True}) as running:
        await use(running, owner="me", zzz=3)
        mine, yours = await key(running, "read", owner="me"), await key(running, "read", owner="you")
        query = {"q": "zzz", "profile_id": "me"}
        found = [(await running.client.get(PATH, params=query, headers=h)).json() for h in (mine, yours)]
        assert [len(each["suggestions"]) for each in found] == [1, 0]


async def test_a_flag_is_shown_of_what_was_typed_whole(start):
    async with start() as running:
        flag = Flag(FlagKind.BLOCKED, "not ours", 1.0, "test", "2026-11-21")
        await running.state["services"].database.write(set_flags, [(Tag("dogmom"), flag)])
        assert "dogmom" not in [each["tag"] for each in await suggested(running.client, q="dogmo")]
        [*_, last] = await suggested(running.client, q="dogmom")
        assert (last["tag"], last["flags"][0]["reason"]) == ("dogmom", "not ours")


async def test_what_has_not_changed_is_not_sent_again(start):
    async with start() as running:
        first = await running.client.get(PATH, params={"q": "dog"})
        assert first.headers["vary"] == "Authorization, Cookie"
        again = await running.client.get(PATH, params={"q": "dog"}, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


async def test_nothing_typed_is_refused_and_nothing_typed_is_a_pattern(start):
    async with start() as running:
        for wrong in ({}, {"q": ""}, {"q": "x" * 101}, {"q": "dog", "profile_id": "a/b"}):
            assert (await running.client.get(PATH, params=wrong)).status_code == 422, wrong
        for odd in ("%", "_", "4", "<b>", "'", "##", "\U0010ffff"):
            assert (await running.client.get(PATH, params={"q": odd})).status_code == 200, odd
