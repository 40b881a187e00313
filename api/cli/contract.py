"""``hashtagger openapi``: the contract of the HTTP API, without a server."""

from __future__ import annotations

import typer

from api.cli.setup import setup_of


def print_openapi(context: typer.Context) -> None:
    """Print the OpenAPI document of the HTTP API."""
    import json

    from api.main import create_app

    document = create_app(setup_of(context).settings).openapi()
    typer.echo(json.dumps(document, indent=1, ensure_ascii=False))
