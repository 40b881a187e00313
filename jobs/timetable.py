"""The whole schedule, as data: what runs when, how long it may take, and who does it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from hashtagger.bootstrap import Services
from jobs.purge import purge

Counts = Mapping[str, int]
Work = Callable[[Services], Awaitable[Counts]]


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the timetable. A slot is one time at which it is due; each runs once, in whatever process."""

    name: str
    every_s: int
    """Slots begin at multiples of it since 1970, so that all processes mean the same ones."""
    limit_s: float
    """Longer than this and the run is stopped and counts as failed."""
    work: Work
    at_s: int = 0
    """How far into its period a slot is due."""


HOUR = 3600
TIMETABLE: tuple[Job, ...] = (
    # job            every     limit     does
    Job("purge", 1 * HOUR, 10 * 60.0, purge, at_s=7 * 60),
)
