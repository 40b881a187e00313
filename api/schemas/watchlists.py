"""What travels over the wire for watchlists and their alerts."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from api.schemas.recommendations import Text, Wire
from api.schemas.trends import Kind
from hashtagger.errors import InvalidRequest
from hashtagger.trends.detail import names_of
from hashtagger.webhooks import secret_bytes

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=.{1,253}$)[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*")


def _email(text: str) -> str:
    if not _EMAIL.fullmatch(text):
        raise PydanticCustomError("invalid_email", "It is not one mail address in ASCII.")
    return text


def _secret(secret: str) -> str:
    try:
        secret_bytes(secret)
    except InvalidRequest as error:
        raise PydanticCustomError("invalid_webhook_secret", "{reason}", {"reason": str(error)}) from None
    return secret


def _region(value: Any) -> Any:
    return value.upper() if isinstance(value, str) else value


Email = Annotated[Text, AfterValidator(_email)]
Secret = Annotated[Text, AfterValidator(_secret)]
Name = Annotated[Text, Field(min_length=1, max_length=100)]


class RuleIn(Wire):
    """
    What must happen for an alert.

    enters_top: it comes among the first ``value``. z_above, velocity_above: that number of it rises above ``value``.
    """

    kind: Literal["enters_top", "z_above", "velocity_above"]
    value: float = Field(gt=0, le=1_000)


class FiltersIn(Wire):
    """Which list is watched, as in GET /v1/trends."""

    region: Annotated[Text, BeforeValidator(_region), Field(max_length=2, pattern=r"^([A-Z]{2})?$")] = ""
    language: Text = Field(default="", max_length=8, pattern=r"^[a-z-]*$")
    category: Text | None = Field(default=None, max_length=60)
    platform: Text | None = Field(default=None, max_length=40)
    kind: Kind | None = None


_WATCHED: dict[str, Any] = {
    "name": "Space",
    "rules": [{"kind": "enters_top", "value": 10}, {"kind": "z_above", "value": 6}],
    "tags": ["lunareclipse", "#Astronomy"],
    "filters": {"language": "en"},
    "email": "me@example.org",
}


class WatchlistIn(Wire):
    """What to be told, and where. ``tags`` in any spelling; none means every trend."""

    model_config = ConfigDict(json_schema_extra={"examples": [_WATCHED]})

    name: Name
    rules: list[RuleIn] = Field(min_length=1, max_length=10)
    tags: list[Annotated[Text, Field(min_length=1, max_length=200)]] = Field(default=[], max_length=100)
    filters: FiltersIn = FiltersIn()
    enabled: bool = True
    webhook_url: Text | None = Field(default=None, max_length=2_000, description="A public address.")
    webhook_secret: Secret | None = Field(
        default=None,
        max_length=200,
        description="Needed with webhook_url: whsec_ and base64 of 24 to 64 bytes (Standard Webhooks). Never shown again.",
    )
    email: Email | None = Field(default=None, max_length=320)

    @field_validator("tags")
    @classmethod
    def _as_named_among_trends(cls, tags: list[str]) -> list[str]:
        return list(dict.fromkeys(names_of(tag)[0] for tag in tags))


class WatchlistChanges(Wire):
    """Only what is given changes; null takes a way away."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"enabled": False}]})

    name: Name | None = None
    rules: list[RuleIn] | None = Field(default=None, min_length=1, max_length=10)
    tags: list[Annotated[Text, Field(min_length=1, max_length=200)]] | None = Field(default=None, max_length=100)
    filters: FiltersIn | None = None
    enabled: bool | None = None
    webhook_url: Text | None = Field(default=None, max_length=2_000)
    webhook_secret: Secret | None = Field(default=None, max_length=200)
    email: Email | None = Field(default=None, max_length=320)

    @field_validator("tags")
    @classmethod
    def _as_named_among_trends(cls, tags: list[str] | None) -> list[str] | None:
        return None if tags is None else list(dict.fromkeys(names_of(tag)[0] for tag in tags))


class AlertOut(Wire):
    """One message. ``about`` is the name of the trend; null of a test."""

    alert_id: str
    created: datetime
    way: Literal["webhook", "email"]
    state: Literal["pending", "delivered", "failed"]
    attempt: int
    error: str | None
    about: str | None


class RuleOut(Wire):
    kind: Literal["enters_top", "z_above", "velocity_above"]
    value: float


class FiltersOut(Wire):
    region: str
    language: str
    category: str | None
    platform: str | None
    kind: Kind | None


EXAMPLE: dict[str, Any] = {
    "watchlist_id": "01KAGZ1V0Q3Y7N8M2T4R6W9XZC",
    "created": "2026-11-21T10:00:00+00:00",
    "name": "Space",
    "enabled": True,
    "rules": [{"kind": "enters_top", "value": 10.0}, {"kind": "z_above", "value": 6.0}],
    "tags": ["lunareclipse", "astronomy"],
    "filters": {"region": "", "language": "en", "category": None, "platform": None, "kind": None},
    "webhook_url": None,
    "has_secret": False,
    "email": "me@example.org",
}
_ALERT = {
    "alert_id": "01KAH2ZS0Q3Y7N8M2T4R6W9XZC",
    "created": "2026-11-21T11:05:00+00:00",
    "way": "email",
    "state": "delivered",
    "attempt": 1,
    "error": None,
    "about": "lunareclipse",
}


class WatchlistOut(Wire):
    """A watchlist of yours; its secret is never shown."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    watchlist_id: str
    created: datetime
    name: str
    enabled: bool
    rules: list[RuleOut]
    tags: list[str]
    filters: FiltersOut
    webhook_url: str | None
    has_secret: bool
    email: str | None


class WatchlistDetailOut(WatchlistOut):
    """A watchlist with its newest messages, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE | {"recent": [_ALERT]}]})

    recent: list[AlertOut]


class WatchlistPageOut(Wire):
    """Your watchlists, newest first; ``next`` is the ``cursor`` of the next page."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"watchlists": [EXAMPLE], "next": None}]})

    watchlists: list[WatchlistOut]
    next: str | None


class TriedOut(Wire):
    way: Literal["webhook", "email"]
    delivered: bool
    status: int | None = Field(description="HTTP status with which the webhook's address answered.")
    error: str | None = Field(description="Code of what kept it from being taken.")


class TestOut(Wire):
    """How the test message went on each way."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"deliveries": [{"way": "email", "delivered": True, "status": None, "error": None}]}]
        }
    )

    deliveries: list[TriedOut]
