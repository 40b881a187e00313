"""Joins the starter tower and the captioner that was trained on its feature maps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from hashtagger.errors import BrokenModel
from hashtagger.models.manifest import weights_sha256
from hashtagger.models.runtimes.openclip import OpenClipRuntime
from hashtagger.models.runtimes.preprocess import Prepared
from hashtagger.models.runtimes.show_attend_tell import CONFIG_FILE, StarterCaptioner, load_captioner
from hashtagger.types import Caption, DecodedImage


class StarterCaptionRuntime:
    """Implements ``CaptionRuntime``; shares the tower with whoever embeds pictures."""

    def __init__(self, tower: OpenClipRuntime, captioner: StarterCaptioner) -> None:
        self._tower, self._captioner = tower, captioner

    def prepare(self, image: DecodedImage) -> Prepared:
        return self._tower.prepare(image)

    def caption(
        self, prepared: Sequence[Prepared], *, count: int, prompt: str | None, max_words: int
    ) -> list[list[Caption]]:
        maps, embeddings = self._tower.feature_maps(prepared)
        return self._captioner.caption(maps, embeddings, count=count, prompt=prompt, max_words=max_words)


def load_starter_caption(folder: Path, tower: OpenClipRuntime) -> StarterCaptionRuntime:
    """Raises BrokenModel when the folder is not that of a captioner, or of one that was trained on another tower."""
    captioner = load_captioner(folder)
    learned_on = json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8")).get("tower")
    if learned_on not in (None, weights_sha256(tower.card.folder)):
        raise BrokenModel(f"the captioner in {folder} was trained on the feature maps of another image tower")
    return StarterCaptionRuntime(tower, captioner)
