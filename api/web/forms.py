"""Reads the forms of our own pages, and refuses those that came from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request

from api.deps import state_of
from api.web.cookies import session_token
from api.web.csrf import FIELD, HEADER

Form = Mapping[str, str]
"""Names and texts; of a name that came twice, the last."""


async def own_form(request: Request) -> Form:
    """A dependency of every route that a form of ours posts to. Raises ``NotAllowed`` (code ``no_csrf_token``)."""
    async with request.form(max_files=0, max_fields=200) as sent:
        fields = {name: value for name, value in sent.multi_items() if isinstance(value, str)}
    token = fields.pop(FIELD, None) or request.headers.get(HEADER)
    state_of(request)["csrf"].check(session_token(request.headers) or "", token)
    return fields


OwnForm = Annotated[Form, Depends(own_form)]
