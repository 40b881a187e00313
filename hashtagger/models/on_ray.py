"""
The models on a Ray cluster: one Ray Serve deployment whose replicas each host a whole pool.

One deployment for all models, not one for each: the pool is what lets models share a device within its memory, and a replica of
its own would cost each model a process with torch in it. Capacity grows by replicas, one for each GPU or host.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import logging
import os
from collections.abc import AsyncIterator
from typing import Any, TypeVar, cast

import structlog

from hashtagger.errors import DeadlineExceeded, HashtaggerError, MissingComponent, ModelUnavailable, Overloaded
from hashtagger.models.local import open_pool
from hashtagger.models.remote.wire import Failed, Progressed
from hashtagger.models.threads import usable_cores
from hashtagger.questions import OnProgress, Priority, Question
from hashtagger.settings import MIB, DatabaseSettings, Settings
from hashtagger.supervisor import as_line, from_line
from hashtagger.types import Deadline, ModelStatus, PoolStatus

A = TypeVar("A")

APPLICATION = "hashtagger-models"
MAX_ONGOING = 512
"""Questions under way in one replica: several times the largest batch, so that the next one forms while one runs."""
OBJECT_STORE_BYTES = 256 * MIB
RETRY_S = 5.0
STATUS_S = 5.0
NUMBER = 0

log = structlog.get_logger()


class PoolReplica:
    """What runs in a replica. Errors come back as values: Ray would wrap them in its own."""

    def __init__(self, settings_line: bytes) -> None:
        self._pool = open_pool(from_line(settings_line))

    async def ask(self, model_id: str, question: Question[A], remaining_s: float, priority: Priority) -> A | Failed:
        return await self._ask(model_id, question, remaining_s, priority, None)

    async def ask_with_progress(
        self, model_id: str, question: Question[A], remaining_s: float, priority: Priority
    ) -> AsyncIterator[Progressed | A | Failed]:
        """What is done so far, again and again, then the answer."""
        shares: asyncio.Queue[float] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def report(share: float) -> None:
            loop.call_soon_threadsafe(shares.put_nowait, share)

        asking = asyncio.create_task(self._ask(model_id, question, remaining_s, priority, report))
        try:
            while not asking.done() or not shares.empty():
                telling = asyncio.create_task(shares.get())
                await asyncio.wait({asking, telling}, return_when=asyncio.FIRST_COMPLETED)
                if telling.done():
                    yield Progressed(NUMBER, telling.result())
                else:
                    telling.cancel()
            yield await asking
        finally:
            asking.cancel()

    async def status(self) -> tuple[ModelStatus, ...]:
        return await self._pool.status()

    async def pool_status(self) -> PoolStatus:
        return await self._pool.pool_status()

    async def _ask(
        self,
        model_id: str,
        question: Question[A],
        remaining_s: float,
        priority: Priority,
        on_progress: OnProgress | None,
    ) -> A | Failed:
        try:
            return await self._pool.ask(
                model_id, question, deadline=Deadline.after(remaining_s), priority=priority, on_progress=on_progress
            )
        except HashtaggerError as error:
            return Failed.of(NUMBER, error)


class RayBackend:
    """Implements ``hashtagger.ports.ModelBackend``; ``handle`` is that of a deployment of ``PoolReplica``."""

    def __init__(self, handle: Any) -> None:
        self._handle = handle
        self._closed = False

    async def ask(
        self,
        model_id: str,
        question: Question[A],
        *,
        deadline: Deadline,
        priority: Priority = Priority.INTERACTIVE,
        on_progress: OnProgress | None = None,
    ) -> A:
        """See ``ModelBackend.ask``."""
        if deadline.remaining_s <= 0:
            raise _too_late()
        asked = (model_id, question, deadline.remaining_s, priority)
        if on_progress is None:
            answer = await self._answer_to(self._handle.ask, asked, deadline)
        else:
            answer = await self._last_of(asked, deadline, on_progress)
        if isinstance(answer, Failed):
            raise answer.error()
        return cast("A", answer)

    async def status(self) -> tuple[ModelStatus, ...]:
        """That of one replica. Raises ``TryLater`` when none can be asked."""
        return cast("tuple[ModelStatus, ...]", await self._answer_to(self._handle.status, (), Deadline.after(STATUS_S)))

    async def pool_status(self) -> PoolStatus:
        """That of one replica. Raises ``TryLater`` when none can be asked."""
        return cast("PoolStatus", await self._answer_to(self._handle.pool_status, (), Deadline.after(STATUS_S)))

    async def aclose(self) -> None:
        """Ray drains the replicas, within the time that their deployment was given."""
        self._closed = True

    async def _answer_to(self, method: Any, arguments: tuple[Any, ...], deadline: Deadline) -> Any:
        self._refuse_when_closed()
        with _ray_errors():
            response = method.remote(*arguments)
            try:
                async with asyncio.timeout(deadline.remaining_s):
                    return await response
            except TimeoutError:
                response.cancel()
                raise _too_late() from None
            except asyncio.CancelledError:
                response.cancel()
                raise

    async def _last_of(self, arguments: tuple[Any, ...], deadline: Deadline, on_progress: OnProgress) -> Any:
        self._refuse_when_closed()
        with _ray_errors():
            stream = self._handle.ask_with_progress.options(stream=True).remote(*arguments)
            try:
                async with asyncio.timeout(deadline.remaining_s):
                    async for part in stream:
                        if not isinstance(part, Progressed):
                            return part
                        on_progress(part.share)
            except TimeoutError:
                stream.cancel()
                raise _too_late() from None
            except asyncio.CancelledError:
                stream.cancel()
                raise
        raise _gone("the answer was cut off")

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise ModelUnavailable("the models were closed", retry_after_s=RETRY_S)


@contextlib.asynccontextmanager
async def open_ray(settings: Settings) -> AsyncIterator[RayBackend]:
    """
    The models on the cluster at ``models.ray_address``, deployed there when nobody did; without an address, on a Ray of one
    machine that runs as long as this context.

    Raises ``MissingComponent`` when Ray is not installed or the cluster cannot be used.
    """
    ray, serve = _libraries()
    own = settings.models.ray_address is None
    failures: tuple[type[Exception], ...] = (ConnectionError, RuntimeError, ValueError, *_failures())
    try:
        handle = await asyncio.to_thread(_deploy, ray, serve, settings)
    except failures as error:
        raise MissingComponent(
            f"the models cannot be deployed on Ray: {error}",
            advice="Look at HASHTAGGER_MODELS__RAY_ADDRESS and 'ray status'.",
        ) from error
    backend = RayBackend(handle)
    try:
        yield backend
    finally:
        await backend.aclose()
        if own:
            await asyncio.to_thread(serve.shutdown)
        await asyncio.to_thread(ray.shutdown)


def _deploy(ray: Any, serve: Any, settings: Settings) -> Any:
    address = settings.models.ray_address
    # Ray reports its use to its makers unless it is told not to.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    alone: dict[str, Any] = {"num_cpus": usable_cores(), "object_store_memory": OBJECT_STORE_BYTES}
    ray.init(
        address or "local",
        include_dashboard=None if address else False,
        configure_logging=False,
        log_to_driver=False,
        ignore_reinit_error=True,
        **({} if address else alone),
    )
    # One line for each question when a replica dies is too many.
    logging.getLogger("ray.serve").setLevel(logging.ERROR)
    # Nobody speaks HTTP to it, and its usual port is ours.
    serve.start(proxy_location="Disabled")
    if address is not None and APPLICATION in serve.status().applications:
        return serve.get_app_handle(APPLICATION)
    gpus = 1 if ray.cluster_resources().get("GPU", 0) and settings.models.device != "cpu" else 0
    deployment = serve.deployment(
        PoolReplica,
        name="models",
        num_replicas=settings.models.replicas,
        max_ongoing_requests=MAX_ONGOING,
        graceful_shutdown_timeout_s=settings.models.drain_s,
        ray_actor_options={"num_cpus": 1, "num_gpus": gpus},
    )
    log.info("models_deploy_on_ray", replicas=settings.models.replicas, gpus=gpus)
    # What the runtimes read; no password of a database goes to the cluster.
    told = Settings(
        _env_file=None,
        data_dir=settings.data_dir,
        database=DatabaseSettings(),
        models=settings.models,
        generate=settings.generate,
    )
    return serve.run(deployment.bind(as_line(told)), name=APPLICATION, route_prefix=None)


def _libraries() -> tuple[Any, Any]:
    try:
        return importlib.import_module("ray"), importlib.import_module("ray.serve")
    except ImportError:
        raise MissingComponent(
            "models.backend=ray needs Ray", code="ray_not_installed", advice="Run: pip install 'hashtagger[ray]'"
        ) from None


def _failures() -> tuple[type[Exception], ...]:
    """What Ray raises when a replica or the cluster cannot be used."""
    from_ray = importlib.import_module("ray.exceptions").RayError
    return (from_ray, importlib.import_module("ray.serve.exceptions").RayServeException)


@contextlib.contextmanager
def _ray_errors() -> Any:
    try:
        yield
    except _failures() as error:
        if type(error).__name__ == "BackPressureError":
            raise Overloaded("the replicas have too many questions", retry_after_s=1.0) from None
        raise _gone(type(error).__name__) from None


def _gone(why: str) -> ModelUnavailable:
    return ModelUnavailable(f"the models on Ray do not answer ({why})", retry_after_s=RETRY_S)


def _too_late() -> DeadlineExceeded:
    return DeadlineExceeded("no answer of the models on Ray in time", retry_after_s=1.0)
