"""The composition root: the only place that knows which adapter stands behind which port."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from hashtagger.index.live import LiveTagIndex
from hashtagger.index.refresh import IndexRefresher
from hashtagger.media.decoder import Decoder
from hashtagger.media.fetch import Fetcher
from hashtagger.models.local import LocalModels
from hashtagger.ports import Clock, Ranker, VisionModels
from hashtagger.recommend import sources
from hashtagger.recommend.service import Recommender
from hashtagger.settings import Settings
from hashtagger.storage.database import Database, open_database
from hashtagger.storage.migrate import upgrade
from hashtagger.storage.starter import ensure_starter
from hashtagger.telemetry import Metrics

log = structlog.get_logger()


class SystemClock:
    """The machine's clock, in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Services:
    """Everything an entry point may use; valid inside ``open_services`` only."""

    settings: Settings
    database: Database
    models: VisionModels
    index: LiveTagIndex
    refresher: IndexRefresher
    recommender: Recommender
    decoder: Decoder
    fetcher: Fetcher
    clock: Clock
    metrics: Metrics


@contextlib.asynccontextmanager
async def open_services(
    settings: Settings,
    *,
    load_ranker: Callable[[Settings], Ranker],
    load_models: Callable[[Settings], VisionModels] = LocalModels,
    clock: Clock | None = None,
) -> AsyncIterator[Services]:
    """
    Migrate, load the starter catalogue, open models and index, and give back what serves requests.

    Every step does nothing when it was done before. ``load_ranker`` comes from the layer above, so the graph stays acyclic.
    Raises ``HashtaggerError`` with advice when something is missing.
    """
    clock = clock or SystemClock()
    metrics = Metrics()
    async with contextlib.AsyncExitStack() as stack:
        database = await asyncio.to_thread(prepare_database, settings, clock)
        stack.callback(database.close)
        models = load_models(settings)
        if isinstance(models, LocalModels):
            stack.push_async_callback(models.aclose)
        refresher = IndexRefresher(database, models, settings.index_dir)
        index = await refresher.open()
        metrics.index_tags.set_function(lambda: index.size)
        watching = asyncio.create_task(refresher.watch(), name="index-refresh")
        stack.push_async_callback(_cancelled, watching)
        decoder = await stack.enter_async_context(Decoder(settings.intake))
        fetcher = await stack.enter_async_context(Fetcher(settings.fetch, settings.intake))
        recommender = Recommender(
            models=models,
            sources=all_sources(database, models, index),
            ranker=load_ranker(settings),
            database=database,
            clock=clock,
            settings=settings.recommend,
            metrics=metrics,
        )
        yield Services(settings, database, models, index, refresher, recommender, decoder, fetcher, clock, metrics)


def prepare_database(settings: Settings, clock: Clock) -> Database:
    """Make the folder, migrate, load the starter catalogue. Blocks."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    upgrade(settings.database_url)
    database = open_database(
        settings.database_url,
        busy_timeout_s=settings.database.busy_timeout_s,
        pool_size=settings.database.pool_size,
    )
    try:
        report = ensure_starter(database, now=clock.now())
        if report.changed:
            log.info("catalogue_ready", added=report.added, updated=report.updated, deleted=report.deleted)
    except BaseException:
        database.close()
        raise
    return database


def all_sources(database: Database, models: VisionModels, index: LiveTagIndex) -> tuple[sources.CandidateSource, ...]:
    """Every kind of evidence, in no particular order."""
    return (
        sources.VisualNeighbours(index, models),
        sources.MeaningNeighbours(index),
        sources.CaptionPhrases(database),
        sources.DraftPhrases(database),
        sources.SeedCompanions(database),
        sources.TrendingNear(database, index, models),
        sources.OwnHistory(database, index, models),
    )


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
