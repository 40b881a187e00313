"""/v1/trends/scopes and /v1/trends/{tag}/seasonality."""

from hashtagger.observations import TrendKind, start_of
from tests.api.test_trends import HOUR, now
from tests.trend_builders import put_hours, put_trends


async def test_the_lists_that_there_are_and_what_one_holds_are_told(start):
    async with start() as running:
        put_trends(
            running.state["services"].database,
            now("dogmom", sources=("bluesky", "mastodon")),
            now("solar eclipse", kind=TrendKind.PHRASE, sources=("google_trends",)),
            now("mond", region="DE", language="de"),
        )
        told = (await running.client.get("/v1/trends/scopes")).json()
        german = (await running.client.get("/v1/trends/scopes", params={"region": "de", "language": "de"})).json()
    assert told["as_of"] == start_of(HOUR + 1).isoformat()
    assert told["lists"] == [
        {"region": "", "language": "", "trends": 2},
        {"region": "DE", "language": "de", "trends": 1},
    ]
    assert told["kinds"] == [{"kind": "hashtag", "trends": 1}, {"kind": "phrase", "trends": 1}]
    assert {each["platform"]: each["trends"] for each in told["platforms"]} == {
        "bluesky": 1,
        "google_trends": 1,
        "mastodon": 1,
    }
    assert {each["platform"]: each["title"] for each in told["platforms"]}["mastodon"] == "Mastodon trending tags"
    assert "dogs" in {each["category"] for each in told["categories"]}
    assert (german["lists"], german["kinds"]) == (told["lists"], [{"kind": "hashtag", "trends": 1}])


async def test_before_anything_was_scored_there_is_nothing_to_choose(start):
    async with start() as running:
        told = (await running.client.get("/v1/trends/scopes")).json()
    assert (told["as_of"], told["lists"], told["categories"]) == (None, [], [])


async def test_what_has_not_changed_is_not_sent_again(start):
    async with start() as running:
        database = running.state["services"].database
        put_trends(database, now("a"))
        put_hours(database, "a", [30.0] * 24, first=HOUR - 23)
        for path in ("/v1/trends/scopes", "/v1/trends/a/seasonality"):
            tag = (await running.client.get(path)).headers["etag"]
            again = await running.client.get(path, headers={"If-None-Match": tag})
            assert (again.status_code, again.content) == (304, b""), path


async def test_a_week_is_told_in_the_hours_of_a_place(start):
    async with start() as running:
        database = running.state["services"].database
        put_trends(database, now("a", seasonality="daily"))
        put_hours(database, "a", [30.0], first=HOUR)
        told = (await running.client.get("/v1/trends/%23A/seasonality?timezone=Asia/Tokyo")).json()
        utc = (await running.client.get("/v1/trends/a/seasonality")).json()
    [table], [in_utc] = told["tables"], utc["tables"]
    begins = start_of(HOUR + 9)  # Tokyo is nine hours ahead
    assert (told["seasonality"], told["timezone"], utc["timezone"]) == ("daily", "Asia/Tokyo", "UTC")
    assert table["mean"][begins.weekday()][begins.hour] == 30.0
    assert in_utc["mean"][start_of(HOUR).weekday()][start_of(HOUR).hour] == 30.0
    assert sum(n for row in table["observations"] for n in row) == 1


async def test_a_time_zone_that_is_none_and_an_unknown_tag_are_refused(start):
    async with start() as running:
        put_trends(running.state["services"].database, now("a"))
        for zone in ("Mars/Base", "../../etc/passwd", "/etc/passwd", "America", "x" * 61, ""):
            response = await running.client.get("/v1/trends/a/seasonality", params={"timezone": zone})
            assert response.status_code == 422, zone
        unknown = await running.client.get("/v1/trends/unknown/seasonality")
        assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_trend")
