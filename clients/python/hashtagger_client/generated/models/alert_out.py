from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.alert_out_state import AlertOutState, check_alert_out_state
from ..models.alert_out_way import AlertOutWay, check_alert_out_way

T = TypeVar("T", bound="AlertOut")


@_attrs_define
class AlertOut:
    """One message. ``about`` is the name of the trend; null of a test.

    Attributes:
        alert_id (str):
        created (datetime.datetime):
        way (AlertOutWay):
        state (AlertOutState):
        attempt (int):
        error (None | str):
        about (None | str):
    """

    alert_id: str
    created: datetime.datetime
    way: AlertOutWay
    state: AlertOutState
    attempt: int
    error: None | str
    about: None | str

    def to_dict(self) -> dict[str, Any]:
        alert_id = self.alert_id

        created = self.created.isoformat()

        way: str = self.way

        state: str = self.state

        attempt = self.attempt

        error: None | str
        error = self.error

        about: None | str
        about = self.about

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "alert_id": alert_id,
                "created": created,
                "way": way,
                "state": state,
                "attempt": attempt,
                "error": error,
                "about": about,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        alert_id = d.pop("alert_id")

        created = datetime.datetime.fromisoformat(d.pop("created"))

        way = check_alert_out_way(d.pop("way"))

        state = check_alert_out_state(d.pop("state"))

        attempt = d.pop("attempt")

        def _parse_error(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        error = _parse_error(d.pop("error"))

        def _parse_about(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        about = _parse_about(d.pop("about"))

        alert_out = cls(
            alert_id=alert_id,
            created=created,
            way=way,
            state=state,
            attempt=attempt,
            error=error,
            about=about,
        )

        return alert_out
