from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from .. import types
from ..models.recommendation_form_placement import (
    RecommendationFormPlacement,
    check_recommendation_form_placement,
)
from ..types import UNSET, File, FileTypes, Unset

T = TypeVar("T", bound="RecommendationForm")


@_attrs_define
class RecommendationForm:
    """The parameters of a recommendation, the same in JSON and in a form.

    Attributes:
        image (list[File] | Unset): Photos (JPEG, PNG, WebP, GIF, AVIF) or a clip (MP4, WebM, MOV).
        text (str | Unset): The draft of the post. Default: ''.
        platform (str | Unset): One of GET /v1/platforms. Default: 'instagram'.
        limit (int | Unset): At most this many tags; never more than the platform allows. Default: 5.
        mix (str | Unset): best, balanced, niche, broad, or niche:2,medium:2,broad:1. Default: 'best'.
        seed_tags (list[str] | Unset): Tags to start from; their companions are considered.
        exclude_tags (list[str] | Unset): Tags never to recommend.
        language (None | str | Unset): Tags of this language: en, es, pt, de, fr or ja.
        region (None | str | Unset): ISO 3166 code of the country whose trends count.
        profile_id (None | str | Unset): Whose own tags count as evidence.
        placement (RecommendationFormPlacement | Unset): Where text_with_tags puts the tags. Default: 'end'.
        explore (bool | Unset): Whether one tag of five may be left to chance, to learn how others do. Default: True.
        timeout_s (float | None | Unset): Time allowed; what is late is left out.
        image_url (None | str | Unset): A public http or https address of a picture.
    """

    image: list[File] | Unset = UNSET
    text: str | Unset = ""
    platform: str | Unset = "instagram"
    limit: int | Unset = 5
    mix: str | Unset = "best"
    seed_tags: list[str] | Unset = UNSET
    exclude_tags: list[str] | Unset = UNSET
    language: None | str | Unset = UNSET
    region: None | str | Unset = UNSET
    profile_id: None | str | Unset = UNSET
    placement: RecommendationFormPlacement | Unset = "end"
    explore: bool | Unset = True
    timeout_s: float | None | Unset = UNSET
    image_url: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        image: list[FileTypes] | Unset = UNSET
        if not isinstance(self.image, Unset):
            image = []
            for image_item_data in self.image:
                image_item = image_item_data.to_tuple()

                image.append(image_item)

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
        if image is not UNSET:
            field_dict["image"] = image
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

    def to_multipart(self) -> types.RequestFiles:
        files: types.RequestFiles = []

        if not isinstance(self.image, Unset):
            for image_item_element in self.image:
                files.append(("image", image_item_element.to_tuple()))

        if not isinstance(self.text, Unset):
            files.append(("text", (None, str(self.text).encode(), "text/plain")))

        if not isinstance(self.platform, Unset):
            files.append(
                ("platform", (None, str(self.platform).encode(), "text/plain"))
            )

        if not isinstance(self.limit, Unset):
            files.append(("limit", (None, str(self.limit).encode(), "text/plain")))

        if not isinstance(self.mix, Unset):
            files.append(("mix", (None, str(self.mix).encode(), "text/plain")))

        if not isinstance(self.seed_tags, Unset):
            for seed_tags_item_element in self.seed_tags:
                files.append(
                    (
                        "seed_tags",
                        (None, str(seed_tags_item_element).encode(), "text/plain"),
                    )
                )

        if not isinstance(self.exclude_tags, Unset):
            for exclude_tags_item_element in self.exclude_tags:
                files.append(
                    (
                        "exclude_tags",
                        (None, str(exclude_tags_item_element).encode(), "text/plain"),
                    )
                )

        if not isinstance(self.language, Unset):
            if isinstance(self.language, str):
                files.append(
                    ("language", (None, str(self.language).encode(), "text/plain"))
                )
            else:
                files.append(
                    ("language", (None, str(self.language).encode(), "text/plain"))
                )

        if not isinstance(self.region, Unset):
            if isinstance(self.region, str):
                files.append(
                    ("region", (None, str(self.region).encode(), "text/plain"))
                )
            else:
                files.append(
                    ("region", (None, str(self.region).encode(), "text/plain"))
                )

        if not isinstance(self.profile_id, Unset):
            if isinstance(self.profile_id, str):
                files.append(
                    ("profile_id", (None, str(self.profile_id).encode(), "text/plain"))
                )
            else:
                files.append(
                    ("profile_id", (None, str(self.profile_id).encode(), "text/plain"))
                )

        if not isinstance(self.placement, Unset):
            files.append(
                ("placement", (None, str(self.placement).encode(), "text/plain"))
            )

        if not isinstance(self.explore, Unset):
            files.append(("explore", (None, str(self.explore).encode(), "text/plain")))

        if not isinstance(self.timeout_s, Unset):
            if isinstance(self.timeout_s, float):
                files.append(
                    ("timeout_s", (None, str(self.timeout_s).encode(), "text/plain"))
                )
            else:
                files.append(
                    ("timeout_s", (None, str(self.timeout_s).encode(), "text/plain"))
                )

        if not isinstance(self.image_url, Unset):
            if isinstance(self.image_url, str):
                files.append(
                    ("image_url", (None, str(self.image_url).encode(), "text/plain"))
                )
            else:
                files.append(
                    ("image_url", (None, str(self.image_url).encode(), "text/plain"))
                )

        return files

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        _image = d.pop("image", UNSET)
        image: list[File] | Unset = UNSET
        if _image is not UNSET:
            image = []
            for image_item_data in _image:
                image_item = File(payload=BytesIO(image_item_data))

                image.append(image_item)

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
        placement: RecommendationFormPlacement | Unset
        if isinstance(_placement, Unset):
            placement = UNSET
        else:
            placement = check_recommendation_form_placement(_placement)

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

        recommendation_form = cls(
            image=image,
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

        return recommendation_form
