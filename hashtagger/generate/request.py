"""What is asked for in a generation job: checked at the door, complete enough to run again years later."""

from __future__ import annotations

import math
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from hashtagger.errors import InvalidRequest
from hashtagger.models.recipe import ANIMATE, IMAGE_TO_IMAGE, TEXT_TO_IMAGE, Recipe, check_wish
from hashtagger.questions import Adapter, Generate, GenerationKind
from hashtagger.settings import GenerateSettings
from hashtagger.types import DecodedImage

MAX_SEED = 2**32 - 1
USUAL_STRENGTH = 0.6
PICTURE_TYPES = ("image/png", "image/jpeg", "image/webp")
CLIP_TYPES = ("video/mp4", "image/gif")
USUAL = Recipe(
    "latent",
    (TEXT_TO_IMAGE, IMAGE_TO_IMAGE, ANIMATE),
    "",
    (512, 512),
    (64, 8_192),
    25,
    (1, 1_000),
    7.5,
    (0.0, 50.0),
    frames=16,
    frames_range=(2, 1_000),
)
"""Of a model whose row does not say."""


class JobKind(StrEnum):
    """What goes in and what comes out of a job; one of them takes several models."""

    TEXT_TO_IMAGE = "text-to-image"
    IMAGE_TO_IMAGE = "image-to-image"
    IMAGE_TEXT_IMAGE = "image-text-image"
    ANIMATE = "animate"

    @property
    def asked(self) -> GenerationKind:
        """What the model that draws is asked for in the end."""
        return TEXT_TO_IMAGE if self is JobKind.IMAGE_TEXT_IMAGE else GenerationKind(self.value)


@dataclass(frozen=True, slots=True)
class Wish:
    """A job as a caller asks for it; None: whatever suits the model and the picture."""

    kind: JobKind
    prompt: str = ""
    """image-text-image: may hold ``{caption}`` and ``{text}``; empty means ``{caption}``."""
    negative_prompt: str = ""
    replace: Mapping[str, str] = field(default_factory=dict)
    """image-text-image: words of the caption or text → what to put in their place."""
    instruction: str = ""
    """image-text-image: appended to the prompt."""
    model: str | None = None
    width_px: int | None = None
    height_px: int | None = None
    seed: int | None = None
    steps: int | None = None
    guidance: float | None = None
    strength: float | None = None
    adapters: tuple[Adapter, ...] = ()
    frames: int | None = None
    media_type: str | None = None


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """A checked wish with nothing left open; the same request gives the same picture again."""

    kind: JobKind
    prompt: str
    negative_prompt: str
    replace: Mapping[str, str]
    instruction: str
    width_px: int
    height_px: int
    seed: int
    steps: int
    guidance: float
    strength: float
    adapters: tuple[Adapter, ...]
    frames: int
    media_type: str

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "kind": self.kind.value, "adapters": [asdict(each) for each in self.adapters]}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> GenerationRequest:
        """What ``as_json`` gave."""
        adapters = tuple(Adapter(**each) for each in values["adapters"])
        return cls(**{**values, "kind": JobKind(values["kind"]), "adapters": adapters})

    def question(self, prompt: str, image: DecodedImage | None, *, spare: tuple[tuple[int, int], ...] = ()) -> Generate:
        """What the model is asked, with ``prompt`` as it finally is; ``spare`` as in ``Generate``."""
        keeps_pixels = self.kind.asked is not TEXT_TO_IMAGE
        kind = (
            GenerationKind.TEXT_TO_IMAGE if self.kind is JobKind.IMAGE_TEXT_IMAGE else GenerationKind(self.kind.value)
        )
        return Generate(
            kind=kind,
            prompt=prompt,
            width_px=self.width_px,
            height_px=self.height_px,
            seed=self.seed,
            steps=self.steps,
            guidance=self.guidance,
            negative_prompt=self.negative_prompt,
            image=image if keeps_pixels else None,
            strength=self.strength,
            adapters=self.adapters,
            frames=self.frames,
            spare=spare,
        )


def settled(
    wish: Wish, image: DecodedImage | None, *, model_id: str, recipe: Recipe, limits: GenerateSettings
) -> GenerationRequest:
    """
    ``wish`` with everything filled in that it leaves open; the seed is drawn at random.

    Raises ``InvalidRequest`` with a code that names what is wrong: the wish itself, more than this server does (``limits``),
    or something that the model cannot do.
    """
    _check_inputs(wish, has_image=image is not None)
    width, height = _size(wish, image, recipe, limits)
    steps = wish.steps or min(recipe.steps, limits.max_steps)
    if steps > limits.max_steps:
        raise _invalid("steps", f"steps is {steps}; at most {limits.max_steps} are done here")
    request = GenerationRequest(
        kind=wish.kind,
        prompt=wish.prompt,
        negative_prompt=wish.negative_prompt,
        replace=dict(wish.replace),
        instruction=wish.instruction,
        width_px=width,
        height_px=height,
        seed=secrets.randbelow(MAX_SEED + 1) if wish.seed is None else wish.seed,
        steps=steps,
        guidance=recipe.guidance if wish.guidance is None else wish.guidance,
        # Of a single step nothing less than the whole is left.
        strength=max(USUAL_STRENGTH, 1 / steps) if wish.strength is None else wish.strength,
        adapters=wish.adapters,
        frames=_frames(wish, recipe, limits),
        media_type=_media_type(wish),
    )
    check_wish(request.question(wish.prompt, image), recipe, model_id)
    return request


def fitted(
    width_px: int, height_px: int, *, area_px: int, sides_px: tuple[int, int], multiple_px: int = 8
) -> tuple[int, int]:
    """
    Sides with the shape of a picture and at most about the wished area, within the shortest and longest that there may be.

    >>> fitted(4000, 3000, area_px=512 * 512, sides_px=(256, 1024))
    (584, 440)
    >>> fitted(8000, 100, area_px=512 * 512, sides_px=(256, 1024))
    (1024, 256)
    """
    shrink = math.sqrt(area_px / (width_px * height_px))
    width, height = (_multiple(side * shrink, sides_px, multiple_px) for side in (width_px, height_px))
    return width, height


def _multiple(side: float, sides_px: tuple[int, int], multiple_px: int) -> int:
    shortest, longest = sides_px
    down = int(min(side, longest)) // multiple_px * multiple_px
    return max(down, math.ceil(shortest / multiple_px) * multiple_px)


def _check_inputs(wish: Wish, *, has_image: bool) -> None:
    kind = wish.kind
    if kind is JobKind.TEXT_TO_IMAGE and has_image:
        raise _invalid("image", "text-to-image takes no picture", advice="Leave it out, or ask for image-to-image.")
    if kind is not JobKind.TEXT_TO_IMAGE and not has_image:
        raise _invalid("image", f"{kind.value} needs a picture", advice="Send one 'image' file or an 'image_url'.")
    if kind in (JobKind.TEXT_TO_IMAGE, JobKind.IMAGE_TO_IMAGE) and not wish.prompt.strip():
        raise _invalid("prompt", f"{kind.value} needs a prompt", advice="Say in 'prompt' what the picture shows.")
    if kind is not JobKind.IMAGE_TEXT_IMAGE and (wish.replace or wish.instruction):
        raise _invalid("instruction", "only image-text-image edits a prompt", advice="Write the wish into 'prompt'.")


def _size(wish: Wish, image: DecodedImage | None, recipe: Recipe, limits: GenerateSettings) -> tuple[int, int]:
    if wish.width_px is None and wish.height_px is None:
        shape = recipe.size_px if image is None else (image.width_px, image.height_px)
        shortest, longest = recipe.sides_px
        sides = (shortest, min(longest, limits.max_side_px))
        area = recipe.size_px[0] * recipe.size_px[1]
        return fitted(*shape, area_px=area, sides_px=sides, multiple_px=recipe.multiple_px)
    width = wish.width_px or wish.height_px or 0
    height = wish.height_px or width
    for name, side in (("width_px", width), ("height_px", height)):
        if side > limits.max_side_px:
            raise _invalid("size", f"{name} is {side}; at most {limits.max_side_px} are made here")
    return width, height


def _frames(wish: Wish, recipe: Recipe, limits: GenerateSettings) -> int:
    if wish.kind is not JobKind.ANIMATE:
        return wish.frames or 1
    frames = wish.frames or min(recipe.frames, limits.max_frames)
    if frames > limits.max_frames:
        raise _invalid("frames", f"frames is {frames}; a clip here has at most {limits.max_frames}")
    return frames


def _media_type(wish: Wish) -> str:
    possible = CLIP_TYPES if wish.kind is JobKind.ANIMATE else PICTURE_TYPES
    chosen = wish.media_type or possible[0]
    if chosen not in possible:
        raise _invalid("media_type", f"{wish.kind.value} gives no {chosen}; it gives {', '.join(possible)}")
    return chosen


def _invalid(what: str, message: str, *, advice: str | None = None) -> InvalidRequest:
    return InvalidRequest(message, code=f"invalid_{what}", advice=advice)
