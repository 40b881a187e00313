"""The servers that ours is compared with, each in the settings that suit it best on a CPU."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.peers.environments import environment_of
from benchmarks.peers.photos import JSON, MULTIPART, infinity_json, multipart
from benchmarks.peers.server import Server
from benchmarks.peers.weights import TRANSFORMERS_FOLDER
from hashtagger.models.precision import processor_has_bfloat16
from hashtagger.models.threads import usable_cores

_QUIET = {
    "DO_NOT_TRACK": "1",
    "INFINITY_ANONYMOUS_USAGE_STATS": "0",
    "HF_HUB_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "false",
    # As in ours: threads that spin while they wait cost the server that has few cores.
    "OMP_WAIT_POLICY": "PASSIVE",
}


def rivals(weights: Path, cache: Path, *, quick: bool) -> list[Server]:
    """With ``quick`` the settings that won so far, else all."""
    folder = weights / TRANSFORMERS_FOLDER
    half = processor_has_bfloat16()
    infinity, litserve = environment_of("infinity", cache), environment_of("litserve", cache)
    cores = usable_cores()
    found = [
        _infinity(infinity, folder, bfloat16=half),
        _litserve(litserve, folder, workers=1, threads=cores, bfloat16=half),
    ]
    if not quick:
        found.append(_litserve(litserve, folder, workers=cores, threads=1, bfloat16=half))
        if half:
            found.append(_infinity(infinity, folder, bfloat16=False))
    return found


def _infinity(programs: Path, folder: Path, *, bfloat16: bool) -> Server:
    """
    As its documentation starts it, without compilation (its default tries torch.compile, which needs a C++ compiler).

    Its ``--dtype`` reaches CLIP on CUDA only; with ``bfloat16`` our launcher gives it what it has no option for.
    """
    launcher = [str(programs / "python"), str(Path(__file__).with_name("infinity_bf16.py"))]
    command = [
        *(launcher if bfloat16 else [str(programs / "infinity_emb")]),
        "v2",
        *("--engine", "torch", "--device", "cpu", "--model-id", str(folder), "--served-model-name", "clip"),
        *("--no-compile", "--no-bettertransformer", "--batch-size", "32", "--log-level", "error"),
        *("--host", "127.0.0.1", "--port", "{port}"),
    ]
    return Server(
        "infinity-bf16" if bfloat16 else "infinity",
        f"infinity-emb 0.0.78, {'bfloat16 by our launcher' if bfloat16 else 'float32, as it comes'}, batches up to 32",
        command,
        _QUIET,
        "/health",
        "/embeddings",
        JSON,
        infinity_json,
        _data,
    )


def _litserve(programs: Path, folder: Path, *, workers: int, threads: int, bfloat16: bool) -> Server:
    command = [
        *(str(programs / "python"), str(Path(__file__).with_name("litserve_clip.py")), str(folder), "{port}"),
        *("--workers", str(workers), "--threads", str(threads)),
        *([] if bfloat16 else ["--float32"]),
    ]
    return Server(
        f"litserve-{workers}x{threads}",
        f"litserve 0.2.19, {'bfloat16' if bfloat16 else 'float32'}, {workers} worker(s) of {threads} thread(s), batches up to 16",
        command,
        _QUIET,
        "/health",
        "/v1/embeddings",
        MULTIPART,
        multipart,
        _data,
    )


def _data(answer: Any) -> Sequence[Sequence[float]]:
    return [each["embedding"] for each in answer["data"]]
