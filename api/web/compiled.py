"""Compiles templates once for all languages, and before a visitor waits for it."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from jinja2 import BytecodeCache, Environment, pass_context
from jinja2.bccache import Bucket
from jinja2.runtime import Context


class Compiled(BytecodeCache):
    """
    Keeps in memory what templates were compiled to, for environments that the compiler cannot tell apart: they differ only in
    their texts and in filters that are ``never_compiled``.
    """

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if (kept := self._kept.get(bucket.key)) is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


def never_compiled(write: Callable[..., str]) -> Callable[..., str]:
    """``write`` as a filter that the compiler does not work out, also where it stands behind a constant."""

    @pass_context
    def written(_: Context, *given: Any) -> str:
        return write(*given)

    return written


@contextlib.asynccontextmanager
async def compiling(environments: Sequence[Callable[[], Environment]]) -> AsyncIterator[None]:
    """
    Compile every template in a thread beside whatever runs inside. It takes seconds in all, and a page that is asked for before
    holds up everybody until its own are compiled.
    """
    stop = threading.Event()
    task = asyncio.create_task(asyncio.to_thread(_compile_all, environments, stop), name="compile-pages")
    try:
        yield
    finally:
        stop.set()
        await task


def _compile_all(environments: Sequence[Callable[[], Environment]], stop: threading.Event) -> None:
    for made in environments:
        environment = made()
        for name in environment.list_templates():
            if stop.is_set():
                return
            environment.get_template(name)
