"""``hashtagger index``: build the search index anew, or say how it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from api.cli.setup import console, setup_of

if TYPE_CHECKING:
    from hashtagger.bootstrap import Services

app = typer.Typer(help="Build the tag index, or say how it stands.", no_args_is_help=True)


@app.command("build")
def build(context: typer.Context) -> None:
    """Build the index anew from the database and publish it; a running server goes on with the old one meanwhile."""

    async def work(services: Services) -> int:
        await services.refresher.rebuild()
        return services.index.size

    size = setup_of(context).with_services(work)
    console().print(f"The index holds {size:,} tags.")


@app.command("status")
def status(context: typer.Context) -> None:
    """Say how many tags can be searched, and with which model."""

    async def work(services: Services) -> tuple[int, int, str, str]:
        from hashtagger.storage.tags import count_tags

        known = await services.database.read(count_tags)
        return services.index.size, known, services.models.versions.clip, services.index.fingerprint

    size, known, model, fingerprint = setup_of(context).with_services(work)
    out = console()
    out.print(f"{size:,} of {known:,} tags can be searched, with {model} ({fingerprint[:16]}).", markup=False)
    if size != known:
        out.print("Run 'hashtagger index build'.")
        raise typer.Exit(1)
