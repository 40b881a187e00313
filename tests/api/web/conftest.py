"""One server over a filled world for the tests of the pages that only look, and what reads their forms."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from hashtagger.settings import Settings
from hashtagger.storage.database import open_database
from tests.api.conftest import started
from tests.browser.world import fill

HTML = {"accept": "text/html"}


@pytest.fixture(scope="session")
def filled_template(data_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the API tests with the world of the browser tests in it, made once."""
    folder = tmp_path_factory.mktemp("filled") / "data"
    shutil.copytree(data_template, folder)
    with open_database(Settings(data_dir=folder).database_url) as database:
        fill(database)
    return folder


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def filled(filled_template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[httpx.AsyncClient]:
    """A browser at a server with a month of trends; those who use it need ``asyncio(loop_scope="module")``."""
    folder = tmp_path_factory.mktemp("pages") / "data"
    shutil.copytree(filled_template, folder)
    async with started(folder, trends={"contact": "tests@example.org"}) as running:
        running.client.headers["accept"] = "text/html"
        yield running.client


@pytest.fixture
def post() -> Callable[..., Any]:
    """Fill in and send a form: ``await post(client, page, action, **fields)`` with the proof that ``page`` has in it."""

    async def send(client: httpx.AsyncClient, page: str, action: str, **fields: str) -> httpx.Response:
        shown = (await client.get(page, headers=HTML)).text
        found = re.search(r'name="csrf_token" value="([^"]+)"', shown)
        assert found is not None
        return await client.post(action, data={"csrf_token": found[1], **fields}, headers=HTML)

    return send
