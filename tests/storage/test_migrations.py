"""The migrations make the tables that the program declares, and can be undone."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from hashtagger.storage import migrate
from hashtagger.storage.database import Database, create_engine, open_database
from hashtagger.storage.tables import metadata


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'a folder of its own' / 'hashtagger.db'}"
    return str(request.getfixturevalue("empty_postgres_url"))


def test_the_migrated_database_is_what_the_tables_say(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


@pytest.mark.postgres
def test_every_text_that_is_compared_is_compared_by_code_point(postgres_url: str) -> None:
    engine = create_engine(postgres_url, busy_timeout_s=5.0, pool_size=1)
    by_code_point = {
        (table, column["name"])
        for table in metadata.tables
        for column in sa.inspect(engine).get_columns(table)
        if getattr(column["type"], "collation", None) == "C"
    }
    engine.dispose()
    keys = {
        (table.name, column.name)
        for table in metadata.sorted_tables
        for column in table.columns
        if (column.primary_key or column.index or column.foreign_keys) and isinstance(column.type, sa.Text)
    }
    assert keys
    assert keys <= by_code_point


def test_an_upgrade_answers_the_newest_revision_and_a_second_changes_nothing(empty_url: str) -> None:
    assert migrate.upgrade(empty_url) == migrate.newest()
    before = table_names(empty_url)
    assert migrate.upgrade(empty_url) == migrate.newest()
    assert table_names(empty_url) == before == {*metadata.tables, "alembic_version"}


def test_down_to_nothing_and_up_again_makes_the_same_tables(empty_url: str) -> None:
    migrate.upgrade(empty_url)
    migrate.downgrade(empty_url, to="base")
    assert table_names(empty_url) == {"alembic_version"}
    migrate.upgrade(empty_url)
    assert table_names(empty_url) == {*metadata.tables, "alembic_version"}


def test_a_migration_that_fails_halfway_leaves_nothing_behind(empty_url: str) -> None:
    engine = create_engine(empty_url_ready(empty_url), busy_timeout_s=1.0, pool_size=1)
    with engine.execution_options(hashtagger_write=True).begin() as connection:
        connection.execute(sa.text("CREATE TABLE tags (something TEXT)"))  # in the way of the migration
    engine.dispose()
    with pytest.raises(sa.exc.DBAPIError):
        migrate.upgrade(empty_url)
    assert table_names(empty_url) == {"tags"}


def test_programs_that_start_together_migrate_once(empty_url: str) -> None:
    together = threading.Barrier(4)

    def start(_: int) -> str:
        together.wait(30)
        return migrate.upgrade(empty_url)

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(start, range(4))) == {migrate.newest()}


def test_a_database_that_was_never_migrated_has_no_revision(empty_url: str) -> None:
    with open_database(empty_url_ready(empty_url)) as database, database.reading() as connection:
        assert migrate.current(connection) is None


def test_the_revision_of_a_migrated_database_is_the_newest(database: Database) -> None:
    with database.reading() as connection:
        assert migrate.current(connection) == migrate.newest()


def empty_url_ready(url: str) -> str:
    """The folder of a SQLite file must be there to connect without migrating."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(exist_ok=True)
    return url


def table_names(url: str) -> set[str]:
    engine = create_engine(url, busy_timeout_s=1.0, pool_size=1)
    try:
        return set(sa.inspect(engine).get_table_names())
    finally:
        engine.dispose()
