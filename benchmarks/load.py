"""
A closed loop of HTTP clients in a process of its own: each sends the next request when its last one is answered.

    python -m benchmarks.load < SPEC

SPEC is the JSON of a ``Load``, the answer that of a ``Turn``. Bodies are made beforehand and answers are read, counted and
thrown away: the clients share the server's cores and must take little of them. What they took is told.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import cast

import psutil

_GRACE_S = 90.0
"""Longer than any server here takes for an answer, so that slow answers are measured instead of cut off."""


@dataclass(frozen=True, slots=True)
class Load:
    """What to send where, how long, from how many clients. ``folder`` holds one file a body; they are sent in turn."""

    port: int
    path: str
    content_type: str
    folder: str
    server_pid: int
    clients: int
    seconds: float
    warm_up_s: float = 2.0
    """Sent before the measured time, and not counted, so that queues and batches have their usual length."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What came back within the measured time."""

    seconds: float
    latencies_ms: list[float]
    """Of the answers with a status of 2xx, in the order in which they came."""
    errors: dict[str, int]
    """How many other ends there were: by status, or by what happened to the connection."""
    server_core_s: float
    """Processor seconds that the server and its children took meanwhile."""
    client_core_s: float


def run_load(load: Load) -> Turn:
    """In a fresh process, so that its event loop and its garbage are nobody else's."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        input=json.dumps(asdict(load)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=load.warm_up_s + load.seconds + 2 * _GRACE_S,
    )
    return Turn(**json.loads(done.stdout))


@dataclass(slots=True)
class _Tally:
    """What all clients of one run share."""

    begins: float
    ends: float
    latencies_ms: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    sent: int = 0


class _Connection(asyncio.Protocol):
    """One kept-alive HTTP/1.1 connection."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._whole_bytes = 0
        self._answer: asyncio.Future[int] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's does not derive from it

    async def exchange(self, request: bytes) -> int:
        """The status of the whole answer. Raises ConnectionError when the server hung up, ValueError as ``whole_bytes``."""
        assert self._transport is not None
        if self._transport.is_closing():
            raise ConnectionError("closed")
        self._answer = asyncio.get_running_loop().create_future()
        self._received.clear()
        self._whole_bytes = 0
        self._transport.write(request)
        return await self._answer

    def data_received(self, data: bytes) -> None:
        self._received += data
        if self._answer is None or self._answer.done():
            return
        try:
            self._whole_bytes = self._whole_bytes or whole_bytes(self._received)
        except ValueError as error:
            self._answer.set_exception(error)
            return
        if self._whole_bytes and len(self._received) >= self._whole_bytes:
            self._answer.set_result(int(self._received[9:12]))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionError("closed"))

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


def whole_bytes(received: bytes | bytearray) -> int:
    """
    Bytes of the answer that begins with ``received``, head included; 0 while its head is not whole.

    Raises ValueError when it does not say how long it is.
    """
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return 0
    _, found, rest = bytes(received[:end]).lower().partition(b"\r\ncontent-length:")
    if not found:
        raise ValueError("the answer has no content-length")
    return end + 4 + int(rest.partition(b"\r\n")[0])


def core_s_of(pid: int) -> float:
    """Processor seconds that a process and its children took since they began."""
    found = psutil.Process(pid)
    times = [each.cpu_times() for each in (found, *found.children(recursive=True))]
    return float(sum(each.user + each.system for each in times))


async def _client(load: Load, requests: Sequence[bytes], tally: _Tally) -> None:
    connection: _Connection | None = None
    while time.perf_counter() < tally.ends:
        request = requests[tally.sent % len(requests)]
        tally.sent += 1
        began = time.perf_counter()
        try:
            if connection is None:
                loop = asyncio.get_running_loop()
                _, connection = await loop.create_connection(_Connection, "127.0.0.1", load.port)
            async with asyncio.timeout(_GRACE_S):
                status = await connection.exchange(request)
            problem = "" if 200 <= status < 300 else str(status)
        except (OSError, TimeoutError, ValueError) as error:
            problem = type(error).__name__
        ended = time.perf_counter()
        counts = tally.begins <= ended <= tally.ends
        if not problem and counts:
            tally.latencies_ms.append(1000 * (ended - began))
        if problem:
            tally.errors[problem] += counts
            if connection is not None:
                connection.close()
            connection = None
            # Whoever refuses at once must not be hammered: refusals would be all that is measured.
            await asyncio.sleep(0.05)
    if connection is not None:
        connection.close()


async def _measure(load: Load, requests: Sequence[bytes]) -> Turn:
    begins = time.perf_counter() + load.warm_up_s
    tally = _Tally(begins, begins + load.seconds)
    clients = [asyncio.create_task(_client(load, requests, tally)) for _ in range(load.clients)]
    await asyncio.sleep(load.warm_up_s)
    server_s, client_s = core_s_of(load.server_pid), time.process_time()
    await asyncio.sleep(tally.ends - time.perf_counter())
    server_s, client_s = core_s_of(load.server_pid) - server_s, time.process_time() - client_s
    await asyncio.gather(*clients)
    errors = {name: count for name, count in tally.errors.items() if count}
    return Turn(load.seconds, tally.latencies_ms, errors, server_s, client_s)


def _request(load: Load, body: bytes) -> bytes:
    head = (
        f"POST {load.path} HTTP/1.1\r\nhost: 127.0.0.1:{load.port}\r\naccept: application/json\r\n"
        f"content-type: {load.content_type}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode("ascii") + body


def main() -> None:
    """The process itself."""
    import uvloop

    load = Load(**json.load(sys.stdin))
    requests = [_request(load, path.read_bytes()) for path in sorted(Path(load.folder).iterdir())]
    print(json.dumps(asdict(uvloop.run(_measure(load, requests)))))


if __name__ == "__main__":
    main()
