"""What the runtimes' choices are worth, on the full profile's architectures with random weights (nothing is fetched).

    python -m benchmarks.models [--quick]

Compares, in one process: bfloat16 with float32 weights of ViT-B-32-256 and BLIP base, the text context cut to the longest
prompt with all 77 columns, and a batch of 16 pictures with single ones. Agreement is the smallest cosine. The bars are
agreement at least 0.999 for bfloat16, 0.999999 for the cut context. The last line is JSON.
"""

from __future__ import annotations

import time
from collections.abc import Callable
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
    agreement = {row["what"]: row["cosine"] for row in rows if row["cosine"] is not None}
    bar = {"bfloat16 cosine": 0.999, "cut context cosine": 0.999999}
    passed = agreement["text, cut context"] > bar["cut context cosine"] and all(
        value > bar["bfloat16 cosine"] for name, value in agreement.items() if "bfloat16" in name
    )
    finish({"bfloat16 instructions": processor_has_bfloat16(), "rows": rows}, bar=bar, passed=passed)


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
