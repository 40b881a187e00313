"""
One job as a program of its own, which can be killed with everything it started.

It is told on its standard input: a line with the settings, a line with its slot; the input ends when we do, and the program
then ends as well. What it counted is the last line it prints, a JSON object; exit status 0 says that the slot is done,
75 (EX_TEMPFAIL) that nothing can be done for it now and another attempt would not help.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping
from typing import Any

import orjson

from hashtagger.orders import Order, order_line
from hashtagger.settings import Settings
from hashtagger.supervisor import as_line

TERM_S = 5.0
"""Between the request to end and the kill."""
MAX_ANSWER_BYTES = 1 << 20

Counts = Mapping[str, Any]


class JobFailed(Exception):
    """The program ended badly; the message says how, for ``job_runs``."""


async def run_program(program: tuple[str, ...], order: Order, settings: Settings, *, limit_s: float) -> Counts:
    """
    What the program counted. Raises ``JobFailed`` when it fails, says nothing or takes longer than ``limit_s``.

    Its process group is gone when this returns or raises, also when the caller is cancelled.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        *program,
        "--ordered",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=MAX_ANSWER_BYTES,
        start_new_session=True,  # a process group of its own
    )
    try:
        async with asyncio.timeout(limit_s):
            answer = await _told(process, as_line(settings) + order_line(order))
            status = await process.wait()
    except TimeoutError:
        raise JobFailed(f"it took longer than {limit_s:g} s") from None
    finally:
        await asyncio.shield(_end(process))
    return _counts(answer, status)


async def _told(process: asyncio.subprocess.Process, lines: bytes) -> bytes:
    """The last line that the program prints; its standard input stays open meanwhile."""
    assert process.stdin is not None
    assert process.stdout is not None
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(lines)
        await process.stdin.drain()
    last = b""
    try:
        while line := await process.stdout.readline():
            last = line.strip() or last
    except ValueError:
        raise JobFailed(f"it printed a line of more than {MAX_ANSWER_BYTES} bytes") from None
    return last


def _counts(answer: bytes, status: int) -> Counts:
    try:
        counts = orjson.loads(answer or b"{}")
    except orjson.JSONDecodeError:
        counts = None
    if status not in (os.EX_OK, os.EX_TEMPFAIL):
        said = counts.get("error") if isinstance(counts, dict) else None
        raise JobFailed(str(said or f"it ended with status {status}; its own lines in the log say why"))
    if not isinstance(counts, dict):
        raise JobFailed("its last line is no JSON object")
    return counts


async def _end(process: asyncio.subprocess.Process) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(TERM_S):
                await process.wait()
    # What it started may have outlived it; its group cannot be joined any more.
