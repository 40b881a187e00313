"""Starts the real API in a process of its own and watches how much memory it takes."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil

_START_S = 120.0
_SAMPLE_S = 0.02


class Server:
    """A running API; ``peaks_bytes`` says how large the resident set of each kind of its processes ever was."""

    def __init__(self, address: str, process: subprocess.Popen[str]) -> None:
        self.address = address
        self.peaks_bytes: dict[str, int] = {"api": 0}
        self._process = process
        self._stopping = threading.Event()
        self._watch = threading.Thread(target=self._sample, daemon=True)
        self._watch.start()

    @property
    def peaks_mb(self) -> dict[str, int]:
        return {kind: round(peak / 1e6) for kind, peak in self.peaks_bytes.items()}

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> int:
        """Ask it to stop as an operator would; its exit status."""
        self._stopping.set()
        self._watch.join()
        self._process.send_signal(signal.SIGTERM)
        try:
            return self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def _sample(self) -> None:
        root = psutil.Process(self._process.pid)
        while not self._stopping.wait(_SAMPLE_S):
            with contextlib.suppress(psutil.Error):
                for process in (root, *root.children(recursive=True)):
                    kind = "models" if "hashtagger.models.remote" in process.cmdline() else "api"
                    seen = max(process.memory_info().rss, _high_water_bytes(process.pid))
                    self.peaks_bytes[kind] = max(self.peaks_bytes.get(kind, 0), seen)


@contextlib.contextmanager
def serving(*, models: str) -> Iterator[Server]:
    """The API on a free port of loopback, with an empty data folder; ``models``: 'fake', 'remote' or 'local'."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("HASHTAGGER_")},
            "HASHTAGGER_DATA_DIR": folder,
            "HASHTAGGER_SERVE__PORT": "0",
            "HASHTAGGER_SERVE__REQUESTS_PER_MINUTE": "0",
            "HASHTAGGER_LOG_LEVEL": "WARNING",
            **({} if models == "fake" else {"HASHTAGGER_MODELS__BACKEND": models}),
        }
        log = Path(folder) / "server.log"
        with log.open("w") as errors:
            process = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.hostile_server", models],
                env=environment,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        server = Server(_ready_address(process, log), process)
        try:
            yield server
        finally:
            server.stop()
            problems = [line for line in log.read_text(errors="replace").splitlines() if "rror" in line]
            for line in problems[:20]:
                print(f"  server: {line[:200]}")


def main() -> None:
    """The process itself."""
    from api.main import create_app
    from api.server import serve
    from hashtagger.models.fake import FakeModels
    from hashtagger.settings import Settings
    from hashtagger.telemetry import configure_logs

    settings = Settings(_env_file=None)
    configure_logs(settings)
    fake = sys.argv[1:] == ["fake"]
    app = create_app(settings, load_models=lambda settings: FakeModels()) if fake else create_app(settings)
    serve(app, settings, on_ready=lambda address: print(address, flush=True))


def _ready_address(process: subprocess.Popen[str], log: Path) -> str:
    assert process.stdout is not None
    timer = threading.Timer(_START_S, process.kill)
    timer.start()
    try:
        address = process.stdout.readline().strip()
    finally:
        timer.cancel()
    if not address:
        raise SystemExit(f"the server did not start:\n{log.read_text(errors='replace')[-3000:]}")
    return address


def _high_water_bytes(pid: int) -> int:
    """The kernel's own peak, where there is one: a spike between two samples counts too."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    return 1024 * int(status.split("VmHWM:")[1].split()[0]) if "VmHWM:" in status else 0


if __name__ == "__main__":
    main()
