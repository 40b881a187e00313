"""What travels over the wire for captions."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from api.schemas.recommendations import CaptionOut, Text, Wire


class CaptionWishes(Wire):
    """The parameters of a caption, the same in JSON and in a form."""

    count: int = Field(default=1, ge=1, le=5, description="At most this many different captions.")
    prompt: Text | None = Field(
        default=None, max_length=200, description="How the caption begins, where the model can."
    )
    timeout_s: float | None = Field(default=None, ge=0.1, le=60, description="Time allowed.")


class CaptionIn(CaptionWishes):
    """A caption asked for in JSON."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"image_url": "https://example.org/dog.jpg", "count": 3}]}
    )

    image_url: Text | None = Field(default=None, max_length=2_000, description="A public address of a picture.")


class CaptionsOut(Wire):
    """Sentences about one picture, best first."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "captions": [{"text": "a dog runs through shallow water", "score": -0.62}],
                    "model": "starter-caption-1",
                }
            ]
        }
    )

    captions: list[CaptionOut]
    model: str
