"""
Forty-eight simulated hours through everything: crawlers and stream, roll-up, scores, review, alerts, recommendations.

The crawlers, the jobs and the API are the real ones, with the shipped models; only the internet and the clock are ours.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import threading
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from api.main import create_app
from crawlers.streams.bluesky import count_bluesky
from hashtagger.observations import SourceState
from hashtagger.settings import Settings
from hashtagger.storage.job_runs import recent_runs
from hashtagger.storage.sources import write_source
from hashtagger.storage.tag_hours import put_source_hours, put_tag_hours
from jobs.office import Office
from jobs.runner import latest_slot, run_slot
from jobs.standing import deliver_what_is_due
from jobs.timetable import timetable
from jobs.trends import score_trends
from tests.fakes.jetstream import FakeJetstream, counted_until
from tests.two_days import world

pytestmark = pytest.mark.slow

SECRET = "whsec_" + base64.b64encode(bytes(32)).decode()
DRAFT = "The fire at the harbor could be seen from everywhere, the fire brigade is still there"


class Clock:
    """Set by the test."""

    def __init__(self):
        self.moment = world.START

    def now(self):
        return self.moment


class Receiver:
    """Takes the webhooks."""

    def __init__(self):
        self.messages = []
        taken = self.messages

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                taken.append(json.loads(body) | {"signature": self.headers["webhook-signature"]})
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.place = f"127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()


@contextlib.asynccontextmanager
async def serving(settings, clock):
    app = create_app(settings, clock=clock)
    async with app.router.lifespan_context(app) as state:

        async def with_state(scope, receive, send):
            await app({**scope, "state": dict(state)}, receive, send)

        transport = httpx.ASGITransport(with_state, client=("127.0.0.1", 1234))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=60) as client:
            yield client, state["services"]


class TwoDays:
    """Lets the hours pass, and asks."""

    def __init__(self, client, services, settings, clock, places, stream):
        self.client, self.services, self.settings = client, services, settings
        self.clock, self.places, self.stream = clock, places, stream
        self.office = Office(services.database, settings, clock)
        self.jobs = {job.name: job for job in timetable(settings)}
        self.hour = -1

    async def pass_until(self, hour):
        """Until ``hour`` (from the start) is over and everything that is due has run."""
        while self.hour < hour:
            self.hour += 1
            await self._pass()

    async def _pass(self):
        end = world.moment_after(self.hour)
        self.clock.moment = self.places.moment = end.replace(minute=50) - world.timedelta(hours=1)
        if self.hour % 2:
            await self._run("crawl-mastodon")
        if self.hour % 6 == 5:
            await self._run("crawl-wikipedia")
            await self._run("crawl-google_trends")
        self.clock.moment = self.places.moment = end
        if self.hour != world.STREAM_AWAY:
            self.stream.add(*world.posts_of(self.hour))
            await counted_until(self.services.database, (world.FIRST + self.hour + 1) * world.HOUR_US - 1, limit_s=60)
        self.clock.moment = end + world.timedelta(minutes=2)
        if self.hour % 8 == 0:
            await self._run("trends")
        else:
            self.counts = await score_trends(self.office)  # the same, without a process for it
        await self.services.refresher.refresh()

    async def _run(self, name):
        job = self.jobs[name]
        assert job.why_off(self.settings) is None
        await run_slot(self.office, job, latest_slot(job, self.clock.now()))

    async def last_run(self, name):
        return (await self.services.database.read(recent_runs, name, limit=1))[0]

    async def ask(self, path, **query):
        response = await self.client.get(path, params=query)
        assert response.status_code == 200, response.text
        return response.json()

    async def trends(self, **query):
        found = await self.ask("/v1/trends", limit=10, kind="hashtag", **query)
        return {trend["tag"]: trend for trend in found["trends"]}

    async def sources(self):
        return {source["source"]: source for source in (await self.ask("/v1/sources"))["sources"]}

    async def counted_by(self, source, name):
        """hour (from the start) → authors, None where nobody listened"""
        found = await self.ask(f"/v1/trends/{name}")
        hourly = next(each["hourly"] for each in found["history"] if each["source"] == source)
        first = world.hour_of(datetime.fromisoformat(hourly["start"])) - world.FIRST
        return {first + place: value for place, value in enumerate(hourly["values"])}

    async def watch(self, url):
        rules = [{"kind": "enters_top", "value": 3}]
        wish = {"name": "what rises", "rules": rules, "filters": {"kind": "hashtag"}}
        wish |= {"webhook_url": url, "webhook_secret": SECRET}
        response = await self.client.post("/v1/watchlists", json=wish)
        assert response.status_code == 201, response.text

    async def recommended(self):
        response = await self.client.post("/v1/recommendations", json={"text": DRAFT})
        assert response.status_code == 200, response.text
        return {each["tag"]: each for each in response.json()["tags"]}


async def test_two_days(tmp_path):
    clock = Clock()
    with world.Places() as places, Receiver() as receiver:
        async with FakeJetstream() as stream:
            settings = Settings(
                data_dir=tmp_path,
                models={"backend": "local"},
                fetch={"allow_private_hosts": [receiver.place]},
                recommend={"deadline_s": 30.0, "source_timeout_s": 20.0},
                trends={
                    "contact": "me@example.org",
                    "sources": ["mastodon", "wikipedia", "bluesky", "google_trends"],
                    "mastodon_instances": ["big.test", "small.test"],
                    "wikipedia_projects": ["en.wikipedia"],
                    "endpoints": {**places.endpoints, "bluesky": stream.url},
                },
            )
            async with serving(settings, clock) as (client, services):
                tags, hours = world.before()
                await services.database.write(put_tag_hours, "bluesky", tags)
                await services.database.write(put_source_hours, "bluesky", hours)
                beginning = SourceState("bluesky", cursor=str(world.FIRST * world.HOUR_US))
                await services.database.write(write_source, beginning)
                days = TwoDays(client, services, settings, clock, places, stream)
                async with asyncio.TaskGroup() as group:
                    counting = group.create_task(
                        count_bluesky(services.database, settings, clock, stop=asyncio.Event(), write_every_s=0.05)
                    )
                    delivering = group.create_task(deliver_what_is_due(days.office))
                    await live_through(days, receiver)
                    counting.cancel()
                    delivering.cancel()
    assert {agent.split("/")[0] for agent in places.agents} == {"Hashtagger"}


async def live_through(days, receiver):
    await days.watch(f"http://{receiver.place}/")

    await days.pass_until(19)
    assert await days.trends() == {}
    assert world.BURST not in await days.recommended()

    # The first hour of the burst: an hour alone cannot trend.
    await days.pass_until(20)
    assert await days.trends() == {}

    # The second: it leads, it is in the catalogue and found by its meaning, and it is not recommended before its review.
    await days.pass_until(21)
    found = await days.trends()
    assert list(found) == [world.BURST]
    assert found[world.BURST]["sources"] == ["bluesky"]
    assert found[world.BURST]["authors"] == 60
    assert [flag["kind"] for flag in (await days.ask(f"/v1/tags/{world.BURST}"))["flags"]] == ["unreviewed"]
    assert world.BURST in {tag["tag"] for tag in (await days.ask("/v1/tags/search", q="fire at a harbor"))["tags"]}
    assert world.BURST not in await days.recommended()

    # Mastodon tells of it too: two witnesses, approved by the rules, recommended, and the reason names the trend.
    await days.pass_until(23)
    found = await days.trends()
    assert found[world.BURST]["sources"] == ["bluesky", "mastodon"]
    assert (await days.ask(f"/v1/tags/{world.BURST}"))["flags"] == []
    reasons = (await days.recommended())[world.BURST]["reasons"]
    assert any(reason.startswith("rising on bluesky and mastodon") for reason in reasons)

    # Bots shout, and nobody hears of them.
    for hour in (26, 27, 28):
        await days.pass_until(hour)
        assert list(await days.trends()) == [world.BURST]
    for name in (world.FLOOD, world.COPIES):
        assert (await days.client.get(f"/v1/tags/{name}")).status_code == 404

    # The next day Wikipedia and the feed list the phrase.
    await days.pass_until(29)
    assert set((await days.trends())[world.BURST]["sources"]) == {"bluesky", "mastodon", "wikipedia", "google_trends"}
    assert (await days.sources())["mastodon"]["health"] == "ok"

    # Mastodon is away: its crawls fail, it is said to fail, and what rests on it is stale.
    await days.pass_until(33)
    assert (await days.last_run("crawl-mastodon")).status == "failed"
    assert (await days.sources())["mastodon"]["health"] == "failing"
    assert (await days.trends())[world.BURST]["confidence"] == "stale"

    # The weekly show is no news, and neither is anybody when the stream comes back from an hour of silence.
    await days.pass_until(37)
    assert list(await days.trends()) == [world.BURST]
    assert (await days.sources())["mastodon"]["health"] == "ok"
    await days.pass_until(40)
    assert list(await days.trends()) == [world.BURST]
    counted = await days.counted_by("bluesky", "coffee")
    assert counted[world.STREAM_AWAY] is None
    assert counted[world.STREAM_AWAY - 1] == world.ordinary_authors("coffee", world.STREAM_AWAY - 1)

    # The burst is over since hour 32 and fades.
    before = (await days.trends())[world.BURST]
    await days.pass_until(47)
    after = (await days.trends()).get(world.BURST, {"score": 0.0, "z": 0.0})
    assert after["score"] < before["score"] < 1.0
    assert after["z"] == 0.0

    # Whoever watched was told once.
    assert [(message["type"], message["data"]["trend"]["tag"]) for message in receiver.messages] == [
        ("trend.alert", world.BURST)
    ]
