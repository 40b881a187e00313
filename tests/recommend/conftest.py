"""One small installation, made once and copied for each test."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from hashtagger.storage import migrate
from hashtagger.storage.database import open_database
from tests.fakes.installation import open_world


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of an installation, its index beside it."""
    path = tmp_path_factory.mktemp("installation") / "hashtagger.db"
    migrate.upgrade(f"sqlite:///{path}")
    with open_database(f"sqlite:///{path}") as database:
        asyncio.run(open_world(database, path.parent))
    return path


@pytest.fixture
def world_folder(sqlite_template: Path, tmp_path: Path) -> Path:
    """A folder with the index of ``sqlite_database``."""
    shutil.copytree(sqlite_template.parent / "index", tmp_path / "index")
    return tmp_path
