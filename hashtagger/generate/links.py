"""Links to results that need no key: whoever has one may fetch, until it ends."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

from hashtagger.errors import MissingComponent, NotAllowed

SECRET_BYTES = 32
_ADVICE = "GET /v1/generations/ID gives a fresh link as long as the result is kept."


class Links:
    """Signs the path of a result and the second until which it may be fetched with HMAC-SHA256."""

    def __init__(self, secret: bytes, *, public_url: str | None = None) -> None:
        self._secret = secret
        self._front = (public_url or "").rstrip("/")

    def link(self, generation_id: str, number: int, *, expires: datetime) -> str:
        """The address of result ``number`` (from 0): a path on this server, with ``public_url`` in front where it is set."""
        path, until = result_path(generation_id, number), int(expires.timestamp())
        return f"{self._front}{path}?expires={until}&signature={self._signature(path, until)}"

    def check(self, generation_id: str, number: int, *, expires: int, signature: str, now: datetime) -> None:
        """Raises ``NotAllowed``: code ``bad_signature``, or ``link_expired`` for one that was good once."""
        expected = self._signature(result_path(generation_id, number), expires)
        if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace")):
            raise NotAllowed("The link was not made by this server.", code="bad_signature", advice=_ADVICE)
        if now >= datetime.fromtimestamp(expires, UTC):
            raise NotAllowed("The link has expired.", code="link_expired", advice=_ADVICE)

    def _signature(self, path: str, expires: int) -> str:
        digest = hmac.digest(self._secret, f"{path}\n{expires}".encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def result_path(generation_id: str, number: int) -> str:
    return f"/v1/generations/{generation_id}/results/{number}"


def open_secret(path: Path) -> bytes:
    """
    The secret of this installation: made once, readable by its user only, the same for every process that shares the folder.

    Deleting the file makes every link invalid. Raises ``MissingComponent`` for a file that was cut short: with an empty
    secret everybody could sign.
    """
    with contextlib.suppress(FileNotFoundError):
        return _read_secret(path)
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(SECRET_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        # Unlike a rename, a link does not replace what a rival made a moment earlier.
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(unfinished)
    finally:
        unfinished.unlink()
    return _read_secret(path)


def _read_secret(path: Path) -> bytes:
    secret = path.read_bytes()
    if len(secret) < SECRET_BYTES:
        raise MissingComponent(
            f"{path} holds {len(secret)} bytes, which is no secret",
            code="unusable_link_secret",
            advice="Delete it: another one is made, and links made before are invalid.",
        )
    return secret
