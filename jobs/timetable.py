"""
The whole schedule, as data: what runs when, how long it may take, and which program does it.

Not here, because it never ends: counting Bluesky and delivering alerts (``jobs/standing.py``), and the embedding of new tags,
which every API process does for its own index within seconds (``hashtagger/index/refresh.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crawlers.custom import custom_sources
from crawlers.plan import why_off
from hashtagger.settings import Settings

MINUTE, HOUR, DAY = 60, 3600, 86400


def _always(_settings: Settings) -> str | None:
    return None


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the timetable. A slot is one time at which it is due; each runs once, in whatever process."""

    name: str
    every_s: int
    """Slots begin at multiples of it since 1970, so that all processes mean the same ones."""
    limit_s: float
    """Longer than this and the program is killed with everything it started, and the run counts as failed."""
    program: tuple[str, ...]
    """``python -m`` this: a module and its arguments (``jobs/process.py`` says what it is told and has to answer)."""
    at_s: int = 0
    """How far into its period a slot is due."""
    why_off: Callable[[Settings], str | None] = _always
    """Why it does not run with these settings; None when it does."""


def _own(
    name: str,
    every_s: int,
    limit_s: float,
    *,
    at_s: int = 0,
    why_off: Callable[[Settings], str | None] = _always,
) -> Job:
    return Job(name, every_s, limit_s, ("jobs.child", name), at_s, why_off)


def _no_mail(settings: Settings) -> str | None:
    return None if settings.mail.host is not None else "HASHTAGGER_MAIL__HOST is not set"


def _no_ranker(settings: Settings) -> str | None:
    return None if settings.ranker.enabled else "HASHTAGGER_RANKER__ENABLED is off"


def _crawl(source: str, every_s: int, limit_s: float, *, at_s: int = 0) -> Job:
    return Job(
        f"crawl-{source}",
        every_s,
        limit_s,
        ("crawlers.run", source),
        at_s,
        lambda settings: why_off(source, settings.trends),
    )


TIMETABLE: tuple[Job, ...] = (
    #      job               every         at most       at
    _crawl("mastodon", 1 * HOUR, 10 * MINUTE, at_s=50 * MINUTE),
    _crawl("google_trends", 1 * HOUR, 5 * MINUTE, at_s=20 * MINUTE),
    _crawl("bluesky_topics", 1 * HOUR, 5 * MINUTE, at_s=25 * MINUTE),
    _crawl("x", 1 * HOUR, 5 * MINUTE, at_s=30 * MINUTE),
    _crawl("wikipedia", 6 * HOUR, 15 * MINUTE, at_s=40 * MINUTE),
    _crawl("youtube", 3 * HOUR, 10 * MINUTE, at_s=35 * MINUTE),
    _crawl("pinterest", 24 * HOUR, 10 * MINUTE, at_s=3 * HOUR),
    _crawl("instagram", 24 * HOUR, 10 * MINUTE, at_s=4 * HOUR),
    _own("trends", 1 * HOUR, 20 * MINUTE, at_s=2 * MINUTE),
    _own("lifts", 1 * HOUR, 20 * MINUTE, at_s=12 * MINUTE),
    _own("purge", 1 * HOUR, 10 * MINUTE, at_s=7 * MINUTE),
    _own("reports", 15 * MINUTE, 20 * MINUTE, at_s=5 * MINUTE, why_off=_no_mail),
    _own("retention", 24 * HOUR, 60 * MINUTE, at_s=2 * HOUR),
    Job("ranker", 24 * HOUR, 30 * MINUTE, ("ranker.train",), 3 * HOUR + 30 * MINUTE, _no_ranker),
)


def timetable(settings: Settings) -> tuple[Job, ...]:
    """All lines, with one for each source of the user's own file. Raises ``InvalidRequest`` when that file is not right."""
    own = (each.row for each in custom_sources(settings.trends.custom_sources))
    return (*TIMETABLE, *(_crawl(row.name, row.every_s, 10 * MINUTE, at_s=15 * MINUTE) for row in own))
