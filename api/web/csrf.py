"""Proof that a form or script came from our own page: a token that no other site can read."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets

from hashtagger.errors import NotAllowed

HEADER = "x-csrf-token"
FIELD = "csrf_token"
_BYTES = 32


class Csrf:
    """
    Tokens are HMAC-SHA256 of the browser's cookie, so nothing is stored; each is masked with fresh random bytes, so that a
    compressed page does not give it away by its length (BREACH).
    """

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, b"csrf", hashlib.sha256)

    def token(self, cookie: str) -> str:
        mask = secrets.token_bytes(_BYTES)
        return base64.urlsafe_b64encode(mask + _mixed(mask, self._proof(cookie))).decode().rstrip("=")

    def check(self, cookie: str, token: str | None) -> None:
        """Raises ``NotAllowed`` (code ``no_csrf_token``) where ``token`` was not made for ``cookie``."""
        try:
            given = base64.urlsafe_b64decode((token or "") + "=" * (-len(token or "") % 4))
        except (binascii.Error, ValueError):
            given = b""
        proof = _mixed(given[:_BYTES], given[_BYTES:]) if len(given) == 2 * _BYTES else b""
        if not hmac.compare_digest(proof, self._proof(cookie)):
            raise NotAllowed(
                "This request carries the cookie of a browser, but not the proof that it came from a page of this server.",
                code="no_csrf_token",
                advice="Load the page again and repeat what you did. Programs send 'Authorization: Bearer KEY' and no cookie.",
            )

    def _proof(self, cookie: str) -> bytes:
        return hmac.digest(self._key, cookie.encode(), hashlib.sha256)


def _mixed(mask: bytes, text: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(mask, text, strict=True))
