"""One connection between an API process and the models process: whole messages in, whole messages out."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import cast

import structlog

from hashtagger.models.remote import wire
from hashtagger.models.remote.wire import BrokenFrame, Message

WAITING_BYTES = 1024 * 1024
"""What may wait to be sent; whoever wants to send more waits until the other side has read."""
_KERNEL_BUFFER_BYTES = 1024 * 1024

log = structlog.get_logger()


class Connection(asyncio.BufferedProtocol):
    """
    Calls ``on_message`` for every message and ``on_lost`` once, on the event loop. Bytes are received in the place where
    the arrays of their message stay. Bytes that are no message end the connection.
    """

    def __init__(
        self, on_message: Callable[[Connection, Message], None], on_lost: Callable[[Connection], None]
    ) -> None:
        self._on_message, self._on_lost = on_message, on_lost
        self._transport: asyncio.Transport | None = None
        self._writable = asyncio.Event()
        self._sizes: wire.Sizes | None = None
        self._incoming = bytearray(wire.HEADER_BYTES)
        self._free = memoryview(self._incoming)

    @property
    def lost(self) -> bool:
        return self._transport is None or self._transport.is_closing()

    async def send(self, message: Message) -> None:
        """
        Waits while the other side does not read.

        Raises ``ConnectionError`` when the connection is lost, and what ``wire.encode`` raises.
        """
        parts = wire.encode(message)
        while not self._writable.is_set():
            await self._writable.wait()
        self._write(parts)

    def send_small(self, message: Message) -> None:
        """Without waiting; nothing is sent when the connection is lost."""
        if not self.lost:
            self._write(wire.encode(message))

    def close(self) -> None:
        """What was sent before still arrives."""
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(high=WAITING_BYTES)
        raw: socket.socket | None = transport.get_extra_info("socket")
        if raw is not None:
            # A picture for a model is larger than what the kernel takes at once by default.
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _KERNEL_BUFFER_BYTES)
        self._writable.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._writable.set()
        self._on_lost(self)

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def get_buffer(self, sizehint: int) -> memoryview:
        return self._free

    def buffer_updated(self, nbytes: int) -> None:
        self._free = self._free[nbytes:]
        if self._free:
            return
        try:
            if self._sizes is None:
                self._sizes = wire.read_header(self._incoming)
                self._expect(self._sizes.body_bytes)
                return
            message = wire.decode(self._incoming, self._sizes)
        except BrokenFrame as error:
            log.warning("broken_frame", error=str(error))
            self.abort()
            return
        self._sizes = None
        self._expect(wire.HEADER_BYTES)
        self._on_message(self, message)

    def _expect(self, size_bytes: int) -> None:
        self._incoming = bytearray(size_bytes)
        self._free = memoryview(self._incoming)

    def _write(self, parts: list[wire.Buffer]) -> None:
        if self.lost or self._transport is None:
            raise ConnectionResetError("the connection is lost")
        self._transport.writelines(parts)
