"""The models in this process: a pool over what was pulled."""

from __future__ import annotations

from collections.abc import Sequence

from hashtagger.models.batcher import BatchPolicy
from hashtagger.models.catalogue import CATALOGUE
from hashtagger.models.devices import choose_device, default_budget_bytes, device_name
from hashtagger.models.families import CONCURRENT, load_runtime
from hashtagger.models.installed import require_installed, runs_on_openvino
from hashtagger.models.observer import PoolObserver
from hashtagger.models.plan import PoolPlan
from hashtagger.models.pool import ModelPool
from hashtagger.models.spec import ModelSpec
from hashtagger.models.threads import TorchThreads
from hashtagger.models.turns import Lanes
from hashtagger.models.vision import CatalogueModels
from hashtagger.settings import Settings

CHEAP_ITEMS = 4
"""As many cheap questions may take the place of one ordinary question in a batch."""


def local_models(
    settings: Settings, *, rows: Sequence[ModelSpec] = CATALOGUE, observer: PoolObserver | None = None
) -> CatalogueModels:
    """``VisionModels`` in this process; see ``CatalogueModels`` for what is raised."""
    return CatalogueModels(settings, open_pool(settings, rows, observer=observer), rows=rows)


def open_pool(
    settings: Settings, rows: Sequence[ModelSpec] = CATALOGUE, *, observer: PoolObserver | None = None
) -> ModelPool:
    """Loads nothing, starts no thread and does not import torch before the first question."""
    chosen = settings.models
    threads = TorchThreads(chosen.threads)
    plan = PoolPlan(
        find=lambda spec: require_installed(spec, settings, rows),
        load=lambda model: load_runtime(model, settings),
        threads=threads,
        budget_bytes=lambda: chosen.budget_bytes or default_budget_bytes(chosen.device),
        policy=lambda spec: batch_policy(spec, settings),
        device=lambda: device_name(chosen.device),
        lanes=lambda: threads.lanes if choose_device(chosen.device).type == "cpu" else 1,
        lanes_of=lambda spec, lanes: lanes_of(spec, lanes, settings),
        drain_s=chosen.drain_s,
    )
    return ModelPool(rows, plan, observer=observer)


def lanes_of(spec: ModelSpec, lanes: int, settings: Settings) -> Lanes:
    """
    How many of so many lanes of the device a batch of that model can use.

    Side by side run only what may, and batches that can be cut so small that all together need the memory of one. OpenVINO
    has threads of its own, which it gives to one batch after the other.
    """
    if spec.family not in CONCURRENT or spec.cpu_batch < lanes or runs_on_openvino(spec, settings):
        return Lanes(lanes, lanes)
    return Lanes(1, 1 if spec.threads == 1 else lanes)


def batch_policy(spec: ModelSpec, settings: Settings) -> BatchPolicy:
    """Imports torch."""
    on_gpu = choose_device(settings.models.device).type != "cpu"
    ordinary = spec.gpu_batch if on_gpu else spec.cpu_batch
    return BatchPolicy(max_items=CHEAP_ITEMS * ordinary, max_cost=float(ordinary))
