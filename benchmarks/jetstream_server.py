"""Replays a made-up Jetstream over a websocket as fast as it is read: ``python -m benchmarks.jetstream_server …``."""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import struct
import sys
from collections.abc import Iterator
from typing import Any

from websockets.utils import accept_key

HOUR_US = 3_600_000_000
LANGUAGES = ("en", "ja", "pt-BR", "de", "es", "fr", "ko", "tr", "en-US", "nl")
_AT = b"@@TIME_AT_16_DIG"
_RKEY = b"@@RKEYOF13CHR"
_PROSE = "today we saw how light falls on water and nobody said a word of the old harbour or a train"

Template = tuple[bytes, bytes, bytes, bytes]


def templates(n_events: int, *, flood_tags: int, seed: int = 7) -> Iterator[Template]:
    """
    The events of one hour without times and record keys: 86 % new posts (a quarter of them with tags), 6 % deletions, 4 %
    likes, 4 % accounts and identities. ``flood_tags`` other tags, each in one post, come on top, seven to a post.
    """
    rng = random.Random(seed)
    flood = flood_tags // 7
    kinds = [False] * n_events + [True] * flood
    rng.shuffle(kinds)
    number = 0
    for is_flood in kinds:
        if is_flood:
            number += 1
            yield _template(_post(rng, f"bot{number // 9}", [f"flood{number}x{i}_@@" for i in range(7)]))
        else:
            yield _template(_usual(rng))


def _usual(rng: random.Random) -> dict[str, Any]:
    kind, author = rng.random(), f"author{int(30_000 * rng.random() ** 2)}"
    if kind < 0.86:
        tags = [_tag(rng) for _ in range(rng.choice((1, 1, 2, 2, 3, 4, 6)))] if rng.random() < 0.25 else []
        return _post(rng, author, tags)
    if kind < 0.92:
        return _commit(author, "delete", "app.bsky.feed.post", None)
    if kind < 0.96:
        subject = {
            "cid": "bafyreif" + "x" * 50,
            "uri": "at://did:plc:" + "y" * 24 + "/app.bsky.feed.post/3mmood3a6hc25",
        }
        return _commit(author, "create", "app.bsky.feed.like", {"$type": "app.bsky.feed.like", "subject": subject})
    account = {"active": rng.random() < 0.9, "did": f"did:plc:{author:x>24}", "seq": 1, "status": "deactivated"}
    return {"did": f"did:plc:{author:x>24}", "time_us": _AT.decode(), "kind": "account", "account": account}


def _tag(rng: random.Random) -> str:
    """Zipf: the r-th tag is used about 1/r as often as the first."""
    rank = int(200_000 ** rng.random())
    return f"Tag{rank}" if rank % 7 else f"タグ{rank}"


def _post(rng: random.Random, author: str, tags: list[str]) -> dict[str, Any]:
    text = " ".join(rng.choices(_PROSE.split(), k=rng.randint(3, 40)))
    facets = []
    for tag in tags:
        start = len(text.encode()) + 1
        text += f" #{tag}"
        features = [{"$type": "app.bsky.richtext.facet#tag", "tag": tag}]
        facets.append({"features": features, "index": {"byteEnd": len(text.encode()), "byteStart": start}})
    record: dict[str, Any] = {"$type": "app.bsky.feed.post", "createdAt": "2026-05-25T14:23:28.757Z", "text": text}
    record |= {"langs": [rng.choices(LANGUAGES, weights=range(10, 0, -1))[0]]} | ({"facets": facets} if facets else {})
    if rng.random() < 0.5:
        root = {"cid": "bafyreic" + "x" * 51, "uri": "at://did:plc:" + "y" * 24 + "/app.bsky.feed.post/3mmojbrjwbs26"}
        record["reply"] = {"parent": root, "root": root}
    return _commit(author, "create", "app.bsky.feed.post", record)


def _commit(author: str, operation: str, collection: str, record: dict[str, Any] | None) -> dict[str, Any]:
    commit: dict[str, Any] = {
        "rev": "3mmoojp7vgo2g",
        "operation": operation,
        "collection": collection,
        "rkey": _RKEY.decode(),
    }
    if record is not None:
        commit |= {"record": record, "cid": "bafyreicl7rzkxdrm4zz2ehbx52kuk3mvfow6p3gzfys72r5grvskxoswy4"}
    return {"did": f"did:plc:{author:x>24}", "time_us": _AT.decode(), "kind": "commit", "commit": commit}


def _template(event: dict[str, Any]) -> Template:
    payload = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    payload = payload.replace(b'"' + _AT + b'"', _AT)
    before, _, rest = payload.partition(_AT)
    middle, _, after = rest.partition(_RKEY)
    n = len(payload)
    header = struct.pack("!BB", 0x81, n) if n < 126 else struct.pack("!BBH", 0x81, 126, n)
    return header + before, middle, after, b"1" if _RKEY in payload else b""


def frames(hour: list[Template], hour_number: int, *, chunk: int = 200) -> Iterator[bytes]:
    """Whole websocket frames of one hour, many in one piece. A deletion names the post before it."""
    step_us = HOUR_US // (len(hour) + 1)
    mark = b"%02d" % (hour_number % 100)
    parts: list[bytes] = []
    for i, (before, middle, after, has_key) in enumerate(hour):
        at = b"%016d" % (hour_number * HOUR_US + i * step_us)
        key = b"k%012d" % (hour_number % 10_000 * 10_000_000 + i) if has_key else b""
        parts.append(b"".join((before, at, middle, key, after)).replace(b"_@@", b"_" + mark))
        if len(parts) == chunk:
            yield b"".join(parts)
            parts = []
    yield b"".join(parts)


async def serve(hour: list[Template], first_hour: int, n_hours: int) -> None:
    """Serve every connection all hours from the first on, whatever its cursor."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = (await reader.readuntil(b"\r\n\r\n")).decode()
        key = next(
            line.split(": ")[1] for line in request.split("\r\n") if line.lower().startswith("sec-websocket-key")
        )
        upgrade = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        writer.write(f"{upgrade}Sec-WebSocket-Accept: {accept_key(key)}\r\n\r\n".encode())
        answering = asyncio.create_task(_answer_pings(reader, writer))
        try:
            for number in range(first_hour, first_hour + n_hours):
                for piece in frames(hour, number):
                    writer.write(piece)
                    await writer.drain()
            await answering
        except ConnectionError:
            answering.cancel()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def _answer_pings(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        head = await reader.readexactly(2)
        mask, body = await reader.readexactly(4), await reader.readexactly(head[1] & 0x7F)
        plain = bytes(byte ^ mask[i % 4] for i, byte in enumerate(body))
        if head[0] & 0x0F == 0x8:
            writer.write(struct.pack("!BB", 0x88, len(plain)) + plain)
            writer.close()
            return
        if head[0] & 0x0F == 0x9:
            writer.write(struct.pack("!BB", 0x8A, len(plain)) + plain)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("events", "flood", "first_hour", "hours"):
        parser.add_argument(name, type=int)
    given = parser.parse_args(sys.argv[1:])
    hour = list(templates(given.events, flood_tags=given.flood))
    asyncio.run(serve(hour, given.first_hour, given.hours))


if __name__ == "__main__":
    main()
