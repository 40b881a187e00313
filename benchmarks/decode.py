"""
Time from the bytes of a photo to a model's input, against decoding every pixel first; and memory against its estimate.

The input has 256 pixels, or 128 as the starter models want it; photos are decoded to twice that.

The photos are drawn: smooth noise of six sizes summed, which compresses like a detailed photo. Both ways run alternately in the
same process; the figure is the median. Peak memory is that of a fresh process for each format.

    python -m benchmarks.decode [--quick]
"""

from __future__ import annotations

import io
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from benchmarks.report import arguments, finish, table
from hashtagger.media.images import decode_image, enough_px, read_header
from hashtagger.settings import IntakeSettings

INPUT_PX = 256
STARTER_PX = 128
LIMITS = IntakeSettings()
BAR = {"12 MP JPEG, ratio to a full decode to the same input": 1 / 3, "peak memory / estimate": 1.15}
SAVED: dict[str, tuple[str, dict[str, Any]]] = {
    "JPEG": ("JPEG", {"quality": 90}),
    "progressive JPEG": ("JPEG", {"quality": 90, "progressive": True}),
    "PNG": ("PNG", {"compress_level": 1}),
    "WebP": ("WEBP", {"quality": 80, "method": 0}),
    "AVIF": ("AVIF", {"quality": 60, "speed": 10}),
    "GIF": ("GIF", {}),
}


def main() -> None:
    options = arguments(__doc__).parse_args()
    rounds = 3 if options.quick else 9
    photo = drawn_photo(4000, 3000)
    small = photo.resize((1200, 900), Image.Resampling.LANCZOS)
    times = [
        time_both(f"{size} {kind}", saved(picture, kind), rounds, input_px)
        for input_px in (INPUT_PX, STARTER_PX)
        for size, picture, kind in (
            ("12 MP", photo, "JPEG"),
            ("12 MP", photo, "progressive JPEG"),
            ("1 MP", small, "JPEG"),
        )
    ]
    table(times)
    print()
    memory = [measure_memory(name, saved(photo, name)) for name in SAVED]
    table(memory)
    fits = all(row["measured_mb"] <= row["estimate_mb"] * 1.15 + 8 for row in memory)
    figures = {"benchmark": "decode", "times": times, "memory": memory}
    finish(figures, bar=BAR, passed=times[0]["ratio"] < 1 / 3 and fits)


def drawn_photo(width: int, height: int) -> Image.Image:
    """Noise at six scales: flat areas, edges and grain."""
    rng = np.random.default_rng(0)
    total = np.full((height, width, 3), 128, np.float32)
    for cell, amplitude in ((2, 10), (4, 14), (8, 20), (32, 40), (128, 50), (1024, 60)):
        noise = rng.normal(0, amplitude, (height // cell + 2, width // cell + 2, 3)).astype(np.float32)
        for channel in range(3):
            layer = Image.fromarray(noise[..., channel]).resize((width, height), Image.Resampling.BICUBIC)
            total[..., channel] += np.asarray(layer)
    return Image.fromarray(np.clip(total, 0, 255).astype(np.uint8))


def saved(photo: Image.Image, name: str) -> bytes:
    media_format, options = SAVED[name]
    buffer = io.BytesIO()
    photo.save(buffer, media_format, **options)
    return buffer.getvalue()


def time_both(name: str, data: bytes, rounds: int, input_px: int) -> dict[str, Any]:
    def resized(image: Image.Image) -> Image.Image:
        return image.resize((input_px, input_px), Image.Resampling.BICUBIC)

    def every_pixel() -> Image.Image:
        return Image.open(io.BytesIO(data)).convert("RGB")

    def ours() -> Image.Image:
        return resized(Image.fromarray(decode_image(data, target_px=enough_px(input_px), limits=LIMITS).pixels))

    full_ms, ours_ms, decode_ms = alternate(rounds, lambda: resized(every_pixel()), ours, every_pixel)
    return {
        "photo": name,
        "input_px": input_px,
        "megabytes": len(data) / 1e6,
        "full_ms": full_ms,
        "ours_ms": ours_ms,
        "ratio": ours_ms / full_ms,
        "ratio_to_decode_alone": ours_ms / decode_ms,
    }


def alternate(rounds: int, *ways: Callable[[], object]) -> list[float]:
    """Median milliseconds of each way; taken in turns so that a busy machine slows all alike."""
    taken: list[list[float]] = [[] for _ in ways]
    for _ in range(rounds + 1):
        for way, times in zip(ways, taken, strict=True):
            started = time.perf_counter()
            way()
            times.append(1000 * (time.perf_counter() - started))
    # The first round warms up.
    return [statistics.median(times[1:]) for times in taken]


def measure_memory(name: str, data: bytes) -> dict[str, Any]:
    """Peak of a fresh process above what it had before decoding, beside what the header promised."""
    with tempfile.NamedTemporaryFile(suffix=".upload") as file:
        file.write(data)
        file.flush()
        code = "from benchmarks.decode import print_peak; print_peak()"
        answer = subprocess.run(
            [sys.executable, "-c", code, file.name], check=True, capture_output=True, text=True
        ).stdout
    estimate = read_header(data, limits=LIMITS).working_bytes / 1e6
    return {"format": name, "estimate_mb": estimate, "measured_mb": float(answer) / 1e6}


def print_peak() -> None:
    """Runs in the fresh process: decodes the file named on the command line."""
    data = Path(sys.argv[1]).read_bytes()
    before = peak_bytes()
    decode_image(data, limits=LIMITS)
    print(peak_bytes() - before + len(data))


def peak_bytes() -> int:
    """VmHWM of this process; unlike ``ru_maxrss`` it does not begin with the peak of the parent. Linux only."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return 1024 * int(status.split("VmHWM:")[1].split()[0])


if __name__ == "__main__":
    main()
