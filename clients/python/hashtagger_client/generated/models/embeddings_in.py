from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.embeddings_in_encoding import (
    EmbeddingsInEncoding,
    check_embeddings_in_encoding,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="EmbeddingsIn")


@_attrs_define
class EmbeddingsIn:
    """Embeddings asked for in JSON.

    Attributes:
        texts (list[str] | Unset): What to embed beside the pictures; long ones are cut by the model.
        encoding (EmbeddingsInEncoding | Unset): float: lists of numbers. base64: the same as little-endian float32, a
            third of the size. Default: 'float'.
        timeout_s (float | None | Unset): Time allowed; the server stops at 30 s by default.
        image_url (None | str | Unset): A public address of a picture.
    """

    texts: list[str] | Unset = UNSET
    encoding: EmbeddingsInEncoding | Unset = "float"
    timeout_s: float | None | Unset = UNSET
    image_url: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        texts: list[str] | Unset = UNSET
        if not isinstance(self.texts, Unset):
            texts = self.texts

        encoding: str | Unset = UNSET
        if not isinstance(self.encoding, Unset):
            encoding = self.encoding

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
        if texts is not UNSET:
            field_dict["texts"] = texts
        if encoding is not UNSET:
            field_dict["encoding"] = encoding
        if timeout_s is not UNSET:
            field_dict["timeout_s"] = timeout_s
        if image_url is not UNSET:
            field_dict["image_url"] = image_url

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        texts = cast(list[str], d.pop("texts", UNSET))

        _encoding = d.pop("encoding", UNSET)
        encoding: EmbeddingsInEncoding | Unset
        if isinstance(_encoding, Unset):
            encoding = UNSET
        else:
            encoding = check_embeddings_in_encoding(_encoding)

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

        embeddings_in = cls(
            texts=texts,
            encoding=encoding,
            timeout_s=timeout_s,
            image_url=image_url,
        )

        return embeddings_in
