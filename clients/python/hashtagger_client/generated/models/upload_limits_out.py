from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="UploadLimitsOut")


@_attrs_define
class UploadLimitsOut:
    """What one request may bring; more is refused with 413 or 422.

    Attributes:
        max_images (int):
        max_image_bytes (int):
        max_video_bytes (int):
        max_request_bytes (int):
    """

    max_images: int
    max_image_bytes: int
    max_video_bytes: int
    max_request_bytes: int

    def to_dict(self) -> dict[str, Any]:
        max_images = self.max_images

        max_image_bytes = self.max_image_bytes

        max_video_bytes = self.max_video_bytes

        max_request_bytes = self.max_request_bytes

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "max_images": max_images,
                "max_image_bytes": max_image_bytes,
                "max_video_bytes": max_video_bytes,
                "max_request_bytes": max_request_bytes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        max_images = d.pop("max_images")

        max_image_bytes = d.pop("max_image_bytes")

        max_video_bytes = d.pop("max_video_bytes")

        max_request_bytes = d.pop("max_request_bytes")

        upload_limits_out = cls(
            max_images=max_images,
            max_image_bytes=max_image_bytes,
            max_video_bytes=max_video_bytes,
            max_request_bytes=max_request_bytes,
        )

        return upload_limits_out
