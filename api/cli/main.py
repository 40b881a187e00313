"""``hashtagger``: the commands, and how their failures are told."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from pydantic import ValidationError

from api.cli import (
    accounts,
    captions,
    contract,
    generate,
    index,
    jobs,
    keys,
    mcp,
    pictures,
    ranker,
    recommend,
    serve,
    sources,
    tags,
    trends,
)
from api.cli.doctor import doctor
from api.cli.setup import Setup, console
from hashtagger import __version__
from hashtagger.cli import models
from hashtagger.errors import HashtaggerError
from hashtagger.models.threads import set_thread_environment

app = typer.Typer(
    name="hashtagger",
    help="Photo in, five defensible hashtags out, on your own machine.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("recommend")(recommend.recommend)
app.command("caption")(captions.caption)
app.command("demo")(recommend.demo)
app.command("ask")(pictures.ask)
app.command("read")(pictures.read)
app.command("generate")(generate.generate)
app.command("serve")(serve.serve)
app.command("sources")(sources.sources)
app.command("doctor")(doctor)
app.command("openapi")(contract.print_openapi)
app.command("mcp")(mcp.mcp)
app.add_typer(tags.app, name="tags")
app.add_typer(trends.app, name="trends")
app.add_typer(accounts.app, name="accounts")
app.add_typer(models.app, name="models")
app.add_typer(ranker.app, name="ranker")
app.add_typer(index.app, name="index")
app.add_typer(keys.app, name="keys")
app.add_typer(jobs.app, name="jobs")


def main(arguments: Sequence[str] | None = None, *, setup: Setup | None = None) -> None:
    """
    Run one command and exit: 0 when it worked, 1 when it failed, 2 when it was not understood.

    A failure is one line and what to do about it, never a traceback.
    """
    # The numerical libraries read it when they are loaded, so it comes before every command.
    set_thread_environment()
    try:
        app(list(arguments) if arguments is not None else None, obj=setup or Setup())
    except HashtaggerError as error:
        _tell(str(error), error.advice)
    except OSError as error:
        _tell(str(error), "Look at the path, and whether this user may write there.")
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        _tell(f"the settings are not valid: {wrong}", "Look at the HASHTAGGER_* variables and the file .env.")
    sys.exit(1)


def _tell(what: str, advice: str) -> None:
    out = console(stderr=True)
    out.print(f"error: {what}", style="red", markup=False, soft_wrap=True)
    if advice:
        out.print(advice, markup=False, soft_wrap=True)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"hashtagger {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Photo in, five defensible hashtags out, on your own machine."""


if __name__ == "__main__":
    main()
