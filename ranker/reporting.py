"""Gives the core's reports what only the layers above it can read: the lift report and creators' experiments."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hashtagger.ports import Clock
from hashtagger.reports.drawing import Drawer
from hashtagger.reports.views import Desk
from hashtagger.settings import Settings
from hashtagger.storage.database import Database
from hashtagger.storage.experiments import read_experiment
from hashtagger.storage.lift_reports import latest_report
from ranker.experiment_answers import as_answer
from ranker.experiments import result_of
from ranker.report import told_of


def desk_of(database: Database, settings: Settings, clock: Clock, drawer: Drawer) -> Desk:
    """Where reports are made; nothing in it needs closing."""
    return Desk(database, settings, clock, drawer, read_lift=_lift, read_experiment=_experiment)


def _lift(connection: sa.Connection) -> dict[str, Any]:
    return told_of(latest_report(connection))


def _experiment(connection: sa.Connection, experiment_id: str, *, owner: str, now: datetime) -> dict[str, Any]:
    return as_answer(result_of(connection, read_experiment(connection, experiment_id, owner=owner), now=now))
