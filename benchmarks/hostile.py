"""
Sends hostile uploads and strings through the real HTTP API and checks every verdict, the memory and the pixels.

    python -m benchmarks.hostile --data DIR [--quick] [--direct] [--models remote|local|fake]

DIR holds ``bad_uploads`` (with EXPECTED.jsonl), ``pixel_truth`` and ``naughty_text``. ``--direct`` decodes in this process and
starts no server. ``--models`` says where the starter models run: in a process of their own, in that of the API, or not at all.
The bar: only 2xx and 4xx; verdicts as expected or explained below; no process over 600 MB; pixels within 3/255; strings come
back equal.
"""

from __future__ import annotations

import asyncio
import io
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from PIL import Image

from benchmarks.hostile_server import Server, serving
from benchmarks.hostile_text import in_parallel, send_strings
from benchmarks.hostile_truth import orientations, png_suite
from benchmarks.report import arguments, finish
from hashtagger.errors import InvalidUpload
from hashtagger.media.images import decode_image
from hashtagger.settings import IntakeSettings

MAX_WORKER_MB = 600
BAR = {"status": "2xx or 4xx", "worker_mb": MAX_WORKER_MB, "difference_of_255": 3, "strings": "equal"}

EXPLAINED = {
    "BMP": "the expectation was made with every format of Pillow; BMP is not on our list: nobody posts one",
    "TIFF": "as BMP; a TIFF can hold nearly anything, so its decoder is the one that is attacked most",
    "HEIF": "needs the extra 'heif'; without it the refusal names the command",
}
"""Format of a file that is expected to decode and may be refused as unsupported → why that is right."""


@dataclass(slots=True)
class Verdicts:
    """What became of the uploads."""

    statuses: Counter[str] = field(default_factory=Counter)
    explained: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def note(self, expected: dict[str, Any], accepted: bool, answer: str) -> None:
        self.statuses[answer.split()[0]] += 1
        if accepted == (expected["verdict"] == "ok"):
            return
        if not accepted and expected["format"] in EXPLAINED and ("unsupported_format" in answer or "heif" in answer):
            self.explained[expected["format"]] += 1
            return
        self.wrong.append(f"{expected['path']}: expected {expected['verdict']}, got {answer}")


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--direct", action="store_true", help="decode in this process, without a server")
    parser.add_argument("--models", choices=("remote", "local", "fake"), default="remote")
    options = parser.parse_args()
    rows = [json.loads(line) for line in (options.data / "bad_uploads" / "EXPECTED.jsonl").read_text().splitlines()]
    pixels = {
        "png_suite": png_suite(options.data / "pixel_truth"),
        "orientation": orientations(options.data / "pixel_truth"),
    }
    for name, figures in pixels.items():
        print(f"{name}: {figures}")
    right = not any(figures["wrong"] for figures in pixels.values())
    if options.direct:
        verdicts = decode_all(rows, options.data / "bad_uploads")
        report(verdicts)
        finish(summary(verdicts) | pixels, bar=BAR, passed=right and not verdicts.wrong)
    with serving(models=options.models) as server:
        verdicts, strings = asyncio.run(attack(server, rows, options.data, quick=options.quick))
        alive, peaks_mb = server.alive, server.peaks_mb
    report(verdicts)
    print(f"strings: {strings['sent']} sent, {len(strings['wrong'])} wrong, statuses {strings['statuses']}")
    for line in strings["wrong"][:20]:
        print(f"  {line}")
    print(f"largest processes: {peaks_mb} MB; still running: {alive}")
    figures = summary(verdicts) | pixels | {"strings": strings["sent"], "strings_wrong": len(strings["wrong"])}
    passed = right and alive and not verdicts.wrong and not strings["wrong"] and max(peaks_mb.values()) <= MAX_WORKER_MB
    finish(figures | {"worker_mb": peaks_mb, "models": options.models}, bar=BAR, passed=passed)


def decode_all(rows: Iterable[dict[str, Any]], folder: Path) -> Verdicts:
    verdicts, limits = Verdicts(), IntakeSettings()
    for row in rows:
        try:
            decode_image((folder / row["path"]).read_bytes(), limits=limits)
            verdicts.note(row, True, "accepted")
        except InvalidUpload as error:
            verdicts.note(row, False, f"refused {error.code}: {error}")
        except Exception as error:
            verdicts.note(row, False, f"crashed {error!r}")
            verdicts.wrong.append(f"{row['path']}: {error!r}")
    return verdicts


async def attack(
    server: Server, rows: list[dict[str, Any]], data: Path, *, quick: bool
) -> tuple[Verdicts, dict[str, Any]]:
    verdicts = Verdicts()
    async with httpx.AsyncClient(base_url=server.address, timeout=60, trust_env=False) as client:

        async def send(row: dict[str, Any]) -> None:
            content = (data / "bad_uploads" / row["path"]).read_bytes()
            await upload(client, row, content, verdicts)

        await in_parallel(send, rows)
        print(f"{len(rows)} files sent; largest process so far {server.peaks_mb} MB")

        async def send_large(item: tuple[str, bytes]) -> None:
            row = {"path": f"(drawn) {item[0]}", "verdict": "ok", "format": item[0]}
            await upload(client, row, item[1], verdicts)

        await in_parallel(send_large, largest_pictures(quick=quick), at_once=4)
        print(f"the largest pictures sent at once; largest process so far {server.peaks_mb} MB")
        return verdicts, await send_strings(client, data / "naughty_text", quick=quick)


async def upload(client: httpx.AsyncClient, row: dict[str, Any], content: bytes, verdicts: Verdicts) -> None:
    try:
        response = await client.post(
            "/v1/recommendations", files={"image": ("upload", content)}, data={"timeout_s": "30"}
        )
    except httpx.HTTPError as error:
        verdicts.note(row, False, f"none {error!r}")
        verdicts.wrong.append(f"{row['path']}: {error!r}")
        return
    accepted = response.is_success
    code = "" if accepted else response.json().get("code", "no code")
    verdicts.note(row, accepted, f"{response.status_code} {code}")
    if not accepted and not response.is_client_error:
        verdicts.wrong.append(f"{row['path']}: status {response.status_code}")


def largest_pictures(*, quick: bool) -> list[tuple[str, bytes]]:
    """Pictures of 49 megapixels, of each kind that takes much memory."""
    noise = Image.effect_noise((350, 350), 60).convert("RGB").resize((7000, 7000))
    drawn = []
    for name, mode, options in (
        ("PNG", "RGBA", {"compress_level": 1}),
        ("JPEG", "RGB", {"progressive": True, "subsampling": 0}),
        ("WEBP", "RGB", {"method": 0, "quality": 50}),
        ("WEBP", "RGB", {"method": 0, "lossless": True, "quality": 0}),
        ("AVIF", "RGB", {"speed": 10, "subsampling": "4:4:4"}),
    )[: 2 if quick else 5]:
        buffer = io.BytesIO()
        # Lossless noise would have more bytes than are accepted.
        lossless = name == "PNG" or "lossless" in options
        picture = Image.new(mode, (7000, 7000), (200, 40, 40)) if lossless else noise
        picture.save(buffer, name, **options)
        drawn.append((name, buffer.getvalue()))
    return drawn * 2


def report(verdicts: Verdicts) -> None:
    print(f"answers: {dict(verdicts.statuses.most_common())}")
    for media_format, count in verdicts.explained.items():
        print(f"explained: {count} {media_format}: {EXPLAINED[media_format]}")
    print(f"verdicts that differ without an explanation: {len(verdicts.wrong)}")
    for line in verdicts.wrong[:20]:
        print(f"  {line}")


def summary(verdicts: Verdicts) -> dict[str, Any]:
    return {
        "benchmark": "hostile",
        "uploads": verdicts.statuses.total(),
        "explained": verdicts.explained.total(),
        "wrong": len(verdicts.wrong),
    }


if __name__ == "__main__":
    main()
