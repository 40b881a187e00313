"""What the runtimes' choices are worth, on the full profile's architectures with random weights (nothing is fetched).

    python -m benchmarks.models [--quick]

A second table has each model on one torch thread and on all cores, alternating in one process: the rows of the catalogue
(``ModelSpec.threads``) follow it.

Compares, in one process: bfloat16 with float32 weights of ViT-B-32-256 and BLIP base, the text context cut to the longest
prompt with all 77 columns, and a batch of 16 pictures with single ones. Agreement is the smallest cosine. The bars are
agreement at least 0.999 for bfloat16, 0.999999 for the cut context. The last line is JSON.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from hashtagger.models.threads import configure_torch, set_thread_environment

set_thread_environment()

import numpy as np  # noqa: E402 - after the thread environment

from benchmarks.report import arguments, finish, table  # noqa: E402

PROMPTS = [
    f"a photo of {thing} in the {place}"
    for thing in ("a dog", "two girls", "food", "a red car")
    for place in ("park", "snow")
]


def main() -> None:
    options = arguments(__doc__).parse_args()
    configure_torch(None)
    from hashtagger.models.precision import processor_has_bfloat16

    repeats = 3 if options.quick else 9
    rows = [*_clip_rows(repeats), *([] if options.quick else _blip_rows(3))]
    table(rows)
    threads = _thread_rows(5 if options.quick else 15)
    table(threads)
    agreement = {row["what"]: row["cosine"] for row in rows if row["cosine"] is not None}
    bar = {"bfloat16 cosine": 0.999, "cut context cosine": 0.999999}
    passed = agreement["text, cut context"] > bar["cut context cosine"] and all(
        value > bar["bfloat16 cosine"] for name, value in agreement.items() if "bfloat16" in name
    )
    figures = {"bfloat16 instructions": processor_has_bfloat16(), "rows": rows, "threads": threads}
    finish(figures, bar=bar, passed=passed)


def _clip_rows(repeats: int) -> list[dict[str, Any]]:
    """Each row: milliseconds an item, how many times faster than the row it is compared with, smallest cosine to it."""
    from hashtagger.models import torchvision_shim

    torchvision_shim.install()
    import open_clip
    import torch
    from torch.nn.functional import normalize

    from hashtagger.models.runtimes.openclip import needed_length, shortened

    torch.manual_seed(0)
    model = open_clip.create_model("ViT-B-32-256", force_custom_text=True).eval()
    half = open_clip.create_model("ViT-B-32-256", force_custom_text=True, precision="pure_bf16").eval()
    half.load_state_dict(model.state_dict())
    tokens = open_clip.get_tokenizer("ViT-B-32-256")(PROMPTS)
    pictures = torch.randn(16, 3, 256, 256)
    length = needed_length(model.text, tokens)

    def images(which: Any, count: int) -> np.ndarray:
        given = pictures[:count].to(next(which.parameters()).dtype)
        return normalize(which.encode_image(given).float(), dim=-1).numpy()

    def texts(which: Any, columns: int) -> np.ndarray:
        with shortened(which.text, columns):
            return normalize(which.encode_text(tokens[:, :columns]).float(), dim=-1).numpy()

    with torch.inference_mode():
        n_texts, n_pictures = len(PROMPTS), len(pictures)
        plain = _timed("1 picture, float32", 1, lambda: images(model, 1), repeats)
        fast = _timed("1 picture, bfloat16", 1, lambda: images(half, 1), repeats, plain)
        many = _timed("16 pictures, bfloat16", n_pictures, lambda: images(half, 16), repeats)
        many["times faster"] = fast["ms an item"] / many["ms an item"]
        whole = _timed("text, 77 columns", n_texts, lambda: texts(model, 77), repeats)
        cut = _timed("text, cut context", n_texts, lambda: texts(model, length), repeats, whole)
        cut_half = _timed("text, cut, bfloat16", n_texts, lambda: texts(half, length), repeats, cut)
    rows = [plain, fast, many, whole, cut, cut_half]
    return [{key: value for key, value in row.items() if key != "vectors"} for row in rows]


def _timed(
    what: str, items: int, work: Callable[[], np.ndarray], repeats: int, against: dict[str, Any] | None = None
) -> dict[str, Any]:
    vectors = work()
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    each_ms = 1000 * float(np.median(seconds)) / items
    cosine = None if against is None else float((vectors * against["vectors"]).sum(axis=1).min())
    faster = None if against is None else against["ms an item"] / each_ms
    return {"what": what, "ms an item": each_ms, "times faster": faster, "cosine": cosine, "vectors": vectors}


def _thread_rows(repeats: int) -> list[dict[str, Any]]:
    """Medians in milliseconds a batch; a ratio above 1 means that one thread is faster."""
    import torch

    from hashtagger.models.threads import usable_cores

    counts = (1, usable_cores())
    rows: list[dict[str, Any]] = []
    for what, work in _works():
        taken: dict[int, list[float]] = {count: [] for count in counts}
        for turn in range(2 + repeats):
            for count in counts:
                torch.set_num_threads(count)
                started = time.perf_counter()
                work()
                if turn >= 2:
                    taken[count].append(1000 * (time.perf_counter() - started))
        one, all_cores = (float(np.median(taken[count])) for count in counts)
        rows.append({"what": what, "ms, 1 thread": one, "ms, all cores": all_cores, "all / 1": all_cores / one})
    return rows


def _works() -> Iterator[tuple[str, Callable[[], object]]]:
    """The shipped models as the pool runs them, and the tower of the full profile with random weights."""
    import open_clip
    import torch

    from hashtagger.models.catalogue import find_row
    from hashtagger.models.families import load_runtime
    from hashtagger.models.installed import require_installed
    from hashtagger.questions import EmbedImage, EmbedText, WriteCaptions
    from hashtagger.settings import Settings
    from hashtagger.types import DecodedImage

    settings = Settings(_env_file=None)
    clip, caption = (
        load_runtime(require_installed(find_row(name), settings), settings)
        for name in ("starter-clip-1", "starter-caption-1")
    )
    pixels = np.random.default_rng(0).integers(0, 256, (256, 256, 3), dtype=np.uint8)
    photo = DecodedImage(pixels, 256, 256, "PNG", "noise")
    asked = (
        ("starter picture", clip, EmbedImage(photo)),
        ("starter text", clip, EmbedText(PROMPTS[0])),
        ("starter caption", caption, WriteCaptions(photo)),
    )
    for what, runtime, question in asked:
        for count in (1, 16):
            payloads = [runtime.prepare(question).payload] * count
            yield f"{what}, batch {count}", partial(runtime.run, payloads, lambda progress: None)
    tower = open_clip.create_model("ViT-B-32-256", force_custom_text=True, precision="pure_bf16").eval()
    for count in (1, 16):
        pictures = torch.randn(count, 3, 256, 256, dtype=torch.bfloat16)
        yield (
            f"ViT-B/32 picture, bfloat16, batch {count}",
            torch.inference_mode()(partial(tower.encode_image, pictures)),
        )


def _blip_rows(repeats: int) -> list[dict[str, Any]]:
    """One caption of at most 20 tokens by three beams; random weights never end early, so this is the dearest case."""
    import torch
    from transformers import BlipConfig, BlipForConditionalGeneration

    rows: list[dict[str, Any]] = []
    blip: Any = BlipForConditionalGeneration(BlipConfig())
    model = blip.eval()
    picture = torch.randn(1, 3, 384, 384)
    for name, dtype in (("float32", torch.float32), ("bfloat16", torch.bfloat16)):
        model.to(dtype)
        seconds = []
        for _ in range(repeats):
            started = time.perf_counter()
            model.generate(pixel_values=picture.to(dtype), num_beams=3, max_new_tokens=20, min_new_tokens=20)
            seconds.append(time.perf_counter() - started)
        each_ms = 1000 * float(np.median(seconds))
        rows.append({"what": f"BLIP caption, {name}", "ms an item": each_ms, "times faster": None, "cosine": None})
    rows[1]["times faster"] = rows[0]["ms an item"] / rows[1]["ms an item"]
    return rows


if __name__ == "__main__":
    main()
