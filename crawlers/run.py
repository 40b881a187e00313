"""
``python -m crawlers.run SOURCE``: one crawl in a process of its own, judged by what it counted.

Prints one JSON line (``crawlers.report.Report``) and exits with 0 when at least one list is new (or nothing was to be asked),
75 when the source asked to be left alone or its circuit is open, and 1 otherwise. Scrapy itself ends with 0 even when every
connection was refused. Logs go to stderr.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from scrapy.crawler import CrawlerProcess

from crawlers.breaker import after_failure, after_pause, after_success
from crawlers.middlewares.addresses import PRIVATE_SERVERS
from crawlers.plan import Limits, Plan, is_local, plan_of, robots_advice, why_off
from crawlers.redaction import Redaction
from crawlers.report import EXIT_CODES, Outcome, Report, judge
from crawlers.settings import crawl_settings
from crawlers.spiders.instagram import InstagramSpider
from crawlers.spiders.trends import TrendSpider
from hashtagger.clock import ClockFrom
from hashtagger.errors import HashtaggerError, MissingComponent
from hashtagger.observations import SourceState
from hashtagger.orders import ordered
from hashtagger.settings import Settings
from hashtagger.storage.database import Database, open_database
from hashtagger.storage.ids import new_id
from hashtagger.storage.migrate import upgrade
from hashtagger.storage.sources import read_source, write_source
from hashtagger.telemetry import configure_logs

log = logging.getLogger(__name__)
PAUSES = "pauses"
"""Key of ``SourceState.memory``: server ('host:port') → when it may be asked again."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Crawl, print the report, and give back the exit code."""
    parser = argparse.ArgumentParser(prog="python -m crawlers.run", description="Crawl one source of trends, once.")
    parser.add_argument("source", help="as 'hashtagger sources' lists it")
    parser.add_argument("--at", type=_moment, help="crawl as if it were then (ISO 8601 with a zone); default: now")
    parser.add_argument("--ordered", action="store_true", help="settings and time come on the standard input")
    chosen = parser.parse_args(arguments)
    settings, at = Settings(), chosen.at
    if chosen.ordered:
        settings, order = ordered()
        at = order.now
    configure_logs(settings)
    try:
        report = crawl(chosen.source, settings, at=at)
    except HashtaggerError as error:
        log.error("%s %s", error, error.advice)
        report = Report(chosen.source, Outcome.FAILED, "not_started", errors={error.code: 1}, error=str(error))
    print(json.dumps(report.as_json()), flush=True)  # noqa: T201
    return EXIT_CODES[report.outcome]


def crawl(
    name: str,
    settings: Settings,
    *,
    at: datetime | None = None,
    limits: Limits = Limits(),  # noqa: B008
    scrapy_settings: Mapping[str, Any] | None = None,
) -> Report:
    """
    Crawl source ``name`` and keep what it brought and how it went. Once a process: Twisted's reactor cannot start again.

    ``at`` (aware) is taken as the time when it begins; ``scrapy_settings`` go over those of ``crawl_settings``. Raises
    ``HashtaggerError`` for a source that is unknown, off, or lacks something; then nothing was asked or written.
    """
    trends = settings.trends
    clock = ClockFrom(at or datetime.now(UTC)).now
    if (why := why_off(name, trends)) is not None:
        raise MissingComponent(f"{name} does not run: {why}", code="source_off", advice="See 'hashtagger sources'.")
    plan = plan_of(name, trends, clock())
    redaction = Redaction(plan.secrets)
    for handler in logging.getLogger().handlers:
        handler.addFilter(redaction)
        handler.setLevel(settings.log_level)
    upgrade(settings.database_url)
    with open_database(settings.database_url, pool_size=2) as database:
        with database.reading() as connection:
            state = read_source(connection, name)
        if state.paused_until is not None and state.paused_until > clock():
            until = state.paused_until.isoformat()
            return Report(name, Outcome.PAUSED, "paused", paused_until=until, error=f"paused until {until}")
        wanted = crawl_settings(trends.contact or "") | _own_settings(plan) | dict(scrapy_settings or {})
        report, state = _run(plan, settings, state, database, clock, limits, wanted)
        if report.outcome is Outcome.FAILED and "robots" in report.errors:
            report = replace(report, error=f"{report.error}: {robots_advice(plan.row)}")
        report = replace(report, error=redaction.of(report.error))
        database.write_now(write_source, _next_state(state, report, clock(), plan.row.every_s))
    return report


def _run(
    plan: Plan,
    settings: Settings,
    state: SourceState,
    database: Database,
    clock: Callable[[], datetime],
    limits: Limits,
    scrapy_settings: Mapping[str, Any],
) -> tuple[Report, SourceState]:
    """One crawl to its end, or to SIGTERM; the state with what the source remembers now."""
    now = clock()
    memory = dict(state.memory)
    pauses = {server: datetime.fromisoformat(until) for server, until in memory.pop(PAUSES, {}).items()}
    more: dict[str, Any] = {"trend_settings": settings.trends} if plan.row.name == "instagram" else {}
    process = CrawlerProcess(dict(scrapy_settings))
    # Scrapy sets its logger to DEBUG; at INFO it tells of its own parts, not of the crawl.
    logging.getLogger("scrapy").setLevel(logging.DEBUG if settings.log_level == "DEBUG" else logging.WARNING)
    crawler = process.create_crawler(InstagramSpider if more else TrendSpider)
    process.crawl(
        crawler,
        plan=plan,
        run_id=new_id(now),
        database=database,
        clock=clock,
        memory=memory,
        pauses=pauses,
        limits=limits,
        **more,
    )
    process.start()
    left = {server: until for server, until in pauses.items() if until > clock()}
    report = judge(
        plan.row.name,
        crawler.stats.get_stats(),
        targets=len(plan.targets),
        paused_until=min(left.values(), default=None),
    )
    if left:
        memory[PAUSES] = {server: until.isoformat() for server, until in left.items()}
    return report, replace(state, memory=memory)


def _own_settings(plan: Plan) -> dict[str, Any]:
    own: dict[str, Any] = {PRIVATE_SERVERS: sorted(plan.private_servers)}
    if plan.private_servers and all(is_local(server) for server in plan.private_servers):
        # A server of the operator's own (a mirror, a test) needs no manners.
        own["DOWNLOAD_DELAY"] = 0
    return own


def _next_state(state: SourceState, report: Report, now: datetime, every_s: int) -> SourceState:
    if report.outcome is Outcome.DONE:
        return after_success(state, now)
    if report.finish_reason == "shutdown":
        return replace(state, last_attempt=now)  # we were stopped: says nothing about the source
    if report.outcome is Outcome.PAUSED and report.paused_until is not None:
        return after_pause(state, now, until=datetime.fromisoformat(report.paused_until))
    return after_failure(state, now, error=report.error, every_s=every_s)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("it lacks a time zone")
    return moment.astimezone(UTC)


if __name__ == "__main__":
    sys.exit(main())
