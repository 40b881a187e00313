"""How the MCP server asks the HTTP API, and which files it may read for that."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import BaseModel, ValidationError

from hashtagger import __version__
from hashtagger.errors import UnsupportedFormat
from hashtagger.media.sniff import sniff

Answer = TypeVar("Answer", bound=BaseModel)
MAX_FILE_BYTES = 256 * 1024 * 1024
"""More than any server takes; keeps a wrong path from filling the memory."""
_START_BYTES = 512


@dataclass(frozen=True, slots=True)
class Pictures:
    """The folders that the user opened for pictures; nothing outside them is read."""

    folders: tuple[Path, ...]

    def read(self, path: str) -> tuple[str, bytes]:
        """
        Name and bytes of one picture or clip.

        Raises ``ToolError`` for a path outside the folders (links are followed first), for what is no picture by its first
        bytes, and for what cannot be read. Of a refused file nothing is told or sent.
        """
        try:
            real = Path(path).expanduser().resolve(strict=True)
        except (OSError, ValueError, RuntimeError):
            raise ToolError(f"There is no file {path!r}.") from None
        if not any(real.is_relative_to(folder.resolve()) for folder in self.folders):
            opened = ", ".join(str(folder) for folder in self.folders) or "none"
            raise ToolError(
                f"{path!r} is in no folder that this server may read ({opened}). The user opens one by starting it as: "
                "hashtagger mcp --folder FOLDER"
            )
        try:
            if not real.is_file():
                raise ToolError(f"{path!r} is no file.")
            if real.stat().st_size > MAX_FILE_BYTES:
                raise ToolError(f"{path!r} is too large.")
            with real.open("rb") as file:
                sniff(start := file.read(_START_BYTES))
                return real.name, start + file.read()
        except UnsupportedFormat as error:
            raise ToolError(f"{path!r}: {error} {error.advice}") from None
        except OSError as error:
            raise ToolError(f"{path!r} cannot be read: {os.strerror(error.errno or 0)}.") from None


@dataclass(frozen=True, slots=True)
class Asking:
    """Requests to one server with one key. Every failure is a ``ToolError`` that says what to do."""

    http: httpx.AsyncClient

    async def get(self, path: str, as_a: type[Answer], query: Mapping[str, Any] | None = None) -> Answer:
        given = {name: value for name, value in (query or {}).items() if value is not None}
        return await self._answer(as_a, "GET", path, params=given)

    async def post(
        self,
        path: str,
        as_a: type[Answer],
        fields: Mapping[str, Any],
        *,
        pictures: Sequence[tuple[str, bytes]] = (),
    ) -> Answer:
        """``fields`` as JSON, or with ``pictures`` as a form; of the answer, what ``as_a`` has."""
        given = {name: value for name, value in fields.items() if value is not None}
        if not pictures:
            return await self._answer(as_a, "POST", path, json=given)
        files = [("image", picture) for picture in pictures]
        texts = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in given.items()}
        return await self._answer(as_a, "POST", path, data=texts, files=files)

    async def _answer(self, as_a: type[Answer], method: str, path: str, **sent: Any) -> Answer:
        try:
            response = await self.http.request(method, path, **sent)
        except httpx.TimeoutException:
            raise ToolError("Hashtagger did not answer in time. Try again, with fewer pictures.") from None
        except httpx.HTTPError as error:
            raise ToolError(
                f"No Hashtagger server answers at {self.http.base_url} ({error}). Start one with 'hashtagger serve', or "
                "name its address in HASHTAGGER_URL."
            ) from None
        if not response.is_success:
            raise ToolError(_refusal(response))
        try:
            return as_a.model_validate_json(response.content)
        except ValidationError:
            raise ToolError(
                f"What answers at {self.http.base_url} is not Hashtagger, or another version of it than this program "
                f"({__version__})."
            ) from None


def _refusal(response: httpx.Response) -> str:
    if "problem+json" not in response.headers.get("content-type", ""):
        return f"What answers at {response.url} is not Hashtagger: HTTP {response.status_code}."
    told = response.json()
    wrong = "; ".join(f"{each['field']}: {each['message']}" for each in told.get("errors", ()))
    wait = response.headers.get("retry-after")
    parts = (
        f"{told.get('detail', '')} [{told.get('code', response.status_code)}]",
        wrong,
        told.get("advice", ""),
        f"Try again in {wait} s." if wait else "",
        "The user names the key in HASHTAGGER_API_KEY." if response.status_code == 401 else "",
    )
    return " ".join(part for part in parts if part)
