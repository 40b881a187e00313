"""Keeps experiments of creators, and tells which answers were given in them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hashtagger.errors import Conflict, NotFound
from hashtagger.experiments import Arm, Experiment, ExperimentState
from hashtagger.posts import Account
from hashtagger.storage.ranking_tables import experiments as table
from hashtagger.storage.ranking_tables import ranking_logs
from hashtagger.storage.tables import recommendations


def add_experiment(connection: sa.Connection, experiment: Experiment) -> None:
    """Raises ``Conflict`` (code ``experiment_running``) when its account has one already: two would split each other's posts."""
    account = experiment.account
    if connection.dialect.name == "postgresql":  # SQLite has one writer anyway
        key = sa.func.hashtext(f"experiments:{account.owner}\t{account.profile_id}")
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))
    running = running_experiment(connection, account)
    if running is not None:
        raise Conflict(
            f"the experiment '{running.name}' of this profile is still running",
            code="experiment_running",
            advice=f"Stop it first: POST /v1/experiments/{running.id}/stop.",
        )
    row = {
        "id": experiment.id,
        "owner": account.owner,
        "profile_id": account.profile_id,
        "name": experiment.name,
        "arms": [asdict(arm) for arm in experiment.arms],
        "state": experiment.state.value,
        "created": experiment.created,
        "ended": experiment.ended,
    }
    connection.execute(sa.insert(table), [row])


def running_experiment(connection: sa.Connection, account: Account) -> Experiment | None:
    query = sa.select(table).where(
        table.c.owner == account.owner,
        table.c.profile_id == account.profile_id,
        table.c.state == ExperimentState.RUNNING.value,
    )
    row = connection.execute(query).first()
    return None if row is None else _experiment(row)


def read_experiment(connection: sa.Connection, id: str, *, owner: str) -> Experiment:
    """Raises ``NotFound`` for an id that is not there, or is not ``owner``'s."""
    row = connection.execute(sa.select(table).where(table.c.id == id, table.c.owner == owner)).one_or_none()
    if row is None:
        raise NotFound(f"There is no experiment '{id}'.")
    return _experiment(row)


def list_experiments(
    connection: sa.Connection, *, owner: str, limit: int, before: str | None = None, profile_id: str | None = None
) -> list[Experiment]:
    """Those of ``owner``, newest first, beginning behind ``before``."""
    query = sa.select(table).where(table.c.owner == owner).order_by(table.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(table.c.id < before)
    if profile_id is not None:
        query = query.where(table.c.profile_id == profile_id)
    return [_experiment(row) for row in connection.execute(query)]


def stop_experiment(connection: sa.Connection, id: str, *, owner: str, now: datetime) -> Experiment:
    """No more posts are drawn for it; one that was stopped before stays as it is. Raises ``NotFound`` as above."""
    mine = (table.c.id == id, table.c.owner == owner, table.c.state == ExperimentState.RUNNING.value)
    connection.execute(sa.update(table).where(*mine).values(state=ExperimentState.STOPPED.value, ended=now))
    return read_experiment(connection, id, owner=owner)


def policies_in_use(connection: sa.Connection) -> frozenset[str]:
    """What the arms of running experiments name, of all owners."""
    query = sa.select(table.c.arms).where(table.c.state == ExperimentState.RUNNING.value)
    return frozenset(Arm(**arm).policy for arms in connection.scalars(query) for arm in arms)


def arms_of_answers(connection: sa.Connection, id: str) -> dict[str, str]:
    """
    Recommendation → name of its arm, for the answers that were given in the experiment.

    Those that something else had to order than the ranker of their arm are left out: they tell nothing of it.
    """
    log, r = ranking_logs.c, recommendations.c
    query = sa.select(log.recommendation_id, log.arm, r.degraded).join(recommendations, r.id == log.recommendation_id)
    rows = connection.execute(query.where(log.experiment_id == id))
    return {row.recommendation_id: row.arm for row in rows if "ranker" not in row.degraded}


def _experiment(row: sa.Row[Any]) -> Experiment:
    first, second = (Arm(**arm) for arm in row.arms)
    return Experiment(
        id=row.id,
        account=Account(row.owner, row.profile_id),
        name=row.name,
        arms=(first, second),
        created=row.created,
        state=ExperimentState(row.state),
        ended=row.ended,
    )
