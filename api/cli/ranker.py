"""``hashtagger ranker``: which learned models there are, which one orders answers, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.setup import AsJson, console, print_json, setup_of

if TYPE_CHECKING:
    from ranker.artefacts import Shelf
    from ranker.audit import Audit

app = typer.Typer(help="See what was learned, choose what orders answers, go back.", no_args_is_help=True)
Distrusted = Annotated[str, typer.Argument(help="The id of a key ('hashtagger keys list'), or an owner.")]
VersionName = Annotated[str, typer.Argument(help="As 'hashtagger ranker list' says.")]


class Kind(StrEnum):
    """As on the shelf (``ranker/artefacts.py``)."""

    RANKER = "ranker"
    FORECAST = "forecast"


KindName = Annotated[Kind, typer.Option("--kind", help="What orders answers, or what forecasts what posts earn.")]


@app.command("list")
def list_versions(context: typer.Context, kind: KindName = Kind.RANKER, as_json: AsJson = False) -> None:
    """List the versions on disk, newest first, and which one is current."""
    from dataclasses import asdict

    from ranker import promotion

    found = promotion.listing(_shelf(context), kind)
    if as_json:
        print_json({"current": found.pointer.current, f"{kind}s": [asdict(each) for each in found.versions]})
        return
    if found.trouble:
        console().print(f"{found.trouble}; {_without(kind)}. Promote a version to mend it.", markup=False)
    elif found.pointer.current is None:
        console().print(f"No learned model is current; {_without(kind)}.")
    if not found.versions:
        return
    from rich.table import Table
    from rich.text import Text

    table = Table("version", "state", "made (UTC)", "may become current", box=None, pad_edge=False)
    for each in found.versions:
        made = "" if each.created is None else f"{each.created:%Y-%m-%d %H:%M}"
        table.add_row(each.version, each.state, made, Text(f"no: {each.refusal}" if each.refusal else "yes"))
    console().print(table)


@app.command("show")
def show_version(
    context: typer.Context, version: VersionName, kind: KindName = Kind.RANKER, as_json: AsJson = False
) -> None:
    """Print the card of a version, after checking its files."""
    from dataclasses import asdict

    from ranker import promotion
    from ranker.artefacts import CARD_FILE

    shelf = _shelf(context)
    card = shelf.open(kind, version).files.get(CARD_FILE)
    found = promotion.version(shelf, version, kind)
    if as_json or card is None:
        print_json(asdict(found))
        return
    console().print(f"{version}, {found.state}\n", markup=False)
    console().print(card.decode(), markup=False, soft_wrap=True)


@app.command("promote")
def promote_version(
    context: typer.Context,
    version: VersionName,
    kind: KindName = Kind.RANKER,
    force: Annotated[bool, typer.Option("--force", help="Although its gate or its schema speaks against it.")] = False,
) -> None:
    """Let a version order answers, or forecast; running servers follow within a second or two."""
    from hashtagger.clock import SystemClock
    from ranker import promotion

    promotion.promote(_shelf(context), version, kind, force=force, now=SystemClock().now())
    console().print(f"{version} is current.")


@app.command("rollback")
def roll_back(context: typer.Context, kind: KindName = Kind.RANKER) -> None:
    """Go back to what was current before."""
    from hashtagger.clock import SystemClock
    from ranker import promotion

    now_current = promotion.rollback(_shelf(context), kind, now=SystemClock().now())
    console().print(f"Now {_without(kind)}." if now_current is None else f"{now_current} is current.")


@app.command("shadow")
def choose_shadow(
    context: typer.Context, version: Annotated[str, typer.Argument(help="A version, or 'none'.")]
) -> None:
    """Score a version beside the current one, without showing anybody what it would do."""
    from ranker.artefacts import RANKER

    wanted = None if version == "none" else version
    _shelf(context).set_shadow(RANKER, wanted)
    console().print("There is no shadow." if wanted is None else f"{wanted} is the shadow.")


@app.command("report")
def lift_report(
    context: typer.Context,
    fresh: Annotated[bool, typer.Option("--fresh", help="Make one now, and keep it nowhere.")] = False,
    as_json: AsJson = False,
) -> None:
    """Say what a watched model would have earned, as the newest report of the nightly job has it."""
    from hashtagger.clock import SystemClock
    from hashtagger.storage.lift_reports import latest_report
    from ranker.report import make_report, told_of

    setup = setup_of(context)
    with setup.database() as database:
        if fresh:
            found: Mapping[str, Any] | None = make_report(database, setup.settings.ranker, now=SystemClock().now())
        else:
            with database.reading() as connection:
                found = latest_report(connection)
    if as_json:
        print_json(told_of(found))
        return
    console().print(told_of(found)["words"], markup=False, soft_wrap=True)
    if found is None:
        console().print("'hashtagger ranker report --fresh' makes one now.")
    else:
        _print_report(found)


@app.command("audit")
def audit_reports(
    context: typer.Context,
    days: Annotated[int, typer.Option(min=1, help="Look at the reports of so many days.")] = 30,
    most: Annotated[int, typer.Option(min=1, help="Show so many owners, the most suspect first.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Say who weighs how much in what is learned, whose reports cannot be true, and what to do."""
    from dataclasses import asdict

    from hashtagger.clock import SystemClock
    from ranker.audit import audit

    setup = setup_of(context)
    with setup.database() as database, database.reading() as connection:
        found = audit(connection, now=SystemClock().now(), days=days, window_days=setup.settings.ranker.window_days)
    if as_json:
        owners = [asdict(one) | {"suspicion": one.suspicion, "advice": one.advice} for one in found.owners]
        print_json(asdict(found) | {"owners": owners})
        return
    _print_audit(found, most)


@app.command("distrust")
def distrust_somebody(context: typer.Context, who: Distrusted) -> None:
    """Count nothing that this key or owner reports, from the next count and training on; nothing is deleted."""
    from hashtagger.errors import NotFound
    from hashtagger.storage.distrust import distrust, is_there

    with setup_of(context).database() as database:
        with database.reading() as connection:
            known = is_there(connection, who)
        if not known:
            raise NotFound(
                f"there is no key and no owner {who!r}",
                advice="'hashtagger keys list' and 'hashtagger ranker audit' say who there is.",
            )
        is_new = database.write_now(distrust, who)
    console().print(f"{who} {'no longer counts' if is_new else 'did not count before'}.", markup=False)


@app.command("trust")
def trust_somebody(context: typer.Context, who: Distrusted) -> None:
    """Take a distrust back."""
    from hashtagger.storage.distrust import trust

    with setup_of(context).database() as database:
        was_distrusted = database.write_now(trust, who)
    console().print(f"{who} {'counts again' if was_distrusted else 'was not distrusted'}.", markup=False)


def _print_report(found: Mapping[str, Any]) -> None:
    from rich.table import Table
    from rich.text import Text

    out = console()
    out.print(f"\n{found['since'][:10]} to {found['made'][:10]}: {found['posts']:,} posts,", end=" ")
    out.print(f"{found['posts_with_an_answer']:,} with an answer of ours.")
    for one in found["comparisons"]:
        table = Table("", f"{one['other']} instead of {one['current']}", box=None, pad_edge=False)
        table.add_row("verdict", Text(one["verdict"]))
        table.add_row("answers", f"{one['answers']:,}, {one['with_post']:.0%} with a known post")
        table.add_row("supported", f"{one['supported']:.0%} of those")
        table.add_row("changed", f"{one['changed']:.0%} of those, {one['tags_changed']:.1f} tags each")
        table.add_row("effective", f"{one['effective_samples']:,.0f} posts")
        if one["verdict_interval"] is not None:
            table.add_row("interactions, 95 %", _percent(one["dr"]))
            table.add_row(f"interactions, {100 * one['verdict_level']:.0f} %", _percent(one["verdict_interval"]))
        for note in one["notes"]:
            table.add_row("note", Text(note))
        out.print()
        out.print(table)


def _percent(found: Mapping[str, float]) -> str:
    """From log units."""
    from math import expm1

    estimate, low, high = (100 * expm1(found[key]) for key in ("estimate", "low", "high"))
    return f"{estimate:+.1f} % ({low:+.1f} % to {high:+.1f} %)"


def _print_audit(found: Audit, most: int) -> None:
    from rich.table import Table
    from rich.text import Text

    out = console()
    table = Table("owner", "posts", "profiles", "votes", "suspicion", "why", box=None, pad_edge=False)
    for one in found.owners[:most]:
        why = "; ".join(reason.text for reason in one.reasons) or "-"
        owner = one.owner + (" (new)" if one.is_new else "") + (" (distrusted)" if one.is_distrusted else "")
        cells = (f"{one.posts:,}", f"{one.profiles:,}", f"{one.votes:.1f}", str(one.suspicion))
        table.add_row(Text(owner), *cells, Text(why))
    out.print(table)
    if len(found.owners) > most:
        out.print(f"{len(found.owners) - most} more; --most shows them.")
    for day, count in found.bursts:
        out.print(f"{count} owners came on {day}.")
    out.print(
        f"A training now would be refused: {found.gate}." if found.gate else "The gate would not refuse a training."
    )
    for one in found.owners[:3]:
        for key, command in zip(("", *one.keys), one.advice, strict=False):
            out.print(f"  {command}" + (f"    # {key}" if key else ""), markup=False, soft_wrap=True)


def _without(kind: Kind) -> str:
    """What happens while no learned model of it is current."""
    from ranker import baseline

    return f"{baseline.VERSION} orders answers" if kind is Kind.RANKER else "nothing is forecast"


def _shelf(context: typer.Context) -> Shelf:
    from ranker.artefacts import Shelf

    setup = setup_of(context)
    setup.quiet_logs()
    return Shelf(setup.settings.ranker_dir)
