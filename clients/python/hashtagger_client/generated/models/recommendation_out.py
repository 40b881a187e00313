from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.arm_of_answer_out import ArmOfAnswerOut
    from ..models.caption_out import CaptionOut
    from ..models.forecast_out import ForecastOut
    from ..models.models_out import ModelsOut
    from ..models.platform_rule_out import PlatformRuleOut
    from ..models.tag_out import TagOut


T = TypeVar("T", bound="RecommendationOut")


@_attrs_define
class RecommendationOut:
    """An answer. ``degraded`` names every stage that was skipped or late; an empty list means nothing was.

    Attributes:
        recommendation_id (str):
        created (datetime.datetime):
        caption (None | str):
        captions (list[CaptionOut]):
        caption_model (None | str):
        tags (list[TagOut]):
        text_with_tags (str):
        platform_rule (PlatformRuleOut):
        degraded (list[str]):
        models (ModelsOut):
        forecast (ForecastOut | None | Unset): Null when nothing can be promised (docs/reach.md).
        why_no_forecast (None | str | Unset): In words; null when there is a forecast.
        experiment (ArmOfAnswerOut | None | Unset):
    """

    recommendation_id: str
    created: datetime.datetime
    caption: None | str
    captions: list[CaptionOut]
    caption_model: None | str
    tags: list[TagOut]
    text_with_tags: str
    platform_rule: PlatformRuleOut
    degraded: list[str]
    models: ModelsOut
    forecast: ForecastOut | None | Unset = UNSET
    why_no_forecast: None | str | Unset = UNSET
    experiment: ArmOfAnswerOut | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.arm_of_answer_out import ArmOfAnswerOut
        from ..models.forecast_out import ForecastOut

        recommendation_id = self.recommendation_id

        created = self.created.isoformat()

        caption: None | str
        caption = self.caption

        captions = []
        for captions_item_data in self.captions:
            captions_item = captions_item_data.to_dict()
            captions.append(captions_item)

        caption_model: None | str
        caption_model = self.caption_model

        tags = []
        for tags_item_data in self.tags:
            tags_item = tags_item_data.to_dict()
            tags.append(tags_item)

        text_with_tags = self.text_with_tags

        platform_rule = self.platform_rule.to_dict()

        degraded = self.degraded

        models = self.models.to_dict()

        forecast: dict[str, Any] | None | Unset
        if isinstance(self.forecast, Unset):
            forecast = UNSET
        elif isinstance(self.forecast, ForecastOut):
            forecast = self.forecast.to_dict()
        else:
            forecast = self.forecast

        why_no_forecast: None | str | Unset
        if isinstance(self.why_no_forecast, Unset):
            why_no_forecast = UNSET
        else:
            why_no_forecast = self.why_no_forecast

        experiment: dict[str, Any] | None | Unset
        if isinstance(self.experiment, Unset):
            experiment = UNSET
        elif isinstance(self.experiment, ArmOfAnswerOut):
            experiment = self.experiment.to_dict()
        else:
            experiment = self.experiment

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "recommendation_id": recommendation_id,
                "created": created,
                "caption": caption,
                "captions": captions,
                "caption_model": caption_model,
                "tags": tags,
                "text_with_tags": text_with_tags,
                "platform_rule": platform_rule,
                "degraded": degraded,
                "models": models,
            }
        )
        if forecast is not UNSET:
            field_dict["forecast"] = forecast
        if why_no_forecast is not UNSET:
            field_dict["why_no_forecast"] = why_no_forecast
        if experiment is not UNSET:
            field_dict["experiment"] = experiment

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.arm_of_answer_out import ArmOfAnswerOut
        from ..models.caption_out import CaptionOut
        from ..models.forecast_out import ForecastOut
        from ..models.models_out import ModelsOut
        from ..models.platform_rule_out import PlatformRuleOut
        from ..models.tag_out import TagOut

        d = dict(src_dict)
        recommendation_id = d.pop("recommendation_id")

        created = datetime.datetime.fromisoformat(d.pop("created"))

        def _parse_caption(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        caption = _parse_caption(d.pop("caption"))

        captions = []
        _captions = d.pop("captions")
        for captions_item_data in _captions:
            captions_item = CaptionOut.from_dict(captions_item_data)

            captions.append(captions_item)

        def _parse_caption_model(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        caption_model = _parse_caption_model(d.pop("caption_model"))

        tags = []
        _tags = d.pop("tags")
        for tags_item_data in _tags:
            tags_item = TagOut.from_dict(tags_item_data)

            tags.append(tags_item)

        text_with_tags = d.pop("text_with_tags")

        platform_rule = PlatformRuleOut.from_dict(d.pop("platform_rule"))

        degraded = cast(list[str], d.pop("degraded"))

        models = ModelsOut.from_dict(d.pop("models"))

        def _parse_forecast(data: object) -> ForecastOut | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                forecast_type_0 = ForecastOut.from_dict(data)

                return forecast_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ForecastOut | None | Unset, data)

        forecast = _parse_forecast(d.pop("forecast", UNSET))

        def _parse_why_no_forecast(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        why_no_forecast = _parse_why_no_forecast(d.pop("why_no_forecast", UNSET))

        def _parse_experiment(data: object) -> ArmOfAnswerOut | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                experiment_type_0 = ArmOfAnswerOut.from_dict(data)

                return experiment_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ArmOfAnswerOut | None | Unset, data)

        experiment = _parse_experiment(d.pop("experiment", UNSET))

        recommendation_out = cls(
            recommendation_id=recommendation_id,
            created=created,
            caption=caption,
            captions=captions,
            caption_model=caption_model,
            tags=tags,
            text_with_tags=text_with_tags,
            platform_rule=platform_rule,
            degraded=degraded,
            models=models,
            forecast=forecast,
            why_no_forecast=why_no_forecast,
            experiment=experiment,
        )

        return recommendation_out
