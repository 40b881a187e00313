"""``hashtagger tags``: look into the catalogue and add to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from api.cli.setup import AsJson, console, print_json, setup_of

if TYPE_CHECKING:
    from hashtagger.bootstrap import Services
    from hashtagger.storage.tag_import import ImportReport
    from hashtagger.types import TagRecord

FILE_HELP = (
    "CSV, TSV or JSON lines: tag or display; if known words, language, reach, meaning, categories, aliases, visual."
)
app = typer.Typer(help="Look into the catalogue of tags and add to it.", no_args_is_help=True)


@app.command("list")
def list_tags(
    context: typer.Context,
    category: Annotated[str | None, typer.Option(help="Only tags of this category.")] = None,
    language: Annotated[str | None, typer.Option(help="Only tags of this language: en, es, pt, de, fr, ja.")] = None,
    reach: Annotated[Literal["niche", "medium", "broad"] | None, typer.Option(help="Only tags of this reach.")] = None,
    prefix: Annotated[str | None, typer.Option(help="Only tags that begin so.")] = None,
    after: Annotated[str | None, typer.Option(help="Go on behind this tag.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000)] = 50,
    as_json: AsJson = False,
) -> None:
    """List tags in their order."""
    from hashtagger.storage import tags
    from hashtagger.types import Reach, Tag

    with setup_of(context).database() as database, database.reading() as connection:
        found = tags.list_tags(
            connection,
            limit=limit,
            after=None if after is None else Tag(after),
            language=language,
            category=category,
            reach=None if reach is None else Reach(reach),
            prefix=prefix,
        )
    _show(found, as_json)


@app.command("show")
def show_tag(context: typer.Context, tag: str, as_json: AsJson = False) -> None:
    """Show one tag with everything known about it; any spelling will do."""
    from hashtagger.errors import NotFound
    from hashtagger.storage import companions, tags
    from hashtagger.text.hashtags import canonical_tag

    wanted = canonical_tag(tag)
    with setup_of(context).database() as database, database.reading() as connection:
        key = tags.resolve(connection, [wanted]).get(wanted)
        if key is None:
            raise NotFound(f"the catalogue has no tag {wanted!r}", advice="Run 'hashtagger tags search WORDS'.")
        record = tags.records(connection, [key])[key]
        aliases = tags.aliases_of(connection, [key]).get(key, ())
        beside = companions.companions_of(connection, [key]).get(key, ())
    if as_json:
        print_json(_plain(record) | {"aliases": aliases, "companions": {each.tag: each.strength for each in beside}})
        return
    out = console()
    out.print(f"#{record.display}", style="bold cyan", markup=False)
    for name, value in _plain(record).items():
        if value not in (None, "", []) and name != "display":
            out.print(f"  {name}: {', '.join(value) if isinstance(value, list) else value}", markup=False)
    out.print(f"  aliases: {', '.join(aliases) or '-'}", markup=False)
    out.print(f"  used with: {', '.join(each.tag for each in beside) or '-'}", markup=False)


@app.command("search")
def search_tags(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(help="What the tags should mean.")],
    limit: Annotated[int, typer.Option(min=1, max=100)] = 10,
    as_json: AsJson = False,
) -> None:
    """Find tags by meaning, nearest first."""
    from hashtagger.storage import tags
    from hashtagger.types import Deadline

    async def work(services: Services) -> list[TagRecord]:
        vectors = await services.models.embed_texts([" ".join(words)], deadline=Deadline.after(120.0))
        near = services.index.search(vectors, limit=limit)[0]
        return list((await services.database.read(tags.records, [each.tag for each in near])).values())

    _show(setup_of(context).with_services(work), as_json)


@app.command("import")
def import_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help=FILE_HELP)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and change nothing.")] = False,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Import the good rows of a file with bad ones.")] = False,
) -> None:
    """Add and change tags from a file, all of it or nothing; a running server knows them within a second."""
    from hashtagger.clock import SystemClock
    from hashtagger.storage.tag_import import import_tags

    with setup_of(context).database() as database:
        report = import_tags(database, file, now=SystemClock().now(), dry_run=dry_run, skip_bad=skip_bad)
    _report(report, dry_run=dry_run)
    if not report.written and not dry_run:
        raise typer.Exit(1)


def _report(report: ImportReport, *, dry_run: bool) -> None:
    out = console()
    for row in report.refused:
        out.print(f"line {row.line}: {row.reason}", style="yellow", markup=False, soft_wrap=True)
    if report.refused_rows > len(report.refused):
        out.print(f"… and {report.refused_rows - len(report.refused)} more")
    what = f"{report.added} added, {report.updated} changed, {report.unchanged} as they were"
    if report.written:
        out.print(f"Imported: {what}, {report.refused_rows} refused.")
    elif dry_run:
        out.print(f"Nothing was changed. It would be: {what}, {report.refused_rows} refused.")
    else:
        out.print("Nothing was imported. Correct these lines, or import the others with --skip-bad.", style="red")


def _show(records: list[TagRecord], as_json: bool) -> None:
    if as_json:
        print_json([_plain(record) for record in records])
        return
    from rich.markup import escape
    from rich.table import Table

    table = Table("tag", "reach", "language", "categories", "words", "flags")
    for record in records:
        flags = ", ".join(flag.kind.value for flag in record.flags)
        table.add_row(
            f"#{record.display}",
            record.reach.value,
            record.language,
            escape(", ".join(record.categories)),
            escape(" ".join(record.words)),
            flags,
        )
    console().print(table)


def _plain(record: TagRecord) -> dict[str, object]:
    return {
        "tag": record.tag,
        "display": record.display,
        "words": list(record.words),
        "meaning": record.meaning,
        "categories": list(record.categories),
        "language": record.language,
        "reach": record.reach.value,
        "visual": record.visual,
        "posts_per_day": record.stats.posts_per_day,
        "flags": [f"{flag.kind.value} ({flag.reason}; {flag.source}, {flag.checked})" for flag in record.flags],
    }
