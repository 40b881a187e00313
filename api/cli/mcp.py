"""``hashtagger mcp``: offers the server's work to agents, by the Model Context Protocol on standard input and output."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

PATIENCE_S = 120.0
"""The first question to a server waits until its models are loaded; stories and translations take their time too."""


def mcp(
    url: Annotated[
        str, typer.Option(envvar="HASHTAGGER_URL", help="Where the Hashtagger server is.")
    ] = "http://127.0.0.1:8000",
    api_key: Annotated[
        str | None, typer.Option(envvar="HASHTAGGER_API_KEY", help="Needed by a server that asks for keys.")
    ] = None,
    folder: Annotated[
        list[Path] | None,
        typer.Option(
            exists=True, file_okay=False, help="Pictures in it may be read; may be given several times. Default: none."
        ),
    ] = None,
) -> None:
    """Offer recommend, caption and trends to agents (MCP on standard input and output); needs a running server."""
    from importlib.util import find_spec

    import httpx

    from api.auth import is_loopback
    from hashtagger.errors import InvalidRequest, MissingComponent

    if find_spec("mcp") is None:
        raise MissingComponent("'hashtagger mcp' needs the package mcp", advice="Run: pip install 'hashtagger[mcp]'")
    from api.mcp_asking import Pictures
    from api.mcp_tools import mcp_server

    if (where := urlsplit(url)).scheme not in ("http", "https") or not where.hostname:
        raise InvalidRequest(f"--url {url!r} is no address", advice="Write it as http://127.0.0.1:8000")
    if api_key is not None and not (api_key.isascii() and api_key.isprintable()):
        raise InvalidRequest(
            "the API key has characters that no key has", advice="Copy it again, without a line's end."
        )
    http = httpx.AsyncClient(
        base_url=url,
        headers={} if api_key is None else {"Authorization": f"Bearer {api_key}"},
        timeout=PATIENCE_S,
        trust_env=not is_loopback(where.hostname),  # a proxy has nothing to do on the way to this machine
    )
    mcp_server(http, Pictures(tuple(folder or ()))).run("stdio")
