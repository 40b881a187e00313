"""Logs and metrics: how both look is decided here and nowhere else."""

from __future__ import annotations

import contextlib
import logging
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from hashtagger.errors import HashtaggerError
from hashtagger.ranking import RankerStatus
from hashtagger.settings import Settings

SECONDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


def configure_logs(settings: Settings) -> None:
    """One line an event on stderr: JSON unless stderr is a terminal. The standard library's loggers go the same way."""
    as_json = settings.log_format == "json" or (settings.log_format == "auto" and not sys.stderr.isatty())
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    # The console renderer formats exceptions itself; plainly, for its default shows every variable, keys and drafts too.
    last: list[structlog.typing.Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if as_json
        else [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[settings.log_level]),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    logging.basicConfig(handlers=[handler], level=settings.log_level, force=True)
    for chatty in ("httpx", "httpcore", "urllib3", "filelock", "PIL", "faiss", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # It warns each time that a job is looked at while it still runs.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


class Metrics:
    """Every number that ``/metrics`` shows; one object a process, so that tests do not share a registry."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "hashtagger_http_requests_total",
            "HTTP requests by route, method and status",
            ["route", "method", "status"],
            registry=self.registry,
        )
        self.request_seconds = Histogram(
            "hashtagger_http_request_seconds", "HTTP request time", ["route"], buckets=SECONDS, registry=self.registry
        )
        self.stage_seconds = Histogram(
            "hashtagger_stage_seconds",
            "Time of one stage of a recommendation",
            ["stage"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self.degraded = Counter(
            "hashtagger_degraded_total", "Answers that lack a stage", ["stage"], registry=self.registry
        )
        self.models = ModelMetrics()
        self.of_models: Callable[[], Awaitable[str]] = self.models.text
        """What the pool counts, as Prometheus text; from another process when it runs there."""
        self.index_tags = Gauge("hashtagger_index_tags", "Tags that can be searched", registry=self.registry)
        self.generations = Counter(
            "hashtagger_generations_total",
            "Generation jobs that ended here, by kind and state",
            ["kind", "state"],
            registry=self.registry,
        )
        self.tags_shown = Histogram(
            "hashtagger_tags_shown", "Tags in an answer", buckets=(0, 1, 2, 3, 4, 5, 10, 30), registry=self.registry
        )

    def watch_ranker(self, status: Callable[[], RankerStatus]) -> None:
        """Show how the ranker does, asked for each time that somebody looks."""
        self.registry.register(RankerMetrics(status))

    async def text(self) -> str:
        """All of it as Prometheus text; without that of the models while they cannot be asked."""
        own = generate_latest(self.registry).decode()
        try:
            return own + await self.of_models()
        except HashtaggerError:
            return own


class ModelMetrics:
    """What the model pool does, by model; see ``hashtagger.models.observer.PoolObserver`` for the meaning of each."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()

        def counter(name: str, says: str, *more: str) -> Counter:
            return Counter(f"hashtagger_model_{name}", says, ["model", *more], registry=registry)

        def gauge(name: str, says: str) -> Gauge:
            return Gauge(f"hashtagger_model_{name}", says, ["model"], registry=registry)

        def histogram(name: str, says: str, buckets: Sequence[float]) -> Histogram:
            return Histogram(f"hashtagger_model_{name}", says, ["model"], buckets=buckets, registry=registry)

        self._queue_items = gauge("queue_items", "Questions that wait")
        self._queue_wait = histogram("queue_wait_seconds", "Time from a question to its batch", SECONDS)
        self._batch_items = histogram("batch_items", "Questions of one batch", (1, 2, 4, 8, 16, 32, 64, 128))
        self._batch_seconds = histogram("batch_seconds", "Time of one batch on the device", SECONDS)
        self._resident_bytes = gauge("resident_bytes", "Memory of the loaded weights")
        self._leases = gauge("leases", "Questions that hold the model in memory")
        self._loads = counter("loads_total", "Loads by outcome", "outcome")
        self._load_seconds = histogram("load_seconds", "Time of one load", (*SECONDS, 30.0, 60.0, 120.0))
        self._evictions = counter("evictions_total", "Evictions by reason", "reason")
        self._rejections = counter("rejections_total", "Questions refused or dropped by reason", "reason")

    async def text(self) -> str:
        return generate_latest(self.registry).decode()

    def queued(self, model_id: str, items: int) -> None:
        self._queue_items.labels(model_id).set(items)

    def waited(self, model_id: str, seconds: float) -> None:
        self._queue_wait.labels(model_id).observe(seconds)

    def batch(self, model_id: str, items: int, seconds: float) -> None:
        self._batch_items.labels(model_id).observe(items)
        self._batch_seconds.labels(model_id).observe(seconds)

    def rejected(self, model_id: str, reason: str) -> None:
        self._rejections.labels(model_id, reason).inc()

    def loaded(self, model_id: str, outcome: str, seconds: float) -> None:
        self._loads.labels(model_id, outcome).inc()
        self._load_seconds.labels(model_id).observe(seconds)

    def evicted(self, model_id: str, reason: str) -> None:
        self._evictions.labels(model_id, reason).inc()

    def resident(self, model_id: str, held_bytes: int, leases: int) -> None:
        self._resident_bytes.labels(model_id).set(held_bytes)
        self._leases.labels(model_id).set(leases)


class RankerMetrics(Collector):
    """What a ranker tells of itself; see ``RankerStatus``."""

    def __init__(self, status: Callable[[], RankerStatus]) -> None:
        self._status = status

    def collect(self) -> Iterator[Metric]:
        status = self._status()
        serving = GaugeMetricFamily("hashtagger_ranker_serving", "1 for what orders answers now", labels=["version"])
        serving.add_metric([status.version], 1.0)
        trouble = GaugeMetricFamily(
            "hashtagger_ranker_trouble",
            "1 while the baseline stands in for the model that should order",
            labels=["model"],
        )
        trouble.add_metric(["current"], float(bool(status.trouble)))
        trouble.add_metric(["shadow"], float(bool(status.shadow_trouble)))
        fallbacks = CounterMetricFamily(
            "hashtagger_ranker_fallbacks", "Answers in which the baseline stood in", labels=["why"]
        )
        for why, answers in sorted(status.fallbacks.items()):
            fallbacks.add_metric([why], answers)
        yield from (serving, trouble, fallbacks)
        yield CounterMetricFamily("hashtagger_ranker_reloads", "Models taken in since the start", value=status.reloads)


class Stopwatch:
    """Seconds by stage of one request."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started
