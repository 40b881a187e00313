"""``hashtagger sources``: where trends come from, what each source needs, and how it is doing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.setup import AsJson, console, print_json, setup_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawlers.registry import SourceRow
    from hashtagger.observations import SourceState
    from hashtagger.settings import TrendSettings

_SAMPLED = timedelta(days=2)


def sources(
    context: typer.Context,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List the requests that would be made now; make none.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List every source of trends: on or off and why, what it needs, its terms, and what it last did."""
    setup = setup_of(context)
    now = datetime.now(UTC)
    if dry_run:
        from crawlers.dry_run import dry_run as planned

        runs = planned(setup.settings.trends, now)
        if as_json:
            print_json(runs)
        else:
            _show_requests(runs)
        return
    from crawlers.plan import all_rows
    from hashtagger.storage.sources import all_sources
    from hashtagger.storage.trend_reading import sample_sizes

    trends = setup.settings.trends
    rows = all_rows(trends)
    with setup.database() as database, database.reading() as connection:
        states = {state.name: state for state in all_sources(connection)}
        counts = sample_sizes(connection, [row.name for row in rows], since=now - _SAMPLED)
    told = [_told(row, states.get(row.name), round(counts.get(row.name, 0)), trends, now) for row in rows]
    if as_json:
        print_json(told)
    else:
        _show(told)


def _told(
    row: SourceRow, state: SourceState | None, sample_size: int, trends: TrendSettings, now: datetime
) -> dict[str, Any]:
    from crawlers.plan import needs_of, robots_note, why_off

    off = why_off(row.name, trends)
    success = state.last_success if state else None
    return {
        "name": row.name,
        "title": row.title,
        "kind": row.kind.value,
        "on": off is None,
        "why_off": off,
        "needs": needs_of(row.name, trends),
        "every_s": row.every_s,
        "robots": robots_note(row, trends),
        "terms": row.terms,
        "terms_url": row.terms_url,
        "licence": row.licence,
        "last_attempt": state.last_attempt if state else None,
        "last_success": success,
        "lag_s": None if success is None else round((now - success).total_seconds()),
        "failures": state.failures if state else 0,
        "paused_until": state.paused_until if state and state.paused_until and state.paused_until > now else None,
        "last_error": state.last_error if state else "",
        "sample_size": sample_size,
    }


def _show(told: list[dict[str, Any]]) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table("source", "runs", "every", "last success", "lag", "size", "last error")
    for each in told:
        table.add_row(
            each["name"],
            escape("on" if each["on"] else f"off: {each['why_off']}"),
            _period(each["every_s"]),
            f"{each['last_success']:%Y-%m-%d %H:%M}" if each["last_success"] else "never",
            _ago(each["lag_s"]) if each["last_success"] else "",
            str(each["sample_size"]) if each["last_success"] else "",
            escape(_trouble(each)),
        )
    out = console()
    out.print(table)
    for each in told:
        out.print(each["name"], style="bold", markup=False)
        needs = f"needs {', '.join(each['needs'])}"
        for line in (needs, each["terms"], each["licence"], each["terms_url"], each["robots"], each["last_error"]):
            if line:
                out.print(f"  {line}", markup=False, soft_wrap=True)


def _trouble(each: Mapping[str, Any]) -> str:
    pause = f"paused until {each['paused_until']:%m-%d %H:%M}" if each["paused_until"] else ""
    return "; ".join(filter(None, (each["last_error"], pause)))


def _show_requests(runs: list[dict[str, Any]]) -> None:
    out = console()
    for run in runs:
        state = "on" if run["on"] else f"off ({run['why_off']})"
        out.print(f"{run['source']}: {state}, {run['schedule']}", style="bold", markup=False, soft_wrap=True)
        out.print(f"  {run['robots']}", markup=False, soft_wrap=True)
        for request in run["requests"]:
            out.print(f"  {request['method']} {request['url']}", style="cyan", markup=False, soft_wrap=True)
            for name, value in request["headers"].items():
                out.print(f"      {name}: {value}", markup=False, soft_wrap=True)


def _period(seconds: int) -> str:
    if seconds == 0:
        return "always"
    return f"{seconds // 86400} d" if seconds % 86400 == 0 else _ago(seconds)


def _ago(seconds: int) -> str:
    return f"{seconds // 3600} h" if seconds >= 3600 else f"{seconds // 60} min"
