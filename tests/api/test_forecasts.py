"""The forecast in an answer, and the one of a post whose first hours are known."""

from datetime import UTC, datetime, timedelta

from hashtagger.forecast import Forecast, NoForecast
from hashtagger.posts import Engagement, Post
from hashtagger.storage.engagements import put_engagements
from hashtagger.storage.posts import put_posts
from ranker.artefacts import FORECAST, Shelf
from tests.ranker.forecasts import generous

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)


def promote(running):
    """A model that promises every group something."""
    shelf = Shelf(running.state["services"].settings.ranker_dir)
    version = shelf.put(FORECAST, generous().files(), facts={}, now=NOW).version
    shelf.promote(FORECAST, version, now=NOW)
    running.state["services"].forecaster.refresh()
    return version


async def ask(client):
    return (await client.post("/v1/recommendations", json={"text": "a dog on the beach", "profile_id": "me"})).json()


async def report(running, answer, *, age_h=6.0, likes=120):
    """A post came of the answer, some time ago, and was looked at: as feedback and engagement tell, with time gone by."""
    published = NOW - timedelta(days=3)
    post = Post("", "local", "post-1", "me", published=published, recommendation_id=answer["recommendation_id"])

    def write(connection):
        (stored,) = put_posts(connection, [post], source="feedback", api_key_id=None, now=NOW)
        seen = Engagement(published + timedelta(hours=age_h), likes=likes)
        put_engagements(connection, [(stored.post.id, seen)], api_key_id=None, now=NOW)

    await running.state["services"].database.write(write)


async def read(client, answer):
    return await client.get(f"/v1/recommendations/{answer['recommendation_id']}/forecast")


async def test_without_a_model_an_answer_has_no_forecast_and_nothing_is_missing(start):
    async with start() as running:
        answer = await ask(running.client)
        assert (answer["forecast"], answer["degraded"]) == (None, [])
        assert answer["why_no_forecast"].startswith("no forecast was learned yet")
        told = (await read(running.client, answer)).json()
    assert told["given"] is None
    assert told["why_not_updated"] == "no post that was made with this answer was reported yet"


async def test_an_answer_says_what_its_tags_will_earn_and_is_read_again_as_it_was(start):
    async with start() as running:
        version = promote(running)
        answer = await ask(running.client)
        forecast = answer["forecast"]
        assert answer["why_no_forecast"] is None
        assert (forecast["model"], forecast["quantity"], forecast["level"]) == (version, "interactions", 0.8)
        assert 0 <= forecast["low"] <= forecast["median"] <= forecast["high"]
        again = (await running.client.get(f"/v1/recommendations/{answer['recommendation_id']}")).json()
        assert again["forecast"] == forecast
        assert (await read(running.client, answer)).json()["given"] == forecast


async def test_the_first_hours_of_a_post_give_a_second_forecast(start):
    async with start() as running:
        promote(running)
        answer = await ask(running.client)
        await report(running, answer)
        told = (await read(running.client, answer)).json()
    assert told["seen"] == {"age_h": 6.0, "interactions": 120.0, "reach": None}
    assert told["updated"]["low"] >= 120.0 * 0.999
    assert told["updated"]["basis"].endswith("and from 120 interactions after 6 hours")
    assert (told["given"], told["why_not_updated"]) == (answer["forecast"], None)


async def test_what_was_seen_too_late_is_no_second_look(start):
    async with start() as running:
        promote(running)
        answer = await ask(running.client)
        await report(running, answer, age_h=47.0)
        told = (await read(running.client, answer)).json()
    assert (told["updated"], told["seen"]) == (None, None)
    assert "1 to 36 hours" in told["why_not_updated"]


async def test_a_forecast_of_an_answer_that_never_was_is_not_found(start):
    async with start() as running:
        response = await running.client.get("/v1/recommendations/01KAGZ1V0Q3Y7N8M2T4R6W9XZC/forecast")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


class Fails:
    def forecast(self, rows, early=None) -> Forecast | NoForecast:
        return NoForecast("the forecast model failed", failed=True)


async def test_a_forecaster_that_fails_is_named_and_costs_nothing_else(start):
    async with start() as running:
        running.state["services"].recommender._forecaster = Fails()
        answer = await ask(running.client)
    assert (answer["forecast"], answer["degraded"]) == (None, ["forecast"])
    assert answer["why_no_forecast"] == "the forecast model failed"
    assert answer["tags"]
