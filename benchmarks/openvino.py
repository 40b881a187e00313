"""What OpenVINO is worth beside torch for OpenCLIP models on this processor (`pip install 'hashtagger[openvino]'`).

    python -m benchmarks.openvino [--quick]

Two models, each in a process of its own: ViT-B/32 at 256 px with random weights in the best number format of the processor,
and the shipped model. Both engines, as the pool loads them and with all the threads that it would give them, answer the same
questions in turn; the table has medians of the wall clock and of processor time for each picture or text. Then: the smallest
cosine of each engine to float32 on torch over pictures (crops of the bundled photos, drawn ones) and texts, the seconds of a
load, the memory of each engine after batches of many sizes (processes that load only that one; "private" is what the system
cannot take back), and one text of a new length against one of a length that was seen. Random weights say nothing of how good
a model is. The bars: cosine at least 0.999, and for ViT-B/32 one picture alone at least 1.2 times as fast by processor time,
which other work on the machine changes least. The last line is JSON.
"""

from __future__ import annotations

import json
import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from hashtagger.models.threads import set_thread_environment, usable_cores

set_thread_environment()

import numpy as np  # noqa: E402 - after the thread environment
from PIL import Image  # noqa: E402

from benchmarks.report import arguments, finish, table  # noqa: E402
from hashtagger.types import DecodedImage  # noqa: E402

MODELS = ("openclip-vit-b-32-256", "starter-clip-1")
BATCHES = (1, 8, 32)
MIN_COSINE, MIN_FASTER = 0.999, 1.2
TEXTS = [
    f"a photo of {count} {thing} {place}"
    for count in ("one", "two", "several", "many")
    for thing in ("dogs", "red cars", "people", "cups of coffee")
    for place in ("in the park", "in snow", "by the sea", "in the middle of the old town")
]
"""As many as a bulk question has in a batch."""


def main() -> None:
    options = arguments(__doc__).parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _alone(save_random_model, folder / MODELS[0])
        models = MODELS[:1] if options.quick else MODELS
        found = [_alone(compared, model, folder, options.quick) for model in models]
        engines = () if options.quick else ("torch", "openvino")
        memory = [_alone(held, model, engine, folder) for model in models for engine in engines]
    speeds = [row for each in found for row in each.pop("speed")]
    for rows in (speeds, found, memory):
        table(rows)
        print()
    faster = next(row["times, by CPU"] for row in speeds if row["model"] == MODELS[0] and row["what"] == "1 picture")
    cosine = min(each["cosine, openvino"] for each in found)
    bar = {"cosine": MIN_COSINE, "1 picture, times faster by CPU": MIN_FASTER}
    figures = {"threads": usable_cores(), "speed": speeds, "models": found, "memory": memory}
    finish(figures, bar=bar, passed=cosine >= MIN_COSINE and faster >= MIN_FASTER)


def compared(name: str, folder: Path, quick: bool) -> dict[str, Any]:
    """Both engines and float32 on torch, in one process."""
    plain, _ = loaded(name, "torch", folder, precision="float32")
    torch_runtime, torch_s = loaded(name, "torch", folder)
    ours, ours_s = loaded(name, "openvino", folder)
    seen, prepared = [torch_runtime, ours], [plain.preprocess(photo) for photo in photos(12 if quick else 200)]
    rows = []
    for count in BATCHES[:2] if quick else BATCHES:
        batch = prepared[:count]
        rows.append(_speed(name, "picture", count, [partial(each.embed_images, batch) for each in seen], quick))
    for count in (1, 8, len(TEXTS)):
        rows.append(_speed(name, "text", count, [partial(each.embed_texts, TEXTS[:count]) for each in seen], quick))
    reference = _all_vectors(plain, prepared)
    cosines = [float((reference * _all_vectors(each, prepared)).sum(axis=1).min()) for each in seen]
    return {
        "model": name,
        "format": ours.card.precision,
        "pictures": len(prepared),
        "cosine, torch": cosines[0],
        "cosine, openvino": cosines[1],
        "load s, torch": torch_s,
        "load s, openvino": ours_s,
        **_first_of_a_length(ours),
        "speed": rows,
    }


def held(name: str, engine: str, folder: Path) -> dict[str, Any]:
    """Memory of one engine, in MB."""
    _import_libraries()
    if engine == "openvino":
        from hashtagger.models.runtimes.openvino_clip import _openvino

        _openvino()
    before = _memory()
    runtime, _ = loaded(name, engine, folder)
    picture = runtime.preprocess(next(photos(1)))
    for count in (*range(1, 17), 1):
        runtime.embed_images([picture] * count)
    for count in (1, 4, 16, 64):
        for words in (1, 5, 20, 60):
            runtime.embed_texts(["dog " * words] * count)
    after = _memory()
    return {
        "model": name,
        "engine": engine,
        "private MB": after["RssAnon"] - before["RssAnon"],
        "file pages MB": after["RssFile"] - before["RssFile"],
        "said to the budget MB": runtime.resident_bytes / 1e6,
    }


def _import_libraries() -> None:
    """Those that both engines need: they are not what is measured."""
    from hashtagger.models import torchvision_shim

    torchvision_shim.install()
    import open_clip
    import transformers

    open_clip.get_tokenizer("ViT-B-32-256")
    transformers.AutoTokenizer  # noqa: B018 - it is imported when it is named


def loaded(name: str, engine: str, folder: Path, *, precision: str | None = None) -> tuple[Any, float]:
    """The runtime as the pool has it, and the seconds it took."""
    from hashtagger.models.catalogue import find_row
    from hashtagger.models.installed import STARTER_FOLDER, Installed
    from hashtagger.models.runtimes import openclip, openvino_clip
    from hashtagger.models.threads import configure_torch
    from hashtagger.settings import ModelSettings, Settings

    row = find_row(name)
    if precision == "float32":
        row = replace(row, precision="float32")
    configure_torch(row.threads)
    load = openclip.load if engine == "torch" else openvino_clip.load
    settings = Settings(models=ModelSettings(device="cpu"), _env_file=None)
    started = time.perf_counter()
    runtime = load(Installed(row, STARTER_FOLDER / row.shipped if row.shipped else folder / name), settings)
    return runtime, time.perf_counter() - started


def photos(count: int) -> Iterator[DecodedImage]:
    """Crops of the bundled photos and, for every third, a drawn one: 300 px, always the same."""
    bundled = [
        Image.open(path.open("rb")).convert("RGB")
        for path in sorted(files("hashtagger.samples").iterdir(), key=lambda path: path.name)
        if path.name.endswith(".jpg")
    ]
    random = np.random.default_rng(0)
    for number in range(count):
        if number % 3 == 2:
            colours = random.integers(0, 256, (5, 5, 3), dtype=np.uint8)
            picture = Image.fromarray(colours).resize((300, 300), Image.Resampling(int(random.integers(0, 3))))
        else:
            whole = bundled[number % len(bundled)]
            side = int(random.uniform(0.3, 1) * min(whole.size))
            left, top = (int(random.integers(0, length - side + 1)) for length in whole.size)
            picture = whole.crop((left, top, left + side, top + side)).resize((300, 300))
        yield DecodedImage(np.array(picture), 300, 300, "PNG", f"photo-{number}")


def save_random_model(folder: Path) -> None:
    """ViT-B/32 at 256 px as the full profile has it, with random weights."""
    from hashtagger.models import torchvision_shim

    torchvision_shim.install()
    import open_clip
    import torch
    from safetensors.torch import save_file

    torch.manual_seed(0)
    model = open_clip.create_model("ViT-B-32-256")
    folder.mkdir()
    save_file(
        {name: each.contiguous() for name, each in model.state_dict().items()}, folder / "open_clip_model.safetensors"
    )
    config = {"model_cfg": open_clip.get_model_config("ViT-B-32-256"), "preprocess_cfg": {}}
    (folder / "open_clip_config.json").write_text(json.dumps(config), encoding="utf-8")


def _alone(work: Callable[..., Any], *given: Any) -> Any:
    """In a fresh process, so that what one leaves behind is not counted for the next."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, given)


def _speed(name: str, what: str, count: int, works: list[Callable[[], Any]], quick: bool) -> dict[str, Any]:
    """Torch's work and ours in turn, so that what else the machine does meets both."""
    wall: list[list[float]] = [[] for _ in works]
    processor: list[list[float]] = [[] for _ in works]
    for turn in range(2 + (5 if quick else 25) // (1 if count == 1 else 3)):
        for number, work in enumerate(works):
            began, spent = time.perf_counter(), time.process_time()
            work()
            if turn >= 2:
                wall[number].append(1000 * (time.perf_counter() - began) / count)
                processor[number].append(1000 * (time.process_time() - spent) / count)
    torch_ms, ours_ms, torch_cpu_ms, ours_cpu_ms = (float(np.median(each)) for each in (*wall, *processor))
    return {
        "model": name,
        "what": f"{count} {what}{'s' if count > 1 else ''}",
        "torch ms": torch_ms,
        "openvino ms": ours_ms,
        "times faster": torch_ms / ours_ms,
        "torch CPU ms": torch_cpu_ms,
        "openvino CPU ms": ours_cpu_ms,
        "times, by CPU": torch_cpu_ms / ours_cpu_ms,
    }


def _all_vectors(runtime: Any, prepared: list[Any]) -> Any:
    batches = [runtime.embed_images(prepared[first : first + 8]) for first in range(0, len(prepared), 8)]
    return np.concatenate([*batches, runtime.embed_texts(TEXTS)])


def _first_of_a_length(runtime: Any) -> dict[str, float]:
    """Processor milliseconds of one text, medians over lengths."""
    first: list[float] = []
    again: list[float] = []
    for words in range(3, 28, 2):
        for kept in (first, again):
            spent = time.process_time()
            runtime.embed_texts([("dog " * words).strip()])
            kept.append(1000 * (time.process_time() - spent))
    return {"new length CPU ms": float(np.median(first)), "seen length CPU ms": float(np.median(again))}


def _memory() -> dict[str, int]:
    """Of this process, in MB (Linux)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    fields = (line.partition(":") for line in lines if line.startswith("Rss"))
    return {name: int(value.split()[0]) * 1024 // 1_000_000 for name, _, value in fields}


if __name__ == "__main__":
    main()
