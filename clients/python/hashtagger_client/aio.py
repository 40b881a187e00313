"""The client for asyncio; method by method the same as ``hashtagger_client.client``."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from types import TracebackType
from typing import Self, Unpack

import httpx

from hashtagger_client import wishes as made
from hashtagger_client.client import DEFAULT_URL, TIMEOUT_S
from hashtagger_client.generated import models
from hashtagger_client.generated.api.captions import caption
from hashtagger_client.generated.api.generations import generate, read_generation
from hashtagger_client.generated.api.recommendations import give_feedback, recommend
from hashtagger_client.generated.api.trends import list_trends, read_trend
from hashtagger_client.generated.client import AuthenticatedClient
from hashtagger_client.patience import AsyncPatientTransport, Patience, raise_refusal_async
from hashtagger_client.pictures import Picture
from hashtagger_client.wishes import CaptionWishes, GenerationWishes, Kind, Pictures, RecommendationWishes, TrendFilters


class AsyncHashtaggerClient:
    """
    Speaks to one server with one key. Use it as an async context manager, or ``close`` it.

    ``operations`` is what the functions under ``hashtagger_client.generated.api`` take: every operation of the server, with
    the same retries and exceptions. Every method raises ``Refused`` when the server says no and ``CannotReach`` when no
    answer comes.
    """

    def __init__(
        self,
        base_url: str = DEFAULT_URL,
        *,
        api_key: str | None = None,
        timeout_s: float = TIMEOUT_S,
        patience: Patience | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """
        ``timeout_s`` is for each wait within one try: to connect, to send, to get an answer. ``transport`` takes the place of
        the network (a proxy, another TLS configuration, a test).
        """
        inner = transport if transport is not None else httpx.AsyncHTTPTransport()
        http = httpx.AsyncClient(
            base_url=base_url,
            headers=made.key_header(api_key),
            timeout=timeout_s,
            transport=AsyncPatientTransport(inner, patience or Patience(), sleep=sleep),
            event_hooks={"response": [raise_refusal_async]},
        )
        self._sleep = sleep
        self.operations = AuthenticatedClient(base_url=base_url, token=api_key or "").set_async_httpx_client(http)

    async def recommend(
        self,
        images: Pictures = (),
        *,
        image_url: str | None = None,
        idempotency_key: str | None = None,
        **wishes: Unpack[RecommendationWishes],
    ) -> models.RecommendationOut:
        """
        At most five tags for one to ten pictures, a clip, a draft (``text``), or all of them, best first.

        ``images``: paths, bytes, or open files. ``idempotency_key`` names the request: the same key and content have one
        effect and one answer, however often they are sent; drawn by chance where none is given.
        """
        response = await recommend.asyncio_detailed(
            client=self.operations,
            body=made.recommendation(images, image_url, wishes),
            idempotency_key=idempotency_key or str(uuid.uuid4()),
        )
        return made.there(models.RecommendationOut, response.parsed)

    async def caption(
        self,
        images: Pictures = (),
        *,
        image_url: str | None = None,
        idempotency_key: str | None = None,
        **wishes: Unpack[CaptionWishes],
    ) -> models.CaptionsOut:
        """Up to five sentences about a picture, or with ``style="story"`` a story about several."""
        response = await caption.asyncio_detailed(
            client=self.operations,
            body=made.caption(images, image_url, wishes),
            idempotency_key=idempotency_key or str(uuid.uuid4()),
        )
        return made.there(models.CaptionsOut, response.parsed)

    async def trends(self, **filters: Unpack[TrendFilters]) -> models.TrendPageOut:
        """What trends now, best first; ``next_`` of the answer is the ``cursor`` of the next page."""
        response = await list_trends.asyncio_detailed(client=self.operations, **filters)
        return made.there(models.TrendPageOut, response.parsed)

    async def trend(self, tag: str, *, region: str = "", language: str = "") -> models.TrendDetailOut:
        """One tag or phrase: as it stands, its past by source, the next 24 hours, what is used beside it."""
        response = await read_trend.asyncio_detailed(tag, client=self.operations, region=region, language=language)
        return made.there(models.TrendDetailOut, response.parsed)

    async def give_feedback(
        self,
        recommendation_id: str,
        *,
        kept: Iterable[str] = (),
        removed: Iterable[str] = (),
        added: Iterable[str] = (),
        copied: bool = False,
        at: datetime | None = None,
    ) -> models.FeedbackOut:
        """Tells what was done with an answer, ``at`` that moment (default: now); answers what holds now."""
        told = made.feedback(kept, removed, added, copied, at)
        response = await give_feedback.asyncio_detailed(recommendation_id, client=self.operations, body=told)
        return made.there(models.FeedbackOut, response.parsed)

    async def generate(
        self,
        kind: Kind,
        image: Picture | None = None,
        *,
        image_url: str | None = None,
        idempotency_key: str | None = None,
        **wishes: Unpack[GenerationWishes],
    ) -> models.GenerationOut:
        """Queues a job that makes a picture or a clip; ``finished`` waits for it."""
        response = await generate.asyncio_detailed(
            client=self.operations,
            body=made.generation(kind, image, image_url, wishes),
            idempotency_key=idempotency_key or str(uuid.uuid4()),
        )
        return made.there(models.GenerationOut, response.parsed)

    async def finished(
        self, generation_id: str, *, on_progress: Callable[[models.GenerationOut], None] | None = None
    ) -> models.GenerationOut:
        """
        The job when it is done; ``on_progress`` is told of each look at it.

        Raises ``GenerationStopped`` when it failed or was cancelled.
        """
        while True:
            response = await read_generation.asyncio_detailed(generation_id, client=self.operations)
            job = made.there(models.GenerationOut, response.parsed)
            if on_progress is not None:
                on_progress(job)
            wait_s = made.seconds_to_look_again(job)
            if wait_s is None:
                return job
            await self._sleep(wait_s)

    async def fetch_result(self, result: models.ResultOut) -> bytes:
        """The file that a job made."""
        return (await self.operations.get_async_httpx_client().get(result.url)).content

    async def close(self) -> None:
        await self.operations.get_async_httpx_client().aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
