"""A served installation and a browser for the tests of the pages."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Served:
    address: str
    key: str
    """Of an administrator; needed where the server was started with ``--keys``."""


@contextlib.contextmanager
def server(data_dir: Path, *options: str) -> Iterator[Served]:
    """``tests.browser.serve`` as a process, until the block ends."""
    command = [sys.executable, "-m", "tests.browser.serve", str(data_dir), "0", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            address, key = process.stdout.readline().split()
            yield Served(address, key)
        finally:
            process.terminate()
            process.wait(30)


def chromium() -> dict[str, Any]:
    """How Playwright starts the Chromium of the system; it looks for no other host."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.fail("no Chromium: 'make test-browser' installs Debian's, or install a package named chromium")
    return {
        "executable_path": found,
        "args": [
            "--no-sandbox",
            "--disable-quic",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-gpu",
        ],
    }
