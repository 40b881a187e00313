"""Who is asking: API keys, what they may do, and when none are needed."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from hashtagger.bootstrap import Services
from hashtagger.errors import MissingComponent, MissingScope, NotAuthenticated
from hashtagger.settings import Settings
from hashtagger.storage.keys import SCOPES, ApiKey, find_key, note_key_use
from hashtagger.storage.recommendations import LOCAL
from hashtagger.storage.web_sessions import key_of_session

_NOTE_USE_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request. ``owner`` is the tenant: nobody reads what belongs to another one."""

    owner: str
    scopes: frozenset[str]
    api_key_id: str | None = None

    def must_have(self, scope: str) -> None:
        """Raises ``MissingScope``."""
        if scope not in self.scopes and "admin" not in self.scopes:
            raise MissingScope(f"this key lacks the scope {scope!r}")


EVERYBODY = Caller(LOCAL, frozenset(SCOPES))
"""Whoever asks where no keys are required."""
NOBODY = Caller("", frozenset())
"""Whoever comes with a signed link instead of a key, or to a page before signing in."""


def keys_required(settings: Settings) -> bool:
    """
    Whether requests need a key: as set, else exactly when we serve more than this machine.

    Raises ``MissingComponent`` when keys are switched off on an address that others can reach.
    """
    local = is_loopback(settings.serve.host)
    if settings.auth.required is False and not local:
        raise MissingComponent(
            f"serving on {settings.serve.host} without API keys would let anybody on the network in",
            code="keys_required",
            advice="Unset HASHTAGGER_AUTH__REQUIRED and run 'hashtagger keys create NAME', or serve on 127.0.0.1.",
        )
    return not local if settings.auth.required is None else settings.auth.required


def is_loopback(host: str) -> bool:
    """
    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def key_in(authorization: str | None) -> str | None:
    """
    The API key in an ``Authorization`` header. What is of another scheme is none: browsers send the password of a proxy that
    stands in front of us with every request, also with those that another site makes them send.

    >>> key_in("Bearer ht_abc"), key_in("Basic dXNlcjpwYXNz"), key_in(None)
    ('ht_abc', None, None)
    """
    kind, _, key = (authorization or "").partition(" ")
    return key.strip() or None if kind.lower() == "bearer" else None


async def authenticate(plain: str | None, session: str | None, services: Services) -> Caller:
    """
    The caller who sent the API key ``plain`` or, without one, the cookie of a browser that signed in.

    Raises ``NotAuthenticated``.
    """
    if plain is None and session is not None:
        return await caller_of_session(session, services)
    if plain is None:
        raise NotAuthenticated("this server needs an API key, and the request has none")
    key = await services.database.read(find_key, plain)
    if key is None:
        raise NotAuthenticated("the API key is not known or was revoked", code="unknown_key")
    return await _caller(key, services)


async def caller_of_session(session: str, services: Services) -> Caller:
    """The caller who signed in with the browser that keeps ``session``. Raises ``NotAuthenticated``."""
    key = await services.database.read(key_of_session, session, now=services.clock.now())
    if key is None:
        raise NotAuthenticated("nobody is signed in with this browser", code="not_signed_in", advice="Sign in again.")
    return await _caller(key, services)


async def _caller(key: ApiKey, services: Services) -> Caller:
    now = services.clock.now()
    if key.last_used is None or key.last_used < now - _NOTE_USE_EVERY:
        await services.database.write(note_key_use, key.id, now=now)
    return Caller(key.owner, key.scopes, key.id)
