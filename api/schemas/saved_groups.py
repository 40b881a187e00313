"""What travels over the wire for saved groups of tags."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from api.schemas.past_answers import ShownTagOut
from api.schemas.recommendations import Text, Wire
from hashtagger.errors import InvalidTag
from hashtagger.text.hashtags import canonical_tag


def _spelled(tag: str) -> str:
    """As it was typed, without '#'."""
    try:
        canonical_tag(tag)
    except InvalidTag as error:
        raise PydanticCustomError("invalid_tag", "{reason}", {"reason": str(error)}) from None
    return tag.strip().lstrip("#＃")


def _named(name: str) -> str:
    if not name.strip():
        raise PydanticCustomError("no_name", "Give it a name that can be seen.")
    return name.strip()


SpelledTag = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_spelled)]


class SavedGroupIn(Wire):
    """Tags under a name, in any spelling, which is kept; no tag twice."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Morning walks", "tags": ["#DogLife", "#GoldenHour", "beachday"]}]}
    )

    name: Annotated[Text, Field(min_length=1, max_length=80), AfterValidator(_named)]
    tags: list[SpelledTag] = Field(min_length=1, max_length=30)

    @field_validator("tags")
    @classmethod
    def _each_once(cls, tags: list[str]) -> list[str]:
        spellings: dict[str, str] = {}
        for tag in tags:
            if (other := spellings.setdefault(canonical_tag(tag), tag)) is not tag:
                raise PydanticCustomError(
                    "same_tag", "#{tag} and #{other} are the same tag: keep one.", {"tag": tag, "other": other}
                )
        return tags


_EXAMPLE: dict[str, Any] = {
    "group_id": "01KAGZ1V0Q3Y7N8M2T4R6W9XZC",
    "name": "Morning walks",
    "tags": [{"tag": "doglife", "display": "#DogLife"}, {"tag": "goldenhour", "display": "#GoldenHour"}],
    "created": "2026-11-20T10:00:00+00:00",
    "updated": "2026-11-20T10:00:00+00:00",
}


class SavedGroupOut(Wire):
    """A saved group of yours, its tags in your order and spelling."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    group_id: str
    name: str
    tags: list[ShownTagOut]
    created: datetime
    updated: datetime


class SavedGroupPageOut(Wire):
    """Your saved groups, newest first; ``next`` is the ``cursor`` of the next page."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"groups": [_EXAMPLE], "next": None}]})

    groups: list[SavedGroupOut]
    next: str | None
