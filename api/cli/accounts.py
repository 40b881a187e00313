"""``hashtagger accounts``: bring a creator's old posts, see what tags earned, forget a creator."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.setup import AsJson, console, print_json, setup_of

if TYPE_CHECKING:
    from hashtagger.posts import Account

app = typer.Typer(help="Bring old posts, see what tags earned, forget a creator.", no_args_is_help=True)

LOCAL = "local"
"""As ``hashtagger.storage.recommendations.LOCAL``, which costs a library to load."""
Profile = Annotated[str, typer.Argument(help="The profile_id that recommendations are asked with.")]
Owner = Annotated[str, typer.Option(help="The tenant, as 'hashtagger keys list' says; 'local' without keys.")]


@app.command("import")
def import_posts(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Instagram's export (ZIP, JSON) or a CSV.")],
    profile: Annotated[str, typer.Option(help="The profile_id that recommendations are asked with.")],
    platform: Annotated[str, typer.Option(help="Where the posts were published.")] = "instagram",
    time_zone: Annotated[str, typer.Option(help="Of times in a CSV that name none, as in 'Europe/Berlin'.")] = "UTC",
    owner: Owner = LOCAL,
    as_json: AsJson = False,
) -> None:
    """Bring an account's own posts and what they earned; the same file again changes nothing."""
    from datetime import timedelta

    from api.account_answers import import_told
    from hashtagger.clock import SystemClock
    from hashtagger.errors import InvalidRequest
    from hashtagger.history_import.history import Wanted
    from hashtagger.history_import.keeping import CHUNK_POSTS, keep_posts, report_on, still_kept
    from hashtagger.history_import.reading import read_history
    from hashtagger.storage.accounts import put_accounts
    from hashtagger.storage.upserts import batched
    from ranker.recount import count_account

    setup, now, account = setup_of(context), SystemClock().now(), _account(owner, profile)
    if not profile or "/" in profile:  # what is known by such a name already can still be looked at and forgotten
        raise InvalidRequest("the profile cannot be that", advice="Use 1 to 100 characters, none of them '/'.")
    oldest = now - timedelta(days=setup.settings.ranker.keep_posts_days)
    with file.open("rb") as source:
        history = read_history(source, Wanted(owner, profile, platform, now), name=file.name, time_zone=time_zone)
    history = still_kept(history, oldest=oldest)
    with setup.database() as database:
        for posts in batched(history.posts, CHUNK_POSTS):
            database.write_now(keep_posts, posts, api_key_id=None, now=now)
        with database.reading() as connection:
            counted = count_account(connection, account, now=now)  # takes seconds, in which others may write
        database.write_now(put_accounts, {account: counted}, now=now)
    report = report_on(history)
    if as_json:
        print_json(import_told(report))
        return
    out = console()
    for each in report.refused:
        where = f"{each.where}: " if each.where else ""
        out.print(f"{where}{each.reason}", style="yellow", markup=False, soft_wrap=True)
    span = f", {report.first:%Y-%m-%d} to {report.last:%Y-%m-%d}" if report.first and report.last else ""
    out.print(
        f"{report.posts} posts{span}, {report.with_engagement} with what they earned; {report.refused_posts} refused."
    )


@app.command("tags")
def list_tags(
    context: typer.Context,
    profile: Profile,
    limit: Annotated[int, typer.Option(min=1, max=1_000)] = 30,
    owner: Owner = LOCAL,
    as_json: AsJson = False,
) -> None:
    """List the tags that an account used most, and what its posts with them earned beyond what was expected."""
    from rich.markup import escape
    from rich.table import Table

    from api.account_answers import account_told, tag_told
    from hashtagger.storage.accounts import find_account, used_tags

    account = _account(owner, profile)
    with setup_of(context).database() as database, database.reading() as connection:
        told = account_told(account, find_account(connection, account))
        tags = [tag_told(each) for each in used_tags(connection, account, limit=limit)]
    if as_json:
        print_json({**told, "tags": tags})
        return
    console().print(told["in_words"], markup=False, soft_wrap=True)
    if not tags:
        return
    table = Table("tag", "uses", "posts", "earned", "80 % interval", "verdict")
    for each in tags:
        known = each["lift_percent"] is not None
        earned = f"{each['lift_percent']:+.1f} %" if known else ""
        interval = f"{each['low_percent']:+.1f} to {each['high_percent']:+.1f} %" if known else ""
        table.add_row(
            escape(f"#{each['tag']}"), str(each["uses"]), str(each["posts"]), earned, interval, each["verdict"]
        )
    console().print(table)


@app.command("forget")
def forget(
    context: typer.Context,
    profile: Profile,
    owner: Owner = LOCAL,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete an account: its posts, answers, logs, feedback, uploads, tags and experiments."""
    from hashtagger.storage.forgetting import forget_creator

    if not yes:
        typer.confirm(f"Delete everything that is kept of '{profile}'?", abort=True)
    with setup_of(context).database() as database:
        counts = database.write_now(forget_creator, _account(owner, profile))
    console().print(", ".join(f"{count} {name}" for name, count in counts.items()) + " deleted.")


def _account(owner: str, profile: str) -> Account:
    from hashtagger.posts import Account
    from hashtagger.text.sanitize import check_text

    return Account(owner, check_text(profile, field="the profile", max_chars=100))
