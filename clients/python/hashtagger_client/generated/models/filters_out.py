from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.filters_out_kind_type_0 import (
    FiltersOutKindType0,
    check_filters_out_kind_type_0,
)

T = TypeVar("T", bound="FiltersOut")


@_attrs_define
class FiltersOut:
    """
    Attributes:
        region (str):
        language (str):
        category (None | str):
        platform (None | str):
        kind (FiltersOutKindType0 | None):
    """

    region: str
    language: str
    category: None | str
    platform: None | str
    kind: FiltersOutKindType0 | None

    def to_dict(self) -> dict[str, Any]:
        region = self.region

        language = self.language

        category: None | str
        category = self.category

        platform: None | str
        platform = self.platform

        kind: None | str
        if isinstance(self.kind, str):
            kind = self.kind
        else:
            kind = self.kind

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "region": region,
                "language": language,
                "category": category,
                "platform": platform,
                "kind": kind,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        region = d.pop("region")

        language = d.pop("language")

        def _parse_category(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        category = _parse_category(d.pop("category"))

        def _parse_platform(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        platform = _parse_platform(d.pop("platform"))

        def _parse_kind(data: object) -> FiltersOutKindType0 | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                kind_type_0 = check_filters_out_kind_type_0(data)

                return kind_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FiltersOutKindType0 | None, data)

        kind = _parse_kind(d.pop("kind"))

        filters_out = cls(
            region=region,
            language=language,
            category=category,
            platform=platform,
            kind=kind,
        )

        return filters_out
