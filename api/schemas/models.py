"""What travels over the wire for the models of this server."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import ConfigDict, Field

from api.schemas.recommendations import Wire

_MODEL: dict[str, Any] = {
    "model": "openclip-vit-b-32-256",
    "task": "clip",
    "summary": "The default embedding model of the full profile.",
    "licence": "MIT",
    "restricted": False,
    "repository": "laion/CLIP-ViT-B-32-256x256-DataComp-s34B-b86K",
    "version": "0123456789abcdef0123456789abcdef01234567",
    "recommends": True,
    "state": "resident",
    "dtype": "bfloat16",
    "size_bytes": 605_000_000,
    "reserve_bytes": 610_000_000,
    "working_bytes": 200_000_000,
    "resident_bytes": 303_000_000,
    "queued": 2,
    "queued_bytes": 1_572_864,
    "unanswered": 5,
    "batches": 1_204,
    "evictions": 0,
    "failure": None,
    "retry_at": None,
    "pull": None,
}
_POOL: dict[str, Any] = {
    "backend": "remote",
    "pools": 1,
    "trouble": None,
    "device": "cpu",
    "budget_bytes": 12_000_000_000,
    "used_bytes": 503_000_000,
    "models": [_MODEL],
}


class ModelRowOut(Wire):
    """
    One model. ``state``: resident (loaded), loading, failed (its last load), not_loaded, not_installed, or unknown while
    nobody can be asked. Counts begin with the process that has the models; null: not known.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_MODEL]})

    model: str
    task: str
    summary: str
    licence: str
    restricted: bool = Field(description="Its licence forbids some uses.")
    repository: str | None = Field(description="Null of what ships with a package.")
    version: str = Field(description="The commit of its repository, or the version that ships it.")
    recommends: bool = Field(description="Recommendations are made with it.")
    state: Literal["resident", "loading", "failed", "not_loaded", "not_installed", "unknown"]
    dtype: Literal["float32", "bfloat16"] | None = Field(
        description="Number format of its weights; null where its runtime chooses by the device."
    )
    size_bytes: int = Field(description="Of its files.")
    reserve_bytes: int = Field(description="Memory that its weights are expected to take.")
    working_bytes: int = Field(description="Memory of one batch beside the weights.")
    resident_bytes: int | None = Field(description="Memory that its weights take now.")
    queued: int | None = Field(description="Questions that wait for a batch.")
    queued_bytes: int | None = Field(description="Of those that are prepared.")
    unanswered: int | None = Field(description="Questions that somebody waits for, also those that are computed now.")
    batches: int | None
    evictions: int | None = Field(description="How often it made room for others.")
    failure: str | None = Field(description="Why its last load failed; null since one succeeded.")
    retry_at: datetime | None = Field(description="Before this moment it is not loaded again.")
    pull: str | None = Field(description="What brings it here, where it is not installed.")


class PoolOut(Wire):
    """
    The models, and the memory that they share.

    ``trouble``: why the models cannot be asked. ``pools``: how many there are; these are the figures of one of them. Device and
    budget are known from the first load on.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_POOL]})

    backend: Literal["local", "remote", "ray"] = Field(
        description="Where models run: in this process, in one of their own, on a cluster."
    )
    pools: int
    trouble: str | None
    device: str | None
    budget_bytes: int | None
    used_bytes: int | None = Field(description="Weights of all that is loaded, and the memory to work in.")
    models: list[ModelRowOut]
