"""``hashtagger keys``: make, list and revoke API keys."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.setup import console, setup_of

app = typer.Typer(help="Make, list and revoke API keys.", no_args_is_help=True)


@app.command("create")
def create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Whose key it is, to recognise it by.")],
    owner: Annotated[
        str | None, typer.Option(help="The tenant: keys of one owner read each other's answers. Default: a new one.")
    ] = None,
    scope: Annotated[
        list[str] | None, typer.Option(help="recommend, read, generate or admin; may be given several times.")
    ] = None,
) -> None:
    """Make a key and print it, once."""
    from hashtagger.clock import SystemClock
    from hashtagger.storage.ids import new_id
    from hashtagger.storage.keys import SCOPES, create_key

    scopes = scope or ["recommend", "read"]
    if unknown := sorted(set(scopes) - set(SCOPES)):
        raise typer.BadParameter(f"no scope is called {', '.join(unknown)}; there are {', '.join(SCOPES)}.")
    with setup_of(context).database() as database:
        plain, key = database.write_now(
            create_key, name, owner=owner or new_id(SystemClock().now()), scopes=scopes, now=SystemClock().now()
        )
    typer.echo(plain)
    console(stderr=True).print(
        f"Key {key.id} for '{name}' may {', '.join(sorted(key.scopes))}. It cannot be shown again: keep it safe.",
        markup=False,
        soft_wrap=True,
    )


@app.command("list")
def list_keys(context: typer.Context) -> None:
    """List every key, revoked ones too; never the keys themselves."""
    from rich.markup import escape
    from rich.table import Table

    from hashtagger.storage import keys

    with setup_of(context).database() as database, database.reading() as connection:
        found = keys.list_keys(connection)
    table = Table("id", "name", "begins with", "owner", "scopes", "last used", "revoked")
    for key in found:
        table.add_row(
            key.id,
            escape(key.name),
            key.prefix,
            escape(key.owner),
            ", ".join(sorted(key.scopes)),
            f"{key.last_used:%Y-%m-%d %H:%M}" if key.last_used else "never",
            f"{key.revoked:%Y-%m-%d}" if key.revoked else "",
        )
    console().print(table)


@app.command("revoke")
def revoke(
    context: typer.Context, key_id: Annotated[str, typer.Argument(help="The id that 'keys list' shows.")]
) -> None:
    """Refuse a key from now on."""
    from hashtagger.clock import SystemClock
    from hashtagger.storage.keys import revoke_key

    with setup_of(context).database() as database:
        key = database.write_now(revoke_key, key_id, now=SystemClock().now())
    console().print(f"'{key.name}' ({key.prefix}…) is refused from now on.", markup=False)
