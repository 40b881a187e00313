"""What travels over the wire for captions, alternative texts and stories."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from api.schemas.recommendations import CaptionOut, Text, Wire

StyleName = Literal["caption", "alt-text", "story"]
Language = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}$"), AfterValidator(str.lower)]


class CaptionWishes(Wire):
    """The parameters of a description, the same in JSON and in a form."""

    style: StyleName = Field(
        default="caption",
        description="caption: as the model wrote it. alt-text: one plain sentence of at most 125 characters for those who "
        "cannot see the picture. story: several sentences over one to ten pictures.",
    )
    language: Language = Field(
        default="en", description="ISO 639-1 code; a language other than the model's takes a translation model."
    )
    count: int = Field(default=1, ge=1, le=5, description="At most this many different texts; a story is one.")
    prompt: Text | None = Field(
        default=None, max_length=200, description="How the captions begin, in the captioner's language."
    )
    max_words: int = Field(default=20, ge=1, le=60, description="Of each caption, before a translation.")
    sentences: int = Field(default=4, ge=1, le=10, description="Of a story, at most.")
    seed: int | None = Field(
        default=None,
        ge=0,
        le=2**53,
        description="Without it captions are the likeliest and always the same; with it they are drawn, livelier, and the "
        "same for the same seed, picture and model. Of a story it is always the seed (0 without).",
    )
    model: Text | None = Field(default=None, max_length=100, description="A captioner of 'hashtagger models list'.")
    timeout_s: float | None = Field(
        default=None, ge=0.1, le=60, description="Time allowed; the server stops at 30 s by default."
    )


class CaptionIn(CaptionWishes):
    """A description asked for in JSON."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"image_url": "https://example.org/dog.jpg", "style": "alt-text", "language": "de", "count": 2}
            ]
        }
    )

    image_url: Text | None = Field(default=None, max_length=2_000, description="A public address of a picture.")


class CrewOut(Wire):
    """The models that wrote, told and translated; null where there was nothing to do."""

    caption: str
    story: str | None
    translate: str | None


EXAMPLE: dict[str, Any] = {
    "captions": [{"text": "Ein Hund läuft durch flaches Wasser.", "score": -0.62}],
    "model": "blip-base",
    "style": "alt-text",
    "language": "de",
    "models": {"caption": "blip-base", "story": None, "translate": "opus-en-de"},
}


class CaptionsOut(Wire):
    """
    Texts about one picture, or a story about several, best first.

    Scores are those of the captions before a translation; a story has the mean of its captions.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    captions: list[CaptionOut]
    model: str = Field(description="The captioner.")
    style: StyleName
    language: str
    models: CrewOut
