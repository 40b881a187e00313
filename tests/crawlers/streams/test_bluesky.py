import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
from websockets.exceptions import InvalidURI

from crawlers.streams.bluesky import count_bluesky
from crawlers.streams.connection import Patience
from hashtagger import __version__
from hashtagger.errors import TryLater
from hashtagger.observations import SourceState, start_of
from hashtagger.settings import Settings, TrendSettings
from hashtagger.storage.database import open_database
from hashtagger.storage.sources import read_source, write_source
from hashtagger.storage.trend_tables import co_tags, source_hours, sources, tag_hours
from tests.crawlers.streams.builders import HOUR, MINUTE_US, START_US
from tests.fakes.jetstream import HOUR_US, FakeJetstream, a_beat, a_deletion, a_post, an_account, counted_until

AT_ONCE = Patience(first_pause_s=0.001, longest_pause_s=0.002)


class StoppedClock:
    def __init__(self, moment):
        self.moment = moment

    def now(self):
        return self.moment


@pytest.fixture
def clock():
    """Long after all events."""
    return StoppedClock(start_of(HOUR + 100))


@pytest.fixture
def database(sqlite_database):
    begin_at_start(sqlite_database)
    return sqlite_database


def begin_at_start(database):
    """As if a worker had run before and had closed everything before START_US."""
    with database.writing() as connection:
        for table in (tag_hours, source_hours, co_tags, sources):
            connection.execute(sa.delete(table))
        write_source(connection, SourceState("bluesky", cursor=str(START_US)))


def settings_for(server, **trends):
    return Settings(trends=TrendSettings(contact="ops@example.org", endpoints={"bluesky": server.url}, **trends))


@asynccontextmanager
async def counting(database, server, clock, *, kill=False, patience=AT_ONCE, **options):
    """A worker for the time of the block; ``kill`` ends it as a crash would, without a word."""
    stop = asyncio.Event()
    worker = asyncio.create_task(
        count_bluesky(
            database, settings_for(server), clock, stop=stop, patience=patience, **{"write_every_s": 0.01, **options}
        )
    )
    counts = {}
    try:
        yield counts
    finally:
        if kill:
            worker.cancel()
            await asyncio.wait({worker})
        else:
            stop.set()
            counts.update(await worker)


async def count(database, server, clock, *, until_us, **options):
    async with counting(database, server, clock, **options) as counts:
        await counted_until(database, until_us)
    return counts


def everything(database, table):
    with database.reading() as connection:
        return sorted(tuple(row) for row in connection.execute(sa.select(table)))


def authors(database, *, hour=HOUR, language=""):
    with database.reading() as connection:
        query = sa.select(tag_hours.c.tag, tag_hours.c.authors)
        query = query.where(tag_hours.c.hour == hour, tag_hours.c.language == language)
        return {row.tag: row.authors for row in connection.execute(query)}


def some_hours(n_hours=3):
    """Posts of all sorts, with deletions, copies and a lost account; a beat in every minute."""
    events = []
    for minute in range(60 * n_hours):
        at_us = START_US + minute * MINUTE_US
        events.append(a_beat(at_us))
        for number in range(4):
            author = f"a{(minute * 7 + number) % 23}"
            tags = [f"tag{(minute + number) % 5}", "always"]
            events.append(a_post(at_us + number + 1, author, f"k{minute}-{number}", tags=tags, text=f"no {author * 9}"))
        if minute % 5 == 4:
            events.append(a_deletion(at_us + 10, f"a{(minute * 7 - 7) % 23}", f"k{minute - 1}-0"))
    events.append(an_account(events[-1]["time_us"] + 1, "a3"))
    events.append(a_beat(events[-1]["time_us"] + 1))
    return events


async def test_tags_of_the_hour_are_counted_and_written(database, clock):
    events = [a_post(START_US + i, f"a{i}", tags=["dawn"], languages=["en" if i else "de-AT"]) for i in range(5)]
    async with FakeJetstream(events) as server:
        counts = await count(database, server, clock, until_us=START_US + 4)
    assert authors(database) == {"dawn": 5}
    assert authors(database, language="en") == {"dawn": 4}
    assert counts["events"] == 5


async def test_a_first_run_asks_for_posts_from_the_beginning_of_the_hour_and_says_who_it_is(sqlite_database):
    clock = StoppedClock(start_of(HOUR) + timedelta(minutes=30))
    async with FakeJetstream([a_beat(START_US)]) as server:
        await count(sqlite_database, server, clock, until_us=START_US)
    (query,) = server.queries
    assert query["path"] == "/subscribe"
    assert query["wantedCollections"] == "app.bsky.feed.post"
    assert query["cursor"] == str(START_US)
    assert query["user_agent"] == f"Hashtagger/{__version__} (+ops@example.org)"


async def test_nothing_is_listened_to_without_a_contact(database, clock):
    async with FakeJetstream() as server:
        trends = TrendSettings(contact=None, endpoints={"bluesky": server.url})
        with pytest.raises(ValueError, match="contact"):
            await count_bluesky(database, Settings(trends=trends), clock, stop=asyncio.Event())
        assert server.queries == []


async def test_an_address_that_is_none_ends_the_worker(database, clock):
    trends = TrendSettings(contact="ops@example.org", endpoints={"bluesky": "https://example.org"})
    with pytest.raises(InvalidURI):
        await count_bluesky(database, Settings(trends=trends), clock, stop=asyncio.Event())


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def test_a_worker_that_is_killed_again_and_again_ends_with_equal_rows(kind, request, clock):
    with open_database(request.getfixturevalue(f"{kind}_url"), pool_size=4) as database:
        events = some_hours()
        begin_at_start(database)
        async with FakeJetstream(events) as server:
            await count(database, server, clock, until_us=events[-1]["time_us"])
        whole = [everything(database, table) for table in (tag_hours, source_hours, co_tags)]
        begin_at_start(database)
        async with FakeJetstream() as server:
            for upto in (100, 400, 401, 700, len(events) - 1):
                server.add(*events[len(server.events) : upto])
                await count(database, server, clock, until_us=events[upto - 1]["time_us"], kill=True)
            server.add(events[-1])
            await count(database, server, clock, until_us=events[-1]["time_us"])
        assert [everything(database, table) for table in (tag_hours, source_hours, co_tags)] == whole
        assert all(whole)


async def test_a_recount_does_not_let_an_hour_shrink_before_it_has_caught_up(database, clock):
    events = some_hours(1)
    async with FakeJetstream(events) as server:
        await count(database, server, clock, until_us=events[-1]["time_us"], kill=True)
    before = everything(database, tag_hours)
    for upto in (50, len(events) - 3):
        async with FakeJetstream(events[:upto]) as server, counting(database, server, clock):
            await until(lambda server=server, upto=upto: server.arrived == upto)
        assert everything(database, tag_hours) == before


async def test_a_server_that_forgot_the_beginning_of_an_hour_does_not_spoil_it(database, clock):
    events = some_hours(2)
    half_us = START_US + 40 * MINUTE_US
    async with FakeJetstream(events[:200]) as server:
        await count(database, server, clock, until_us=events[199]["time_us"], kill=True)
        before = authors(database)
        (heard,) = [row[-3] for row in everything(database, source_hours) if row[2] == ""]
        server.forgets_before_us = half_us
        server.events = events
        await count(database, server, clock, until_us=events[-1]["time_us"])
    assert authors(database) == before
    assert [row[-3] for row in everything(database, source_hours) if row[2] == ""] == [heard, 1.0]


async def test_an_hour_of_which_only_a_part_could_be_heard_says_so(database, clock):
    async with FakeJetstream(some_hours(1), forgets_before_us=START_US + 45 * MINUTE_US) as server:
        await count(database, server, clock, until_us=server.events[-1]["time_us"])
    assert [row[-3] for row in everything(database, source_hours) if row[2] == ""] == [0.25]


async def test_after_a_lost_connection_it_goes_on_shortly_before_the_last_event_and_counts_nothing_twice(
    database, clock
):
    events = some_hours(1)
    async with FakeJetstream(events) as server:
        await count(database, server, clock, until_us=events[-1]["time_us"])
    whole = everything(database, tag_hours)
    begin_at_start(database)
    async with FakeJetstream(events, drops=[37, 0, 90, 1]) as server:
        counts = await count(database, server, clock, until_us=events[-1]["time_us"])
    assert everything(database, tag_hours) == whole
    assert counts["lost_connections"] == 4
    assert counts["repeated"] > 0
    assert int(server.queries[1]["cursor"]) == events[36]["time_us"] - 5_000_000


async def test_garbage_costs_only_itself(database, clock):
    posts = [a_post(START_US + i, f"a{i}", tags=["dawn"]) for i in range(3)]
    garbage = [b"\xff\x00", "{", "[]", "", "null", '{"did": 5}', "\N{PILE OF POO}" * 1000]
    async with FakeJetstream([posts[0], *garbage, posts[1], {"kind": "commit"}, posts[2]]) as server:
        counts = await count(database, server, clock, until_us=START_US + 2)
    assert authors(database) == {"dawn": 3}
    assert counts["malformed"] == 8
    assert counts["connections"] == 1


async def test_refusals_are_waited_out_and_told(database, clock):
    async with FakeJetstream([a_beat(START_US)], statuses=[503, 429, None]) as server:
        counts = await count(database, server, clock, until_us=START_US)
    assert counts["lost_connections"] == 2
    assert (await database.read(read_source, "bluesky")).failures == 0


async def test_a_server_that_stays_away_is_in_the_state_of_the_source(database, clock):
    async with FakeJetstream(statuses=[503] * 1000) as server, counting(database, server, clock):
        async with asyncio.timeout(30):
            while (await database.read(read_source, "bluesky")).failures < 3:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        state = await database.read(read_source, "bluesky")
    assert state.last_error == "answered 503"
    assert state.last_success is None
    assert state.cursor == str(START_US)


async def test_a_connection_that_says_nothing_is_given_up(database, clock):
    silent = Patience(first_pause_s=0.001, longest_pause_s=0.002, silence_s=0.05)
    async with FakeJetstream([a_beat(START_US)]) as server, counting(database, server, clock, patience=silent):
        await until(lambda: len(server.queries) >= 3)


async def test_hours_that_are_over_are_written_before_more_is_read(database, clock):
    events = [a_post(START_US + h * HOUR_US + i, f"a{i}", tags=["dawn"]) for h in range(30) for i in range(3)]
    async with FakeJetstream(events) as server:
        await count(database, server, clock, until_us=events[-1]["time_us"])
    assert [authors(database, hour=HOUR + h) for h in range(30)] == [{"dawn": 3}] * 30
    assert (await database.read(read_source, "bluesky")).cursor == str(START_US + 28 * HOUR_US)


async def test_the_company_of_tags_is_summed_over_the_hours_of_a_day(database, clock):
    events = [
        a_post(START_US + h * HOUR_US + i, f"a{i}", tags=["dawn", "fog"], text=f"{i}" * (h + 1))
        for h in (0, 1)
        for i in range(6)
    ]
    async with FakeJetstream([*events, a_beat(START_US + 3 * HOUR_US)]) as server:
        await count(database, server, clock, until_us=START_US + 3 * HOUR_US)
    day = HOUR // 24
    assert everything(database, co_tags) == [("bluesky", "dawn", day, "fog", 12), ("bluesky", "fog", day, "dawn", 12)]


async def test_a_busy_database_delays_and_loses_nothing(database, clock, monkeypatch):
    write, refusals = database.write, iter(range(3))

    async def busy(fn, *args):
        if fn.__name__ == "write" and next(refusals, None) is not None:
            raise TryLater("busy", retry_after_s=0.001)
        return await write(fn, *args)

    monkeypatch.setattr(database, "write", busy)
    async with FakeJetstream([a_post(START_US + i, f"a{i}", tags=["dawn"]) for i in range(5)]) as server:
        await count(database, server, clock, until_us=START_US + 4)
    assert next(refusals, None) is None
    assert authors(database) == {"dawn": 5}


async def test_what_was_heard_last_is_written_when_it_is_told_to_stop(database, clock):
    events = [a_post(START_US + i, f"a{i}", tags=["dawn"]) for i in range(3)]
    async with FakeJetstream(events) as server, counting(database, server, clock, write_every_s=3600):
        await until(lambda: server.arrived == 3)
        assert authors(database) == {}
    assert authors(database) == {"dawn": 3}
    assert (await database.read(read_source, "bluesky")).last_success == clock.now()


async def until(is_so):
    async with asyncio.timeout(30):
        while not is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.005)
