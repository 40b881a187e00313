"""The client without async."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from types import TracebackType
from typing import Self, Unpack

import httpx

from hashtagger_client import wishes as made
from hashtagger_client.generated import models
from hashtagger_client.generated.api.captions import caption
from hashtagger_client.generated.api.generations import generate, read_generation
from hashtagger_client.generated.api.recommendations import give_feedback, recommend
from hashtagger_client.generated.api.trends import list_trends, read_trend
from hashtagger_client.generated.client import AuthenticatedClient
from hashtagger_client.patience import Patience, PatientTransport, raise_refusal
from hashtagger_client.pictures import Picture
from hashtagger_client.wishes import CaptionWishes, GenerationWishes, Kind, Pictures, RecommendationWishes, TrendFilters

DEFAULT_URL = "http://127.0.0.1:8000"
TIMEOUT_S = 60.0


class HashtaggerClient:
    """
    Speaks to one server with one key. Use it as a context manager, or ``close`` it.

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
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """
        ``timeout_s`` is for each wait within one try: to connect, to send, to get an answer. ``transport`` takes the place of
        the network (a proxy, another TLS configuration, a test).
        """
        inner = transport if transport is not None else httpx.HTTPTransport()
        http = httpx.Client(
            base_url=base_url,
            headers=made.key_header(api_key),
            timeout=timeout_s,
            transport=PatientTransport(inner, patience or Patience(), sleep=sleep),
            event_hooks={"response": [raise_refusal]},
        )
        self._sleep = sleep
        self.operations = AuthenticatedClient(base_url=base_url, token=api_key or "").set_httpx_client(http)

    def recommend(
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
        response = recommend.sync_detailed(
            client=self.operations,
            body=made.recommendation(images, image_url, wishes),
            idempotency_key=idempotency_key or str(uuid.uuid4()),
        )
        return made.there(models.RecommendationOut, response.parsed)

    def caption(
        self,
        images: Pictures = (),
        *,
        image_url: str | None = None,
        idempotency_key: str | None = None,
        **wishes: Unpack[CaptionWishes],
    ) -> models.CaptionsOut:
        """Up to five sentences about a picture, or with ``style="story"`` a story about several."""
        response = caption.sync_detailed(
            client=self.operations,
            body=made.caption(images, image_url, wishes),
            idempotency_key=idempotency_key or str(uuid.uuid4()),
        )
        return made.there(models.CaptionsOut, response.parsed)

    def trends(self, **filters: Unpack[TrendFilters]) -> models.TrendPageOut:
        """What trends now, best first; ``next_`` of the answer is the ``cursor`` of the next page."""
        response = list_trends.sync_detailed(client=self.operations, **filters)
        return made.there(models.TrendPageOut, response.parsed)

    def trend(self, tag: str, *, region: str = "", language: str = "") -> models.TrendDetailOut:
        """One tag or phrase: as it stands, its past by source, the next 24 hours, what is used beside it."""
        response = read_trend.sync_detailed(tag, client=self.operations, region=region, language=language)
        return made.there(models.TrendDetailOut, response.parsed)

    def give_feedback(
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
        response = give_feedback.sync_detailed(recommendation_id, client=self.operations, body=told)
        return made.there(models.FeedbackOut, response.parsed)

    def generate(
        self,
        kind: Kind,
        image: Picture | None = None,
        *,
        image_url: str | None = None,
        idempotency_key: str | None = None,
        **wishes: Unpack[GenerationWishes],
    ) -> models.GenerationOut:
        """Queues a job that makes a picture or a clip; ``finished`` waits for it."""
        response = generate.sync_detailed(
            client=self.operations,
            body=made.generation(kind, image, image_url, wishes),
            idempotency_key=idempotency_key or str(uuid.uuid4()),
        )
        return made.there(models.GenerationOut, response.parsed)

    def finished(
        self, generation_id: str, *, on_progress: Callable[[models.GenerationOut], None] | None = None
    ) -> models.GenerationOut:
        """
        The job when it is done; ``on_progress`` is told of each look at it.

        Raises ``GenerationStopped`` when it failed or was cancelled.
        """
        while True:
            response = read_generation.sync_detailed(generation_id, client=self.operations)
            job = made.there(models.GenerationOut, response.parsed)
            if on_progress is not None:
                on_progress(job)
            wait_s = made.seconds_to_look_again(job)
            if wait_s is None:
                return job
            self._sleep(wait_s)

    def fetch_result(self, result: models.ResultOut) -> bytes:
        """The file that a job made."""
        return self.operations.get_httpx_client().get(result.url).content

    def close(self) -> None:
        self.operations.get_httpx_client().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
