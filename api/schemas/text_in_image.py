"""What travels over the wire for the text in a picture."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from api.schemas.recommendations import Text, Wire


class ReadingWishes(Wire):
    """The parameters of reading, the same in JSON and in a form."""

    model: Text | None = Field(default=None, max_length=100, description="A row of 'hashtagger models list'.")
    timeout_s: float | None = Field(
        default=None, ge=0.1, le=60, description="Time allowed; the server stops at 30 s by default."
    )


class ReadingIn(ReadingWishes):
    """Reading asked for in JSON."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"image_url": "https://example.org/sign.jpg"}]})

    image_url: Text | None = Field(default=None, max_length=2_000, description="A public address of a picture.")


class TextBoxOut(Wire):
    """One line of text and where it stands."""

    text: str
    confidence: float = Field(description="0..1")
    corners: list[list[float]] = Field(
        description="Four points [x, y] as shares of width and height, clockwise from the text's upper left."
    )


class ReadingOut(Wire):
    """What is written in a picture, line by line in reading order; an empty list where nothing is."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "text": "Fresh bread\nOpen 24 hours",
                    "boxes": [
                        {
                            "text": "Fresh bread",
                            "confidence": 0.99,
                            "corners": [[0.1, 0.1], [0.6, 0.1], [0.6, 0.2], [0.1, 0.2]],
                        },
                        {
                            "text": "Open 24 hours",
                            "confidence": 0.97,
                            "corners": [[0.1, 0.3], [0.7, 0.3], [0.7, 0.4], [0.1, 0.4]],
                        },
                    ],
                    "model": "ppocr-v6-small",
                }
            ]
        }
    )

    text: str = Field(description="All lines, joined by line breaks.")
    boxes: list[TextBoxOut]
    model: str
