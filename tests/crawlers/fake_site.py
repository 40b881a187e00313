"""Small web sites on loopback that behave well, or as badly as the worst ones."""

from __future__ import annotations

import contextlib
import http.server
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

MIB = 1024 * 1024


@dataclass(frozen=True)
class Answer:
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    endless_bytes: int = 0
    """Announce no length and send so many bytes, as fast as they are taken."""
    trickle_s: float = 0.0
    """Send one byte at a time, so far apart."""


Behaviour = Callable[[str, int], Answer]
"""path, how often it was asked before → the answer"""


class FakeSite:
    """Answers as ``behaviour`` says and remembers what was asked of it; robots.txt is missing unless it says otherwise."""

    def __init__(self, behaviour: Behaviour, *, certificate: Path | None = None) -> None:
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.sent_bytes = 0
        self._behaviour = behaviour
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._request_handler())
        self._server.daemon_threads = True
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    @property
    def server(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    @contextlib.contextmanager
    def running(self) -> Iterator[FakeSite]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def _answer(self, path: str, headers: Mapping[str, str]) -> Answer:
        before = self.asked.count(path)
        self.asked.append(path)
        self.headers.append({name.lower(): value for name, value in headers.items()})
        if path == "/robots.txt" and not hasattr(self._behaviour, "robots"):
            return Answer(status=404)
        return self._behaviour(path, before)

    def _request_handler(self) -> type[http.server.BaseHTTPRequestHandler]:
        site = self

        class OneRequest(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                with contextlib.suppress(OSError):
                    site._send(self, site._answer(self.path, self.headers))

            def log_message(self, *_: object) -> None: ...

        return OneRequest

    def _send(self, to: http.server.BaseHTTPRequestHandler, answer: Answer) -> None:
        to.send_response(answer.status)
        for name, value in answer.headers.items():
            to.send_header(name, value)
        if answer.endless_bytes:
            to.send_header("Connection", "close")
            to.close_connection = True
        else:
            to.send_header("Content-Length", str(len(answer.body)))
        to.end_headers()
        if answer.endless_bytes:
            chunk = b"[" + b" " * 65535
            while self.sent_bytes < answer.endless_bytes:
                to.wfile.write(chunk)
                self.sent_bytes += len(chunk)
        elif answer.trickle_s:
            for byte in answer.body:
                to.wfile.write(bytes([byte]))
                to.wfile.flush()
                time.sleep(answer.trickle_s)
        else:
            to.wfile.write(answer.body)


def always(answer: Answer) -> Behaviour:
    return lambda _path, _before: answer


def first(refusal: Answer, then: Answer) -> Behaviour:
    """A refusal, and the answer to whoever asks again."""
    return lambda _path, before: then if before else refusal


def with_robots(rules: bytes | None, behaviour: Behaviour) -> Behaviour:
    """A site with a robots.txt; None: what it answers there is up to ``behaviour``."""

    def answer(path: str, before: int) -> Answer:
        return Answer(rules) if path == "/robots.txt" and rules is not None else behaviour(path, before)

    answer.robots = rules  # type: ignore[attr-defined]
    return answer
