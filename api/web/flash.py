"""What a form did, said once on the page that the browser is led to after it."""

from __future__ import annotations

import base64
import binascii
from dataclasses import astuple, dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from api.web.pages import render

_COOKIE = "hashtagger_said"
_LASTS_S = 60
_MOST_CHARS = 200


@dataclass(frozen=True, slots=True)
class Said:
    """Templates have the words of each ``code``; ``name`` and ``count`` are filled in."""

    code: str
    name: str = ""
    count: int = 0


def lead_to(request: Request, place: str, said: Said) -> RedirectResponse:
    """To ``place`` on this server with GET, where ``said`` is shown. It travels in a cookie: no link can put words on a page."""
    short = Said(said.code, said.name[:_MOST_CHARS], said.count)
    response = RedirectResponse(place, status_code=303)
    response.set_cookie(
        _COOKIE,
        base64.urlsafe_b64encode(orjson.dumps(astuple(short))).decode().rstrip("="),
        max_age=_LASTS_S,
        path=urlsplit(place).path,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return response


def render_said(request: Request, template: str, **values: Any) -> HTMLResponse:
    """As ``render``; the template gets ``said``, what the form before did or None, and the next page does not."""
    said = _read(request.cookies.get(_COOKIE, ""))
    response = render(request, template, said=said, **values)
    if said is not None:
        response.delete_cookie(_COOKIE, path=request.url.path)
    return response


def _read(cookie: str) -> Said | None:
    """None for no cookie, or one that is none of ours."""
    try:
        code, name, count = orjson.loads(base64.urlsafe_b64decode(cookie + "=" * (-len(cookie) % 4)))
    except (binascii.Error, ValueError, TypeError):
        return None
    return Said(code, name, count) if (type(code), type(name), type(count)) == (str, str, int) else None
