"""``hashtagger ask`` and ``hashtagger read``: what one photo answers and what is written in it, without a server."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from api.cli.setup import AsJson, Setup, console, print_json, setup_of

if TYPE_CHECKING:
    from hashtagger.ports import VisionModels
    from hashtagger.types import Deadline, DecodedImage

T = TypeVar("T")
Look = Callable[["VisionModels", "DecodedImage", "Deadline"], Awaitable[T]]
PATIENCE_S = 300.0
"""The first answer of a process waits for the model to be loaded."""

Photo = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A photo, or a clip: its first frame.")]
Model = Annotated[str | None, typer.Option(help="A row of 'hashtagger models list', instead of the usual one.")]


def ask(
    context: typer.Context,
    photo: Photo,
    questions: Annotated[list[str], typer.Argument(help="Questions in English, each in quotes.")],
    among: Annotated[list[str] | None, typer.Option(help="A possible answer; may be given several times.")] = None,
    model: Model = None,
    as_json: AsJson = False,
) -> None:
    """Answer questions about a photo."""

    async def look(models: VisionModels, image: DecodedImage, deadline: Deadline) -> dict[str, Any]:
        from api.routes.answers import as_answers
        from hashtagger.types import Task

        row = models.row_for(Task.ANSWER, model=model)
        found = await models.answer(image, questions, candidates=among, model=model, deadline=deadline)
        return as_answers(questions, found, row)

    answer = _looked(setup_of(context), photo, look)
    if as_json:
        print_json(answer)
        return
    out = console()
    for each in answer["answers"]:
        out.print(f"{each['question']}  {each['answer']}  ({each['confidence']:.2f})", markup=False, soft_wrap=True)
        for other in each["ranked"][1:]:
            out.print(f"    {other['text']}  ({other['confidence']:.2f})", style="dim", markup=False, soft_wrap=True)


def read(context: typer.Context, photo: Photo, model: Model = None, as_json: AsJson = False) -> None:
    """Print what is written in a photo, line by line."""
    from api.routes.text_in_image import READING_PX

    async def look(models: VisionModels, image: DecodedImage, deadline: Deadline) -> dict[str, Any]:
        from api.routes.text_in_image import as_reading
        from hashtagger.types import Task

        row = models.row_for(Task.READ_TEXT, model=model)
        return as_reading(await models.read_text(image, model=model, deadline=deadline), row)

    reading = _looked(setup_of(context), photo, look, target_px=READING_PX)
    if as_json:
        print_json(reading)
    else:
        typer.echo(reading["text"] or "Nothing is written in it.")


def _looked(setup: Setup, photo: Path, look: Look[T], *, target_px: int | None = None) -> T:
    """What ``look`` says of the photo; needs models, but neither database nor index. Raises ``HashtaggerError``."""
    from hashtagger.bootstrap import open_models
    from hashtagger.media.decoder import Decoder
    from hashtagger.media.images import TARGET_PX
    from hashtagger.types import Deadline

    setup.quiet_logs()
    # One command is not worth a process for its models.
    alone = setup.settings.models.model_copy(update={"backend": "local"})
    settings = setup.settings.model_copy(update={"models": alone})
    upload = photo.read_bytes()

    async def inside() -> T:
        deadline = Deadline.after(PATIENCE_S)
        async with contextlib.AsyncExitStack() as stack:
            decoder = await stack.enter_async_context(Decoder(settings.intake))
            image, *_ = await decoder.decode(upload, deadline=deadline, target_px=target_px or TARGET_PX)
            models = (
                setup.load_models(settings)
                if setup.load_models
                else await stack.enter_async_context(open_models(settings))
            )
            return await look(models, image, deadline)

    return asyncio.run(inside())
