from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.upload_limits_out import UploadLimitsOut


T = TypeVar("T", bound="AboutOut")


@_attrs_define
class AboutOut:
    """Where to go from here, and what can be sent.

    Attributes:
        name (str):
        version (str):
        contract (str):
        ready (str):
        uploads (UploadLimitsOut): What one request may bring; more is refused with 413 or 422.
    """

    name: str
    version: str
    contract: str
    ready: str
    uploads: UploadLimitsOut

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        version = self.version

        contract = self.contract

        ready = self.ready

        uploads = self.uploads.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "version": version,
                "contract": contract,
                "ready": ready,
                "uploads": uploads,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.upload_limits_out import UploadLimitsOut

        d = dict(src_dict)
        name = d.pop("name")

        version = d.pop("version")

        contract = d.pop("contract")

        ready = d.pop("ready")

        uploads = UploadLimitsOut.from_dict(d.pop("uploads"))

        about_out = cls(
            name=name,
            version=version,
            contract=contract,
            ready=ready,
            uploads=uploads,
        )

        return about_out
