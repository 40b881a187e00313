"""
What the weights can do at most: batches of prepared pictures through the image tower, one after the other, nothing else.

    python -m benchmarks.peers.raw FOLDER SECONDS

FOLDER holds an OpenCLIP model. Every batch size gets SECONDS. The answer is the JSON of a ``Raw``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers.photos import make_photos
from hashtagger.models.threads import configure_torch, set_thread_environment

BATCHES = (8, 16, 32, 64)


@dataclass(frozen=True, slots=True)
class Raw:
    """The best batch size of one run."""

    batch: int
    per_second: float
    core_ms: float
    """Processor time for one picture."""


def measure_raw(folder: Path, *, seconds: float) -> Raw:
    """In a process of its own; call it while nothing else runs."""
    command = [sys.executable, "-m", "benchmarks.peers.raw", str(folder), str(seconds)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return Raw(**json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """The process itself."""
    set_thread_environment()
    configure_torch(None)
    folder, seconds = Path(sys.argv[1]), float(sys.argv[2])
    from benchmarks.peers.ours import ROW
    from hashtagger.media.images import decode_image
    from hashtagger.models.catalogue import CATALOGUE, find_row
    from hashtagger.models.installed import Installed
    from hashtagger.models.precision import precision_for
    from hashtagger.models.runtimes.clip_card import read_clip_card
    from hashtagger.models.runtimes.openclip import load_openclip
    from hashtagger.questions import EmbedImage
    from hashtagger.settings import IntakeSettings

    spec = find_row(ROW, CATALOGUE)
    runtime = load_openclip(read_clip_card(Installed(spec, folder), precision_for(spec, "auto")))
    limits = IntakeSettings()
    questions = [EmbedImage(decode_image(photo, limits=limits)) for photo in make_photos(max(BATCHES))]
    prepared = [runtime.prepare(question).payload for question in questions]

    def rate(batch: Sequence[Any]) -> Raw:
        runtime.run(batch, lambda share: None)
        began, cpu_s, done = time.perf_counter(), time.process_time(), 0
        while time.perf_counter() - began < seconds:
            runtime.run(batch, lambda share: None)
            done += len(batch)
        took = time.perf_counter() - began
        return Raw(len(batch), done / took, 1000 * (time.process_time() - cpu_s) / done)

    found = [rate(prepared[:batch]) for batch in BATCHES]
    print(json.dumps(asdict(max(found, key=lambda each: each.per_second))))


if __name__ == "__main__":
    main()
