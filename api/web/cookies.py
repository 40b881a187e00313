"""The cookies of the pages: who a browser is, and how it wants to see them."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

from starlette.datastructures import Headers
from starlette.requests import Request, cookie_parser
from starlette.responses import Response

SESSION = "hashtagger_session"
THEME = "hashtagger_theme"
LANGUAGE = "hashtagger_language"
SESSION_LASTS = timedelta(days=30)
_PREFERENCE_S = 400 * 86_400
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def session_token(headers: Headers) -> str | None:
    """What the browser keeps, whether or not it stands for somebody; None for no cookie, or one that is none of ours."""
    token = cookie_parser(headers.get("cookie", "")).get(SESSION, "")
    return token if _TOKEN.fullmatch(token) else None


def keep_session(response: Response, request: Request, token: str) -> None:
    _keep(response, request, SESSION, token, max_age_s=int(SESSION_LASTS.total_seconds()))


def keep_preference(response: Response, request: Request, name: str, value: str) -> None:
    _keep(response, request, name, value, max_age_s=_PREFERENCE_S)


def _keep(response: Response, request: Request, name: str, value: str, *, max_age_s: int) -> None:
    # Lax: a link in a mail finds the reader signed in; no other site's form or script does.
    response.set_cookie(
        name, value, max_age=max_age_s, httponly=True, samesite="lax", secure=request.url.scheme == "https"
    )
