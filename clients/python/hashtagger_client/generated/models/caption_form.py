from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from .. import types
from ..models.caption_form_style import CaptionFormStyle, check_caption_form_style
from ..types import UNSET, File, FileTypes, Unset

T = TypeVar("T", bound="CaptionForm")


@_attrs_define
class CaptionForm:
    """The parameters of a description, the same in JSON and in a form.

    Attributes:
        image (list[File] | Unset): Photos (JPEG, PNG, WebP, GIF, AVIF) or a clip (MP4, WebM, MOV).
        style (CaptionFormStyle | Unset): caption: as the model wrote it. alt-text: one plain sentence of at most 125
            characters for those who cannot see the picture. story: several sentences over one to ten pictures. Default:
            'caption'.
        language (str | Unset): ISO 639-1 code; a language other than the model's takes a translation model. Default:
            'en'.
        count (int | Unset): At most this many different texts; a story is one. Default: 1.
        prompt (None | str | Unset): How the captions begin, in the captioner's language.
        max_words (int | Unset): Of each caption, before a translation. Default: 20.
        sentences (int | Unset): Of a story, at most. Default: 4.
        seed (int | None | Unset): Without it captions are the likeliest and always the same; with it they are drawn,
            livelier, and the same for the same seed, picture and model. Of a story it is always the seed (0 without).
        model (None | str | Unset): A captioner of 'hashtagger models list'.
        timeout_s (float | None | Unset): Time allowed; the server stops at 30 s by default.
        image_url (None | str | Unset): A public address of a picture.
    """

    image: list[File] | Unset = UNSET
    style: CaptionFormStyle | Unset = "caption"
    language: str | Unset = "en"
    count: int | Unset = 1
    prompt: None | str | Unset = UNSET
    max_words: int | Unset = 20
    sentences: int | Unset = 4
    seed: int | None | Unset = UNSET
    model: None | str | Unset = UNSET
    timeout_s: float | None | Unset = UNSET
    image_url: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        image: list[FileTypes] | Unset = UNSET
        if not isinstance(self.image, Unset):
            image = []
            for image_item_data in self.image:
                image_item = image_item_data.to_tuple()

                image.append(image_item)

        style: str | Unset = UNSET
        if not isinstance(self.style, Unset):
            style = self.style

        language = self.language

        count = self.count

        prompt: None | str | Unset
        if isinstance(self.prompt, Unset):
            prompt = UNSET
        else:
            prompt = self.prompt

        max_words = self.max_words

        sentences = self.sentences

        seed: int | None | Unset
        if isinstance(self.seed, Unset):
            seed = UNSET
        else:
            seed = self.seed

        model: None | str | Unset
        if isinstance(self.model, Unset):
            model = UNSET
        else:
            model = self.model

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
        if style is not UNSET:
            field_dict["style"] = style
        if language is not UNSET:
            field_dict["language"] = language
        if count is not UNSET:
            field_dict["count"] = count
        if prompt is not UNSET:
            field_dict["prompt"] = prompt
        if max_words is not UNSET:
            field_dict["max_words"] = max_words
        if sentences is not UNSET:
            field_dict["sentences"] = sentences
        if seed is not UNSET:
            field_dict["seed"] = seed
        if model is not UNSET:
            field_dict["model"] = model
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

        if not isinstance(self.style, Unset):
            files.append(("style", (None, str(self.style).encode(), "text/plain")))

        if not isinstance(self.language, Unset):
            files.append(
                ("language", (None, str(self.language).encode(), "text/plain"))
            )

        if not isinstance(self.count, Unset):
            files.append(("count", (None, str(self.count).encode(), "text/plain")))

        if not isinstance(self.prompt, Unset):
            if isinstance(self.prompt, str):
                files.append(
                    ("prompt", (None, str(self.prompt).encode(), "text/plain"))
                )
            else:
                files.append(
                    ("prompt", (None, str(self.prompt).encode(), "text/plain"))
                )

        if not isinstance(self.max_words, Unset):
            files.append(
                ("max_words", (None, str(self.max_words).encode(), "text/plain"))
            )

        if not isinstance(self.sentences, Unset):
            files.append(
                ("sentences", (None, str(self.sentences).encode(), "text/plain"))
            )

        if not isinstance(self.seed, Unset):
            if isinstance(self.seed, int):
                files.append(("seed", (None, str(self.seed).encode(), "text/plain")))
            else:
                files.append(("seed", (None, str(self.seed).encode(), "text/plain")))

        if not isinstance(self.model, Unset):
            if isinstance(self.model, str):
                files.append(("model", (None, str(self.model).encode(), "text/plain")))
            else:
                files.append(("model", (None, str(self.model).encode(), "text/plain")))

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

        _style = d.pop("style", UNSET)
        style: CaptionFormStyle | Unset
        if isinstance(_style, Unset):
            style = UNSET
        else:
            style = check_caption_form_style(_style)

        language = d.pop("language", UNSET)

        count = d.pop("count", UNSET)

        def _parse_prompt(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        prompt = _parse_prompt(d.pop("prompt", UNSET))

        max_words = d.pop("max_words", UNSET)

        sentences = d.pop("sentences", UNSET)

        def _parse_seed(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        seed = _parse_seed(d.pop("seed", UNSET))

        def _parse_model(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        model = _parse_model(d.pop("model", UNSET))

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

        caption_form = cls(
            image=image,
            style=style,
            language=language,
            count=count,
            prompt=prompt,
            max_words=max_words,
            sentences=sentences,
            seed=seed,
            model=model,
            timeout_s=timeout_s,
            image_url=image_url,
        )

        return caption_form
