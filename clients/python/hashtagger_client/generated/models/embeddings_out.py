from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="EmbeddingsOut")


@_attrs_define
class EmbeddingsOut:
    """Unit vectors: their dot products are cosines, of pictures and texts alike.

    Compare only vectors of equal ``fingerprint``: it names model, weights, preprocessing and number format.

        Attributes:
            images (list[list[float] | str]): One for each picture, in order; image_url last.
            texts (list[list[float] | str]): One for each text, in order.
            model (str):
            fingerprint (str):
            dim (int):
    """

    images: list[list[float] | str]
    texts: list[list[float] | str]
    model: str
    fingerprint: str
    dim: int

    def to_dict(self) -> dict[str, Any]:
        images = []
        for images_item_data in self.images:
            images_item: list[float] | str
            if isinstance(images_item_data, list):
                images_item = images_item_data

            else:
                images_item = images_item_data
            images.append(images_item)

        texts = []
        for texts_item_data in self.texts:
            texts_item: list[float] | str
            if isinstance(texts_item_data, list):
                texts_item = texts_item_data

            else:
                texts_item = texts_item_data
            texts.append(texts_item)

        model = self.model

        fingerprint = self.fingerprint

        dim = self.dim

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "images": images,
                "texts": texts,
                "model": model,
                "fingerprint": fingerprint,
                "dim": dim,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        images = []
        _images = d.pop("images")
        for images_item_data in _images:

            def _parse_images_item(data: object) -> list[float] | str:
                try:
                    if not isinstance(data, list):
                        raise TypeError()
                    images_item_type_0 = cast(list[float], data)

                    return images_item_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                return cast(list[float] | str, data)

            images_item = _parse_images_item(images_item_data)

            images.append(images_item)

        texts = []
        _texts = d.pop("texts")
        for texts_item_data in _texts:

            def _parse_texts_item(data: object) -> list[float] | str:
                try:
                    if not isinstance(data, list):
                        raise TypeError()
                    texts_item_type_0 = cast(list[float], data)

                    return texts_item_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                return cast(list[float] | str, data)

            texts_item = _parse_texts_item(texts_item_data)

            texts.append(texts_item)

        model = d.pop("model")

        fingerprint = d.pop("fingerprint")

        dim = d.pop("dim")

        embeddings_out = cls(
            images=images,
            texts=texts,
            model=model,
            fingerprint=fingerprint,
            dim=dim,
        )

        return embeddings_out
