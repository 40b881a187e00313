"""Several API processes on one address; with ``models.backend=remote`` one models process serves them all."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence

import structlog

from api.server import address_of, bind
from hashtagger.errors import MissingComponent
from hashtagger.models.remote.launch import models_process
from hashtagger.settings import Settings
from hashtagger.supervisor import Supervisor

COMMAND = (sys.executable, "-m", "api.worker")
_SPARE_S = 5.0
"""Beyond its time to answer what is under way, before a worker that does not end is killed."""

log = structlog.get_logger()


async def serve_with_workers(
    settings: Settings, *, on_ready: Callable[[str], None] | None = None, command: Sequence[str] = COMMAND
) -> None:
    """
    Serve until SIGTERM or SIGINT; ``on_ready`` gets the address once every worker answers.

    A worker that dies is started again; the others answer meanwhile. Raises ``MissingComponent`` when the address is taken,
    or when a worker or the models process cannot be started.
    """
    if settings.models.backend == "ray" and settings.models.ray_address is None:
        raise MissingComponent(
            "several workers need one Ray cluster that is already there",
            advice="Run 'ray start --head' and set HASHTAGGER_MODELS__RAY_ADDRESS=auto.",
        )
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with contextlib.closing(bind(settings.serve.host, settings.serve.port)) as listener:
        listener.set_inheritable(True)
        command = (*command, str(listener.fileno()))
        async with _shared_models(settings) as told:
            workers = [
                Supervisor(
                    command,
                    name=f"worker {number}",
                    settings=told,
                    stop_s=settings.serve.graceful_s + settings.models.drain_s + _SPARE_S,
                    pass_fds=(listener.fileno(),),
                )
                for number in range(1, settings.serve.workers + 1)
            ]
            starting = asyncio.create_task(_start(workers), name="workers-start")
            stopping = asyncio.create_task(stop.wait(), name="workers-stop")
            try:
                # Building an index can take minutes; a signal does not wait for it.
                await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
                if starting.done():
                    starting.result()
                    if on_ready is not None:
                        on_ready(address_of(listener))
                await stopping
            finally:
                starting.cancel()
                stopping.cancel()
                await asyncio.gather(starting, stopping, return_exceptions=True)
                await asyncio.gather(*(worker.stop() for worker in workers))


async def _start(workers: Sequence[Supervisor]) -> None:
    # The first migrates the database and builds the index, so that the others find both.
    await workers[0].start()
    await asyncio.gather(*(worker.start() for worker in workers[1:]))


@contextlib.asynccontextmanager
async def _shared_models(settings: Settings) -> AsyncIterator[Settings]:
    """The settings with the socket of one models process, where there is to be one."""
    if settings.models.backend != "remote" or settings.models.socket is not None:
        yield settings
        return
    async with models_process(settings) as (_, path):
        yield settings.model_copy(update={"models": settings.models.model_copy(update={"socket": path})})
