"""Turns a template and values into a page."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.auth import NOBODY, Caller
from api.web.addresses import address
from api.web.assets import asset
from api.web.compiled import Compiled, compiling, never_compiled
from api.web.cookies import THEME, keep_session, new_token, session_token
from api.web.languages import LANGUAGES, Words, language_of, translations
from api.web.menu import menu

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)
"""Nothing from other hosts, nothing inline, nothing evaluated."""
THEMES = ("auto", "light", "dark")
_FOLDER = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks at a page, as its templates may ask."""

    caller: Caller
    signed_in: bool
    """By a key; False where none is needed."""

    def may(self, scope: str) -> bool:
        return scope in self.caller.scopes or "admin" in self.caller.scopes


def render(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """The page made of ``template`` and ``values``; every page gets what ``base.html`` needs besides."""
    language = language_of(request)
    cookie = session_token(request.headers)
    token = cookie or new_token()
    html = _environment(language).get_template(template).render(**_frame(request, language, token), **values)
    # Without a referrer browsers name no origin either, and a form of ours could not be told from a stranger's.
    headers = {"Content-Security-Policy": POLICY, "Referrer-Policy": "same-origin"}
    response = HTMLResponse(html, status_code=status, headers=headers)
    if cookie is None:
        # Stands for nobody yet: it only ties the forms of this browser to their proof (api/web/csrf.py).
        keep_session(response, request, token)
    return response


def visitor_of(request: Request) -> Visitor:
    caller: Caller = request.scope["state"].get("caller", NOBODY)
    return Visitor(caller, signed_in=caller.api_key_id is not None)


def _frame(request: Request, language: str, token: str) -> Mapping[str, Any]:
    state, visitor = request.scope["state"], visitor_of(request)
    csrf, theme = state.get("csrf"), request.cookies.get(THEME)
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return {
        "visitor": visitor,
        "menu": menu(request.url.path, visitor.may),
        "path": request.url.path,
        "here": here if request.method == "GET" else request.url.path,
        "query": request.query_params,
        "csrf_token": csrf.token(token) if csrf else "",
        "language": language,
        "languages": LANGUAGES,
        "direction": Words(language).direction,
        "theme": theme if theme in THEMES else THEMES[0],
        "now": state["services"].clock.now() if "services" in state else datetime.now(UTC),
    }


def compiling_pages() -> AbstractAsyncContextManager[None]:
    """Compile the templates of all pages beside whatever runs inside."""
    return compiling([functools.partial(_environment, language) for language in LANGUAGES])


_compiled = Compiled()


@functools.cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        bytecode_cache=_compiled,
    )
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    words = Words(language)
    environment.globals["asset"] = asset
    environment.globals["address"] = address
    filters: dict[str, Callable[..., str]] = {
        # A table holds the same small numbers many times, and writing one costs more than finding it.
        "number": functools.lru_cache(maxsize=4_096)(words.number),
        "compact": words.compact,
        "percent": functools.lru_cache(maxsize=1_024)(words.percent),
        "change": words.change,
        "region_name": words.region,
        "language_name": words.tongue,
        "moment": functools.lru_cache(maxsize=4_096)(words.moment),
        "ago": words.ago,
        "span": words.span,
        "size": words.size,
    }
    environment.filters |= {name: never_compiled(write) for name, write in filters.items()}
    return environment
