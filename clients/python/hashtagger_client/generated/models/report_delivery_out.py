from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.report_delivery_out_state import (
    ReportDeliveryOutState,
    check_report_delivery_out_state,
)

T = TypeVar("T", bound="ReportDeliveryOut")


@_attrs_define
class ReportDeliveryOut:
    """One mail. ``due`` is null of a test; ``next_try`` is null of what has ended.

    Attributes:
        delivery_id (str):
        due (datetime.datetime | None):
        state (ReportDeliveryOutState):
        attempt (int):
        error (None | str): Code of what kept the last attempt from working, or of why it was skipped: missed, disabled,
            key_revoked, missing_scope.
        created (datetime.datetime):
        next_try (datetime.datetime | None):
        sent (datetime.datetime | None):
    """

    delivery_id: str
    due: datetime.datetime | None
    state: ReportDeliveryOutState
    attempt: int
    error: None | str
    created: datetime.datetime
    next_try: datetime.datetime | None
    sent: datetime.datetime | None

    def to_dict(self) -> dict[str, Any]:
        delivery_id = self.delivery_id

        due: None | str
        if isinstance(self.due, datetime.datetime):
            due = self.due.isoformat()
        else:
            due = self.due

        state: str = self.state

        attempt = self.attempt

        error: None | str
        error = self.error

        created = self.created.isoformat()

        next_try: None | str
        if isinstance(self.next_try, datetime.datetime):
            next_try = self.next_try.isoformat()
        else:
            next_try = self.next_try

        sent: None | str
        if isinstance(self.sent, datetime.datetime):
            sent = self.sent.isoformat()
        else:
            sent = self.sent

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "delivery_id": delivery_id,
                "due": due,
                "state": state,
                "attempt": attempt,
                "error": error,
                "created": created,
                "next_try": next_try,
                "sent": sent,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        delivery_id = d.pop("delivery_id")

        def _parse_due(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                due_type_0 = datetime.datetime.fromisoformat(data)

                return due_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        due = _parse_due(d.pop("due"))

        state = check_report_delivery_out_state(d.pop("state"))

        attempt = d.pop("attempt")

        def _parse_error(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        error = _parse_error(d.pop("error"))

        created = datetime.datetime.fromisoformat(d.pop("created"))

        def _parse_next_try(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                next_try_type_0 = datetime.datetime.fromisoformat(data)

                return next_try_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        next_try = _parse_next_try(d.pop("next_try"))

        def _parse_sent(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                sent_type_0 = datetime.datetime.fromisoformat(data)

                return sent_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        sent = _parse_sent(d.pop("sent"))

        report_delivery_out = cls(
            delivery_id=delivery_id,
            due=due,
            state=state,
            attempt=attempt,
            error=error,
            created=created,
            next_try=next_try,
            sent=sent,
        )

        return report_delivery_out
