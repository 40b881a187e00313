"""What a route may ask for: the services, the caller, the time it has."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Annotated, TypedDict, cast

from fastapi import Depends, Request

from api.auth import Caller
from api.health import Health
from api.rate_limit import RateLimit
from api.web.csrf import Csrf
from hashtagger.bootstrap import Services
from hashtagger.types import Deadline
from jobs.by_hand import RunsByHand

_WAIT = re.compile(r"(?:^|[,;])\s*wait\s*=\s*\"?(\d{1,6})\"?\s*(?=$|[,;])", re.IGNORECASE)


class AppState(TypedDict):
    """What the lifespan gives to every request, in ``scope["state"]``."""

    services: Services
    health: Health
    rate_limit: RateLimit
    keys_required: bool
    csrf: Csrf
    by_hand: RunsByHand


def state_of(request: Request) -> AppState:
    return cast("AppState", request.scope["state"])


# Dependencies are coroutines: the framework runs plain functions on its thread pool, which costs more than they do.


async def services_of(request: Request) -> Services:
    return state_of(request)["services"]


def caller_with(scope: str) -> Callable[[Request], Awaitable[Caller]]:
    """A dependency: the caller that the door let in, who must have ``scope``. Raises ``MissingScope``."""

    async def caller(request: Request) -> Caller:
        asking: Caller = request.scope["state"]["caller"]
        asking.must_have(scope)
        return asking

    return caller


ServicesDep = Annotated[Services, Depends(services_of)]
RecommendCaller = Annotated[Caller, Depends(caller_with("recommend"))]
ReadCaller = Annotated[Caller, Depends(caller_with("read"))]
GenerateCaller = Annotated[Caller, Depends(caller_with("generate"))]
WatchCaller = Annotated[Caller, Depends(caller_with("watch"))]
AdminCaller = Annotated[Caller, Depends(caller_with("admin"))]


def deadline_of(request: Request, services: Services, timeout_s: float | None = None) -> Deadline:
    """
    When the answer must be there: ``timeout_s``, else ``Prefer: wait=SECONDS`` (RFC 7240), else the setting.

    Never later than ``max_deadline_s`` from now.
    """
    limits = services.settings.recommend
    asked = timeout_s if timeout_s is not None else preferred_wait_s(request.headers.getlist("prefer"))
    return Deadline.after(min(limits.deadline_s if asked is None else asked, limits.max_deadline_s))


def preferred_wait_s(prefer: list[str]) -> float | None:
    """
    >>> preferred_wait_s(["respond-async, wait=10"]), preferred_wait_s(["handling=lenient"])
    (10.0, None)
    """
    for header in prefer:
        found = _WAIT.search(header)
        if found:
            return float(found[1])
    return None
