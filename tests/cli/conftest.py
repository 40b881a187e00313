"""Runs commands in this process, with fake models and a data folder of the test."""

import asyncio
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from api.cli.main import main
from api.cli.setup import Setup
from hashtagger.bootstrap import open_services
from hashtagger.catalogue.files import read_catalogue
from hashtagger.models.fake import FakeModels
from hashtagger.settings import Settings
from hashtagger.storage import migrate
from hashtagger.storage.database import open_database
from hashtagger.storage.starter import load_starter
from ranker.baseline import BaselineRanker


@dataclass(frozen=True)
class Said:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def cli_template(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli")
    url = Settings(data_dir=folder).database_url
    migrate.upgrade(url)
    shipped = read_catalogue()
    dogs = tuple(tag for tag in shipped.tags if "dogs" in tag.categories)
    with open_database(url) as database:
        database.write_now(load_starter, replace(shipped, tags=dogs), now=datetime.now(UTC))

    async def build_index():
        settings = Settings(data_dir=folder)
        async with open_services(settings, load_ranker=lambda _: BaselineRanker(), load_models=lambda _: FakeModels()):
            pass

    asyncio.run(build_index())
    return folder


@pytest.fixture
def hashtagger(cli_template, tmp_path, capsys):
    """``hashtagger("tags", "list")`` runs the command."""
    folder = tmp_path / "data"
    shutil.copytree(cli_template, folder)
    setup = Setup(Settings(data_dir=folder), load_models=lambda _: FakeModels())

    def run(*arguments):
        with pytest.raises(SystemExit) as stopped:
            main([str(argument) for argument in arguments], setup=setup)
        said = capsys.readouterr()
        return Said(int(stopped.value.code or 0), said.out, said.err)

    return run
