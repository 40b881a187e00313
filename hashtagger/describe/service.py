"""Captions, alternative texts and stories of pictures: which models it takes, and what they do one after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from hashtagger.describe.alt_text import as_sentence, without_opening
from hashtagger.errors import InvalidRequest, NotFound
from hashtagger.models.catalogue import CATALOGUE
from hashtagger.ports import VisionModels
from hashtagger.text.sanitize import clean_text
from hashtagger.types import Caption, Deadline, DecodedImage, Task

T = TypeVar("T")
ENGLISH = "en"


class Style(StrEnum):
    """What the text is for."""

    CAPTION = "caption"
    """As the captioner wrote it."""
    ALT_TEXT = "alt-text"
    """One plain sentence for those who cannot see the picture."""
    STORY = "story"
    """Several sentences over one or several pictures."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for, beside the pictures."""

    style: Style = Style.CAPTION
    language: str = ENGLISH
    """ISO 639-1 (or 639-3 where that has none)."""
    count: int = 1
    """At most so many different texts; a story is one."""
    prompt: str | None = None
    """How the captions begin, in the captioner's language."""
    max_words: int = 20
    """Of each caption."""
    sentences: int = 4
    """Of a story, at most."""
    seed: int | None = None
    model: str | None = None
    """The captioner, instead of the active one."""


@dataclass(frozen=True, slots=True)
class Crew:
    """The rows of the catalogue that it takes; all of them are here."""

    caption: str
    story: str | None
    translate: str | None
    source: str
    """The language before the translation."""


@dataclass(frozen=True, slots=True)
class Description:
    texts: tuple[Caption, ...]
    """
    Best first, at least one. Scores are those of the captions as they were written; of a story, the mean of its captions.
    """
    crew: Crew


def crew_for(models: VisionModels, wish: Wish) -> Crew:
    """
    Find everything that the wish takes before anything is run.

    Raises ``MissingComponent`` with the command that pulls what is missing, ``NotFound`` for an unknown model and
    ``InvalidRequest`` for a wish that cannot be.
    """
    _check(wish)
    caption = models.row_for(Task.CAPTION, model=wish.model)
    story = models.row_for(Task.STORY) if wish.style is Style.STORY else None
    written = _languages(story or caption)
    if wish.language in written:
        return Crew(caption, story, None, wish.language)
    try:
        translate = models.row_for(Task.TRANSLATE, language=wish.language)
    except NotFound as error:
        raise InvalidRequest(
            f"no model of the catalogue writes the language {wish.language!r}",
            code="unknown_language",
            advice="Name the language by its ISO 639-1 code, for example 'de'.",
        ) from error
    return Crew(caption, story, translate, written[0])


async def describe(
    models: VisionModels, images: Sequence[DecodedImage], wish: Wish, crew: Crew, *, deadline: Deadline
) -> Description:
    """
    The texts that ``wish`` asks for; ``crew`` comes from ``crew_for``. A story takes all ``images``, anything else the first.

    Raises what ``VisionModels`` raises.
    """
    if wish.style is Style.STORY:
        texts = [await _story(models, images, wish, deadline)]
    else:
        texts = await _captions(models, images[0], wish, wish.count, deadline)
    if wish.style is Style.ALT_TEXT:
        texts = [Caption(without_opening(each.text) or each.text, each.score) for each in texts]
    if crew.translate is not None:
        texts = await _translated(models, texts, crew.source, wish.language, deadline)
    if wish.style is Style.ALT_TEXT:
        texts = [Caption(as_sentence(each.text), each.score) for each in texts]
    return Description(_distinct(texts), crew)


async def _captions(
    models: VisionModels, image: DecodedImage, wish: Wish, count: int, deadline: Deadline
) -> list[Caption]:
    return await models.caption(
        image,
        count=count,
        prompt=wish.prompt,
        max_words=wish.max_words,
        # The seed of a story is its own: it is told from the best captions.
        seed=None if wish.style is Style.STORY else wish.seed,
        model=wish.model,
        deadline=deadline,
    )


async def _story(models: VisionModels, images: Sequence[DecodedImage], wish: Wish, deadline: Deadline) -> Caption:
    found = await _all_or_none([_captions(models, image, wish, 1, deadline) for image in images])
    best = [captions[0] for captions in found]
    shown = list(dict.fromkeys(caption.text for caption in best))
    told = await models.tell_story(shown, sentences=wish.sentences, seed=wish.seed or 0, deadline=deadline)
    return Caption(told, sum(caption.score for caption in best) / len(best))


async def _translated(
    models: VisionModels, texts: Sequence[Caption], source: str, target: str, deadline: Deadline
) -> list[Caption]:
    found = await _all_or_none(
        [models.translate(each.text, source=source, target=target, deadline=deadline) for each in texts]
    )
    return [Caption(text, each.score) for text, each in zip(found, texts, strict=True)]


def _distinct(texts: Sequence[Caption]) -> tuple[Caption, ...]:
    """Cleaned, best first; two captions may be the same sentence in another language."""
    first: dict[str, float] = {}
    for each in texts:
        first.setdefault(clean_text(each.text), each.score)
    return tuple(Caption(text, score) for text, score in first.items())


def _check(wish: Wish) -> None:
    if wish.style is Style.STORY and wish.count != 1:
        raise InvalidRequest("a story is one text, so 'count' is 1", code="one_story", advice="Leave 'count' out.")
    if wish.prompt is not None and len(wish.prompt.split()) >= wish.max_words:
        raise InvalidRequest(
            f"the prompt leaves no room in {wish.max_words} words",
            code="prompt_too_long",
            advice="Shorten 'prompt' or raise 'max_words'.",
        )


def _languages(model_id: str) -> tuple[str, ...]:
    """What the row writes; models from outside the catalogue are taken to write English."""
    return next((row.languages for row in CATALOGUE if row.model_id == model_id), (ENGLISH,))


async def _all_or_none(work: Sequence[Coroutine[Any, Any, T]]) -> list[T]:
    """Results in order; when one fails the others are withdrawn, because nobody will read them."""
    tasks = [asyncio.ensure_future(each) for each in work]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
