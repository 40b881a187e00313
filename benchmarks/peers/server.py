"""A server that is measured: how it is started, asked and stopped, whatever it is written in."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from benchmarks.load import Load, Turn, run_load
from benchmarks.peers.photos import write_bodies
from hashtagger.types import Vectors

_START_S = 300.0


@dataclass(frozen=True, slots=True)
class Server:
    """One way to serve the weights; ``{port}`` in ``command`` and ``environment`` becomes the port."""

    name: str
    settings: str
    """In words, for the table."""
    command: Sequence[str]
    environment: Mapping[str, str]
    ready_path: str
    path: str
    content_type: str
    wrap: Callable[[bytes], bytes]
    """A JPEG file to a request body."""
    vectors_of: Callable[[Any], Sequence[Sequence[float]]]
    """The answer's JSON to its embeddings."""


class Running:
    """A started server; sleeps (SIGSTOP) except while it is asked, so that nobody's idle threads cost the others."""

    def __init__(self, server: Server, port: int, process: subprocess.Popen[bytes], bodies: Path) -> None:
        self.server, self._port, self._process, self._bodies = server, port, process, bodies

    @property
    def pid(self) -> int:
        return self._process.pid

    def embed_all(self) -> Vectors:
        """The vectors of every body, one after the other; float32 [n, d], unit norm."""
        with self.awake():
            rows = [self._embed(path.read_bytes()) for path in sorted(self._bodies.iterdir())]
        found = np.array(rows, np.float32)
        found /= np.linalg.norm(found, axis=1, keepdims=True)
        return found

    def measure(self, clients: int, *, seconds: float, warm_up_s: float) -> Turn:
        """What ``clients`` at once see."""
        server = self.server
        with self.awake():
            return run_load(
                Load(
                    self._port,
                    server.path,
                    server.content_type,
                    str(self._bodies),
                    self._process.pid,
                    clients,
                    seconds,
                    warm_up_s,
                )
            )

    def _embed(self, body: bytes) -> Sequence[float]:
        url = f"http://127.0.0.1:{self._port}{self.server.path}"
        request = urllib.request.Request(url, body, {"content-type": self.server.content_type})
        with urllib.request.urlopen(request, timeout=120) as answer:
            return self.server.vectors_of(json.load(answer))[0]

    @contextlib.contextmanager
    def awake(self) -> Iterator[None]:
        """It runs inside; ``embed_all`` and ``measure`` see to that themselves."""
        _signal(self._process.pid, signal.SIGCONT)
        try:
            yield
        finally:
            _signal(self._process.pid, signal.SIGSTOP)


@contextlib.contextmanager
def running(server: Server, *, port: int, photos: Sequence[bytes], folder: Path) -> Iterator[Running]:
    """Start it and wait until it is ready; its output goes to ``folder``. Exits with that output when it does not start."""
    bodies = write_bodies(folder / "bodies", photos, server.wrap)
    log = folder / "server.log"

    def of_port(text: str) -> str:
        return text.replace("{port}", str(port))

    with log.open("wb") as output:
        process = subprocess.Popen(
            [of_port(part) for part in server.command],
            env={**_inherited(), **{name: of_port(value) for name, value in server.environment.items()}},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            # Ctrl+C is for the benchmark, which stops its servers itself.
            start_new_session=True,
        )
    try:
        _wait_until_ready(process, f"http://127.0.0.1:{port}{server.ready_path}", log)
        _signal(process.pid, signal.SIGSTOP)
        yield Running(server, port, process, bodies)
    finally:
        _stop(process)


def _inherited() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("HASHTAGGER_", "INFINITY_"))}


def _wait_until_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    gives_up = time.monotonic() + _START_S
    while time.monotonic() < gives_up and process.poll() is None:
        with contextlib.suppress(OSError, urllib.error.URLError), urllib.request.urlopen(url, timeout=5):
            return
        time.sleep(0.5)
    raise SystemExit(f"{log.parent.name} did not start:\n{log.read_text(errors='replace')[-3000:]}")


def _signal(pid: int, number: signal.Signals) -> None:
    """To the process and all its children: servers keep workers, some in groups of their own."""
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        for each in (process, *process.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess):
                each.send_signal(number)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """With all its children; it is measured already, so it needs no long farewell."""
    _signal(process.pid, signal.SIGCONT)
    children = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(10)
    for each in children:
        with contextlib.suppress(psutil.NoSuchProcess):
            each.kill()
    process.kill()
    process.wait()
