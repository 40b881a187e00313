"""Joins the starter tower and the captioner that was trained on its feature maps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from hashtagger.errors import BrokenModel
from hashtagger.models.devices import weights_bytes
from hashtagger.models.installed import Installed
from hashtagger.models.manifest import weights_sha256
from hashtagger.models.runtimes import openclip
from hashtagger.models.runtimes.base import Pause, Ready
from hashtagger.models.runtimes.openclip import OpenClipRuntime
from hashtagger.models.runtimes.preprocess import Prepared
from hashtagger.models.runtimes.show_attend_tell import CONFIG_FILE, StarterCaptioner, load_captioner
from hashtagger.models.runtimes.starter_draw import draw
from hashtagger.questions import WriteCaptions
from hashtagger.settings import Settings
from hashtagger.types import Caption


class StarterCaptionRuntime:
    """Implements ``Runtime`` for ``WriteCaptions``, over a tower of its own (12 MB)."""

    def __init__(self, tower: OpenClipRuntime, captioner: StarterCaptioner) -> None:
        self._tower, self._captioner = tower, captioner

    @property
    def resident_bytes(self) -> int:
        return self._tower.resident_bytes + weights_bytes(self._captioner.model)

    def prepare(self, question: WriteCaptions) -> Ready:
        """Questions share a batch when they differ in picture and seed only."""
        pixels = self._tower.preprocess(question.image)
        wish = (question.count, question.prompt, question.max_words, question.seed is None)
        return Ready((pixels, question), key=wish, size_bytes=pixels.nbytes)

    def run(self, payloads: Sequence[tuple[Prepared, WriteCaptions]], pause: Pause) -> list[list[Caption]]:
        wish = payloads[0][1]
        maps, embeddings = self._tower.feature_maps([pixels for pixels, _ in payloads])
        drawn = (
            None
            if wish.seed is None
            else partial(draw, seeds=[each.seed or 0 for _, each in payloads], captions=wish.count)
        )
        return self._captioner.caption(
            maps, embeddings, count=wish.count, prompt=wish.prompt, max_words=wish.max_words, search_with=drawn
        )

    def finish(self, question: WriteCaptions, result: list[Caption]) -> tuple[Caption, ...]:
        return tuple(result)

    def close(self) -> None:
        self._tower.close()


def load(model: Installed, settings: Settings) -> StarterCaptionRuntime:
    """See ``Runtime``."""
    (tower,) = model.parts
    return load_starter_caption(model.folder, openclip.load(tower, settings))


def load_starter_caption(folder: Path, tower: OpenClipRuntime) -> StarterCaptionRuntime:
    """Raises BrokenModel when the folder is not that of a captioner, or of one that was trained on another tower."""
    captioner = load_captioner(folder)
    learned_on = json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8")).get("tower")
    if learned_on not in (None, weights_sha256(tower.card.folder)):
        raise BrokenModel(f"the captioner in {folder} was trained on the feature maps of another image tower")
    return StarterCaptionRuntime(tower, captioner)
