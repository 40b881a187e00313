from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.filters_in_kind_type_0 import (
    FiltersInKindType0,
    check_filters_in_kind_type_0,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="FiltersIn")


@_attrs_define
class FiltersIn:
    """Which list is watched, as in GET /v1/trends.

    Attributes:
        region (str | Unset):  Default: ''.
        language (str | Unset):  Default: ''.
        category (None | str | Unset):
        platform (None | str | Unset):
        kind (FiltersInKindType0 | None | Unset):
    """

    region: str | Unset = ""
    language: str | Unset = ""
    category: None | str | Unset = UNSET
    platform: None | str | Unset = UNSET
    kind: FiltersInKindType0 | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        region = self.region

        language = self.language

        category: None | str | Unset
        if isinstance(self.category, Unset):
            category = UNSET
        else:
            category = self.category

        platform: None | str | Unset
        if isinstance(self.platform, Unset):
            platform = UNSET
        else:
            platform = self.platform

        kind: None | str | Unset
        if isinstance(self.kind, Unset):
            kind = UNSET
        elif isinstance(self.kind, str):
            kind = self.kind
        else:
            kind = self.kind

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if region is not UNSET:
            field_dict["region"] = region
        if language is not UNSET:
            field_dict["language"] = language
        if category is not UNSET:
            field_dict["category"] = category
        if platform is not UNSET:
            field_dict["platform"] = platform
        if kind is not UNSET:
            field_dict["kind"] = kind

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        region = d.pop("region", UNSET)

        language = d.pop("language", UNSET)

        def _parse_category(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        category = _parse_category(d.pop("category", UNSET))

        def _parse_platform(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        platform = _parse_platform(d.pop("platform", UNSET))

        def _parse_kind(data: object) -> FiltersInKindType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                kind_type_0 = check_filters_in_kind_type_0(data)

                return kind_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FiltersInKindType0 | None | Unset, data)

        kind = _parse_kind(d.pop("kind", UNSET))

        filters_in = cls(
            region=region,
            language=language,
            category=category,
            platform=platform,
            kind=kind,
        )

        return filters_in
