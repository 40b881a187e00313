"""``hashtagger recommend`` and ``hashtagger demo``: answers without a server."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.setup import AsJson, console, print_json, setup_of

if TYPE_CHECKING:
    from hashtagger.bootstrap import Services
    from hashtagger.recommend.request import Recommendation

SAMPLES = (
    ("astronaut.jpg", ""),
    ("coffee.jpg", "Slow Sunday morning, good coffee"),
    ("rocket.jpg", "Rocket launch night at Cape Canaveral"),
)
"""Photo and draft of three posts: one that the starter models know, and two whose subject they can only learn from the draft."""
PATIENCE_S = 120.0
"""The first answer of a process waits for the models to be loaded."""


def recommend(
    context: typer.Context,
    photos: Annotated[
        list[Path] | None,
        typer.Argument(exists=True, dir_okay=False, help="Photos or a clip of one post, at most ten."),
    ] = None,
    text: Annotated[str, typer.Option(help="The draft of the post.")] = "",
    platform: Annotated[str, typer.Option(help="Whose rules count.")] = "instagram",
    seed: Annotated[list[str] | None, typer.Option(help="A tag to start from; may be given several times.")] = None,
    mix: Annotated[str, typer.Option(help="best, balanced, niche, broad, or niche:2,medium:2,broad:1.")] = "best",
    limit: Annotated[int, typer.Option(min=1, max=30, help="At most this many tags.")] = 5,
    as_json: AsJson = False,
) -> None:
    """Recommend hashtags for one post."""
    if len(photos or ()) > 10 or not (photos or text.strip() or seed):
        raise typer.BadParameter("Name one to ten photos, or a --text, or a --seed.")

    async def work(services: Services) -> Recommendation:
        return await answer(services, photos or [], text=text, platform=platform, seed=seed or [], mix=mix, limit=limit)

    found = setup_of(context).with_services(work)
    if as_json:
        from hashtagger.recommend.record import as_answer

        print_json(as_answer(found))
    else:
        show(found, " ".join(photo.name for photo in photos or []) or "text")


def demo(context: typer.Context) -> None:
    """Recommend hashtags for three bundled photos."""
    setup_of(context).with_services(show_samples)


async def show_samples(services: Services) -> None:
    """Print the recommendation for each bundled photo, one after the other."""
    from importlib.resources import files

    for name, draft in SAMPLES:
        sample = files("hashtagger.samples").joinpath(name).read_bytes()
        show(await answer(services, [sample], text=draft), f"{name}, “{draft}”" if draft else name)


async def answer(
    services: Services,
    photos: Sequence[Path | bytes],
    *,
    text: str = "",
    platform: str = "instagram",
    seed: Sequence[str] = (),
    mix: str = "best",
    limit: int = 5,
) -> Recommendation:
    """The recommendation for one post, as the API would give it. Raises ``HashtaggerError``."""
    from hashtagger.media.images import enough_px
    from hashtagger.recommend.request import RecommendationRequest, parse_mix
    from hashtagger.text.hashtags import canonical_tag
    from hashtagger.text.sanitize import check_text
    from hashtagger.types import Deadline

    await services.models.warm_up()  # otherwise the first caption would be late
    deadline = Deadline.after(PATIENCE_S)
    uploads = [photo if isinstance(photo, bytes) else photo.read_bytes() for photo in photos]
    target_px = enough_px(services.models.wanted_px)
    decoded = [await services.decoder.decode(each, deadline=deadline, target_px=target_px) for each in uploads]
    images = [image for pictures in decoded for image in pictures]
    return await services.recommender.recommend(
        RecommendationRequest(
            deadline=deadline,
            images=tuple(images),
            text=check_text(text, field="--text"),
            platform=platform,
            limit=limit,
            mix=parse_mix(mix),
            seed_tags=tuple(canonical_tag(each) for each in seed),
            explore=False,  # nobody tells a terminal how a post did
        )
    )


def show(found: Recommendation, title: str) -> None:
    """Print an answer as a table: each tag with its reach, how well it fits, and why it is there."""
    from rich.markup import escape
    from rich.table import Table

    out = console()
    caption = f": “{escape(found.captions[0].text)}”" if found.captions else ""
    table = Table(title=f"[bold]{escape(title)}[/bold]{caption}", title_justify="left", title_style="", expand=False)
    table.add_column("", justify="right", style="dim")
    table.add_column("tag", style="bold cyan", no_wrap=True)
    table.add_column("reach")
    table.add_column("fits", justify="right")
    table.add_column("why")
    for tag in found.tags:
        table.add_row(
            str(tag.position), tag.display, tag.reach.value, f"{tag.relevance:.2f}", escape("; ".join(tag.reasons))
        )
    out.print(table if found.tags else f"{escape(title)}{caption}\n  Nothing fits well enough to be recommended.")
    late = f"; left out: {', '.join(found.degraded)}" if found.degraded else ""
    out.print(
        f"  models: {found.models.clip}, {found.models.caption}, {found.models.ranker}{late}\n",
        style="dim",
        markup=False,
    )
