"""``hashtagger jobs``: the schedule, its runs, and one job now."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.setup import AsJson, Setup, console, print_json, setup_of
from hashtagger.errors import NotFound

if TYPE_CHECKING:
    from datetime import datetime

    from hashtagger.storage.job_runs import JobRun
    from jobs.process import Counts
    from jobs.timetable import Job

app = typer.Typer(
    help="The schedule: run it alone, list it, run one job now, see what ran.", invoke_without_command=True
)


@app.callback()
def keep_schedule(context: typer.Context) -> None:
    """Without a command: run the schedule until stopped, for servers that do not (HASHTAGGER_SERVE__JOBS=false)."""
    if context.invoked_subcommand is not None:
        return
    from hashtagger.telemetry import configure_logs
    from jobs.main import run

    settings = setup_of(context).settings
    configure_logs(settings)
    asyncio.run(run(settings))


@app.command("list")
def list_jobs(context: typer.Context, as_json: AsJson = False) -> None:
    """Every job: how often, when next, how its last run went, and why it is off."""
    from hashtagger.clock import SystemClock
    from hashtagger.storage.job_runs import recent_runs
    from jobs.timetable import timetable

    setup = setup_of(context)
    now = SystemClock().now()
    with setup.database() as database, database.reading() as connection:
        rows = [
            _row(setup, job, next(iter(recent_runs(connection, job.name, limit=1)), None), now)
            for job in timetable(setup.settings)
        ]
    if as_json:
        print_json(rows)
        return
    from rich.table import Table
    from rich.text import Text

    table = Table("job", "every", "at most", "next (UTC)", "last run, or why it is off", box=None, pad_edge=False)
    for row in rows:
        coming, said = ("off", row["off"]) if row["off"] else (_moment(row["next"]), row["last"] or "")
        table.add_row(str(row["job"]), _span(row["every_s"]), _span(row["limit_s"]), coming, Text(str(said)))
    console().print(table)


@app.command("run")
def run_job(
    context: typer.Context, name: Annotated[str, typer.Argument(help="As 'hashtagger jobs list' says.")]
) -> None:
    """Run one job now, whenever it is due; prints what it counted."""
    from hashtagger.clock import SystemClock
    from hashtagger.storage.job_runs import recent_runs
    from jobs.office import Office
    from jobs.runner import by_hand, run_slot
    from jobs.timetable import timetable

    setup = setup_of(context)
    known = {job.name: job for job in timetable(setup.settings)}
    if name not in known:
        raise NotFound(f"no job is called {name!r}", advice=f"There are: {', '.join(known)}.")
    clock = SystemClock()
    now = clock.now()
    with setup.database() as database:
        counts: Counts | None = asyncio.run(
            run_slot(Office(database, setup.settings, clock), known[name], now, slot=by_hand(now))
        )
        with database.reading() as connection:
            (last,) = recent_runs(connection, name, limit=1)
    if counts is None:
        console(stderr=True).print(f"{name} failed: {last.error}", style="red", markup=False)
        raise typer.Exit(1)
    print_json(dict(counts))


@app.command("history")
def history(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="Of one job; default: all.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 20,
    as_json: AsJson = False,
) -> None:
    """The newest runs: when, how long, how they ended, what they counted."""
    from hashtagger.storage.job_runs import recent_runs

    with setup_of(context).database() as database, database.reading() as connection:
        runs = recent_runs(connection, name, limit=limit)
    if as_json:
        print_json([{field: getattr(run, field) for field in run.__slots__} for run in runs])
        return
    from rich.table import Table

    table = Table("started (UTC)", "job", "took", "status", "counts or error", box=None, pad_edge=False)
    for run in runs:
        took = "" if run.finished is None else f"{(run.finished - run.started).total_seconds():.1f} s"
        said = run.error or " ".join(f"{key}={value}" for key, value in run.counts.items())
        table.add_row(_moment(run.started), run.job, took, run.status, said)
    console().print(table)


def _row(setup: Setup, job: Job, last: JobRun | None, now: datetime) -> dict[str, object]:
    from datetime import timedelta

    from jobs.runner import latest_slot

    off = job.why_off(setup.settings)
    coming = None if off else latest_slot(job, now) + timedelta(seconds=job.every_s)
    told = None if last is None else f"{last.status}, {_moment(last.started)}"
    return {"job": job.name, "every_s": job.every_s, "limit_s": job.limit_s, "next": coming, "last": told, "off": off}


def _span(seconds: object) -> str:
    """
    >>> _span(7200), _span(600.0)
    ('2 h', '10 min')
    """
    value = float(str(seconds))
    return f"{value / 3600:g} h" if value >= 3600 else f"{value / 60:g} min"


def _moment(value: object) -> str:
    return f"{value:%Y-%m-%d %H:%M}" if value else ""
