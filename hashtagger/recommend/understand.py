"""Ask the models what the pictures and the draft are about; only the image embedding is required."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from hashtagger.errors import HashtaggerError
from hashtagger.ports import VisionModels
from hashtagger.types import Caption, Deadline, DecodedImage, ImageSignals, Task

CAPTIONED_IMAGES = 3
"""A carousel's first pictures set its theme; captions of the rest cost more time than they add."""

LEGIBLE = 0.5
"""What was read with less confidence is left out."""

USABLE_SHARE = 0.8
"""Share of the time left that captions and text may use; the rest is for the sources and the database."""


async def understand(
    models: VisionModels,
    images: Sequence[DecodedImage],
    text: str,
    *,
    deadline: Deadline,
    caption_timeout_s: float,
    read_text: bool = False,
) -> ImageSignals:
    """
    Embeddings and captions side by side, with ``read_text`` also what is written in the same pictures as far as a model for
    it is installed; then the embedding of all text.

    Raises what ``embed_images`` raises. What else fails or comes later than ``caption_timeout_s`` (or leaves no time for the
    rest) is left out and named in ``missing``.
    """
    # What is read out of the pictures must leave time to look for tags.
    in_time = deadline.within(USABLE_SHARE * deadline.remaining_s)
    first, patience = images[:CAPTIONED_IMAGES], in_time.within(caption_timeout_s)
    captioning = asyncio.create_task(_captions(models, first, patience))
    reading = asyncio.create_task(_written(models, first if read_text else (), patience))
    try:
        embeddings = await models.embed_images(images, deadline=deadline) if images else None
        captions, missing = await captioning
        written, unread = await reading
    finally:
        captioning.cancel()
        reading.cancel()
    missing += unread
    texts = (*(caption.text for caption in captions), *([text] if text.strip() else []))
    text_embeddings = None
    if texts:
        try:
            text_embeddings = await models.embed_texts(texts, deadline=in_time)
        except HashtaggerError:
            missing = (*missing, "text_embedding")
    return ImageSignals(embeddings, captions, texts, text_embeddings, missing, written)


async def _captions(
    models: VisionModels, images: Sequence[DecodedImage], deadline: Deadline
) -> tuple[tuple[Caption, ...], tuple[str, ...]]:
    answers = await asyncio.gather(
        *(models.caption(image, deadline=deadline) for image in images), return_exceptions=True
    )
    captions: list[Caption] = []
    failed = False
    for answer in answers:
        if isinstance(answer, HashtaggerError):
            failed = True
        elif isinstance(answer, BaseException):
            raise answer
        else:
            captions += answer[:1]
    return tuple(captions), ("caption",) if failed else ()


async def _written(
    models: VisionModels, images: Sequence[DecodedImage], deadline: Deadline
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if not images:
        return (), ()
    try:
        models.row_for(Task.READ_TEXT)
    except HashtaggerError:
        return (), ()  # not installed: there is nothing to miss
    read = asyncio.gather(*(models.read_text(image, deadline=deadline) for image in images))
    try:
        async with asyncio.timeout(deadline.remaining_s):
            boxes = await read
    except (HashtaggerError, TimeoutError):
        return (), ("read_text",)
    lines = (" ".join(box.text for box in found if box.confidence >= LEGIBLE) for found in boxes)
    return tuple(line for line in lines if line), ()
