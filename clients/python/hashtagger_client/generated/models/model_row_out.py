from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.model_row_out_dtype_type_0 import (
    ModelRowOutDtypeType0,
    check_model_row_out_dtype_type_0,
)
from ..models.model_row_out_state import ModelRowOutState, check_model_row_out_state

T = TypeVar("T", bound="ModelRowOut")


@_attrs_define
class ModelRowOut:
    """One model. ``state``: resident (loaded), loading, failed (its last load), not_loaded, not_installed, or unknown
    while
    nobody can be asked. Counts begin with the process that has the models; null: not known.

        Attributes:
            model (str):
            task (str):
            summary (str):
            licence (str):
            restricted (bool): Its licence forbids some uses.
            repository (None | str): Null of what ships with a package.
            version (str): The commit of its repository, or the version that ships it.
            recommends (bool): Recommendations are made with it.
            state (ModelRowOutState):
            dtype (ModelRowOutDtypeType0 | None): Number format of its weights; null where its runtime chooses by the
                device.
            size_bytes (int): Of its files.
            reserve_bytes (int): Memory that its weights are expected to take.
            working_bytes (int): Memory of one batch beside the weights.
            resident_bytes (int | None): Memory that its weights take now.
            queued (int | None): Questions that wait for a batch.
            queued_bytes (int | None): Of those that are prepared.
            unanswered (int | None): Questions that somebody waits for, also those that are computed now.
            batches (int | None):
            evictions (int | None): How often it made room for others.
            failure (None | str): Why its last load failed; null since one succeeded.
            retry_at (datetime.datetime | None): Before this moment it is not loaded again.
            pull (None | str): What brings it here, where it is not installed.
    """

    model: str
    task: str
    summary: str
    licence: str
    restricted: bool
    repository: None | str
    version: str
    recommends: bool
    state: ModelRowOutState
    dtype: ModelRowOutDtypeType0 | None
    size_bytes: int
    reserve_bytes: int
    working_bytes: int
    resident_bytes: int | None
    queued: int | None
    queued_bytes: int | None
    unanswered: int | None
    batches: int | None
    evictions: int | None
    failure: None | str
    retry_at: datetime.datetime | None
    pull: None | str

    def to_dict(self) -> dict[str, Any]:
        model = self.model

        task = self.task

        summary = self.summary

        licence = self.licence

        restricted = self.restricted

        repository: None | str
        repository = self.repository

        version = self.version

        recommends = self.recommends

        state: str = self.state

        dtype: None | str
        if isinstance(self.dtype, str):
            dtype = self.dtype
        else:
            dtype = self.dtype

        size_bytes = self.size_bytes

        reserve_bytes = self.reserve_bytes

        working_bytes = self.working_bytes

        resident_bytes: int | None
        resident_bytes = self.resident_bytes

        queued: int | None
        queued = self.queued

        queued_bytes: int | None
        queued_bytes = self.queued_bytes

        unanswered: int | None
        unanswered = self.unanswered

        batches: int | None
        batches = self.batches

        evictions: int | None
        evictions = self.evictions

        failure: None | str
        failure = self.failure

        retry_at: None | str
        if isinstance(self.retry_at, datetime.datetime):
            retry_at = self.retry_at.isoformat()
        else:
            retry_at = self.retry_at

        pull: None | str
        pull = self.pull

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "model": model,
                "task": task,
                "summary": summary,
                "licence": licence,
                "restricted": restricted,
                "repository": repository,
                "version": version,
                "recommends": recommends,
                "state": state,
                "dtype": dtype,
                "size_bytes": size_bytes,
                "reserve_bytes": reserve_bytes,
                "working_bytes": working_bytes,
                "resident_bytes": resident_bytes,
                "queued": queued,
                "queued_bytes": queued_bytes,
                "unanswered": unanswered,
                "batches": batches,
                "evictions": evictions,
                "failure": failure,
                "retry_at": retry_at,
                "pull": pull,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        model = d.pop("model")

        task = d.pop("task")

        summary = d.pop("summary")

        licence = d.pop("licence")

        restricted = d.pop("restricted")

        def _parse_repository(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        repository = _parse_repository(d.pop("repository"))

        version = d.pop("version")

        recommends = d.pop("recommends")

        state = check_model_row_out_state(d.pop("state"))

        def _parse_dtype(data: object) -> ModelRowOutDtypeType0 | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                dtype_type_0 = check_model_row_out_dtype_type_0(data)

                return dtype_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ModelRowOutDtypeType0 | None, data)

        dtype = _parse_dtype(d.pop("dtype"))

        size_bytes = d.pop("size_bytes")

        reserve_bytes = d.pop("reserve_bytes")

        working_bytes = d.pop("working_bytes")

        def _parse_resident_bytes(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        resident_bytes = _parse_resident_bytes(d.pop("resident_bytes"))

        def _parse_queued(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        queued = _parse_queued(d.pop("queued"))

        def _parse_queued_bytes(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        queued_bytes = _parse_queued_bytes(d.pop("queued_bytes"))

        def _parse_unanswered(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        unanswered = _parse_unanswered(d.pop("unanswered"))

        def _parse_batches(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        batches = _parse_batches(d.pop("batches"))

        def _parse_evictions(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        evictions = _parse_evictions(d.pop("evictions"))

        def _parse_failure(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        failure = _parse_failure(d.pop("failure"))

        def _parse_retry_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                retry_at_type_0 = datetime.datetime.fromisoformat(data)

                return retry_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        retry_at = _parse_retry_at(d.pop("retry_at"))

        def _parse_pull(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        pull = _parse_pull(d.pop("pull"))

        model_row_out = cls(
            model=model,
            task=task,
            summary=summary,
            licence=licence,
            restricted=restricted,
            repository=repository,
            version=version,
            recommends=recommends,
            state=state,
            dtype=dtype,
            size_bytes=size_bytes,
            reserve_bytes=reserve_bytes,
            working_bytes=working_bytes,
            resident_bytes=resident_bytes,
            queued=queued,
            queued_bytes=queued_bytes,
            unanswered=unanswered,
            batches=batches,
            evictions=evictions,
            failure=failure,
            retry_at=retry_at,
            pull=pull,
        )

        return model_row_out
