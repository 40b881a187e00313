"""Listens to a websocket for as long as it is asked to: reconnects with growing, jittered pauses, names itself, never hangs."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus, InvalidURI, WebSocketException

from crawlers.waits import asked_wait_s

MAX_FRAME_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a listener waits for what, in seconds."""

    first_pause_s: float = 1.0
    longest_pause_s: float = 60.0
    silence_s: float = 120.0
    """A connection without a single frame for so long is given up."""

    def pause_s(self, failures: int) -> float:
        """Before the next attempt, after so many failures in a row (from 1): doubled each time, half of it by chance."""
        longest = min(self.longest_pause_s, self.first_pause_s * 2 ** min(failures - 1, 30))
        return random.uniform(longest / 2, longest)


async def listen(
    address: Callable[[], str],
    hear: Callable[[bytes], Awaitable[None] | None],
    *,
    user_agent: str,
    lost: Callable[[int, str], Awaitable[None]],
    now: Callable[[], datetime],
    patience: Patience,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> NoReturn:
    """
    Give every frame to ``hear`` until cancelled; nothing is read while what ``hear`` answered is awaited.

    Args:
        address: Asked before each attempt, so that it can say where to go on.
        lost: Told after each connection why it ended, and how many in a row brought no frame; then comes the pause.
        now: For answers that name the moment until which to wait.

    Raises:
        InvalidURI: ``address`` is none of a websocket.
    """
    failures = 0
    while True:
        heard = _Heard()
        asked_s = 0.0
        try:
            await _listen_once(address(), hear, heard, user_agent, patience.silence_s)
        except InvalidURI:
            raise
        except InvalidStatus as error:
            reason = f"answered {error.response.status_code}"
            headers = {name.lower(): value for name, value in error.response.headers.raw_items()}
            asked_s = asked_wait_s(headers, now()) or 0.0
        except (OSError, EOFError, WebSocketException) as error:
            reason = f"{type(error).__name__}: {error}"[:200]
        failures = 0 if heard.frames else failures + 1
        await lost(failures, reason)
        await sleep(max(asked_s, patience.pause_s(max(1, failures))))


class _ConnectHere(connect):
    """Follows no redirect."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


@dataclass(slots=True)
class _Heard:
    frames: int = 0


async def _listen_once(
    address: str, hear: Callable[[bytes], Awaitable[None] | None], heard: _Heard, user_agent: str, silence_s: float
) -> NoReturn:
    # A proxy of the environment would look names up for us, and a redirect would lead past the endpoint that was set.
    options: dict[str, Any] = {"compression": None, "max_size": MAX_FRAME_BYTES, "close_timeout": 1.0, "proxy": None}
    async with _ConnectHere(address, user_agent_header=user_agent, **options) as socket:
        watch = asyncio.create_task(_close_when_silent(socket, heard, silence_s))
        try:
            while True:
                frame = await socket.recv(decode=False)
                heard.frames += 1
                waiting = hear(frame)
                if waiting is not None:
                    await waiting
        finally:
            watch.cancel()


async def _close_when_silent(socket: ClientConnection, heard: _Heard, silence_s: float) -> None:
    """Pings only show that the server lives, not that it still has a stream."""
    before = -1
    while before != heard.frames:
        before = heard.frames
        await asyncio.sleep(silence_s)
    await socket.close(reason="silent")
