"""An application with fake models on a database of its own, reached without a socket."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from api.deps import AppState
from api.main import create_app
from hashtagger.bootstrap import open_services
from hashtagger.catalogue.files import read_catalogue
from hashtagger.models.fake import FakeModels
from hashtagger.settings import Settings
from hashtagger.storage import migrate
from hashtagger.storage.database import open_database
from hashtagger.storage.starter import load_starter
from hashtagger.telemetry import configure_logs
from ranker.baseline import BaselineRanker


@dataclass(frozen=True)
class Running:
    """A started application: ``client`` speaks to it, ``state`` is what its lifespan gave, ``models`` are its models."""

    client: httpx.AsyncClient
    state: AppState
    models: FakeModels
    app: FastAPI


CATEGORIES = frozenset({"dogs", "cats", "food", "vegan_vegetarian", "beach_sea", "photography"})
Start = Callable[..., AbstractAsyncContextManager[Running]]
PATIENT = {"deadline_s": 60.0, "max_deadline_s": 60.0, "source_timeout_s": 60.0, "caption_timeout_s": 60.0}
"""So that a busy machine leaves nothing out; a test of lateness says its own."""


@pytest.fixture(autouse=True, scope="session")
def plain_logs() -> None:
    """Without configuration structlog draws each exception with all its variables, which takes seconds."""
    configure_logs(Settings(log_level="INFO"))


@pytest.fixture(scope="session")
def data_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a part of the catalogue loaded and the index built by the fake models, made once."""
    folder = tmp_path_factory.mktemp("data")
    url = Settings(data_dir=folder).database_url
    migrate.upgrade(url)
    shipped = read_catalogue()
    some = tuple(tag for tag in shipped.tags if tag.categories[0] in CATEGORIES)
    with open_database(url) as database:
        # Under the fingerprint of the whole, so that opening the services finds nothing to load.
        database.write_now(load_starter, replace(shipped, tags=some), now=datetime.now(UTC))

    async def fill() -> None:
        settings = Settings(data_dir=folder)
        async with open_services(settings, load_ranker=lambda _: BaselineRanker(), load_models=lambda _: FakeModels()):
            pass

    asyncio.run(fill())
    return folder


@contextlib.asynccontextmanager
async def started(
    folder: Path, *, models: FakeModels | None = None, address: str = "127.0.0.1", **values: Any
) -> AsyncIterator[Running]:
    fake = models or FakeModels()
    values["recommend"] = PATIENT | values.get("recommend", {})
    # A test that leaves tags to chance says so.
    values["ranker"] = {"explore": 0.0} | values.get("ranker", {})
    app = create_app(Settings(data_dir=folder, **values), load_models=lambda _: fake)
    async with app.router.lifespan_context(app) as state:

        async def with_state(scope: Any, receive: Any, send: Any) -> None:
            await app({**scope, "state": dict(state)}, receive, send)

        transport = httpx.ASGITransport(with_state, client=(address, 1234))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=30) as client:
            yield Running(client, state, fake, app)


@pytest.fixture
def data_dir(data_template: Path, tmp_path: Path) -> Path:
    """A copy of the template for a server that the test starts; what it writes stays with it."""
    folder = tmp_path / "served"
    shutil.copytree(data_template, folder)
    return folder


@pytest.fixture
def start(data_template: Path, tmp_path: Path) -> Start:
    """Start an application of the test's own; keyword arguments are settings."""
    folder = tmp_path / "data"
    shutil.copytree(data_template, folder)
    return functools.partial(started, folder)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def client(data_template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[httpx.AsyncClient]:
    """Speaks to one application for all tests of a module; those need ``asyncio(loop_scope="module")``."""
    folder = tmp_path_factory.mktemp("module") / "data"
    shutil.copytree(data_template, folder)
    async with started(folder) as running:
        yield running.client
