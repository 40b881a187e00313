"""Builds the HTTP application; ``api.server`` runs it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

from fastapi import FastAPI

from api.access import Access
from api.auth import keys_required
from api.deps import AppState
from api.door import Door
from api.errors import add_error_answers
from api.health import Health
from api.middleware import Admission, BodyLimits, SecurityHeaders
from api.openapi import use_own_openapi
from api.rate_limit import RateLimit
from api.routes import (
    accounts,
    answers,
    captions,
    charts,
    embeddings,
    experiments,
    exports,
    feedback,
    flags,
    forecasts,
    generations,
    jobs,
    keys,
    models,
    operations,
    platforms,
    posts,
    rankers,
    recommendations,
    report_mails,
    reports,
    reviews,
    saved_groups,
    sources,
    tags,
    text_in_image,
    trend_menus,
    trends,
    watchlists,
)
from api.web.app import CompressPages, add_pages
from api.web.csrf import Csrf
from hashtagger.bootstrap import Services, generating, open_services
from hashtagger.generate.links import open_secret
from hashtagger.ports import Clock, Forecaster, Ranker, VisionModels
from hashtagger.settings import Settings
from jobs.by_hand import RunsByHand
from jobs.office import Office
from ranker.forecast import LiveForecaster
from ranker.live import LiveRanker

Background = Callable[[Services], AbstractAsyncContextManager[None]]


def create_app(
    settings: Settings | None = None,
    *,
    load_ranker: Callable[[Settings], Ranker] = LiveRanker,
    load_forecaster: Callable[[Settings], Forecaster] = LiveForecaster,
    load_models: Callable[[Settings], VisionModels] | None = None,
    background: Background | None = None,
    clock: Clock | None = None,
) -> FastAPI:
    """
    The application; its services open and close with its lifespan.

    ``background`` runs beside it (the scheduler). Raises ``MissingComponent`` when keys are off on an address that others
    can reach.
    """
    settings = settings or Settings()
    must_have_key = keys_required(settings)
    health = Health()

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[AppState]:
        async with contextlib.AsyncExitStack() as stack:
            services = await stack.enter_async_context(
                open_services(
                    settings,
                    load_ranker=load_ranker,
                    load_forecaster=load_forecaster,
                    load_models=load_models,
                    clock=clock,
                )
            )
            await stack.enter_async_context(health.warming_up(services))
            await stack.enter_async_context(generating(services))
            if background is not None:
                await stack.enter_async_context(background(services))
            office = Office(services.database, settings, services.clock)
            by_hand = await stack.enter_async_context(RunsByHand(office))
            secret = await asyncio.to_thread(open_secret, settings.link_secret)
            yield AppState(
                services=services,
                health=health,
                rate_limit=RateLimit(settings.serve.requests_per_minute),
                keys_required=must_have_key,
                csrf=Csrf(secret),
                by_hand=by_hand,
            )
            health.draining = True

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.health = health
    for routes in (
        recommendations,
        feedback,
        forecasts,
        posts,
        accounts,
        experiments,
        reports,
        exports,
        charts,
        captions,
        answers,
        text_in_image,
        embeddings,
        generations,
        tags,
        saved_groups,
        trend_menus,  # ahead of /v1/trends/{tag}
        trends,
        sources,
        reviews,
        watchlists,
        report_mails,
        platforms,
        rankers,
        keys,
        flags,
        models,
        jobs,
        operations,
    ):
        app.include_router(routes.router)
    add_pages(app)
    add_error_answers(app)
    use_own_openapi(app)
    # The last one added is the outermost.
    app.add_middleware(BodyLimits, limits=settings.intake)
    app.add_middleware(Door)
    app.add_middleware(Admission, max_requests=settings.intake.max_requests)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(CompressPages)
    app.add_middleware(Access)
    return app
