"""What travels over the wire for embeddings."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from api.schemas.recommendations import Text, Wire

MAX_IMAGES = 32
MAX_TEXTS = 256


class EmbeddingWishes(Wire):
    """The parameters of embeddings, the same in JSON and in a form (where ``texts`` is repeated)."""

    texts: list[Annotated[Text, StringConstraints(min_length=1, max_length=2_000)]] = Field(
        default=[],
        max_length=MAX_TEXTS,
        description="What to embed beside the pictures; long ones are cut by the model.",
    )
    encoding: Literal["float", "base64"] = Field(
        default="float",
        description="float: lists of numbers. base64: the same as little-endian float32, a third of the size.",
    )
    timeout_s: float | None = Field(
        default=None, ge=0.1, le=60, description="Time allowed; the server stops at 30 s by default."
    )


class EmbeddingsIn(EmbeddingWishes):
    """Embeddings asked for in JSON."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"texts": ["a dog on the beach", "golden hour"], "encoding": "float"}]}
    )

    image_url: Text | None = Field(default=None, max_length=2_000, description="A public address of a picture.")


class EmbeddingsOut(Wire):
    """
    Unit vectors: their dot products are cosines, of pictures and texts alike.

    Compare only vectors of equal ``fingerprint``: it names model, weights, preprocessing and number format.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "images": [],
                    "texts": [[0.6, -0.8], [1.0, 0.0]],
                    "model": "starter-clip-1",
                    "fingerprint": "starter-clip-1:6f1d0a",
                    "dim": 2,
                }
            ]
        }
    )

    images: list[list[float] | str] = Field(description="One for each picture, in order; image_url last.")
    texts: list[list[float] | str] = Field(description="One for each text, in order.")
    model: str
    fingerprint: str
    dim: int
