"""What travels over the wire for API keys; a key itself only once, when it is made."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from api.schemas.recommendations import Text, Wire

Scope = Literal["recommend", "read", "generate", "watch", "admin"]
Owner = Annotated[Text, Field(min_length=1, max_length=100)]

EXAMPLE: dict[str, Any] = {
    "key_id": "01KAGZ1V0Q3Y7N8M2T4R6W9XZC",
    "name": "phone",
    "prefix": "ht_Jx3vQ9aB",
    "owner": "local",
    "scopes": ["read", "recommend"],
    "created": "2026-11-21T10:00:00+00:00",
    "last_used": "2026-11-21T11:30:00+00:00",
    "revoked": None,
}
_MADE = EXAMPLE | {"last_used": None, "key": "ht_Jx3vQ9aB" + "0" * 35}


class KeyIn(Wire):
    """A key to make. ``admin`` may do everything, also make and revoke keys."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "phone", "scopes": ["recommend", "read"]}]})

    name: Text = Field(min_length=1, max_length=100, description="Whose key it is, to recognise it by.")
    owner: Owner | None = Field(
        default=None,
        description="The tenant: keys of one owner read each other's answers. Default: the owner of your own key.",
    )
    scopes: list[Scope] = Field(default=["recommend", "read"], min_length=1, max_length=5)


class KeyOut(Wire):
    """A key as far as it may be known. ``last_used`` is right within a minute."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    key_id: str
    name: str
    prefix: str = Field(description="What it begins with.")
    owner: str
    scopes: list[str]
    created: datetime
    last_used: datetime | None
    revoked: datetime | None = Field(description="Since when it is refused; null: it is not.")


class NewKeyOut(KeyOut):
    """The key that was made."""

    model_config = ConfigDict(json_schema_extra={"examples": [_MADE]})

    key: str | None = Field(
        description="The key itself, this once. Null in the answer to a retry with the same Idempotency-Key: it is stored "
        "nowhere. Revoke that key and make another one if the first answer did not arrive."
    )


class KeyPageOut(Wire):
    """Keys, newest first; ``next`` is the ``cursor`` of the next page."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"keys": [EXAMPLE], "next": None}]})

    keys: list[KeyOut]
    next: str | None
