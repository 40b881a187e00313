"""Makes what the tests of the API send."""

import hashlib
import io

import av
import numpy as np
from PIL import Image

RED = (200, 40, 40)


def photo(colour: tuple[int, int, int] = RED, size: tuple[int, int] = (64, 48), kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, kind)
    return buffer.getvalue()


def clip(colour: tuple[int, int, int] = RED) -> bytes:
    """Ten frames of one colour as MP4."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", "mp4") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for _ in range(10):
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), colour, np.uint8), "rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return buffer.getvalue()


def sha256(upload: bytes) -> str:
    return hashlib.sha256(upload).hexdigest()
