"""The photos that every server gets, and the request bodies in which each server wants them."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PIL import Image

import hashtagger.samples

BOUNDARY = "a-boundary-that-no-photo-holds"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
JSON = "application/json"


def make_photos(count: int) -> list[bytes]:
    """``count`` JPEG files, all different: the bundled photos (300 to 640 px) cut a little further for each round."""
    samples = sorted(Path(hashtagger.samples.__file__).parent.glob("*.jpg"))
    return [_cut(samples[i % len(samples)], 2 * (i // len(samples))) for i in range(count)]


def write_bodies(folder: Path, photos: Sequence[bytes], wrap: Callable[[bytes], bytes]) -> Path:
    """One file a body, in the order of ``photos``; returns ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, photo in enumerate(photos):
        (folder / f"{number:03}").write_bytes(wrap(photo))
    return folder


def multipart(photo: bytes) -> bytes:
    """A form of one file field ``image``."""
    return multipart_with(photo, {})


def multipart_with(photo: bytes, fields: Mapping[str, str]) -> bytes:
    """A form of some text fields and one file field ``image``."""
    texts = "".join(
        f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head = f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="image"; filename="photo.jpg"\r\n'
    return f"{texts}{head}content-type: image/jpeg\r\n\r\n".encode() + photo + f"\r\n--{BOUNDARY}--\r\n".encode()


def infinity_json(photo: bytes) -> bytes:
    """What infinity's ``/embeddings`` wants: a data address."""
    address = "data:image/jpeg;base64," + base64.b64encode(photo).decode()
    return json.dumps({"model": "clip", "modality": "image", "input": [address]}).encode()


def _cut(path: Path, margin_px: int) -> bytes:
    with Image.open(path) as image:
        box = (margin_px, margin_px, image.width - margin_px, image.height - margin_px)
        buffer = io.BytesIO()
        image.convert("RGB").crop(box).save(buffer, "JPEG", quality=88)
    return buffer.getvalue()
