"""Spares callers an answer that they have already: ETag and If-None-Match (RFC 9110)."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import orjson
from fastapi import Request, Response

MAX_AGE_S = 60
_TAG = re.compile(r'(?:W/)?"([^"]*)"')

NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "It is what If-None-Match names"}}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of the answer that you have.",
    "schema": {"type": "string", "pattern": r"^[\x21\x23-\x7e]*$"},
    "example": "*",
}


def conditional_json(request: Request, answer: dict[str, Any], *, means: Any = None) -> Response:
    """
    ``answer`` as JSON with its ETag, or 304 when the caller has it.

    The tag is made from the answer itself (from ``means`` where that says what matters in it), so it changes when anything
    in it does: another hour, a review, a source that fell silent. It is weak: equal in meaning, perhaps not in bytes.
    """
    body = orjson.dumps(answer)
    tag = hashlib.sha256(body if means is None else orjson.dumps(means)).hexdigest()[:32]
    headers = {"ETag": f'W/"{tag}"', "Cache-Control": f"private, max-age={MAX_AGE_S}", "Vary": "Authorization, Cookie"}
    given = ",".join(request.headers.getlist("if-none-match"))
    if given.strip() == "*" or tag in _TAG.findall(given):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)
