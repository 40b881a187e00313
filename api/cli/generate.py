"""``hashtagger generate``: a picture or clip from words, or from another picture, without a server."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from api.cli.setup import AsJson, console, print_json, setup_of

if TYPE_CHECKING:
    from rich.progress import Progress

    from hashtagger.bootstrap import Services
    from hashtagger.generate.request import Wish
    from hashtagger.storage.generations import StoredGeneration

PATIENCE_S = 120.0
"""For reading the picture."""


def generate(
    context: typer.Context,
    prompt: Annotated[
        list[str] | None, typer.Argument(help="What to show. With image-text-image: {caption} and {text} stand for it.")
    ] = None,
    image: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="The picture to start from.")] = None,
    kind: Annotated[
        Literal["text-to-image", "image-to-image", "image-text-image", "animate"] | None,
        typer.Option(help="Default: image-to-image with a picture, text-to-image without."),
    ] = None,
    negative: Annotated[str, typer.Option(help="What not to show.")] = "",
    instruction: Annotated[str, typer.Option(help="image-text-image: appended to the caption.")] = "",
    model: Annotated[str | None, typer.Option(help="A generator of 'hashtagger models list'.")] = None,
    width: Annotated[int | None, typer.Option(help="Pixels; default: what suits the model.")] = None,
    height: Annotated[int | None, typer.Option(help="Pixels.")] = None,
    steps: Annotated[int | None, typer.Option(min=1, help="Denoising steps; default: the model's own.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="The same seed gives the same picture.")] = None,
    out: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Where to write it: .png, .jpg, .webp, .mp4 or .gif.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a picture or a clip, and write it to a file."""
    from hashtagger.generate.request import JobKind, Wish

    wish = Wish(
        JobKind(kind or ("image-to-image" if image else "text-to-image")),
        prompt=" ".join(prompt or ()),
        negative_prompt=negative,
        instruction=instruction,
        model=model,
        width_px=width,
        height_px=height,
        seed=seed,
        steps=steps,
        media_type=media_type_of(out),
    )

    async def work(services: Services) -> tuple[dict[str, Any], Path]:
        return await made(services, wish, image, out)

    job, path = setup_of(context).with_services(work)
    if as_json:
        print_json({**job, "results": [{**job["results"][0], "url": None, "path": str(path)}]})
        return
    told = console()
    for stage in job["stages"]:
        told.print(f"  {stage['stage']}: {stage['text']}", markup=False, soft_wrap=True)
    told.print(f"{path} (seed {job['request']['seed']}, {job['model']})", markup=False, soft_wrap=True)
    if job["results"][0]["withheld"]:
        told.print("The safety checker found it unsafe: the picture is black.", style="yellow")


def media_type_of(out: Path | None) -> str | None:
    """By the suffix; None without a file name. Raises ``typer.BadParameter`` for one that cannot be written."""
    from hashtagger.generate.making import SUFFIXES

    if out is None:
        return None
    by_suffix = {suffix: media_type for media_type, suffix in SUFFIXES.items()} | {"jpeg": "image/jpeg"}
    wanted = out.suffix.lower().removeprefix(".")
    if wanted not in by_suffix:
        raise typer.BadParameter(f"--out must end in one of {', '.join(sorted(by_suffix))}.")
    return by_suffix[wanted]


async def made(services: Services, wish: Wish, image: Path | None, out: Path | None) -> tuple[dict[str, Any], Path]:
    """
    Queue the job as the API would, run it here, and copy what it made; the job as the API answers it, and the file.

    Raises ``HashtaggerError``, also when the job fails. Whoever is interrupted cancels it.
    """
    from hashtagger.errors import BrokenModel
    from hashtagger.storage.recommendations import LOCAL
    from hashtagger.types import Deadline

    generations = services.generations
    generations.model_for(wish)
    picture = None
    if image is not None:
        target_px, deadline = services.settings.generate.max_side_px, Deadline.after(PATIENCE_S)
        data = await asyncio.to_thread(image.read_bytes)
        picture = (await services.decoder.decode(data, deadline=deadline, target_px=target_px))[0]
    job = await generations.submit(wish, picture, owner=LOCAL)
    try:
        job = await _watched(services, job)
    except BaseException:
        with contextlib.suppress(Exception):
            await asyncio.shield(generations.give_up(job.id, owner=LOCAL))
        raise
    if job.state != "done":
        told = job.error or {"code": "cancelled", "detail": "It was cancelled.", "advice": ""}
        raise BrokenModel(told["detail"], code=told["code"], advice=told["advice"])
    result = job.results[0]
    target = out or Path(f"{job.id}{Path(result['file']).suffix}")
    made_file = generations.files.result(job.id, result["file"])
    await asyncio.to_thread(lambda: target.write_bytes(made_file.read_bytes()))
    return generations.answer(job), target


async def _watched(services: Services, job: StoredGeneration) -> StoredGeneration:
    """The job when it has ended; a server on the same data may have been faster than we are."""
    from rich.progress import Progress

    from hashtagger.generate.worker import Worker

    worker = Worker(services.generations, services.metrics, only=job.id)
    working = asyncio.create_task(worker.run(worker.work_one))
    try:
        with Progress(console=console(stderr=True), transient=True) as bar:
            return await _shown(services, job, bar)
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)


async def _shown(services: Services, job: StoredGeneration, bar: Progress) -> StoredGeneration:
    line = bar.add_task(f"{job.kind} with {job.model}", total=1.0)
    seen = services.generations.follow(job.id)
    async with contextlib.aclosing(seen):
        async for now in seen:
            if now is not None:
                bar.update(line, completed=now.progress)
                job = now
    return job
