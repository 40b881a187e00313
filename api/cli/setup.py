"""What every command starts from: settings, quiet logs, and the services when it needs them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, TypeVar, cast

import typer

from hashtagger.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console

    from hashtagger.bootstrap import Services
    from hashtagger.ports import VisionModels
    from hashtagger.storage.database import Database

T = TypeVar("T")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
WIDTH_WITHOUT_TERMINAL = 110


@dataclass(frozen=True, slots=True)
class Setup:
    """Given to the commands as the context's object; tests bring their own models."""

    settings: Settings = field(default_factory=Settings)
    load_models: Callable[[Settings], VisionModels] | None = None

    def with_services(self, work: Callable[[Services], Awaitable[T]]) -> T:
        """Open everything, run ``work``, close everything. Raises ``HashtaggerError``."""
        from hashtagger.bootstrap import open_services
        from ranker.forecast import LiveForecaster
        from ranker.live import LiveRanker

        self.quiet_logs()
        # One command is not worth a process for its models.
        models = self.settings.models.model_copy(update={"backend": "local"})
        here = self.settings.model_copy(update={"models": models})

        async def inside() -> T:
            opened = open_services(
                here, load_ranker=LiveRanker, load_forecaster=LiveForecaster, load_models=self.load_models
            )
            async with opened as services:
                return await work(services)

        return asyncio.run(inside())

    @contextlib.contextmanager
    def database(self) -> Iterator[Database]:
        """The migrated database with the starter catalogue in it; needs no models."""
        from hashtagger.bootstrap import prepare_database
        from hashtagger.clock import SystemClock

        self.quiet_logs()
        with prepare_database(self.settings, SystemClock()) as database:
            yield database

    def quiet_logs(self) -> None:
        """Warnings only, unless a level was asked for: the command's own words are what matters."""
        from hashtagger.telemetry import configure_logs

        chosen = "log_level" in self.settings.model_fields_set
        configure_logs(self.settings if chosen else self.settings.model_copy(update={"log_level": "WARNING"}))


def setup_of(context: typer.Context) -> Setup:
    return cast("Setup", context.obj)


def console(*, stderr: bool = False) -> Console:
    """As wide as the terminal; wide enough for a table where there is none."""
    from rich.console import Console

    found = Console(stderr=stderr, highlight=False)
    return found if found.is_terminal else Console(stderr=stderr, highlight=False, width=WIDTH_WITHOUT_TERMINAL)


def print_json(value: object) -> None:
    import orjson

    typer.echo(orjson.dumps(value, default=str, option=orjson.OPT_INDENT_2).decode())
