"""``hashtagger caption``: describe photos without a server."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from api.cli.setup import AsJson, Setup, console, print_json, setup_of

if TYPE_CHECKING:
    from hashtagger.describe.service import Wish

PATIENCE_S = 300.0
"""The first caption of a process waits for the models to be loaded, and a story of ten photos takes its time."""


def caption(
    context: typer.Context,
    photos: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="Photos, or clips: a first frame.")],
    style: Annotated[
        Literal["caption", "alt-text", "story"], typer.Option(help="A story is one text about all photos.")
    ] = "caption",
    language: Annotated[str, typer.Option(help="ISO 639-1 code, such as de.")] = "en",
    count: Annotated[int, typer.Option(min=1, max=5, help="At most this many texts for each photo.")] = 1,
    prompt: Annotated[str | None, typer.Option(help="How captions begin.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Draw livelier captions, the same for the same seed.")] = None,
    model: Annotated[str | None, typer.Option(help="A captioner of 'hashtagger models list'.")] = None,
    as_json: AsJson = False,
) -> None:
    """Describe photos: in a sentence, as an alternative text, or in a story."""
    from hashtagger.describe.service import Style, Wish

    wish = Wish(Style(style), language.lower(), count, prompt, seed=seed, model=model)
    found = asyncio.run(descriptions(setup_of(context), photos, wish))
    if as_json:
        print_json(found)
        return
    out = console()
    for each in found:
        for text in each["captions"]:
            out.print(f"{', '.join(each['photos'])}: {text['text']}", markup=False, soft_wrap=True)


async def descriptions(setup: Setup, photos: Sequence[Path], wish: Wish) -> list[dict[str, Any]]:
    """
    As the API would answer, with the names of the photos: one for each photo, a story for all of them.

    Needs models, but neither database nor index. Raises ``HashtaggerError``.
    """
    from api.routes.captions import as_captions, pictures_of
    from hashtagger.bootstrap import open_models
    from hashtagger.describe.service import Style, crew_for, describe
    from hashtagger.media.decoder import Decoder
    from hashtagger.types import Deadline

    setup.quiet_logs()
    # One command is not worth a process for its models.
    alone = setup.settings.models.model_copy(update={"backend": "local"})
    settings = setup.settings.model_copy(update={"models": alone})
    groups = [list(photos)] if wish.style is Style.STORY else [[photo] for photo in photos]
    found = []
    async with contextlib.AsyncExitStack() as stack:
        models = (
            setup.load_models(settings) if setup.load_models else await stack.enter_async_context(open_models(settings))
        )
        crew = crew_for(models, wish)
        decoder = await stack.enter_async_context(Decoder(settings.intake))
        for group in groups:
            deadline = Deadline.after(PATIENCE_S)
            frames = [await decoder.decode(photo.read_bytes(), deadline=deadline) for photo in group]
            told = await describe(models, pictures_of(frames), wish, crew, deadline=deadline)
            found.append({"photos": [photo.name for photo in group], **as_captions(told, wish)})
    return found
