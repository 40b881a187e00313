"""What a model must be able to do to serve: prepare on any CPU thread, run in batches on the device thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from hashtagger.models.runtimes.preprocess import Prepared
from hashtagger.types import Caption, DecodedImage, Vectors


class ClipRuntime(Protocol):
    """Embeds pictures and texts into one space."""

    @property
    def fingerprint(self) -> str: ...

    @property
    def dim(self) -> int: ...

    @property
    def tag_map(self) -> Vectors | None: ...

    def prepare(self, image: DecodedImage) -> Prepared:
        """Thread safe; no device is touched."""
        ...

    def embed_images(self, prepared: Sequence[Prepared]) -> Vectors:
        """float32 [n, dim], unit rows. Device thread only, as everything below; n is at least 1."""
        ...

    def embed_texts(self, texts: Sequence[str]) -> Vectors: ...


class CaptionRuntime(Protocol):
    """Says in a sentence what a picture shows."""

    def prepare(self, image: DecodedImage) -> Prepared: ...

    def caption(
        self, prepared: Sequence[Prepared], *, count: int, prompt: str | None, max_words: int
    ) -> list[list[Caption]]:
        """For each picture at least one and at most ``count`` distinct captions, best first. Device thread only."""
        ...
