"""
What a recommendation costs beyond its models: stage times, overhead of one request, throughput of 32 at once.

Photos are shifted crops of the bundled ones, so that no cache answers twice. Two ratios are held to a bar, each against what was
measured in the same run:

* one at a time: end to end at most 1.25 × (decode + model forward passes alone), for a 1-megapixel and a 12-megapixel JPEG
* 32 at once: at least 0.8 × the throughput of the models alone, asked for 32 photos at once, for 1-megapixel JPEGs
"""

from __future__ import annotations

import asyncio
import io
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np
from PIL import Image

import hashtagger.samples
from benchmarks.report import arguments, finish, table
from hashtagger.bootstrap import Services, open_services
from hashtagger.garbage import keep_what_is_loaded
from hashtagger.media.images import enough_px
from hashtagger.models.threads import set_thread_environment
from hashtagger.recommend.request import RecommendationRequest
from hashtagger.settings import ModelSettings, RecommendSettings, Settings
from hashtagger.types import Deadline, DecodedImage
from ranker.baseline import BaselineRanker

T = TypeVar("T")
SIZES = {"1 MP": (1154, 866), "12 MP": (4000, 3000)}
BAR = {"one_at_a_time_at_most": 1.25, "together_at_least": 0.8}
TOGETHER = 32
PATIENCE_S = 60.0


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--backend", choices=["remote", "local"], default="remote", help="remote is what 'serve' runs")
    options = parser.parse_args()
    set_thread_environment()
    asyncio.run(measure(options.backend, rounds=6 if options.quick else 30, batches=2 if options.quick else 6))


async def measure(backend: Literal["remote", "local"], *, rounds: int, batches: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        # On a busy machine a late caption must show in the times, not be left out.
        patient = RecommendSettings(source_timeout_s=PATIENCE_S, caption_timeout_s=PATIENCE_S)
        models = ModelSettings(backend=backend)
        settings = Settings(data_dir=Path(folder), log_level="WARNING", recommend=patient, models=models)
        async with open_services(settings, load_ranker=lambda _: BaselineRanker()) as services:
            await services.models.warm_up()
            for photo in photos("1 MP", 3, seed=99):
                await recommend(services, photo)
            keep_what_is_loaded()
            rows = [await one_at_a_time(services, size, rounds) for size in SIZES]
            together = await many_at_once(services, batches)
            versions = services.models.versions
    table(rows)
    table([together])
    passed = all(row["ratio"] <= BAR["one_at_a_time_at_most"] for row in rows)
    passed = passed and together["ratio"] >= BAR["together_at_least"]
    figures = {
        "backend": backend,
        "models": [versions.clip, versions.caption],
        "one_at_a_time": rows,
        "together": together,
    }
    finish(figures, bar=BAR, passed=passed)


async def one_at_a_time(services: Services, size: str, rounds: int) -> dict[str, Any]:
    """Medians in milliseconds; alone and end to end take turns, so that both see the same noise."""
    alone, whole, stages = [], [], []
    pairs = zip(photos(size, rounds, seed=len(size)), photos(size, rounds, seed=100 + len(size)), strict=True)
    for photo, another in pairs:
        started = time.perf_counter()
        image = await decode(services, photo)
        decoded = time.perf_counter()
        await forward(services, image)
        alone.append((decoded - started, time.perf_counter() - decoded))
        started = time.perf_counter()
        stages.append(await recommend(services, another))
        whole.append(time.perf_counter() - started)
    decode_ms, forward_ms = (1e3 * float(np.median(column)) for column in zip(*alone, strict=True))
    end_to_end = 1e3 * float(np.median(whole))
    row = {"photo": size, "decode": decode_ms, "models": forward_ms, "end_to_end_p50": end_to_end}
    row["end_to_end_p95"] = 1e3 * float(np.percentile(whole, 95))
    row["ratio"] = end_to_end / (decode_ms + forward_ms)
    for stage in stages[0]:
        times = [1e3 * each[stage] for each in stages]
        row[f"{stage}_p50"], row[f"{stage}_p95"] = float(np.median(times)), float(np.percentile(times, 95))
    return row


async def many_at_once(services: Services, batches: int) -> dict[str, Any]:
    """Photos a second with 32 under way all the time."""
    count = TOGETHER * batches
    ready = [await decode(services, photo) for photo in photos("1 MP", count, seed=7)]
    started = time.perf_counter()
    await at_most(TOGETHER, ready, lambda image: forward(services, image))
    raw = count / (time.perf_counter() - started)
    sent = photos("1 MP", count, seed=8)
    started = time.perf_counter()
    await at_most(TOGETHER, sent, lambda photo: recommend(services, photo))
    ours = count / (time.perf_counter() - started)
    return {"at_once": TOGETHER, "models_alone_per_s": raw, "end_to_end_per_s": ours, "ratio": ours / raw}


async def at_most(limit: int, items: Sequence[T], work: Callable[[T], Awaitable[Any]]) -> None:
    """``work`` on every item, ``limit`` of them at any time."""
    places = asyncio.Semaphore(limit)

    async def one(item: T) -> None:
        async with places:
            await work(item)

    await asyncio.gather(*(one(item) for item in items))


async def decode(services: Services, photo: bytes) -> DecodedImage:
    target_px = enough_px(services.models.wanted_px)
    (image,) = await services.decoder.decode(photo, deadline=Deadline.after(PATIENCE_S), target_px=target_px)
    return image


async def forward(services: Services, image: DecodedImage) -> None:
    """What a recommendation asks of the models, and nothing else."""
    deadline = Deadline.after(PATIENCE_S)
    _, captions = await asyncio.gather(
        services.models.embed_images([image], deadline=deadline), services.models.caption(image, deadline=deadline)
    )
    await services.models.embed_texts([captions[0].text], deadline=deadline)


async def recommend(services: Services, photo: bytes) -> dict[str, float]:
    """Seconds by stage."""
    started = time.perf_counter()
    image = await decode(services, photo)
    decoded = time.perf_counter() - started
    request = RecommendationRequest(deadline=Deadline.after(PATIENCE_S), images=(image,))
    answer = await services.recommender.recommend(request)
    assert answer.degraded == (), answer.degraded
    return {"decode": decoded, **answer.stage_seconds}


def photos(size: str, count: int, *, seed: int) -> list[bytes]:
    """``count`` different JPEGs of ``size``, made from the bundled photos."""
    random = np.random.default_rng(seed)
    folder = Path(hashtagger.samples.__file__).parent
    originals = [Image.open(path).convert("RGB") for path in sorted(folder.glob("*.jpg"))]
    made = []
    for number in range(count):
        original = originals[number % len(originals)]
        left, top = (int(random.integers(0, side // 4)) for side in original.size)
        crop = original.crop((left, top, left + original.width * 3 // 4, top + original.height * 3 // 4))
        file = io.BytesIO()
        crop.resize(SIZES[size], Image.Resampling.BICUBIC).save(file, "JPEG", quality=88)
        made.append(file.getvalue())
    return made


if __name__ == "__main__":
    main()
