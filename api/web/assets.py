"""Scripts, styles and pictures of the pages: one address that changes with their contents, kept by browsers for a year."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path
from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.web.paths import STATIC

FOLDER = Path(__file__).parent / "static"
_KEPT = "public, max-age=31536000, immutable"


@functools.cache
def release() -> str:
    """Names the contents of all files together, so that modules that import each other always fit."""
    digest = hashlib.sha256()
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(FOLDER).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def asset(name: str) -> str:
    """The address of the file ``name``."""
    return f"{STATIC}{release()}/{name}"


class Assets(StaticFiles):
    """Serves ``/static/RELEASE/NAME``; of another release what is there now, but not to be kept."""

    def __init__(self) -> None:
        super().__init__(directory=FOLDER)

    def get_path(self, scope: Scope) -> str:
        return super().get_path(scope).partition("/")[2]

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        wanted: Any = scope["path"]
        kept = wanted.startswith(f"{STATIC}{release()}/")
        response.headers["Cache-Control"] = _KEPT if kept else "no-cache"
        return response
