"""Keeps the lift reports of the nightly job."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hashtagger.storage.ids import new_id
from hashtagger.storage.ranking_tables import lift_reports as table


def put_report(connection: sa.Connection, report: Mapping[str, Any], *, now: datetime) -> None:
    """``report`` holds what JSON can."""
    connection.execute(sa.insert(table), [{"id": new_id(now), "created": now, "report": dict(report)}])


def latest_report(connection: sa.Connection) -> Mapping[str, Any] | None:
    query = sa.select(table.c.report).order_by(table.c.created.desc(), table.c.id.desc()).limit(1)
    return connection.scalars(query).first()


def purge_reports(connection: sa.Connection, *, older_than: datetime) -> int:
    """Delete all made before ``older_than`` but the newest; answers how many."""
    newest = sa.select(sa.func.max(table.c.created)).scalar_subquery()
    return connection.execute(sa.delete(table).where(table.c.created < older_than, table.c.created < newest)).rowcount
