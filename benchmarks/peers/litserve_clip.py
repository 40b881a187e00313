"""
The best LitServe server of the image tower that we know to write; runs in its own environment, without our packages.

    python litserve_clip.py FOLDER PORT [--batch N] [--wait-ms MS] [--workers N] [--threads N] [--float32]

bfloat16 weights, Pillow's reduced JPEG decoding, numpy preprocessing and multipart bodies: the same work as the server that
it is compared with.
"""

# No postponed annotations: LitServe reads that of ``decode_request`` to know what to hand over.
import argparse
import io
from typing import Any

import litserve
import numpy as np
import torch
from fastapi import Request
from PIL import Image
from transformers import CLIPModel

MEAN = np.array((0.48145466, 0.4578275, 0.40821073), dtype=np.float32)
DEVIATION = np.array((0.26862954, 0.26130258, 0.27577711), dtype=np.float32)
SIDE_PX = 224


class ImageEmbeddings(litserve.LitAPI):  # type: ignore[misc]
    """One JPEG a request, one unit vector an answer."""

    def __init__(self, folder: str, dtype: torch.dtype, threads: int, **batching: Any) -> None:
        super().__init__(api_path="/v1/embeddings", **batching)
        self.folder, self.dtype, self.threads = folder, dtype, threads

    def setup(self, device: str) -> None:
        torch.set_num_threads(self.threads)
        model: Any = CLIPModel.from_pretrained(self.folder, dtype=self.dtype)
        self.model = model.eval()

    def decode_request(self, request: Request) -> np.ndarray:
        opened = Image.open(io.BytesIO(request["image"].file.read()))
        opened.draft("RGB", (2 * SIDE_PX, 2 * SIDE_PX))
        image = opened.convert("RGB")
        scale = SIDE_PX / min(image.size)
        width, height = (max(SIDE_PX, int(side * scale)) for side in image.size)
        left, top = round((width - SIDE_PX) / 2), round((height - SIDE_PX) / 2)
        image = image.resize((width, height), Image.Resampling.BICUBIC)
        image = image.crop((left, top, left + SIDE_PX, top + SIDE_PX))
        return (np.asarray(image, dtype=np.float32) / np.float32(255) - MEAN) / DEVIATION

    def batch(self, inputs: list[np.ndarray]) -> torch.Tensor:
        return torch.from_numpy(np.stack(inputs)).permute(0, 3, 1, 2).to(self.dtype)

    def predict(self, pixels: torch.Tensor) -> list[list[float]]:
        with torch.inference_mode():
            found = self.model.get_image_features(pixel_values=pixels)
            vectors = getattr(found, "pooler_output", found)
            return torch.nn.functional.normalize(vectors.float(), dim=-1).tolist()

    def unbatch(self, output: list[list[float]]) -> list[list[float]]:
        return output

    def encode_response(self, output: list[float]) -> dict[str, Any]:
        return {"data": [{"index": 0, "embedding": output}]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("port", type=int)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--wait-ms", type=float, default=5.0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--float32", action="store_true")
    asked = parser.parse_args()
    dtype = torch.float32 if asked.float32 else torch.bfloat16
    api = ImageEmbeddings(
        asked.folder, dtype, asked.threads, max_batch_size=asked.batch, batch_timeout=asked.wait_ms / 1000
    )
    server = litserve.LitServer(api, accelerator="cpu", workers_per_device=asked.workers, timeout=300)
    server.run(host="127.0.0.1", port=asked.port, log_level="warning", access_log=False, generate_client_file=False)


if __name__ == "__main__":
    main()
