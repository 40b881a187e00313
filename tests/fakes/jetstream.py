"""A Jetstream on loopback that replays given events from the cursor on and then waits for more; and its events."""

from __future__ import annotations

import asyncio
import contextlib
import http
import json
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed

from hashtagger.storage.sources import read_source

POSTS = "app.bsky.feed.post"
MINUTE_US = 60_000_000
HOUR_US = 60 * MINUTE_US


class FakeJetstream:
    """
    ``async with FakeJetstream(events) as server: … server.url``

    An event is a dict (see ``a_post``), or bytes or text that is sent as it is, whatever the cursor. Beginning at the first
    event with ``time_us >= cursor``, in the order of the list. Connections one after the other can be refused (``statuses``:
    HTTP status, None lets it in) or dropped after so many events (``drops``: a number, None never).
    """

    def __init__(self, events=(), *, statuses=(), drops=(), forgets_before_us=0):
        self.events = list(events)
        self.forgets_before_us = forgets_before_us
        """What is older is not replayed."""
        self.arrived = 0
        """How many of ``events`` the last connection has answered for."""
        self.retry_after = ""
        self.location = ""
        """Where a refused connection is sent."""
        self.queries = []
        """One dict of parameters for each request; ``user_agent`` among them."""
        self._statuses = list(statuses)
        self._drops = list(drops)
        self._more = asyncio.Event()

    async def __aenter__(self):
        self._server = await serve(self._send, "127.0.0.1", 0, process_request=self._look_at, compression=None)
        self.url = f"ws://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_):
        self._server.close()
        await self._server.wait_closed()

    def add(self, *events):
        """Send these to whoever is connected, and to whoever comes."""
        self.events.extend(events)
        self._more.set()
        self._more = asyncio.Event()

    def _look_at(self, connection, request):
        query = {name: values[0] for name, values in parse_qs(urlsplit(request.path).query).items()}
        self.queries.append({**query, "path": urlsplit(request.path).path, "user_agent": request.headers["User-Agent"]})
        status = self._statuses.pop(0) if self._statuses else None
        if status is None:
            return None
        response = connection.respond(http.HTTPStatus(status), "")
        if self.retry_after:
            response.headers["Retry-After"] = self.retry_after
        if self.location:
            response.headers["Location"] = self.location
        return response

    async def _send(self, socket):
        cursor_us = max(int(self.queries[-1].get("cursor", 0)), self.forgets_before_us)
        left = self._drops.pop(0) if self._drops else None
        at = 0
        with contextlib.suppress(ConnectionClosed):
            while True:
                more = self._more
                while at < len(self.events) and left != 0:
                    event, at = self.events[at], at + 1
                    if isinstance(event, dict):
                        if event.get("time_us", cursor_us) < cursor_us:
                            continue
                        event = json.dumps(event, ensure_ascii=False)
                    await socket.send(event)
                    left = None if left is None else left - 1
                if left == 0:
                    socket.transport.abort()
                    return
                await (await socket.ping())
                self.arrived = at
                waiting = asyncio.ensure_future(more.wait())
                closed = asyncio.ensure_future(socket.wait_closed())
                await asyncio.wait({waiting, closed}, return_when=asyncio.FIRST_COMPLETED)
                waiting.cancel()
                closed.cancel()
                if socket.close_code is not None:
                    return


async def counted_until(database, time_us, *, limit_s=30.0):
    """Returns when the counter has written everything up to ``time_us``."""
    async with asyncio.timeout(limit_s):
        while (await database.read(read_source, "bluesky")).memory.get("until_us", 0) < time_us:  # noqa: ASYNC110
            await asyncio.sleep(0.005)


def a_post(time_us, author="ann", rkey=None, *, tags=(), text="", languages=("en",), hidden_tags=(), **record):
    """
    A new post as it comes over the wire, its tags as facets after the text, with a picture of its own (``embed``).

    Posts with the same ``text`` of more than a few letters are copies, whatever their pictures.
    """
    rkey = rkey or f"k{time_us}"
    picture = {
        "$type": "app.bsky.embed.images",
        "images": [{"alt": "", "image": {"ref": {"$link": f"{author}/{rkey}"}}}],
    }
    facets = []
    for tag in tags:
        text = f"{text} #{tag}".strip()
        end = len(text.encode())
        index = {"byteStart": end - len(f"#{tag}".encode()), "byteEnd": end}
        facets.append({"index": index, "features": [{"$type": "app.bsky.richtext.facet#tag", "tag": tag}]})
    body = {
        "$type": POSTS,
        "createdAt": "2026-11-20T12:00:00.000Z",
        "langs": list(languages),
        "text": text,
        "embed": picture,
    }
    body |= record
    if facets:
        body["facets"] = facets
    if hidden_tags:
        body["tags"] = list(hidden_tags)
    return a_commit(time_us, author, rkey, record=body)


def a_deletion(time_us, author, rkey):
    return a_commit(time_us, author, rkey, operation="delete")


def a_commit(time_us, author, rkey, *, operation="create", collection=POSTS, record=None):
    commit = {"rev": "3lbxxxxxxxx2x", "operation": operation, "collection": collection, "rkey": rkey}
    if record is not None:
        commit |= {"record": record, "cid": "bafyreidqpc7si3dbimffi64lz3xsx2qt45ip7rpna2qpslcddp23itjjzm"}
    return {"did": f"did:plc:{author}", "time_us": time_us, "kind": "commit", "commit": commit}


def an_account(time_us, author, *, active=False, status="deleted"):
    account = {"active": active, "did": f"did:plc:{author}", "seq": 1, "time": "2026-11-20T12:00:00.000Z"}
    if not active:
        account["status"] = status
    return {"did": f"did:plc:{author}", "time_us": time_us, "kind": "account", "account": account}


def a_beat(time_us):
    """Something that says nothing of tags; the stream is alive."""
    identity = {"did": "did:plc:beat", "seq": 2, "time": "2026-11-20T12:00:00.000Z"}
    return {"did": "did:plc:beat", "time_us": time_us, "kind": "identity", "identity": identity}
