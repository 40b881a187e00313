from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.forecast_out import ForecastOut
    from ..models.seen_out import SeenOut


T = TypeVar("T", bound="ForecastsOut")


@_attrs_define
class ForecastsOut:
    """The forecast of an answer as it was given, and the one that is possible now.

    Attributes:
        recommendation_id (str):
        given (ForecastOut | None): With the answer, before the post was published.
        updated (ForecastOut | None): After somebody reported what the post had earned by `seen.age_h`.
        seen (None | SeenOut):
        why_not_updated (None | str): In words, when `updated` is null.
    """

    recommendation_id: str
    given: ForecastOut | None
    updated: ForecastOut | None
    seen: None | SeenOut
    why_not_updated: None | str

    def to_dict(self) -> dict[str, Any]:
        from ..models.forecast_out import ForecastOut
        from ..models.seen_out import SeenOut

        recommendation_id = self.recommendation_id

        given: dict[str, Any] | None
        if isinstance(self.given, ForecastOut):
            given = self.given.to_dict()
        else:
            given = self.given

        updated: dict[str, Any] | None
        if isinstance(self.updated, ForecastOut):
            updated = self.updated.to_dict()
        else:
            updated = self.updated

        seen: dict[str, Any] | None
        if isinstance(self.seen, SeenOut):
            seen = self.seen.to_dict()
        else:
            seen = self.seen

        why_not_updated: None | str
        why_not_updated = self.why_not_updated

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "recommendation_id": recommendation_id,
                "given": given,
                "updated": updated,
                "seen": seen,
                "why_not_updated": why_not_updated,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.forecast_out import ForecastOut
        from ..models.seen_out import SeenOut

        d = dict(src_dict)
        recommendation_id = d.pop("recommendation_id")

        def _parse_given(data: object) -> ForecastOut | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                given_type_0 = ForecastOut.from_dict(data)

                return given_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ForecastOut | None, data)

        given = _parse_given(d.pop("given"))

        def _parse_updated(data: object) -> ForecastOut | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                updated_type_0 = ForecastOut.from_dict(data)

                return updated_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ForecastOut | None, data)

        updated = _parse_updated(d.pop("updated"))

        def _parse_seen(data: object) -> None | SeenOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                seen_type_0 = SeenOut.from_dict(data)

                return seen_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SeenOut, data)

        seen = _parse_seen(d.pop("seen"))

        def _parse_why_not_updated(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        why_not_updated = _parse_why_not_updated(d.pop("why_not_updated"))

        forecasts_out = cls(
            recommendation_id=recommendation_id,
            given=given,
            updated=updated,
            seen=seen,
            why_not_updated=why_not_updated,
        )

        return forecasts_out
