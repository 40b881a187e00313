"""Turn pictures and texts into unit vectors of one space."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Sequence
from typing import Literal

import numpy as np
import orjson
from fastapi import APIRouter, Request, Response
from numpy.typing import NDArray

from api.deps import RecommendCaller, ServicesDep, deadline_of
from api.intake import Asked, decode_each, read_request
from api.openapi import body_of, upload_responses
from api.schemas.embeddings import MAX_IMAGES, EmbeddingsIn, EmbeddingsOut, EmbeddingWishes
from hashtagger.bootstrap import Services
from hashtagger.errors import InvalidRequest
from hashtagger.media.images import enough_px
from hashtagger.types import Deadline, DecodedImage, Vectors

router = APIRouter(prefix="/v1/embeddings", tags=["embeddings"])


@router.post(
    "",
    operation_id="embed",
    response_model=EmbeddingsOut,
    openapi_extra=body_of(
        EmbeddingWishes, EmbeddingsIn, max_images=MAX_IMAGES, example={"encoding": "base64"}, idempotent=True
    ),
    responses=upload_responses(),
)
async def embed(request: Request, services: ServicesDep, caller: RecommendCaller) -> Response:
    """
    Unit vectors of up to 32 pictures (of a clip, its first frame) and 256 texts. Nothing of them is stored.

    The same question always has the same answer, so a retry needs no `Idempotency-Key`.
    """
    asked = await read_request(request, services.settings.intake, EmbeddingsIn, max_images=MAX_IMAGES)
    _must_be_something(asked)
    deadline = deadline_of(request, services, asked.fields.timeout_s)
    found = await decode_each(
        asked.uploads,
        asked.fields.image_url,
        services,
        deadline,
        max_images=MAX_IMAGES,
        target_px=enough_px(services.models.wanted_px),
    )
    images, texts = await _embed([frames[0] for frames in found], asked.fields.texts, services, deadline)
    encoding = asked.fields.encoding
    answer = {
        "images": encoded(images, encoding),
        "texts": encoded(texts, encoding),
        "model": services.models.versions.clip,
        "fingerprint": services.models.embedding_fingerprint,
        "dim": services.models.embedding_dim,
    }
    return Response(orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY), media_type="application/json")


def encoded(vectors: Vectors, encoding: Literal["float", "base64"]) -> NDArray[np.float32] | list[str]:
    """Rows of float32 [n, d] as orjson writes them: numbers, or base64 of little-endian float32."""
    if encoding == "float":
        return np.ascontiguousarray(vectors, np.float32)
    return [base64.b64encode(row.tobytes()).decode() for row in vectors.astype("<f4", copy=False)]


async def _embed(
    images: Sequence[DecodedImage], texts: Sequence[str], services: Services, deadline: Deadline
) -> tuple[Vectors, Vectors]:
    models = services.models
    if not texts:
        return await models.embed_images(images, deadline=deadline), _none(services)
    if not images:
        return _none(services), await models.embed_texts(texts, deadline=deadline)
    both = (
        asyncio.ensure_future(models.embed_images(images, deadline=deadline)),
        asyncio.ensure_future(models.embed_texts(texts, deadline=deadline)),
    )
    try:
        of_images, of_texts = await asyncio.gather(*both)
    finally:
        # Where one failed the other is not wanted any more.
        for task in both:
            task.cancel()
    return of_images, of_texts


def _none(services: Services) -> Vectors:
    return np.zeros((0, services.models.embedding_dim), np.float32)


def _must_be_something(asked: Asked[EmbeddingsIn]) -> None:
    if not asked.uploads and asked.fields.image_url is None and not asked.fields.texts:
        raise InvalidRequest(
            "there is no image, no image_url and no text",
            code="nothing_to_embed",
            advice="Send 'image' files, an 'image_url', or 'texts'.",
        )
