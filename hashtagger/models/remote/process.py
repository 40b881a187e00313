"""
The models process: one pool of models behind a Unix socket.

Started by ``hashtagger serve`` (``--supervised``), or by itself with ``HASHTAGGER_MODELS__SOCKET`` set. SIGTERM and the end of
its parent stop it: questions under way are answered within ``models.drain_s``.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
from collections.abc import Callable

import structlog
import uvloop

from hashtagger.allocator import ACTIVATION_BYTES, give_large_blocks_back
from hashtagger.errors import HashtaggerError, MissingComponent
from hashtagger.garbage import keep_what_is_loaded
from hashtagger.models.local import open_pool
from hashtagger.models.remote.server import ModelServer
from hashtagger.models.vision import CatalogueModels
from hashtagger.ports import ModelBackend
from hashtagger.settings import Settings
from hashtagger.supervisor import Parent
from hashtagger.telemetry import ModelMetrics, configure_logs

Load = Callable[..., ModelBackend]
"""``load(settings, observer=…)``"""

log = structlog.get_logger()


def main() -> int:
    """Its exit status: 1 when it cannot start."""
    parser = argparse.ArgumentParser(prog="python -m hashtagger.models.remote", description=__doc__)
    parser.add_argument("--supervised", action="store_true", help="settings come on the standard input")
    parent = Parent() if parser.parse_args().supervised else None
    settings = parent.settings if parent is not None else Settings()
    configure_logs(settings)
    give_large_blocks_back(ACTIVATION_BYTES)
    try:
        # As the API has it; asyncio's own loop costs more processor time for each frame.
        uvloop.run(run(settings, parent=parent))
    except HashtaggerError as error:
        log.error("models_process_not_started", error=str(error), advice=error.advice)
        return 1
    return 0


async def run(settings: Settings, *, parent: Parent | None, load: Load = open_pool) -> None:
    """Serve until told to stop. Raises ``MissingComponent`` without a socket, or when it cannot be listened on."""
    path = settings.models.socket
    if path is None:
        raise MissingComponent(
            "no socket is named", advice="Set HASHTAGGER_MODELS__SOCKET to a path in a private folder."
        )
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    counted = ModelMetrics()
    backend = load(settings, observer=counted)
    async with ModelServer(backend, path, metrics=counted.text):
        log.info("models_process_listens", socket=str(path))
        if parent is not None:
            parent.ready()
            parent.when_gone(stop.set)
        warming = asyncio.create_task(_warm_up(settings, backend), name="warm-up")
        await stop.wait()
        warming.cancel()
        log.info("models_process_stops", within_s=settings.models.drain_s)


async def _warm_up(settings: Settings, backend: ModelBackend) -> None:
    """What every recommendation needs is loaded before somebody asks, also after a restart that nobody ordered."""
    try:
        await CatalogueModels(settings, backend).warm_up()
        keep_what_is_loaded()
    except HashtaggerError as error:
        log.warning("models_not_loaded", error=str(error), advice=error.advice)
    except Exception:
        log.exception("models_not_loaded")
