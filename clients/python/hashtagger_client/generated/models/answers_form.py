from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from .. import types
from ..types import UNSET, File, FileTypes, Unset

T = TypeVar("T", bound="AnswersForm")


@_attrs_define
class AnswersForm:
    """The parameters of answers, the same in JSON and in a form (where ``questions`` and ``candidates`` are repeated).

    Attributes:
        questions (list[str]): About the one picture, in English.
        image (list[File] | Unset): Photos (JPEG, PNG, WebP, GIF, AVIF) or a clip (MP4, WebM, MOV).
        candidates (list[str] | None | Unset): Choose among these for every question.
        model (None | str | Unset): A row of 'hashtagger models list'.
        timeout_s (float | None | Unset): Time allowed; the server stops at 30 s by default.
        image_url (None | str | Unset): A public address of a picture.
    """

    questions: list[str]
    image: list[File] | Unset = UNSET
    candidates: list[str] | None | Unset = UNSET
    model: None | str | Unset = UNSET
    timeout_s: float | None | Unset = UNSET
    image_url: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        questions = self.questions

        image: list[FileTypes] | Unset = UNSET
        if not isinstance(self.image, Unset):
            image = []
            for image_item_data in self.image:
                image_item = image_item_data.to_tuple()

                image.append(image_item)

        candidates: list[str] | None | Unset
        if isinstance(self.candidates, Unset):
            candidates = UNSET
        elif isinstance(self.candidates, list):
            candidates = self.candidates

        else:
            candidates = self.candidates

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

        field_dict.update(
            {
                "questions": questions,
            }
        )
        if image is not UNSET:
            field_dict["image"] = image
        if candidates is not UNSET:
            field_dict["candidates"] = candidates
        if model is not UNSET:
            field_dict["model"] = model
        if timeout_s is not UNSET:
            field_dict["timeout_s"] = timeout_s
        if image_url is not UNSET:
            field_dict["image_url"] = image_url

        return field_dict

    def to_multipart(self) -> types.RequestFiles:
        files: types.RequestFiles = []

        for questions_item_element in self.questions:
            files.append(
                (
                    "questions",
                    (None, str(questions_item_element).encode(), "text/plain"),
                )
            )

        if not isinstance(self.image, Unset):
            for image_item_element in self.image:
                files.append(("image", image_item_element.to_tuple()))

        if not isinstance(self.candidates, Unset):
            if isinstance(self.candidates, list):
                for candidates_type_0_item_element in self.candidates:
                    files.append(
                        (
                            "candidates",
                            (
                                None,
                                str(candidates_type_0_item_element).encode(),
                                "text/plain",
                            ),
                        )
                    )
            else:
                files.append(
                    ("candidates", (None, str(self.candidates).encode(), "text/plain"))
                )

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
        questions = cast(list[str], d.pop("questions"))

        _image = d.pop("image", UNSET)
        image: list[File] | Unset = UNSET
        if _image is not UNSET:
            image = []
            for image_item_data in _image:
                image_item = File(payload=BytesIO(image_item_data))

                image.append(image_item)

        def _parse_candidates(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                candidates_type_0 = cast(list[str], data)

                return candidates_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        candidates = _parse_candidates(d.pop("candidates", UNSET))

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

        answers_form = cls(
            questions=questions,
            image=image,
            candidates=candidates,
            model=model,
            timeout_s=timeout_s,
            image_url=image_url,
        )

        return answers_form
