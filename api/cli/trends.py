"""``hashtagger trends``: look at what rises, decide about new tags, and score hours of the past again."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

import typer

from api.cli.setup import AsJson, console, print_json, setup_of

app = typer.Typer(help="See what rises, decide about new tags, score the past again.", no_args_is_help=True)


@app.command("list")
def list_trends(
    context: typer.Context,
    region: Annotated[str, typer.Option(help="A country's code; the world without one.")] = "",
    language: Annotated[str, typer.Option(help="Only what is written in this language, as in 'ja'.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1_000)] = 20,
    as_json: AsJson = False,
) -> None:
    """List the trends of the newest hour that was scored, best first."""
    from dataclasses import asdict

    from hashtagger.observations import start_of
    from hashtagger.storage import trend_reading as reading

    filters = reading.Filters(region=region.upper(), language=language)
    with setup_of(context).database() as database, database.reading() as connection:
        hour = reading.newest_hour(connection)
        found = [] if hour is None else [t for _, t in reading.list_trends(connection, hour, filters, limit=limit)]
    if as_json:
        print_json([asdict(trend) for trend in found])
        return
    if hour is None:
        console().print("Nothing was scored yet.")
        return
    from rich.markup import escape
    from rich.table import Table

    title = f"{start_of(hour):%Y-%m-%d %H:00} UTC"
    table = Table("trend", "score", "z", "authors", "sources", "confidence", title=title)
    for trend in found:
        z = "-" if trend.z is None else f"{trend.z:.1f}"
        authors = "-" if trend.authors is None else f"{trend.authors:.0f}"
        table.add_row(
            escape(trend.display), f"{trend.score:.2f}", z, authors, ", ".join(trend.sources), trend.confidence.value
        )
    console().print(table)


@app.command("recompute")
def recompute_scores(
    context: typer.Context,
    first: Annotated[str, typer.Option("--from", help="First hour in UTC: 2026-11-20 or 2026-11-20T07.")],
    last: Annotated[str, typer.Option("--to", help="Last hour; a day means all of it.")],
) -> None:
    """Score hours of the past again from their rows; the same rows give the same scores."""
    from hashtagger.observations import start_of
    from hashtagger.trends.recompute import recompute

    setup = setup_of(context)
    from_hour, to_hour = _hour(first, of_day=0), _hour(last, of_day=23)
    if from_hour > to_hour:
        raise typer.BadParameter("the last hour is before the first")
    with setup.database() as database:
        for hour, counts in recompute(database, from_hour, to_hour, settings=setup.settings.trends):
            console().print(f"{start_of(hour):%Y-%m-%d %H:00}  {counts['scores']} scores, {counts['trends']} trends")


@app.command("reviews")
def list_waiting(
    context: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 50,
    as_json: AsJson = False,
) -> None:
    """List the new tags that wait for a decision."""
    from dataclasses import asdict

    from hashtagger.storage.tag_reviews import ReviewState, list_reviews

    with setup_of(context).database() as database, database.reading() as connection:
        waiting = list_reviews(connection, ReviewState.NEW, limit=limit)
    if as_json:
        print_json([asdict(review) for review in waiting])
        return
    for review in waiting:
        console().print(f"#{review.tag}  {review.reason}, since {review.created:%Y-%m-%d %H:%M}", markup=False)


@app.command("approve")
def approve_tag(context: typer.Context, tag: str, reason: str = "") -> None:
    """Let a new tag be recommended."""
    from hashtagger.trends.entering import approve

    _decide(context, approve, tag, reason)


@app.command("refuse")
def refuse_tag(context: typer.Context, tag: str, reason: str = "") -> None:
    """Block a tag: it is neither listed nor recommended."""
    from hashtagger.trends.entering import refuse

    _decide(context, refuse, tag, reason)


def _decide(context: typer.Context, decision: Callable[..., None], tag: str, reason: str) -> None:
    from hashtagger.clock import SystemClock
    from hashtagger.text.hashtags import canonical_tag

    with setup_of(context).database() as database:
        who = f"{getpass.getuser()} at the command line"
        database.write_now(decision, canonical_tag(tag), by=who, now=SystemClock().now(), reason=reason)


def _hour(text: str, *, of_day: int) -> int:
    """An hour since 1970; of a whole day, its hour ``of_day``."""
    from hashtagger.observations import hour_of

    for form, later in (("%Y-%m-%d", of_day), ("%Y-%m-%dT%H", 0)):
        try:
            return hour_of(datetime.strptime(text, form).replace(tzinfo=UTC)) + later
        except ValueError:
            continue
    raise typer.BadParameter(f"'{text}' is neither a day as 2026-11-20 nor an hour as 2026-11-20T07")
