"""``hashtagger models``: what there is, fetch it, check it, say where it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from hashtagger.errors import HashtaggerError
from hashtagger.models.catalogue import CATALOGUE, find_row
from hashtagger.models.installed import active_models, find_installed, folder_of
from hashtagger.models.spec import ModelSpec
from hashtagger.settings import Settings
from hashtagger.types import Task

app = typer.Typer(help="List, fetch and check the models.", no_args_is_help=True)


@app.command("list")
def list_models() -> None:
    """Show every model of the catalogue: what it costs, its licence, and whether it is here."""
    settings = Settings()
    with _told_plainly():
        table = Table("model", "task", "size", "licence", "here", "what it is", title="Models", title_justify="left")
        active = _active_ids(settings)
        for spec in CATALOGUE:
            table.add_row(
                spec.model_id,
                spec.task.value,
                f"{spec.size_bytes / 1e6:,.0f} MB",
                spec.licence + (" (restricted)" if spec.restricted else ""),
                _state(spec, settings, active),
                spec.summary,
            )
        Console().print(table)


@app.command("pull")
def pull_models(
    names: Annotated[list[str] | None, typer.Argument(help="Models of the list; none: the full profile's two")] = None,
) -> None:
    """Fetch models; an interrupted pull continues where it stopped."""
    from hashtagger.models.pull import pull

    settings, console = Settings(), Console()
    with _told_plainly():
        rows = [find_row(name) for name in names] if names else default_pull()
        for spec in rows:
            where = pull(spec, settings, progress=console.is_terminal)
            console.print(f"{spec.model_id} is in {where.folder}", markup=False, soft_wrap=True)
    console.print("A running service uses them after a restart; its tag index is then built anew.")


@app.command("verify")
def verify_models(
    names: Annotated[list[str] | None, typer.Argument(help="Models to check; none: all that were pulled")] = None,
) -> None:
    """Hash every file of the pulled models again; exit code 1 when one is not what was pulled."""
    from hashtagger.models.manifest import MANIFEST_FILE, problems

    settings, console = Settings(), Console()
    with _told_plainly():
        rows = [find_row(name) for name in names] if names else list(CATALOGUE)
        pulled = [row for row in rows if row.shipped is None and (names or folder_of(row, settings).is_dir())]
        broken = False
        for spec in pulled:
            folder = folder_of(spec, settings)
            found = problems(folder) if folder.is_dir() else [f"it was not pulled ({MANIFEST_FILE} is missing)"]
            broken |= bool(found)
            said = "; ".join(found) or "all files are as pulled"
            console.print(f"{spec.model_id}: {said}", markup=False, soft_wrap=True)
            if found:
                mend = f"  Remove {folder} and run 'hashtagger models pull {spec.model_id}'."
                console.print(mend, markup=False, soft_wrap=True)
        if not pulled:
            console.print("No model was pulled; the starter models come with the package.")
    raise typer.Exit(code=1 if broken else 0)


@app.command("path")
def path_of_model(
    name: Annotated[str | None, typer.Argument(help="A model of the list; none: the folder of all")] = None,
) -> None:
    """Print where a model's files are, or would be."""
    settings = Settings()
    with _told_plainly():
        typer.echo(settings.models_dir if name is None else folder_of(find_row(name), settings))


def default_pull() -> list[ModelSpec]:
    """The full profile: for each task of a recommendation the first row that does not ship."""
    full = [row for row in CATALOGUE if row.shipped is None]
    return [next(row for row in full if row.task is task) for task in (Task.CLIP, Task.CAPTION)]


def _state(spec: ModelSpec, settings: Settings, active: frozenset[str]) -> str:
    if spec.model_id in active:
        return "in use"
    return "yes" if find_installed(spec, settings) else "-"


def _active_ids(settings: Settings) -> frozenset[str]:
    try:
        active = active_models(settings)
    except HashtaggerError:
        # The list must work above all when something is missing.
        return frozenset()
    return frozenset({active.clip.spec.model_id, active.caption.spec.model_id})


@contextmanager
def _told_plainly() -> Iterator[None]:
    """An error of ours is one line with its advice, not a traceback."""
    try:
        yield
    except HashtaggerError as error:
        # Without markup: an advice such as "pip install 'hashtagger[heif]'" would lose its brackets.
        Console(stderr=True).print(f"error: {error}\n{error.advice}", markup=False, soft_wrap=True, highlight=False)
        raise typer.Exit(code=1) from error
