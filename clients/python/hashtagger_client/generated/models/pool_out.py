from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

from attrs import define as _attrs_define

from ..models.pool_out_backend import PoolOutBackend, check_pool_out_backend

if TYPE_CHECKING:
    from ..models.model_row_out import ModelRowOut


T = TypeVar("T", bound="PoolOut")


@_attrs_define
class PoolOut:
    """The models, and the memory that they share.

    ``trouble``: why the models cannot be asked. ``pools``: how many there are; these are the figures of one of them.
    Device and
    budget are known from the first load on.

        Attributes:
            backend (PoolOutBackend): Where models run: in this process, in one of their own, on a cluster.
            pools (int):
            trouble (None | str):
            device (None | str):
            budget_bytes (int | None):
            used_bytes (int | None): Weights of all that is loaded, and the memory to work in.
            models (list[ModelRowOut]):
    """

    backend: PoolOutBackend
    pools: int
    trouble: None | str
    device: None | str
    budget_bytes: int | None
    used_bytes: int | None
    models: list[ModelRowOut]

    def to_dict(self) -> dict[str, Any]:
        backend: str = self.backend

        pools = self.pools

        trouble: None | str
        trouble = self.trouble

        device: None | str
        device = self.device

        budget_bytes: int | None
        budget_bytes = self.budget_bytes

        used_bytes: int | None
        used_bytes = self.used_bytes

        models = []
        for models_item_data in self.models:
            models_item = models_item_data.to_dict()
            models.append(models_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "backend": backend,
                "pools": pools,
                "trouble": trouble,
                "device": device,
                "budget_bytes": budget_bytes,
                "used_bytes": used_bytes,
                "models": models,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.model_row_out import ModelRowOut

        d = dict(src_dict)
        backend = check_pool_out_backend(d.pop("backend"))

        pools = d.pop("pools")

        def _parse_trouble(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        trouble = _parse_trouble(d.pop("trouble"))

        def _parse_device(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        device = _parse_device(d.pop("device"))

        def _parse_budget_bytes(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        budget_bytes = _parse_budget_bytes(d.pop("budget_bytes"))

        def _parse_used_bytes(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        used_bytes = _parse_used_bytes(d.pop("used_bytes"))

        models = []
        _models = d.pop("models")
        for models_item_data in _models:
            models_item = ModelRowOut.from_dict(models_item_data)

            models.append(models_item)

        pool_out = cls(
            backend=backend,
            pools=pools,
            trouble=trouble,
            device=device,
            budget_bytes=budget_bytes,
            used_bytes=used_bytes,
            models=models,
        )

        return pool_out
