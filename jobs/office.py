"""What jobs are run with."""

from __future__ import annotations

from dataclasses import dataclass

from hashtagger.ports import Clock
from hashtagger.settings import Settings
from hashtagger.storage.database import Database


@dataclass(frozen=True, slots=True)
class Office:
    """The same in the process that keeps the schedule and in the program that does one job."""

    database: Database
    settings: Settings
    clock: Clock
