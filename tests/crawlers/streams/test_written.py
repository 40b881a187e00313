"""What a stream counted reaches the database once."""

from datetime import UTC, datetime

import pytest

from crawlers.streams.open_hours import HOUR_US
from crawlers.streams.written import Batch, ClosedHour, Writing
from hashtagger.errors import Conflict
from hashtagger.observations import SourceState
from hashtagger.storage.sources import read_source, write_source
from hashtagger.storage.tag_hours import co_tags_of
from hashtagger.types import Tag

HOUR = 480_000
NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
STATE = SourceState("bluesky", cursor=str(HOUR * HOUR_US))
DAWN, DUSK = Tag("dawn"), Tag("dusk")


def closing(hour):
    closed = ClosedHour(hour, [], [], [(DAWN, DUSK, 7)])
    return Batch(hour + 1, [closed], [], [], {}, (hour + 1) * HOUR_US, {})


@pytest.fixture
def database(sqlite_database):
    sqlite_database.write_now(write_source, STATE)
    return sqlite_database


def together(database):
    with database.reading() as connection:
        return co_tags_of(connection, ["bluesky"], {DAWN}, first_day=HOUR // 24, last_day=HOUR // 24)[DAWN][DUSK]


def test_a_worker_that_was_replaced_adds_nothing_and_leaves_the_cursor(database):
    ours, theirs = Writing("bluesky", STATE), Writing("bluesky", STATE)
    database.write_now(theirs.write, closing(HOUR), NOW)
    with pytest.raises(Conflict):
        database.write_now(ours.write, closing(HOUR), NOW)
    assert together(database) == 7
    with database.reading() as connection:
        assert read_source(connection, "bluesky").cursor == str((HOUR + 1) * HOUR_US)


def test_a_commit_whose_answer_was_lost_is_not_made_twice(database):
    writing = Writing("bluesky", STATE)
    database.write_now(writing.write, closing(HOUR), NOW)
    with pytest.raises(Conflict):
        database.write_now(writing.write, closing(HOUR), NOW)
    assert together(database) == 7


def test_hour_after_hour_is_added(database):
    writing = Writing("bluesky", STATE)
    for batch in (closing(HOUR), closing(HOUR + 1)):
        database.write_now(writing.write, batch, NOW)
        writing.done(batch)
    assert together(database) == 14
