"""What travels over the wire for feedback on recommendations."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from api.schemas.posts import EXAMPLE as POST
from api.schemas.posts import Moment, OwnTag, PostFacts, PostId, PostOut
from api.schemas.recommendations import Text, Wire


class EventIn(Wire):
    """One thing that was done: kept or removed a shown tag, added another one, or copied the whole answer (no tag)."""

    kind: Literal["kept", "removed", "added", "copied"]
    tag: OwnTag | None = None
    at: Moment | None = Field(default=None, description="When; left out, now.")

    @model_validator(mode="after")
    def _tag_where_there_is_one(self) -> Self:
        if self.kind == "copied" and self.tag is not None:
            raise PydanticCustomError("copied_whole", "'copied' concerns the whole answer: leave 'tag' out.")
        if self.kind != "copied" and self.tag is None:
            raise PydanticCustomError("no_tag", "Say which 'tag'; only 'copied' has none.")
        return self


class FeedbackRowIn(EventIn):
    """One row of a bulk delivery."""

    recommendation_id: Text = Field(max_length=40)


class PublishedIn(PostFacts):
    """The post that came of the answer."""

    post_id: PostId


class FeedbackIn(Wire):
    """What was done with an answer, and the post that came of it; one of them at least."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "events": [{"kind": "removed", "tag": "dogsofinstagram"}, {"kind": "added", "tag": "#BeachDay"}],
                    "post": {"post_id": "17912345678", "published_at": "2026-11-20T10:30:00Z", "format": "photo"},
                }
            ]
        }
    )

    events: list[EventIn] = Field(default=[], max_length=200)
    post: PublishedIn | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.events and self.post is None:
            raise PydanticCustomError("no_feedback", "Send 'events', a 'post', or both.")
        return self


_EXAMPLE: dict[str, Any] = {
    "recommendation_id": "01KAGZ1V0Q3Y7N8M2T4R6W9XZC",
    "kept": [],
    "removed": ["dogsofinstagram"],
    "added": ["beachday"],
    "copied_at": None,
    "post": POST,
}


class FeedbackOut(Wire):
    """What holds of an answer now. ``post`` is the one just named, else the newest that is known."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    recommendation_id: str
    kept: list[str] = Field(description="Kept, as you said; a shown tag that you said nothing of counts as kept too.")
    removed: list[str]
    added: list[str]
    copied_at: datetime | None
    post: PostOut | None
