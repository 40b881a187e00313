"""From a row of the catalogue to a runtime; torch is imported here, on the loader thread, and not before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hashtagger.errors import BrokenModel, MissingComponent
from hashtagger.models.catalogue import Family, ModelSpec, Task
from hashtagger.models.installed import ActiveModels, find_installed
from hashtagger.models.precision import precision_for
from hashtagger.models.runtimes.base import CaptionRuntime, ClipRuntime
from hashtagger.models.runtimes.clip_card import ClipCard, read_clip_card
from hashtagger.settings import Settings

if TYPE_CHECKING:
    from hashtagger.models.runtimes.openclip import OpenClipRuntime


def load_clip(card: ClipCard, settings: Settings) -> ClipRuntime:
    """Raises BrokenModel when the files do not make a model."""
    from hashtagger.models.runtimes.openclip import load_openclip

    return load_openclip(card, device=settings.models.device)


def load_caption(
    active: ActiveModels, settings: Settings, rows: Sequence[ModelSpec], tower: ClipRuntime | None
) -> CaptionRuntime:
    """
    The active captioner. ``tower`` is the loaded starter tower when that is active, so that it is not loaded twice.

    Raises BrokenModel when the files do not make a model, MissingComponent when the tower is not there.
    """
    chosen, device = active.caption, settings.models.device
    if chosen.spec.family is Family.BLIP:
        from hashtagger.models.runtimes.blip import load_blip

        return load_blip(chosen.folder, precision=precision_for(chosen.spec, device), device=device)
    if chosen.spec.family is Family.SHOW_ATTEND_TELL:
        from hashtagger.models.runtimes.starter_caption import load_starter_caption

        return load_starter_caption(chosen.folder, _starter_tower(settings, rows, tower))
    raise BrokenModel(f"{chosen.spec.model_id} is of the family {chosen.spec.family}, which writes no captions")


def _starter_tower(settings: Settings, rows: Sequence[ModelSpec], tower: ClipRuntime | None) -> OpenClipRuntime:
    from hashtagger.models.runtimes.openclip import OpenClipRuntime, load_openclip

    if isinstance(tower, OpenClipRuntime):
        return tower
    spec = next((row for row in rows if row.task is Task.CLIP and row.shipped is not None), None)
    shipped = None if spec is None else find_installed(spec, settings)
    if shipped is None:
        raise MissingComponent(
            "the starter captioner needs the starter image model", advice="Install hashtagger again."
        )
    device = settings.models.device
    return load_openclip(read_clip_card(shipped, precision_for(shipped.spec, device)), device=device)
