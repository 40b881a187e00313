"""What a page route may ask for: the API with the rights of its visitor, who signs in first where keys are needed."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from api.auth import NOBODY
from api.web.asking import Api
from api.web.pages import visitor_of


class SignInFirst(Exception):
    """Nobody is signed in, and this page is somebody's."""


async def _api(request: Request) -> Api:
    """Raises ``SignInFirst``."""
    if visitor_of(request).caller == NOBODY:
        raise SignInFirst
    return Api(request)


VisitorApi = Annotated[Api, Depends(_api)]
