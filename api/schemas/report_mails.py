"""What travels over the wire for reports that are mailed."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, StrictInt, model_validator
from pydantic_core import PydanticCustomError

from api.schemas.recommendations import Text, Wire
from api.schemas.watchlists import Email, Name
from hashtagger.clock import zone_of
from hashtagger.errors import InvalidRequest
from hashtagger.report_mails.schedule import LAST_DAY, Every, Weekday

ReportView = Literal["trends", "tag", "comparison", "seasonality", "lift", "experiment"]
ReportFormat = Literal["pdf", "xlsx", "csv", "png"]
DeliveryState = Literal["waiting", "sent", "failed", "skipped"]


def _timezone(name: str) -> str:
    try:
        zone_of(name)
    except InvalidRequest:
        raise PydanticCustomError(
            "unknown_time_zone", "It is no name of an IANA time zone, such as Europe/Berlin."
        ) from None
    return name


def _distinct(formats: list[ReportFormat]) -> list[ReportFormat]:
    return list(dict.fromkeys(formats))


Timezone = Annotated[Text, Field(max_length=60), AfterValidator(_timezone)]
Params = Annotated[
    dict[
        Annotated[Text, Field(max_length=40)],
        Annotated[Text, Field(max_length=1_000)] | Annotated[StrictInt, Field(ge=0, le=100_000)],
    ],
    Field(
        max_length=20,
        description="As the query of the view's route under /v1/exports, with tag, tags (separated by commas) or "
        "experiment_id where the view is of those.",
    ),
]
Formats = Annotated[list[ReportFormat], Field(min_length=1, max_length=4), AfterValidator(_distinct)]
MailLanguage = Annotated[
    Literal["en", "ar"], Field(description="Of the mail's frame; the report itself speaks English.")
]


class ScheduleIn(Wire):
    """
    Once a day, week or month, at a full hour by the clocks of a time zone.

    An hour that the clocks leave out is made up for at the next one; one that comes twice counts once.
    """

    every: Every
    weekday: Weekday | None = Field(default=None, description="With week, and only then.")
    day: int | None = Field(default=None, ge=1, le=LAST_DAY, description="With month, and only then.")
    hour: int = Field(ge=0, le=23)
    timezone: Timezone = "UTC"

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> Self:
        given = {"week": self.weekday is not None, "month": self.day is not None}
        if wrong := [every for every, is_given in given.items() if is_given != (self.every == every)]:
            field = {"week": "weekday", "month": "day"}[wrong[0]]
            raise PydanticCustomError(
                "invalid_schedule",
                "{field} belongs to every={every}, and only to it.",
                {"field": field, "every": wrong[0]},
            )
        return self


_SCHEDULE: dict[str, Any] = {"every": "week", "weekday": "monday", "hour": 8, "timezone": "Europe/Berlin"}
_ORDER: dict[str, Any] = {
    "name": "Space, weekly",
    "view": "trends",
    "params": {"language": "en", "window": "7d"},
    "formats": ["pdf", "xlsx"],
    "email": "team@example.org",
    "schedule": _SCHEDULE,
}


class ReportMailIn(Wire):
    """What to send, when, and to whom. The view `lift` needs a key with the scope `admin`."""

    model_config = ConfigDict(json_schema_extra={"examples": [_ORDER]})

    name: Name
    view: ReportView
    params: Params = {}
    formats: Formats = ["pdf"]
    email: Email = Field(max_length=320)
    language: MailLanguage = "en"
    schedule: ScheduleIn
    enabled: bool = True


class ReportMailChanges(Wire):
    """Only what is given changes, and that as a whole."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"enabled": False}]})

    name: Name | None = None
    view: ReportView | None = None
    params: Params | None = None
    formats: Formats | None = None
    email: Email | None = Field(default=None, max_length=320)
    language: MailLanguage | None = None
    schedule: ScheduleIn | None = None
    enabled: bool | None = None


class ReportDeliveryOut(Wire):
    """One mail. ``due`` is null of a test; ``next_try`` is null of what has ended."""

    delivery_id: str
    due: datetime | None
    state: DeliveryState
    attempt: int
    error: str | None = Field(
        description="Code of what kept the last attempt from working, or of why it was skipped: missed, disabled, "
        "key_revoked, missing_scope."
    )
    created: datetime
    next_try: datetime | None
    sent: datetime | None


class ScheduleOut(Wire):
    every: Every
    weekday: Weekday | None
    day: int | None
    hour: int
    timezone: str


EXAMPLE: dict[str, Any] = {
    "report_mail_id": "01KAGZ1V0Q3Y7N8M2T4R6W9XZC",
    "created": "2026-11-21T10:00:00+00:00",
    **_ORDER,
    "language": "en",
    "schedule": {**_SCHEDULE, "day": None},
    "enabled": True,
    "next_due": "2026-11-23T07:00:00+00:00",
}
_DELIVERY = {
    "delivery_id": "01KAH2ZS0Q3Y7N8M2T4R6W9XZC",
    "due": "2026-11-16T07:00:00+00:00",
    "state": "sent",
    "attempt": 1,
    "error": None,
    "created": "2026-11-16T07:05:11+00:00",
    "next_try": None,
    "sent": "2026-11-16T07:05:14+00:00",
}


class ReportMailOut(Wire):
    """An order of yours; ``next_due`` is null while it is not enabled."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    report_mail_id: str
    created: datetime
    name: str
    view: ReportView
    params: dict[str, str | int]
    formats: list[ReportFormat]
    email: str
    language: Literal["en", "ar"]
    schedule: ScheduleOut
    enabled: bool
    next_due: datetime | None


class ReportMailDetailOut(ReportMailOut):
    """An order with its newest deliveries, newest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE | {"recent": [_DELIVERY]}]})

    recent: list[ReportDeliveryOut]


class ReportMailPageOut(Wire):
    """Your orders, newest first; ``next`` is the ``cursor`` of the next page."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"report_mails": [EXAMPLE], "next": None}]})

    report_mails: list[ReportMailOut]
    next: str | None


class ReportTestOut(Wire):
    """How the mail that was sent at once went; ``error`` is the code of what kept it from being taken."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"sent": True, "error": None}]})

    sent: bool
    error: str | None
