"""Without keys the browser of whoever sits at this machine must not be made to ask on behalf of a web page."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers

from api.auth import is_loopback
from hashtagger.errors import NotAllowed

_ADVICE = (
    "Ask http://127.0.0.1 or http://localhost directly, or require keys: HASHTAGGER_AUTH__REQUIRED=true and "
    "'hashtagger keys create NAME'."
)


def refuse_foreign_pages(headers: Headers) -> None:
    """
    Raises ``NotAllowed`` for a ``Host`` that is no name of this machine (a page whose name was pointed at 127.0.0.1: DNS
    rebinding) and for an ``Origin`` other than that host (a form or script of another site).
    """
    host = headers.get("host", "")
    if host and not is_loopback(_name(f"//{host}")):
        raise NotAllowed(
            f"this server needs no key and so answers only under a name of this machine, not as {host[:100]!r}",
            code="foreign_host",
            advice=_ADVICE,
        )
    origin = headers.get("origin")
    if origin is not None and _place(origin) != host:
        raise NotAllowed(
            f"a page of {origin[:100]!r} may not use this server without a key", code="foreign_origin", advice=_ADVICE
        )


def _place(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def _name(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
