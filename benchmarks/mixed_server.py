"""
The API with four random models and memory for two of them, in a process of its own.

    python -m benchmarks.mixed_server LEDGER

Settings come from the environment. What the pool does with memory is written to the file LEDGER, one JSON object a line.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from hashtagger.models.catalogue import CATALOGUE, find_row
from hashtagger.models.observer import NobodyWatches
from hashtagger.models.spec import MB, ModelSpec

EMBEDS, CAPTIONS, ANSWERS, GENERATES = "openclip-vit-b-32-256", "blip-base", "blip-vqa-base", "sd-1.5"
WEIGHTS_MB = {EMBEDS: 310, CAPTIONS: 500, ANSWERS: 780, GENERATES: 100}
WORKING_MB = 250
BUDGET_BYTES = (WEIGHTS_MB[CAPTIONS] + WEIGHTS_MB[ANSWERS] + WORKING_MB) * MB
"""The two largest just fit; any third one has to wait for room."""


def rows() -> tuple[ModelSpec, ...]:
    """The catalogue's rows with the sizes of the random weights; nothing is pinned, so that everything competes."""
    return tuple(
        replace(
            find_row(name, CATALOGUE),
            reserve_bytes=size * MB,
            working_bytes=WORKING_MB * MB,
            needs=(),
            pinned=False,
        )
        for name, size in WEIGHTS_MB.items()
    )


class Ledger(NobodyWatches):
    """Implements ``PoolObserver``: who holds how much, and who had to go."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", buffering=1)
        self._held: dict[str, int] = {}

    def loaded(self, model_id: str, outcome: str, seconds: float) -> None:
        self._write(event="loaded", model=model_id, outcome=outcome, seconds=seconds)

    def evicted(self, model_id: str, reason: str) -> None:
        self._write(event="evicted", model=model_id, reason=reason)

    def resident(self, model_id: str, held_bytes: int, leases: int) -> None:
        if self._held.get(model_id) != held_bytes:
            self._held[model_id] = held_bytes
            self._write(event="resident", model=model_id, bytes=sum(self._held.values()))

    def _write(self, **entry: Any) -> None:
        self._file.write(json.dumps({"at": time.time(), **entry}) + "\n")


def main() -> None:
    """The process itself."""
    from hashtagger.models.threads import set_thread_environment

    set_thread_environment()
    from api.main import create_app
    from api.server import serve
    from hashtagger.models.local import local_models
    from hashtagger.settings import Settings
    from hashtagger.telemetry import configure_logs

    settings = Settings(_env_file=None)
    configure_logs(settings)
    ledger = Ledger(Path(sys.argv[1]))
    app = create_app(settings, load_models=lambda chosen: local_models(chosen, rows=rows(), observer=ledger))
    serve(app, settings)


if __name__ == "__main__":
    main()
