"""What travels over the wire for generation jobs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import orjson
from pydantic import BeforeValidator, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from api.schemas.recommendations import Text, Wire
from hashtagger.errors import InvalidRequest
from hashtagger.generate.editing import MAX_PROMPT_CHARS
from hashtagger.generate.request import CLIP_TYPES, MAX_SEED, PICTURE_TYPES
from hashtagger.webhooks import secret_bytes

Kind = Literal["text-to-image", "image-to-image", "image-text-image", "animate"]
State = Literal["queued", "running", "done", "failed", "cancelled"]
MediaType = Literal["image/png", "image/jpeg", "image/webp", "video/mp4", "image/gif"]
assert set(MediaType.__args__) == {*PICTURE_TYPES, *CLIP_TYPES}  # type: ignore[attr-defined]  # of a Literal


class AdapterIn(Wire):
    """A LoRA by its name in the catalogue, and how strongly it is mixed in."""

    name: Text = Field(min_length=1, max_length=100)
    weight: float = Field(default=1.0, ge=-2.0, le=2.0)


def _adapters(value: Any) -> Any:
    """A form writes them as ``ink:0.8, film``."""
    if not isinstance(value, str):
        return value
    named = (part.strip().rpartition(":") for part in value.split(",") if part.strip())
    return [{"name": name, "weight": weight} if name else {"name": weight} for name, _, weight in named]


def _json_object(value: Any) -> Any:
    """A form writes a map as JSON."""
    if not isinstance(value, str):
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        raise PydanticCustomError("invalid_json", "In a form this is a JSON object.") from None


class GenerationWishes(Wire):
    """The parameters of a generation, the same in JSON and in a form (where ``replace`` is JSON, ``adapters`` a list)."""

    kind: Kind = Field(description="What goes in and what comes out.")
    prompt: Text = Field(
        default="",
        max_length=MAX_PROMPT_CHARS,
        description="What to show. image-text-image: {caption} and {text} stand for what was read from the picture; "
        "empty means {caption}, and a prompt without either replaces it.",
    )
    negative_prompt: Text = Field(default="", max_length=MAX_PROMPT_CHARS, description="What not to show.")
    replace: Annotated[
        dict[Annotated[Text, Field(min_length=1, max_length=100)], Annotated[Text, Field(max_length=200)]],
        BeforeValidator(_json_object),
    ] = Field(default={}, max_length=20, description="image-text-image: words read → words to put in their place.")
    instruction: Text = Field(
        default="", max_length=500, description="image-text-image: appended to the prompt, behind a comma."
    )
    model: Text | None = Field(default=None, max_length=100, description="A generator of 'hashtagger models list'.")
    width_px: int | None = Field(
        default=None, ge=64, le=8_192, multiple_of=8, description="Default: what suits model and picture."
    )
    height_px: int | None = Field(default=None, ge=64, le=8_192, multiple_of=8)
    seed: int | None = Field(default=None, ge=0, le=MAX_SEED, description="Default: random; the answer tells it.")
    steps: int | None = Field(default=None, ge=1, le=1_000, description="Denoising steps; default: the model's own.")
    guidance: float | None = Field(default=None, ge=0, le=50, description="How strictly the prompt is followed.")
    strength: float | None = Field(
        default=None, gt=0, le=1, description="image-to-image: 1 forgets the picture; default: 0.6."
    )
    adapters: Annotated[list[AdapterIn], BeforeValidator(_adapters)] = Field(
        default=[], max_length=4, description="In a form: name:weight, separated by commas."
    )
    frames: int | None = Field(default=None, ge=1, le=1_000, description="animate: how many pictures the clip has.")
    media_type: MediaType | None = Field(default=None, description="Default: image/png; of animate, video/mp4.")
    webhook_url: Text | None = Field(
        default=None, max_length=2_000, description="A public address that is told when the job has ended."
    )
    webhook_secret: Text | None = Field(
        default=None,
        max_length=200,
        description="Needed with webhook_url: whsec_ and base64 of 24 to 64 bytes; signs what is sent there "
        "(Standard Webhooks). Kept until the delivery is over.",
    )

    @field_validator("webhook_secret")
    @classmethod
    def _secret_is_one(cls, secret: str | None) -> str | None:
        try:
            secret_bytes(secret or "") if secret else None
        except InvalidRequest as error:
            raise PydanticCustomError("invalid_webhook_secret", "{reason}", {"reason": str(error)}) from None
        return secret


class GenerationIn(GenerationWishes):
    """A generation asked for in JSON."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "text-to-image",
                    "prompt": "a dog on a beach at golden hour",
                    "width_px": 512,
                    "height_px": 512,
                    "seed": 7,
                }
            ]
        }
    )

    image_url: Text | None = Field(default=None, max_length=2_000, description="A public address of a picture.")


class AdapterOut(Wire):
    name: str
    weight: float


class GenerationRequestOut(Wire):
    """The request with everything filled in that was left open; sent again with this seed it gives the same picture."""

    prompt: str
    negative_prompt: str
    replace: dict[str, str]
    instruction: str
    width_px: int
    height_px: int
    seed: int
    steps: int
    guidance: float
    strength: float
    adapters: list[AdapterOut]
    frames: int
    media_type: str


class StageOut(Wire):
    """
    One step of image-text-image: the caption, the text in the picture, the prompt that was made of them, and what the model read
    of it where what came from the picture had to be shortened.
    """

    stage: Literal["caption", "text", "prompt", "shortened"]
    text: str
    model: str | None


class ResultOut(Wire):
    """``withheld``: the safety checker found it unsafe, and the picture is black."""

    url: str = Field(description="Needs no key; a path on this server unless it has a public address.")
    expires: datetime
    media_type: str
    width_px: int
    height_px: int
    frames: int
    size_bytes: int
    sha256: str
    seed: int
    withheld: bool


class FailureOut(Wire):
    code: str
    detail: str
    advice: str


EXAMPLE: dict[str, Any] = {
    "generation_id": "01KAGZ1V0Q3Y7N8M2T4R6W9XZC",
    "kind": "image-text-image",
    "state": "done",
    "cancelling": False,
    "progress": 1.0,
    "seconds_left": None,
    "attempt": 1,
    "model": "lcm-sd15",
    "request": {
        "prompt": "{caption}",
        "negative_prompt": "",
        "replace": {"dog": "cat"},
        "instruction": "as a watercolour",
        "width_px": 512,
        "height_px": 512,
        "seed": 7,
        "steps": 4,
        "guidance": 1.0,
        "strength": 0.6,
        "adapters": [],
        "frames": 1,
        "media_type": "image/png",
    },
    "stages": [
        {"stage": "caption", "text": "a dog on a beach", "model": "starter-caption-1"},
        {"stage": "prompt", "text": "a cat on a beach, as a watercolour", "model": None},
    ],
    "results": [
        {
            "url": "/v1/generations/01KAGZ1V0Q3Y7N8M2T4R6W9XZC/results/0?expires=1795341600&signature=dGhpcyBp",
            "expires": "2026-11-22T10:00:00+00:00",
            "media_type": "image/png",
            "width_px": 512,
            "height_px": 512,
            "frames": 1,
            "size_bytes": 381204,
            "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "seed": 7,
            "withheld": False,
        }
    ],
    "error": None,
    "webhook": "delivered",
    "created": "2026-11-21T09:59:40+00:00",
    "started": "2026-11-21T09:59:41+00:00",
    "finished": "2026-11-21T10:00:00+00:00",
    "expires": "2026-11-22T10:00:00+00:00",
}


class GenerationOut(Wire):
    """
    A job. It waits, runs, and ends in one way: done with results, failed with an error, or cancelled.

    Everything about it is deleted when it ``expires``.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    generation_id: str
    kind: Kind
    state: State
    cancelling: bool = Field(description="It runs and will stop after the current step.")
    progress: float = Field(ge=0, le=1)
    seconds_left: float | None = Field(description="An estimate, once the model has taken a few steps.")
    attempt: int = Field(description="More than 1: the server was interrupted and began it again.")
    model: str
    request: GenerationRequestOut
    stages: list[StageOut]
    results: list[ResultOut]
    error: FailureOut | None
    webhook: Literal["waiting", "pending", "delivered", "failed"] | None
    created: datetime
    started: datetime | None
    finished: datetime | None
    expires: datetime | None


class GenerationPageOut(Wire):
    """Jobs, newest first; ``next`` goes into ``before`` for the next page."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"generations": [EXAMPLE], "next": None}]})

    generations: list[GenerationOut]
    next: str | None
