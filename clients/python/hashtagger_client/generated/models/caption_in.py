from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.caption_in_style import CaptionInStyle, check_caption_in_style
from ..types import UNSET, Unset

T = TypeVar("T", bound="CaptionIn")


@_attrs_define
class CaptionIn:
    """A description asked for in JSON.

    Attributes:
        style (CaptionInStyle | Unset): caption: as the model wrote it. alt-text: one plain sentence of at most 125
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

    style: CaptionInStyle | Unset = "caption"
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

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        _style = d.pop("style", UNSET)
        style: CaptionInStyle | Unset
        if isinstance(_style, Unset):
            style = UNSET
        else:
            style = check_caption_in_style(_style)

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

        caption_in = cls(
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

        return caption_in
