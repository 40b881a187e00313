"""Logs and metrics: how both look is decided here and nowhere else."""

from __future__ import annotations

import contextlib
import logging
import sys
import time
from collections.abc import Iterator

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

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
    for chatty in ("httpx", "httpcore", "urllib3", "filelock", "PIL", "faiss", "alembic", "apscheduler"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


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
        self.index_tags = Gauge("hashtagger_index_tags", "Tags that can be searched", registry=self.registry)
        self.tags_shown = Histogram(
            "hashtagger_tags_shown", "Tags in an answer", buckets=(0, 1, 2, 3, 4, 5, 10, 30), registry=self.registry
        )


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
