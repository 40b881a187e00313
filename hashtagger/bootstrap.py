"""The composition root: the only place that knows which adapter stands behind which port."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

import structlog

from hashtagger.alerts.delivery import Ways
from hashtagger.alerts.mail import Mailer
from hashtagger.alerts.service import Alerts
from hashtagger.clock import SystemClock
from hashtagger.generate.files import GenerationFiles
from hashtagger.generate.links import Links, open_secret
from hashtagger.generate.service import Generations
from hashtagger.generate.webhooks import Courier
from hashtagger.generate.worker import Worker, working
from hashtagger.index.live import LiveTagIndex
from hashtagger.index.refresh import IndexRefresher
from hashtagger.media.decoder import Decoder
from hashtagger.media.fetch import Fetcher
from hashtagger.models.local import open_pool
from hashtagger.models.remote.launch import open_remote
from hashtagger.models.vision import CatalogueModels
from hashtagger.ports import Clock, Forecaster, ModelBackend, Ranker, VisionModels
from hashtagger.recommend import sources
from hashtagger.recommend.service import Recommender
from hashtagger.report_mails.service import ReportMails
from hashtagger.reports.drawing import Drawer
from hashtagger.settings import Settings
from hashtagger.storage.database import Database, open_database
from hashtagger.storage.migrate import upgrade
from hashtagger.storage.starter import ensure_starter
from hashtagger.telemetry import Metrics

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Services:
    """Everything an entry point may use; valid inside ``open_services`` only."""

    settings: Settings
    database: Database
    models: VisionModels
    index: LiveTagIndex
    refresher: IndexRefresher
    ranker: Ranker
    recommender: Recommender
    forecaster: Forecaster | None
    """None: this program makes no forecasts."""
    generations: Generations
    alerts: Alerts
    report_mails: ReportMails
    decoder: Decoder
    fetcher: Fetcher
    drawer: Drawer
    clock: Clock
    metrics: Metrics


@contextlib.asynccontextmanager
async def open_services(
    settings: Settings,
    *,
    load_ranker: Callable[[Settings], Ranker],
    load_forecaster: Callable[[Settings], Forecaster] | None = None,
    load_models: Callable[[Settings], VisionModels] | None = None,
    clock: Clock | None = None,
) -> AsyncIterator[Services]:
    """
    Migrate, load the starter catalogue, open models and index, and give back what serves requests.

    Every step does nothing when it was done before. ``load_ranker`` and ``load_forecaster`` come from the layer above, so the
    graph stays acyclic.
    ``load_models`` takes the place of ``open_models``; whoever gives it closes what it makes.
    Raises ``HashtaggerError`` with advice when something is missing.
    """
    clock = clock or SystemClock()
    metrics = Metrics()
    async with contextlib.AsyncExitStack() as stack:
        database = await asyncio.to_thread(prepare_database, settings, clock)
        stack.callback(database.close)
        models = (
            load_models(settings) if load_models else await stack.enter_async_context(open_models(settings, metrics))
        )
        refresher = IndexRefresher(database, models, settings.index_dir)
        index = await refresher.open()
        metrics.index_tags.set_function(lambda: index.size)
        watching = asyncio.create_task(refresher.watch(), name="index-refresh")
        stack.push_async_callback(_cancelled, watching)
        decoder = await stack.enter_async_context(Decoder(settings.intake))
        fetcher = await stack.enter_async_context(Fetcher(settings.fetch, settings.intake))
        ranker = await asyncio.to_thread(load_ranker, settings)
        metrics.watch_ranker(lambda: ranker.status)
        forecaster = await asyncio.to_thread(load_forecaster, settings) if load_forecaster else None
        recommender = Recommender(
            models=models,
            sources=all_sources(database, models, index),
            ranker=ranker,
            database=database,
            clock=clock,
            settings=settings.recommend,
            explore=settings.ranker.explore,
            metrics=metrics,
            forecaster=forecaster,
        )
        warming = asyncio.create_task(recommender.keep_warm(), name="catalogue-warm")
        stack.push_async_callback(_cancelled, warming)
        generations = Generations(
            database=database,
            models=models,
            files=GenerationFiles(settings.generations_dir),
            links=Links(
                await asyncio.to_thread(open_secret, settings.link_secret), public_url=settings.generate.public_url
            ),
            fetcher=fetcher,
            clock=clock,
            limits=settings.generate,
        )
        ways = Ways(fetcher, Mailer(settings.mail, clock), webhooks=settings.generate.webhooks)
        yield Services(
            settings=settings,
            database=database,
            models=models,
            index=index,
            refresher=refresher,
            ranker=ranker,
            recommender=recommender,
            forecaster=forecaster,
            generations=generations,
            alerts=Alerts(database, ways, clock),
            report_mails=ReportMails(database, ways.mailer, clock, settings.generate.public_url),
            decoder=decoder,
            fetcher=fetcher,
            drawer=Drawer(),
            clock=clock,
            metrics=metrics,
        )


def generating(services: Services) -> AbstractAsyncContextManager[None]:
    """Run generation jobs and deliver their webhooks while inside, as many at once as the settings say."""
    generations = services.generations
    courier = Courier(services.database, services.fetcher, generations.links, services.clock)
    return working(Worker(generations, services.metrics), courier, concurrency=services.settings.generate.concurrency)


@contextlib.asynccontextmanager
async def open_models(settings: Settings, metrics: Metrics | None = None) -> AsyncIterator[VisionModels]:
    """The models of the catalogue, where ``models.backend`` says. Raises ``MissingComponent``."""
    async with contextlib.AsyncExitStack() as stack:
        backend: ModelBackend
        match settings.models.backend:
            case "remote":
                backend = remote = await stack.enter_async_context(open_remote(settings))
                if metrics is not None:
                    metrics.of_models = remote.metrics
            case "ray":
                from hashtagger.models.on_ray import open_ray

                backend = await stack.enter_async_context(open_ray(settings))
            case _:
                backend = open_pool(settings, observer=None if metrics is None else metrics.models)
        models = CatalogueModels(settings, backend)
        stack.push_async_callback(models.aclose)
        yield models


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
        sources.CaptionPhrases(),
        sources.WrittenPhrases(),
        sources.DraftPhrases(),
        sources.SeedCompanions(database),
        sources.TrendingNear(database, index, models),
        sources.OwnHistory(database, index, models),
    )


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
