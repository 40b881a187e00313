"""/v1/trends: lists, details and comparisons, fresh or honest about it, and nothing about few people."""

from datetime import UTC, datetime, timedelta

from api.cursors import cursor_of
from hashtagger.observations import SourceState, TrendKind, TrendState, hour_of, start_of
from hashtagger.storage.companions import learn_companions
from hashtagger.storage.flags import set_flags
from hashtagger.storage.sources import write_source
from hashtagger.storage.tag_hours import put_co_tags
from hashtagger.storage.tag_reviews import ReviewState, TagReview, put_reviews
from hashtagger.types import Flag, FlagKind, Tag
from tests.trend_builders import put_hours, put_trends, trend

HOUR = hour_of(datetime.now(UTC)) - 1
"""The test may pass an hour's end; nothing here is stale before two."""
ON = {"trends": {"contact": "me@example.org"}}


def now(name="eclipse", **changes):
    return trend(name, **{"hour": HOUR, "first_seen": HOUR - 3, **changes})


async def names(client, **query):
    response = await client.get("/v1/trends", params=query)
    assert response.status_code == 200, response.text
    return [each["tag"] for each in response.json()["trends"]]


async def test_a_trend_is_told_with_everything_that_it_rests_on(start):
    async with start(**ON) as running:
        database = running.state["services"].database
        success = start_of(HOUR + 1) - timedelta(minutes=90)
        await database.write(write_source, SourceState("mastodon", last_success=success))
        put_trends(database, now(seasonality="weekly", reasons=("promoted",)))
        answer = (await running.client.get("/v1/trends")).json()
    [told] = answer["trends"]
    assert answer["as_of"] == start_of(HOUR + 1).isoformat()
    assert (answer["stale"], answer["public_floor"], answer["next"]) == (False, 10, None)
    assert {each["source"]: (each["health"], each["lag_h"]) for each in answer["sources"]} == {
        "bluesky": ("never_ran", None),
        "mastodon": ("ok", 1.5),
        "wikipedia": ("never_ran", None),
    }
    assert (told["tag"], told["display"], told["kind"], told["score"]) == ("eclipse", "#Eclipse", "hashtag", 0.5)
    assert (told["seasonality"], told["flags"], told["confidence"]) == ("weekly", ["promoted"], "sure")
    assert told["evidence"] == {"bluesky": {"share": 0.9, "z": 5.0, "authors": 50.0}}
    assert told["first_seen"] == start_of(HOUR - 3).isoformat()


async def test_pages_show_the_same_hour_though_another_was_scored_meanwhile(start):
    async with start() as running:
        database = running.state["services"].database
        put_trends(database, *(now(f"t{n}", hour=HOUR - 1, score=n / 10 + 0.1) for n in range(5)))
        first = (await running.client.get("/v1/trends", params={"limit": 3})).json()
        put_trends(database, now("new"))
        query = {"limit": 3, "cursor": first["next"]}
        second = (await running.client.get("/v1/trends", params=query)).json()
    assert [t["tag"] for t in first["trends"] + second["trends"]] == ["t4", "t3", "t2", "t1", "t0"]
    assert (second["as_of"], second["next"]) == (first["as_of"], None)


async def test_a_cursor_that_is_none_is_refused(start):
    async with start() as running:
        for cursor in ("x", "W10", "%%%", "WyJidXJzdCAxaCIsMSwiYSIsImIiLHRydWVd", "bnVsbA"):
            response = await running.client.get("/v1/trends", params={"cursor": cursor})
            assert (response.status_code, response.json()["code"]) == (422, "invalid_cursor"), cursor


async def test_a_forged_cursor_does_no_harm(start):
    async with start() as running:
        put_trends(running.state["services"].database, now("a"), now("b"))
        for place in ((1.0, "a\0", "hashtag", HOUR), (1.0, "a", "hashtag", 2**40), (1.0, "a", "hashtag", HOUR + 1)):
            response = await running.client.get("/v1/trends", params={"cursor": cursor_of("burst 1h", *place)})
            assert (response.status_code, response.json()["code"]) == (422, "invalid_cursor"), place
        assert await names(running.client, cursor=cursor_of("burst 1h", 2**63, "a", "hashtag", HOUR)) == ["a", "b"]


async def test_a_cursor_of_another_list_is_refused(start):
    async with start() as running:
        put_trends(running.state["services"].database, now("a"), now("b"))
        cursor = (await running.client.get("/v1/trends", params={"limit": 1})).json()["next"]
        response = await running.client.get("/v1/trends", params={"cursor": cursor, "order": "volume"})
        assert (response.status_code, response.json()["code"]) == (422, "invalid_cursor")


async def test_filters_and_orders_reach_the_list(start):
    async with start() as running:
        put_trends(
            running.state["services"].database,
            now("a", score=0.9, posts_per_day=10.0, growth_per_day=0.1),
            now("b", score=0.5, posts_per_day=99.0, growth_per_day=0.2, sources=("mastodon",)),
            now("solar eclipse", score=0.1, kind=TrendKind.PHRASE),
            now("c", hour=HOUR - 20, score=0.7, growth_per_day=3.0),
            now("mond", region="DE", language="de"),
        )
        client = running.client
        assert await names(client) == ["a", "b", "solar eclipse"]
        assert await names(client, window="24h") == ["a", "c", "b", "solar eclipse"]
        assert await names(client, window="24h", order="growth", kind="hashtag") == ["c", "b", "a"]
        assert await names(client, order="volume", limit=2) == ["solar eclipse", "b"]
        assert await names(client, kind="phrase") == ["solar eclipse"]
        assert await names(client, platform="mastodon") == ["b"]
        assert await names(client, region="de", language="de") == ["mond"]
        assert await names(client, region="FR") == []


async def test_nothing_scored_for_two_hours_is_called_stale(start):
    async with start() as running:
        assert (await running.client.get("/v1/trends")).json()["as_of"] is None
        put_trends(running.state["services"].database, now(hour=HOUR - 4))
        assert (await running.client.get("/v1/trends")).json()["stale"] is True


async def test_what_has_not_changed_is_not_sent_again(start):
    async with start() as running:
        database = running.state["services"].database
        put_trends(database, now("a"), now("b"))
        first = await running.client.get("/v1/trends")
        tag = first.headers["etag"]
        assert tag.startswith('W/"')
        assert first.headers["cache-control"] == "private, max-age=60"
        again = await running.client.get("/v1/trends", headers={"If-None-Match": f'"other", {tag}'})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        other = await running.client.get("/v1/trends?limit=1", headers={"If-None-Match": tag})
        assert other.status_code == 200
        await database.write(put_reviews, [TagReview(Tag("a"), ReviewState.REFUSED, "", {}, datetime.now(UTC))])
        reviewed = await running.client.get("/v1/trends", headers={"If-None-Match": tag})
        assert [each["tag"] for each in reviewed.json()["trends"]] == ["b"]


async def test_a_source_that_goes_on_as_before_does_not_change_the_tag_of_an_answer(start):
    tags = []
    async with start(**ON) as running:
        database = running.state["services"].database
        put_trends(database, now("a"))
        newest = datetime.now(UTC)
        for success in (newest, newest + timedelta(seconds=9), newest - timedelta(hours=9)):
            await database.write(write_source, SourceState("bluesky", last_success=success))
            tags.append((await running.client.get("/v1/trends")).headers["etag"])
    assert tags[0] == tags[1] != tags[2]


async def test_of_x_only_its_share_is_told(start):
    async with start() as running:
        listed = {"share": 0.4, "rank": 1, "value": 120_000.0, "url": "https://x.test"}
        put_trends(running.state["services"].database, now(evidence={"x": listed}, sources=("x",)))
        [told] = (await running.client.get("/v1/trends")).json()["trends"]
    assert told["evidence"] == {"x": {"share": 0.4}}
    assert told["posts_per_day"] is None


async def test_a_tag_is_told_with_its_past_by_source_and_what_comes_next(start):
    async with start() as running:
        database = running.state["services"].database
        put_hours(database, "eclipse", [20.0] * 48 + [3.0] + [30.0] * 23, first=HOUR - 71)
        put_hours(database, "eclipse", [40.0] * 2, first=HOUR - 1, source="mastodon")
        together = [
            (Tag("eclipse"), Tag("moon"), 30),
            (Tag("eclipse"), Tag("rare"), 3),
            (Tag("eclipse"), Tag("porn"), 99),
        ]
        await database.write(put_co_tags, "bluesky", HOUR // 24, together)
        await database.write(set_flags, [(Tag("porn"), Flag(FlagKind.ADULT, "", 1.0, "test", "2026-11-21"))])
        await database.write(learn_companions, [("eclipse", "sun")], source="test")
        put_trends(database, now(), now("eclipse2026", group="eclipse"))
        told = (await running.client.get("/v1/trends/%23Eclipse", params={"hours": 80, "days": 3})).json()
    bluesky, mastodon = told["history"]
    hourly = bluesky["hourly"]
    assert (bluesky["source"], mastodon["source"], told["tag"]) == ("bluesky", "mastodon", "eclipse")
    assert hourly["start"] == start_of(HOUR - 79).isoformat()
    assert hourly["values"] == [None] * 8 + [20.0] * 48 + [None] + [30.0] * 23
    assert hourly["observed"] == [0.0] * 8 + [1.0] * 72
    assert len(bluesky["daily"]["values"]) == 3
    assert mastodon["hourly"]["values"][-3:] == [None, 40.0, 40.0]
    assert told["forecast"]["source"] == "bluesky"
    assert told["forecast"]["start"] == start_of(HOUR + 1).isoformat()
    triples = zip(*(told["forecast"][key] for key in ("low", "expected", "high")), strict=True)
    assert [low <= expected <= high for low, expected, high in triples] == [True] * 24
    assert told["related"] == {
        "together": [{"tag": "moon", "posts": 30}],
        "companions": [{"tag": "sun", "strength": 1.0}],
    }
    assert told["group"] == ["eclipse", "eclipse2026"]
    assert told["trend"]["tag"] == "eclipse"


async def test_a_phrase_can_be_read(start):
    async with start() as running:
        put_trends(running.state["services"].database, now("solar eclipse", kind=TrendKind.PHRASE))
        told = (await running.client.get("/v1/trends/Solar%20Eclipse")).json()
    assert (told["tag"], told["kind"], told["history"], told["forecast"]) == ("solar eclipse", "phrase", [], None)


async def test_what_is_held_back_cannot_be_told_from_what_is_unknown(start):
    held = [state for state in TrendState if state is not TrendState.SHOWN]
    async with start() as running:
        database = running.state["services"].database
        put_trends(database, *(now(state.value, state=state) for state in held))
        for state in held:
            authors = 9.0 if state is TrendState.BELOW_FLOOR else 50.0
            put_hours(database, state.value, [authors] * 5, first=HOUR - 4)
        unknown = await running.client.get("/v1/trends/unknown")
        for state in held:
            answer = await running.client.get(f"/v1/trends/{state.value}")
            assert (answer.status_code, unknown.status_code) == (404, 404), state
            assert answer.json()["detail"].replace(state.value, "unknown") == unknown.json()["detail"]


async def test_a_tag_that_is_no_trend_still_has_its_past(start):
    async with start() as running:
        database = running.state["services"].database
        put_trends(database, now("other"))
        put_hours(database, "moon", [20.0] * 5, first=HOUR - 4)
        told = (await running.client.get("/v1/trends/moon")).json()
    assert (told["trend"], told["group"], told["history"][0]["hourly"]["values"][-5:]) == (None, ["moon"], [20.0] * 5)


async def test_tags_are_compared_source_by_source_on_one_axis(start):
    async with start() as running:
        database = running.state["services"].database
        put_trends(database, now("other"))
        put_hours(database, "sun", [20.0, 30.0], first=HOUR - 1)
        put_hours(database, "moon", [15.0], first=HOUR, heard=False)
        query = {"tags": "#Sun, moon,mars", "hours": 3}
        answer = (await running.client.get("/v1/trends/compare", params=query)).json()
        daily = (await running.client.get("/v1/trends/compare", params={**query, "hours": 48, "step": "day"})).json()
    [bluesky] = answer["compared"]
    assert {each["tag"]: each["series"]["values"] for each in bluesky["tags"]} == {
        "sun": [None, 20.0, 30.0],
        "moon": [None, None, 15.0],
        "mars": [None, None, None],
    }
    assert {each["series"]["start"] for each in bluesky["tags"]} == {start_of(HOUR - 2).isoformat()}
    assert answer["unknown"] == ["mars"]
    assert daily["unknown"] == ["sun", "moon", "mars"]  # of two hours of a day too little was heard


async def test_only_one_to_five_tags_are_compared(start):
    async with start() as running:
        for tags in ("a,b,c,d,e,f", ",", "no spaces here"):
            response = await running.client.get("/v1/trends/compare", params={"tags": tags})
            assert response.status_code == 422, tags
