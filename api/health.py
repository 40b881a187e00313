"""Whether this process should get requests, and if not, why."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import sqlalchemy as sa
import structlog

from hashtagger.bootstrap import Services
from hashtagger.errors import HashtaggerError
from hashtagger.ports import VisionModels
from hashtagger.storage.tags import count_tags

log = structlog.get_logger()


@dataclass(slots=True)
class Health:
    """What changes in the life of a process: models get loaded, and one day it is told to stop."""

    warmed: asyncio.Event = field(default_factory=asyncio.Event)
    draining: bool = False

    async def reasons_not_ready(self, services: Services) -> list[str]:
        """Empty when requests can be answered."""
        reasons = ["draining: the server is stopping"] if self.draining else []
        if not self.warmed.is_set():
            reasons.append("models: they are being loaded")
        reasons += await _broken_models(services.models)
        if services.index.size == 0:
            reasons.append("index: it is empty; run 'hashtagger index build'")
        try:
            await services.database.read(count_tags)
        except HashtaggerError as error:
            reasons.append(f"database: {error}")
        except sa.exc.SQLAlchemyError:
            log.exception("database_broken")
            reasons.append("database: it is broken; run 'hashtagger doctor'")
        return reasons

    @contextlib.asynccontextmanager
    async def warming_up(self, services: Services) -> AsyncIterator[None]:
        """Load the models beside whatever runs inside, so that the first request does not pay for it."""
        task = asyncio.create_task(self._warm_up(services), name="warm-up")
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _warm_up(self, services: Services) -> None:
        await _patiently(services.models.warm_up)
        self.warmed.set()


async def _broken_models(models: VisionModels) -> list[str]:
    """Of those that a recommendation needs; what is only asked for by name costs nobody else anything when it fails."""
    needed = {models.versions.clip, models.versions.caption}
    try:
        found = await models.status()
    except HashtaggerError as error:
        return [f"models: {error}"]
    return [
        f"model {each.model_id}: {each.detail or 'it does not answer'}"
        for each in found
        if each.model_id in needed and not each.healthy
    ]


async def _patiently(load: Callable[[], Awaitable[None]], *, pause_s: float = 5.0) -> None:
    while True:
        try:
            await load()
        except HashtaggerError as error:
            log.warning("models_not_loaded", error=str(error), advice=error.advice)
        except Exception:
            # Nobody awaits this task before the server stops: unsaid here, it would never be known why nothing is ready.
            log.exception("models_not_loaded")
        else:
            return
        await asyncio.sleep(pause_s)
