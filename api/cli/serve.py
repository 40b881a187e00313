"""``hashtagger serve``: the API, and by default the scheduled jobs, in one process."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.recommend import show_samples
from api.cli.setup import console, setup_of

if TYPE_CHECKING:
    from hashtagger.bootstrap import Services
    from hashtagger.settings import Settings


def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on; default 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on; default 8000.")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="Recommend for three bundled photos first.")] = False,
) -> None:
    """Serve the API until stopped."""
    from api import server
    from api.main import create_app
    from hashtagger.telemetry import configure_logs

    setup = setup_of(context)
    settings = listening_on(setup.settings, host, port)
    configure_logs(settings)

    @contextlib.asynccontextmanager
    async def background(services: Services) -> AsyncIterator[None]:
        from jobs.main import scheduled

        if demo:
            await show_samples(services)
        async with scheduled(services) if settings.serve.jobs else contextlib.nullcontext():
            yield

    app = create_app(settings, load_models=setup.load_models, background=background)
    server.serve(app, settings, on_ready=_tell_address)


def listening_on(settings: Settings, host: str | None, port: int | None) -> Settings:
    """The settings with what the command line says about the address."""
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    return settings.model_copy(update={"serve": settings.serve.model_copy(update=given)})


def _tell_address(address: str) -> None:
    out = console()
    out.print(f"Serving on {address} (Ctrl+C stops it)", style="bold green")
    out.print(f"  try: curl -F image=@photo.jpg {address}/v1/recommendations", soft_wrap=True)
