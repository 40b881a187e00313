from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.generation_out_kind import GenerationOutKind, check_generation_out_kind
from ..models.generation_out_state import GenerationOutState, check_generation_out_state
from ..models.generation_out_webhook_type_0 import (
    GenerationOutWebhookType0,
    check_generation_out_webhook_type_0,
)

if TYPE_CHECKING:
    from ..models.failure_out import FailureOut
    from ..models.generation_request_out import GenerationRequestOut
    from ..models.result_out import ResultOut
    from ..models.stage_out import StageOut


T = TypeVar("T", bound="GenerationOut")


@_attrs_define
class GenerationOut:
    """A job. It waits, runs, and ends in one way: done with results, failed with an error, or cancelled.

    Everything about it is deleted when it ``expires``.

        Attributes:
            generation_id (str):
            kind (GenerationOutKind):
            state (GenerationOutState):
            cancelling (bool): It runs and will stop after the current step.
            progress (float):
            seconds_left (float | None): An estimate, once the model has taken a few steps.
            attempt (int): More than 1: the server was interrupted and began it again.
            model (str):
            request (GenerationRequestOut): The request with everything filled in that was left open; sent again with this
                seed it gives the same picture.
            stages (list[StageOut]):
            results (list[ResultOut]):
            error (FailureOut | None):
            webhook (GenerationOutWebhookType0 | None):
            created (datetime.datetime):
            started (datetime.datetime | None):
            finished (datetime.datetime | None):
            expires (datetime.datetime | None):
    """

    generation_id: str
    kind: GenerationOutKind
    state: GenerationOutState
    cancelling: bool
    progress: float
    seconds_left: float | None
    attempt: int
    model: str
    request: GenerationRequestOut
    stages: list[StageOut]
    results: list[ResultOut]
    error: FailureOut | None
    webhook: GenerationOutWebhookType0 | None
    created: datetime.datetime
    started: datetime.datetime | None
    finished: datetime.datetime | None
    expires: datetime.datetime | None

    def to_dict(self) -> dict[str, Any]:
        from ..models.failure_out import FailureOut

        generation_id = self.generation_id

        kind: str = self.kind

        state: str = self.state

        cancelling = self.cancelling

        progress = self.progress

        seconds_left: float | None
        seconds_left = self.seconds_left

        attempt = self.attempt

        model = self.model

        request = self.request.to_dict()

        stages = []
        for stages_item_data in self.stages:
            stages_item = stages_item_data.to_dict()
            stages.append(stages_item)

        results = []
        for results_item_data in self.results:
            results_item = results_item_data.to_dict()
            results.append(results_item)

        error: dict[str, Any] | None
        if isinstance(self.error, FailureOut):
            error = self.error.to_dict()
        else:
            error = self.error

        webhook: None | str
        if isinstance(self.webhook, str):
            webhook = self.webhook
        else:
            webhook = self.webhook

        created = self.created.isoformat()

        started: None | str
        if isinstance(self.started, datetime.datetime):
            started = self.started.isoformat()
        else:
            started = self.started

        finished: None | str
        if isinstance(self.finished, datetime.datetime):
            finished = self.finished.isoformat()
        else:
            finished = self.finished

        expires: None | str
        if isinstance(self.expires, datetime.datetime):
            expires = self.expires.isoformat()
        else:
            expires = self.expires

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "generation_id": generation_id,
                "kind": kind,
                "state": state,
                "cancelling": cancelling,
                "progress": progress,
                "seconds_left": seconds_left,
                "attempt": attempt,
                "model": model,
                "request": request,
                "stages": stages,
                "results": results,
                "error": error,
                "webhook": webhook,
                "created": created,
                "started": started,
                "finished": finished,
                "expires": expires,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.failure_out import FailureOut
        from ..models.generation_request_out import GenerationRequestOut
        from ..models.result_out import ResultOut
        from ..models.stage_out import StageOut

        d = dict(src_dict)
        generation_id = d.pop("generation_id")

        kind = check_generation_out_kind(d.pop("kind"))

        state = check_generation_out_state(d.pop("state"))

        cancelling = d.pop("cancelling")

        progress = d.pop("progress")

        def _parse_seconds_left(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        seconds_left = _parse_seconds_left(d.pop("seconds_left"))

        attempt = d.pop("attempt")

        model = d.pop("model")

        request = GenerationRequestOut.from_dict(d.pop("request"))

        stages = []
        _stages = d.pop("stages")
        for stages_item_data in _stages:
            stages_item = StageOut.from_dict(stages_item_data)

            stages.append(stages_item)

        results = []
        _results = d.pop("results")
        for results_item_data in _results:
            results_item = ResultOut.from_dict(results_item_data)

            results.append(results_item)

        def _parse_error(data: object) -> FailureOut | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                error_type_0 = FailureOut.from_dict(data)

                return error_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FailureOut | None, data)

        error = _parse_error(d.pop("error"))

        def _parse_webhook(data: object) -> GenerationOutWebhookType0 | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                webhook_type_0 = check_generation_out_webhook_type_0(data)

                return webhook_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(GenerationOutWebhookType0 | None, data)

        webhook = _parse_webhook(d.pop("webhook"))

        created = datetime.datetime.fromisoformat(d.pop("created"))

        def _parse_started(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                started_type_0 = datetime.datetime.fromisoformat(data)

                return started_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        started = _parse_started(d.pop("started"))

        def _parse_finished(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                finished_type_0 = datetime.datetime.fromisoformat(data)

                return finished_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        finished = _parse_finished(d.pop("finished"))

        def _parse_expires(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                expires_type_0 = datetime.datetime.fromisoformat(data)

                return expires_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        expires = _parse_expires(d.pop("expires"))

        generation_out = cls(
            generation_id=generation_id,
            kind=kind,
            state=state,
            cancelling=cancelling,
            progress=progress,
            seconds_left=seconds_left,
            attempt=attempt,
            model=model,
            request=request,
            stages=stages,
            results=results,
            error=error,
            webhook=webhook,
            created=created,
            started=started,
            finished=finished,
            expires=expires,
        )

        return generation_out
