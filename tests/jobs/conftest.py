"""Services as far as jobs need them."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from hashtagger.generate.files import GenerationFiles
from hashtagger.settings import Settings

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
def services(sqlite_database, tmp_path):
    generations = SimpleNamespace(files=GenerationFiles(tmp_path / "generations"))
    return SimpleNamespace(database=sqlite_database, clock=StoppedClock(), settings=Settings(), generations=generations)
