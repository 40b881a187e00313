"""What jobs are run with, and a clock that tests set."""

from datetime import UTC, datetime, timedelta

import pytest

from hashtagger.settings import Settings
from jobs.office import Office

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class StoppedClock:
    """Stands still until it is set on."""

    def __init__(self):
        self.moment = NOON

    def now(self):
        return self.moment

    def advance(self, **by):
        self.moment += timedelta(**by)


@pytest.fixture
def office(sqlite_database, sqlite_url, tmp_path):
    settings = Settings(data_dir=tmp_path, database={"url": sqlite_url})
    return Office(sqlite_database, settings, StoppedClock())
