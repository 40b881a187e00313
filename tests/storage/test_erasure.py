"""What was deleted cannot be read from the files either."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from hashtagger.errors import TryLater
from hashtagger.storage.database import Database, open_database
from hashtagger.storage.erasure import scrub
from hashtagger.storage.meta import read_meta, write_meta
from hashtagger.storage.tables import meta

SECRETS = [f"a very private caption {n}" for n in range(250)]


def write_and_delete(database: Database) -> None:
    for n, secret in enumerate(SECRETS):
        database.write_now(write_meta, f"k{n}", secret)
    database.write_now(lambda connection: connection.execute(sa.delete(meta)) and None)


def test_deleted_text_is_in_no_file_after_a_scrub(sqlite_database: Database) -> None:
    write_and_delete(sqlite_database)
    scrub(sqlite_database)
    folder = Path(str(sqlite_database.engine.url.database)).parent
    content = b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())
    assert [secret for secret in SECRETS if secret.encode() in content] == []


def test_the_database_works_on_after_a_scrub(database: Database) -> None:
    write_and_delete(database)
    scrub(database)
    database.write_now(write_meta, "a", "1")
    with database.reading() as connection:
        assert read_meta(connection, "a") == "1"


def test_a_scrub_that_cannot_empty_the_log_says_so(sqlite_url: str) -> None:
    with open_database(sqlite_url) as reader, open_database(sqlite_url, busy_timeout_s=0.05) as database:
        database.write_now(write_meta, "a", "1")
        with reader.reading() as connection:
            read_meta(connection, "a")
            database.write_now(write_meta, "a", "2")
            with pytest.raises(TryLater):
                scrub(database)
        scrub(database)
