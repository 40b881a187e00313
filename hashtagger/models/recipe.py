"""How a model generates: what it takes, within which limits, and its defaults; known without loading it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hashtagger.errors import InvalidRequest
from hashtagger.questions import Generate, GenerationKind

TEXT_TO_IMAGE, IMAGE_TO_IMAGE, ANIMATE = GenerationKind

FRAMES_PER_S = 8
"""Of every generated clip; what models that animate are told, and what files play at."""

MAX_SEED = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Recipe:
    """
    Defaults and limits of one row.

    ``pipeline`` says which networks it is made of. latent: Stable Diffusion 1 and 2. latent-xl: SDXL. cascade: pixels at
    64, then 256 (DeepFloyd IF, as Imagen does). motion: Stable Diffusion with AnimateDiff's layers. video: Stable Video
    Diffusion.
    """

    pipeline: Literal["latent", "latent-xl", "cascade", "motion", "video"]
    kinds: tuple[GenerationKind, ...]
    base: str
    """Adapters made for the same base fit."""
    size_px: tuple[int, int]
    """Width and height when the caller does not say."""
    sides_px: tuple[int, int]
    """Shortest and longest side."""
    steps: int
    steps_range: tuple[int, int]
    guidance: float
    guidance_range: tuple[float, float]
    """At most 1: the model follows the prompt by itself, and a negative prompt would have no effect."""
    few_steps: bool = False
    """Its own files are a latent consistency LoRA (Luo et al. 2023, arXiv 2311.05556), merged into the base model."""
    multiple_px: int = 8
    frames: int = 1
    frames_range: tuple[int, int] = (1, 1)
    prompt_tokens: int | None = 77
    """Start and end included. None: it reads no text."""
    max_pixels: int | None = None
    """Width times height, where the longest side alone would allow too much."""


def check_wish(wish: Generate, recipe: Recipe, model_id: str) -> None:
    """
    Everything that needs neither tokenizer nor adapters.

    Raises InvalidRequest that names the field, what was sent and what is allowed.
    """
    if wish.kind not in recipe.kinds:
        raise _refused(f"kind: {model_id} does {', '.join(recipe.kinds)}, not {wish.kind}", "unsupported_kind")
    _check_size(wish, recipe, model_id)
    _check_range("steps", wish.steps, recipe.steps_range, model_id)
    _check_range("guidance", wish.guidance, recipe.guidance_range, model_id)
    _check_text(wish, recipe, model_id)
    needs_image = wish.kind is not TEXT_TO_IMAGE
    if needs_image != (wish.image is not None):
        raise _refused(f"image: {wish.kind} {'starts from one' if needs_image else 'takes none'}", "invalid_image")
    if needs_image and recipe.pipeline != "video":
        _check_strength(wish)
    _check_range("seed", wish.seed, (0, MAX_SEED), model_id)
    allowed = recipe.frames_range if wish.kind is ANIMATE else (1, 1)
    _check_range("frames", wish.frames, allowed, model_id)


def cost_of(wish: Generate, recipe: Recipe) -> float:
    """Pixels that all steps work on, in units of the recipe's defaults; guidance runs every step twice."""
    usual = recipe.size_px[0] * recipe.size_px[1] * recipe.frames * recipe.steps * _passes(recipe.guidance)
    return wish.width_px * wish.height_px * wish.frames * wish.steps * _passes(wish.guidance) / usual


def _passes(guidance: float) -> int:
    return 2 if guidance > 1 else 1


def _check_size(wish: Generate, recipe: Recipe, model_id: str) -> None:
    low, high = recipe.sides_px
    for name, side in (("width_px", wish.width_px), ("height_px", wish.height_px)):
        if not low <= side <= high or side % recipe.multiple_px:
            raise _refused(
                f"{name}: {side} is not a multiple of {recipe.multiple_px} from {low} to {high} ({model_id})",
                "invalid_size",
            )
    if recipe.max_pixels is not None and wish.width_px * wish.height_px > recipe.max_pixels:
        raise _refused(
            f"width_px, height_px: {model_id} makes at most {recipe.max_pixels:,} pixels, "
            f"{wish.width_px} x {wish.height_px} are {wish.width_px * wish.height_px:,}",
            "invalid_size",
        )


def _check_range(name: str, value: float, allowed: tuple[float, float], model_id: str) -> None:
    low, high = allowed
    if not low <= value <= high:
        wanted = f"{low:g}" if low == high else f"{low:g} to {high:g}"
        raise _refused(f"{name}: {value:g} is not {wanted} ({model_id})", f"invalid_{name}")


def _check_text(wish: Generate, recipe: Recipe, model_id: str) -> None:
    if recipe.prompt_tokens is None:
        if wish.prompt or wish.negative_prompt:
            raise _refused(f"prompt: {model_id} reads no text; leave it empty", "prompt_unused")
        return
    if wish.negative_prompt and wish.guidance <= 1:
        raise _refused("negative_prompt: it has no effect unless guidance is above 1", "negative_prompt_unused")


def _check_strength(wish: Generate) -> None:
    if not 0 < wish.strength <= 1:
        raise _refused(f"strength: {wish.strength:g} is not above 0 and at most 1", "invalid_strength")
    if int(wish.steps * wish.strength) < 1:
        raise _refused(
            f"strength: {wish.strength:g} of {wish.steps} steps is less than one step; raise either",
            "invalid_strength",
        )


def _refused(message: str, code: str) -> InvalidRequest:
    return InvalidRequest(message, code=code)
