"""Sends a request again where that is safe and useful, and turns every refusal into an exception."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx

from hashtagger_client.errors import CannotReach, refusal_of, retry_after_s

_WITHOUT_EFFECT = frozenset({"GET", "HEAD", "PUT", "DELETE"})
"""Methods that mean the same twice as once (RFC 9110)."""
_LATER = frozenset({429, 503})
_HOPELESS = (httpx.UnsupportedProtocol, httpx.LocalProtocolError)
"""An address or a header that is none."""


@dataclass(frozen=True, slots=True)
class Patience:
    """
    When a request is sent again, and after which wait.

    A refusal that says when to come back (429 or 503 with ``Retry-After``) is obeyed, unless that is longer than
    ``longest_wait_s``. After a lost connection a request is sent again only where it cannot have a second effect: when its
    method has none, or when it carries an ``Idempotency-Key``.
    """

    retries: int = 4
    first_wait_s: float = 0.5
    longest_wait_s: float = 60.0

    def after_answer(self, response: httpx.Response, tried: int) -> float | None:
        """Seconds to wait, or None: this answer stands."""
        told = retry_after_s(response)
        if response.status_code not in _LATER or told is None or tried >= self.retries or told > self.longest_wait_s:
            return None
        return _spread(told)

    def after_loss(self, request: httpx.Request, error: httpx.TransportError, tried: int) -> float | None:
        """Seconds to wait, or None: it must not be sent again, or cannot be sent at all."""
        safe = request.method in _WITHOUT_EFFECT or "idempotency-key" in request.headers
        if not safe or tried >= self.retries or isinstance(error, _HOPELESS):
            return None
        return _spread(min(self.first_wait_s * 2**tried, self.longest_wait_s))


class PatientTransport(httpx.BaseTransport):
    """Sends through ``inner`` with ``patience``; the body of a request must be replayable, as bytes and files are."""

    def __init__(
        self, inner: httpx.BaseTransport, patience: Patience, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._inner = inner
        self._patience = patience
        self._sleep = sleep

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        for tried in range(self._patience.retries + 1):
            try:
                response = self._inner.handle_request(request)
                if _is_document(response):
                    response.read()  # here, so that a connection lost in the middle of it counts too
            except httpx.TransportError as error:
                wait_s = self._patience.after_loss(request, error, tried)
                if wait_s is None:
                    raise cannot_reach(request, error) from error
            else:
                wait_s = self._patience.after_answer(response, tried)
                if wait_s is None:
                    return response
                response.close()
            self._sleep(wait_s)
        raise AssertionError("the last try answers or raises")

    def close(self) -> None:
        self._inner.close()


class AsyncPatientTransport(httpx.AsyncBaseTransport):
    """As ``PatientTransport``, without blocking."""

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        patience: Patience,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._inner = inner
        self._patience = patience
        self._sleep = sleep

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        for tried in range(self._patience.retries + 1):
            try:
                response = await self._inner.handle_async_request(request)
                if _is_document(response):
                    await response.aread()
            except httpx.TransportError as error:
                wait_s = self._patience.after_loss(request, error, tried)
                if wait_s is None:
                    raise cannot_reach(request, error) from error
            else:
                wait_s = self._patience.after_answer(response, tried)
                if wait_s is None:
                    return response
                await response.aclose()
            await self._sleep(wait_s)
        raise AssertionError("the last try answers or raises")

    async def aclose(self) -> None:
        await self._inner.aclose()


def cannot_reach(request: httpx.Request, error: httpx.TransportError) -> CannotReach:
    where = f"{request.url.scheme}://{request.url.netloc.decode('ascii')}"
    why = str(error) or type(error).__name__
    return CannotReach(f"no answer from {where}: {why}. Is the server running there? 'make run' starts one.")


def raise_refusal(response: httpx.Response) -> None:
    """For the hooks of an ``httpx.Client``. Raises ``Refused``."""
    if response.status_code >= 400:
        response.read()
        raise refusal_of(response)


async def raise_refusal_async(response: httpx.Response) -> None:
    """For the hooks of an ``httpx.AsyncClient``. Raises ``Refused``."""
    if response.status_code >= 400:
        await response.aread()
        raise refusal_of(response)


def _is_document(response: httpx.Response) -> bool:
    """Not a file or a stream, which are read by whoever asked for them."""
    return "json" in response.headers.get("content-type", "")


def _spread(wait_s: float) -> float:
    """A little longer, by chance, so that those who were sent away together do not come back together."""
    return wait_s * random.uniform(1.0, 1.2)
