from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.recommendation_in_placement import (
    RecommendationInPlacement,
    check_recommendation_in_placement,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="RecommendationIn")


@_attrs_define
class RecommendationIn:
    """A recommendation asked for in JSON: by address of a picture, by text, by seed tags, or by all of them.

    Attributes:
        text (str | Unset): The draft of the post. Default: ''.
        platform (str | Unset): One of GET /v1/platforms. Default: 'instagram'.
        limit (int | Unset): At most this many tags; never more than the platform allows. Default: 5.
        mix (str | Unset): best, balanced, niche, broad, or niche:2,medium:2,broad:1. Default: 'best'.
        seed_tags (list[str] | Unset): Tags to start from; their companions are considered.
        exclude_tags (list[str] | Unset): Tags never to recommend.
        language (None | str | Unset): Tags of this language: en, es, pt, de, fr or ja.
        region (None | str | Unset): ISO 3166 code of the country whose trends count.
        profile_id (None | str | Unset): Whose own tags count as evidence.
        placement (RecommendationInPlacement | Unset): Where text_with_tags puts the tags. Default: 'end'.
        explore (bool | Unset): Whether one tag of five may be left to chance, to learn how others do. Default: True.
        timeout_s (float | None | Unset): Time allowed; what is late is left out.
        image_url (None | str | Unset): A public http or https address of a picture.
    """

    text: str | Unset = ""
    platform: str | Unset = "instagram"
    limit: int | Unset = 5
    mix: str | Unset = "best"
    seed_tags: list[str] | Unset = UNSET
    exclude_tags: list[str] | Unset = UNSET
    language: None | str | Unset = UNSET
    region: None | str | Unset = UNSET
    profile_id: None | str | Unset = UNSET
    placement: RecommendationInPlacement | Unset = "end"
    explore: bool | Unset = True
    timeout_s: float | None | Unset = UNSET
    image_url: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        text = self.text

        platform = self.platform

        limit = self.limit

        mix = self.mix

        seed_tags: list[str] | Unset = UNSET
        if not isinstance(self.seed_tags, Unset):
            seed_tags = self.seed_tags

        exclude_tags: list[str] | Unset = UNSET
        if not isinstance(self.exclude_tags, Unset):
            exclude_tags = self.exclude_tags

        language: None | str | Unset
        if isinstance(self.language, Unset):
            language = UNSET
        else:
            language = self.language

        region: None | str | Unset
        if isinstance(self.region, Unset):
            region = UNSET
        else:
            region = self.region

        profile_id: None | str | Unset
        if isinstance(self.profile_id, Unset):
            profile_id = UNSET
        else:
            profile_id = self.profile_id

        placement: str | Unset = UNSET
        if not isinstance(self.placement, Unset):
            placement = self.placement

        explore = self.explore

        timeout_s: float | None | Unset
        if isinstance(self.timeout_s, Unset):
            timeout_s = UNSET
        else:
            timeout_s = self.timeout_s

        image_url: None | str | Unset
        if isinstance(self.image_url, Unset):
            image_url = UNSET
        else:
            image_url = self.image_url

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if text is not UNSET:
            field_dict["text"] = text
        if platform is not UNSET:
            field_dict["platform"] = platform
        if limit is not UNSET:
            field_dict["limit"] = limit
        if mix is not UNSET:
            field_dict["mix"] = mix
        if seed_tags is not UNSET:
            field_dict["seed_tags"] = seed_tags
        if exclude_tags is not UNSET:
            field_dict["exclude_tags"] = exclude_tags
        if language is not UNSET:
            field_dict["language"] = language
        if region is not UNSET:
            field_dict["region"] = region
        if profile_id is not UNSET:
            field_dict["profile_id"] = profile_id
        if placement is not UNSET:
            field_dict["placement"] = placement
        if explore is not UNSET:
            field_dict["explore"] = explore
        if timeout_s is not UNSET:
            field_dict["timeout_s"] = timeout_s
        if image_url is not UNSET:
            field_dict["image_url"] = image_url

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        text = d.pop("text", UNSET)

        platform = d.pop("platform", UNSET)

        limit = d.pop("limit", UNSET)

        mix = d.pop("mix", UNSET)

        seed_tags = cast(list[str], d.pop("seed_tags", UNSET))

        exclude_tags = cast(list[str], d.pop("exclude_tags", UNSET))

        def _parse_language(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        language = _parse_language(d.pop("language", UNSET))

        def _parse_region(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        region = _parse_region(d.pop("region", UNSET))

        def _parse_profile_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        profile_id = _parse_profile_id(d.pop("profile_id", UNSET))

        _placement = d.pop("placement", UNSET)
        placement: RecommendationInPlacement | Unset
        if isinstance(_placement, Unset):
            placement = UNSET
        else:
            placement = check_recommendation_in_placement(_placement)

        explore = d.pop("explore", UNSET)

        def _parse_timeout_s(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        timeout_s = _parse_timeout_s(d.pop("timeout_s", UNSET))

        def _parse_image_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        image_url = _parse_image_url(d.pop("image_url", UNSET))

        recommendation_in = cls(
            text=text,
            platform=platform,
            limit=limit,
            mix=mix,
            seed_tags=seed_tags,
            exclude_tags=exclude_tags,
            language=language,
            region=region,
            profile_id=profile_id,
            placement=placement,
            explore=explore,
            timeout_s=timeout_s,
            image_url=image_url,
        )

        return recommendation_in
