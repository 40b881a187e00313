"""Addresses with a query: pages that can be shared, and what they ask of the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request


def address(path: str, *given: Mapping[str, Any], **changes: Any) -> str:
    """
    ``path`` with the parameters of ``given`` and ``changes``, later ones before earlier ones; None and '' are left out.

    >>> address("/trends", {"region": "DE", "kind": ""}, region="", order="growth")
    '/trends?order=growth'
    """
    merged: dict[str, Any] = {}
    for each in (*given, changes):
        merged |= each
    kept = {name: value for name, value in merged.items() if value not in (None, "")}
    return f"{path}?{urlencode(kept)}" if kept else path


def given(request: Request, names: Iterable[str]) -> dict[str, str]:
    """What the address of a page says of ``names``, '' where it says nothing; the API judges the values."""
    return {name: request.query_params.get(name, "") for name in names}


def tidy(request: Request) -> str | None:
    """The address without the parameters that a form sent empty; None where there are none, so that the page is shown."""
    if all(value for _, value in request.query_params.multi_items()):
        return None
    kept = [(name, value) for name, value in request.query_params.multi_items() if value]
    return f"{request.url.path}?{urlencode(kept)}" if kept else request.url.path
