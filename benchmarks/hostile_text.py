"""Sends naughty strings through every text field of the API: none may break it, and what is kept comes back as it was sent."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
"""A PNG of one red pixel."""

_BASE = {"text": "a dog on the beach"}


async def send_strings(client: httpx.AsyncClient, folder: Path, *, quick: bool) -> dict[str, Any]:
    """``sent``, ``wrong`` (one line each) and ``statuses`` of all requests with a naughty string in them."""
    strings: list[str] = json.loads((folder / "blns" / "blns.json").read_text(encoding="utf-8"))
    more = sorted(_lines_of(folder) - set(strings))
    tests = _Tests(client)
    await in_parallel(tests.every_field, strings[::10] if quick else strings)
    await in_parallel(tests.draft, more[:: max(1, len(more) // (100 if quick else 3000))])
    await in_parallel(tests.raw_body, [*_RAW_BODIES])
    return {"sent": tests.statuses.total(), "wrong": tests.wrong, "statuses": dict(tests.statuses.most_common())}


_RAW_BODIES: tuple[bytes, ...] = (
    b'{"text": "\\ud800"}',
    b'{"text": "\\u0000"}',
    b'{"text": "\xff"}',
    b'{"text": NaN}',
    b'{"timeout_s": Infinity, "text": "x"}',
    b'{"timeout_s": 1e400, "text": "x"}',
    b'{"limit": 1e400, "text": "x"}',
    b'{"limit": 99999999999999999999999, "text": "x"}',
    b'{"text": "x", "text": "y"}',
    b'{"text": {"$gt": ""}}',
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b"null",
    b'"text"',
    b"",
    b"\xef\xbb\xbf{}",
)


class _Tests:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self.statuses: Counter[str] = Counter()
        self.wrong: list[str] = []

    async def every_field(self, text: str) -> None:
        await self.draft(text)
        await self._post(f"form text {text!r}", data={"text": text}, keeps=text)
        for name in ("seed_tags", "exclude_tags"):
            await self._post(f"{name} {text!r}", json={**_BASE, name: [text]})
        for name in ("profile_id", "platform", "mix", "language", "region", "placement", "image_url"):
            await self._post(f"{name} {text!r}", json={**_BASE, name: text})
        await self._post(f"unknown field {text!r}", json={**_BASE, text: text})
        await self._post(f"form limit {text!r}", data={**_BASE, "limit": text})
        await self._post(f"file name {text!r}", files={"image": (text or "x", PIXEL)})
        for name in ("idempotency-key", "prefer", "authorization", "x-request-id"):
            if text and text.isascii() and text.isprintable():
                await self._post(f"{name} {text!r}", json=_BASE, headers={name: text.strip()})
        segment = quote(text, safe="")
        for path in (f"/v1/tags/{segment}", f"/v1/tags/search?q={segment}", f"/v1/recommendations/{segment}"):
            await self._ask(f"GET {path[:60]}", "GET", path)

    async def draft(self, text: str) -> None:
        await self._post(f"text {text!r}", json={"text": text}, keeps=text)

    async def raw_body(self, body: bytes) -> None:
        await self._ask(
            f"body {body[:40]!r}",
            "POST",
            "/v1/recommendations",
            content=body,
            headers={"content-type": "application/json"},
        )

    async def _post(self, what: str, *, keeps: str | None = None, **request: Any) -> None:
        response = await self._ask(what, "POST", "/v1/recommendations", **request)
        if response is None or keeps is None or not response.is_success:
            return
        answer = response.json()
        if not answer["text_with_tags"].startswith(keeps):
            self.wrong.append(f"{what}: came back as {answer['text_with_tags'][:100]!r}")
        stored = await self._ask(f"GET after {what}", "GET", f"/v1/recommendations/{answer['recommendation_id']}")
        if stored is not None and stored.json().get("text_with_tags") != answer["text_with_tags"]:
            self.wrong.append(f"{what}: was stored as {stored.text[:100]!r}")

    async def _ask(self, what: str, method: str, path: str, **request: Any) -> httpx.Response | None:
        try:
            response = await self._client.request(method, path, **request)
        except (httpx.InvalidURL, UnicodeError):
            # The client itself cannot put this string on the wire.
            self.statuses["not sendable"] += 1
            return None
        except httpx.HTTPError as error:
            self.statuses["no answer"] += 1
            self.wrong.append(f"{what}: {error!r}")
            return None
        self.statuses[str(response.status_code)] += 1
        if not (response.is_success or response.is_client_error):
            self.wrong.append(f"{what}: status {response.status_code} {response.text[:200]}")
        return response


def _lines_of(folder: Path) -> set[str]:
    """Distinct lines of all text files of the folder; bytes that are no UTF-8 are read as Latin-1."""
    lines: set[str] = set()
    for path in folder.rglob("*"):
        if not path.is_file() or path.suffix in (".LICENSE", ".jsonl") or path.name == "ORIGIN.md":
            continue
        data = path.read_bytes()
        try:
            text = data.decode()
        except UnicodeDecodeError:
            text = data.decode("latin-1")
        lines.update(line for line in text.split("\n") if line.strip())
    return lines


async def in_parallel(work: Callable[[Any], Awaitable[None]], items: Iterable[Any], *, at_once: int = 4) -> None:
    slots = asyncio.Semaphore(at_once)

    async def one(item: Any) -> None:
        async with slots:
            await work(item)

    await asyncio.gather(*(one(item) for item in items))
