"""/v1/sources: whether each source runs, and why not."""

from datetime import UTC, datetime, timedelta

import pytest

from crawlers.registry import SOURCES as CRAWLED
from hashtagger.observations import SourceHour, SourceState, hour_of
from hashtagger.settings import TrendSettings
from hashtagger.storage.sources import write_source
from hashtagger.storage.tag_hours import put_source_hours
from hashtagger.storage.trend_tables import trend_snapshots
from hashtagger.trend_sources import SOURCES, Health, health_of, next_run
from jobs.timetable import TIMETABLE

NOW = datetime.now(UTC)
CONTACT = TrendSettings(contact="me@example.org")


async def sources(running):
    response = await running.client.get("/v1/sources")
    assert response.status_code == 200, response.text
    return {each["source"]: each for each in response.json()["sources"]}


async def test_every_source_says_how_it_does(start):
    async with start(trends={"contact": "me@example.org"}) as running:
        write = running.state["services"].database.write
        fine = SourceState("bluesky", last_attempt=NOW, last_success=NOW)
        late = SourceState("mastodon", last_attempt=NOW, last_success=NOW - timedelta(hours=5))
        broken = SourceState("wikipedia", last_attempt=NOW, last_error="timed out", failures=3)
        for state in (fine, late, broken, SourceState("my_feed", last_success=NOW)):
            await write(write_source, state)
        await write(put_source_hours, "bluesky", [SourceHour(hour_of(NOW) - 1, 1.0, authors=1234.0)])
        row = {"source": "mastodon", "region": "", "language": "", "slot": NOW, "fetched": NOW, "run_id": "r"}
        rows = [{**row, "channel": c, "verdict": "good", "rows": 20, "size_bytes": 1} for c in ("a", "b")]
        await write(lambda connection: connection.execute(trend_snapshots.insert(), rows) and None)
        found = await sources(running)
    assert {name: found[name]["health"] for name in ("bluesky", "mastodon", "wikipedia", "x", "my_feed")} == {
        "bluesky": "ok",
        "mastodon": "late",
        "wikipedia": "failing",
        "x": "off",
        "my_feed": "off",
    }
    assert (found["wikipedia"]["error"], found["wikipedia"]["failures"]) == ("timed out", 3)
    assert (found["bluesky"]["sample_size"], found["mastodon"]["sample_size"]) == (1234.0, 40.0)
    assert found["bluesky"]["next_run"] is None
    assert found["x"]["why_off"] == "switched off; add 'x' to HASHTAGGER_TRENDS__SOURCES"
    assert found["x"]["share_only"]


async def test_a_source_of_a_users_own_runs_while_a_file_describes_it(start, tmp_path):
    trends = {"contact": "me@example.org", "custom_sources": str(tmp_path / "sources.yaml")}
    async with start(trends=trends) as running:
        await running.state["services"].database.write(write_source, SourceState("my_feed", last_success=NOW))
        found = await sources(running)
    assert (found["my_feed"]["health"], found["my_feed"]["title"]) == ("ok", "my_feed")


async def test_without_a_contact_nothing_runs_and_it_says_so(start):
    async with start() as running:
        found = await sources(running)
    assert found["mastodon"]["why_off"] == "needs HASHTAGGER_TRENDS__CONTACT"
    assert not any(each["enabled"] for each in found.values())


def test_every_source_is_crawled_as_often_as_readers_are_told():
    assert SOURCES.keys() == CRAWLED.keys()
    planned = {job.name.removeprefix("crawl-"): job.every_s for job in TIMETABLE if job.name.startswith("crawl-")}
    assert planned == {name: note.every_s for name, note in SOURCES.items() if note.every_s}


@pytest.mark.parametrize(
    ("hours", "name", "health"),
    [
        (2.9, "mastodon", "ok"),
        (3.1, "mastodon", "late"),
        (11, "wikipedia", "ok"),
        (13, "wikipedia", "late"),
        (0.3, "bluesky", "late"),
    ],
)
def test_a_source_is_late_after_two_of_its_periods(hours, name, health):
    state = SourceState(name, last_success=NOW - timedelta(hours=hours))
    assert health_of(state, CONTACT, now=NOW) is Health(health)


def test_a_paused_source_is_expected_when_its_pause_ends():
    state = SourceState("mastodon", last_attempt=NOW, paused_until=NOW + timedelta(hours=6))
    assert next_run(state, CONTACT, now=NOW) == NOW + timedelta(hours=6)
    assert next_run(SourceState("mastodon"), CONTACT, now=NOW) == NOW
    assert next_run(SourceState("x"), CONTACT, now=NOW) is None
