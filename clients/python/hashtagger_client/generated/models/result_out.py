from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="ResultOut")


@_attrs_define
class ResultOut:
    """``withheld``: the safety checker found it unsafe, and the picture is black.

    Attributes:
        url (str): Needs no key; a path on this server unless it has a public address.
        expires (datetime.datetime):
        media_type (str):
        width_px (int):
        height_px (int):
        frames (int):
        size_bytes (int):
        sha256 (str):
        seed (int):
        withheld (bool):
    """

    url: str
    expires: datetime.datetime
    media_type: str
    width_px: int
    height_px: int
    frames: int
    size_bytes: int
    sha256: str
    seed: int
    withheld: bool

    def to_dict(self) -> dict[str, Any]:
        url = self.url

        expires = self.expires.isoformat()

        media_type = self.media_type

        width_px = self.width_px

        height_px = self.height_px

        frames = self.frames

        size_bytes = self.size_bytes

        sha256 = self.sha256

        seed = self.seed

        withheld = self.withheld

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "url": url,
                "expires": expires,
                "media_type": media_type,
                "width_px": width_px,
                "height_px": height_px,
                "frames": frames,
                "size_bytes": size_bytes,
                "sha256": sha256,
                "seed": seed,
                "withheld": withheld,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        url = d.pop("url")

        expires = datetime.datetime.fromisoformat(d.pop("expires"))

        media_type = d.pop("media_type")

        width_px = d.pop("width_px")

        height_px = d.pop("height_px")

        frames = d.pop("frames")

        size_bytes = d.pop("size_bytes")

        sha256 = d.pop("sha256")

        seed = d.pop("seed")

        withheld = d.pop("withheld")

        result_out = cls(
            url=url,
            expires=expires,
            media_type=media_type,
            width_px=width_px,
            height_px=height_px,
            frames=frames,
            size_bytes=size_bytes,
            sha256=sha256,
            seed=seed,
            withheld=withheld,
        )

        return result_out
