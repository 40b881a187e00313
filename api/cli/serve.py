"""``hashtagger serve``: the API, and by default the scheduled jobs, in one process."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.recommend import show_samples
from api.cli.setup import console, setup_of

if TYPE_CHECKING:
    from api.cli.setup import Setup
    from api.main import Background
    from hashtagger.bootstrap import Services
    from hashtagger.settings import Settings


def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on; default 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on; default 8000.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="Processes that answer; default 1.")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Recommend for three bundled photos first.")] = False,
) -> None:
    """Serve the API until stopped."""
    from hashtagger.telemetry import configure_logs

    setup = setup_of(context)
    settings = serving(setup.settings, host=host, port=port, workers=workers)
    configure_logs(settings)
    if settings.serve.workers > 1:
        from api.main import create_app
        from api.workers import serve_with_workers

        if demo:
            raise typer.BadParameter("--demo is for one worker.")
        create_app(settings)  # refuses what no worker could serve, in one line instead of one for each
        asyncio.run(serve_with_workers(settings, on_ready=_tell_address))
        return
    _serve_here(setup, settings, demo=demo)


def serving(settings: Settings, **given: str | int | None) -> Settings:
    """The settings with what the command line says about serving, and the place for models that is best for a server."""
    said = {name: value for name, value in given.items() if value is not None}
    models = settings.models.model_copy(update={"backend": settings.models.backend or "remote"})
    return settings.model_copy(update={"serve": settings.serve.model_copy(update=said), "models": models})


def background_of(settings: Settings, *, demo: bool = False) -> Background:
    """What runs beside the API in its process."""

    @contextlib.asynccontextmanager
    async def background(services: Services) -> AsyncIterator[None]:
        from api.web.pages import compiling_pages
        from jobs.main import scheduled
        from jobs.office import Office

        if demo:
            await show_samples(services)
        office = Office(services.database, settings, services.clock)
        async with compiling_pages(), scheduled(office) if settings.serve.jobs else contextlib.nullcontext():
            yield

    return background


def _serve_here(setup: Setup, settings: Settings, *, demo: bool) -> None:
    from api import server
    from api.main import create_app

    app = create_app(settings, load_models=setup.load_models, background=background_of(settings, demo=demo))
    server.serve(app, settings, on_ready=_tell_address)


def _tell_address(address: str) -> None:
    out = console()
    out.print(f"Serving on {address} (Ctrl+C stops it)", style="bold green")
    out.print(f"  try: curl -F image=@photo.jpg {address}/v1/recommendations", soft_wrap=True)
