"""The page of reviews: new tags with what is known of them, approved or refused one by one or several at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.problems import InvalidFields
from api.web.addresses import address, given
from api.web.asking import Refused
from api.web.flash import Said, lead_to, render_said
from api.web.forms import OwnForm
from api.web.visiting import VisitorApi
from hashtagger.observations import start_of

router = APIRouter(prefix="/admin/reviews", include_in_schema=False)

PAGE_SIZE = 50
_PLACE = ("state", "cursor")
_TOLD_APART = frozenset({"score", "authors", "hour", "hours", "region", "language", "sources"})


@router.get("")
async def reviews_page(request: Request, api: VisitorApi) -> Response:
    place = given(request, _PLACE)
    found = await api.get("/v1/reviews", **place, limit=PAGE_SIZE)
    return render_said(
        request,
        "admin/reviews.html",
        state=place["state"] or "new",
        cursor=place["cursor"],
        reviews=[{**each, "evidence": _evidence(each["evidence"])} for each in found["reviews"]],
        following=found["next"],
    )


@router.post("")
async def decide(request: Request, form: OwnForm, api: VisitorApi) -> Response:
    """
    Fields ``tag_0``, ``tag_1`` … are the tags, ``decision`` what becomes of them, ``reason`` is kept with it.

    The API decides about one tag at a time: when it refuses one, those before it are decided, and the page says so.
    """
    tags = [value for name, value in form.items() if name.startswith("tag_")]
    decision = form.get("decision", "")
    back = address("/admin/reviews", {name: form.get(name, "") for name in _PLACE})
    if decision not in ("approve", "refuse"):
        raise InvalidFields([{"field": "decision", "message": "It is 'approve' or 'refuse'."}])
    if not tags:
        return lead_to(request, back, Said("none_chosen"))
    wanted = {"decision": decision, "reason": form.get("reason", "").strip()}
    for done, tag in enumerate(tags):
        try:
            await api.send("POST", f"/v1/reviews/{quote(tag, safe='')}", wanted)
        except Refused:
            if done == 0:
                raise
            return lead_to(request, back, Said("decided_in_part", tag, done))
    return lead_to(request, back, Said(f"{decision}_done", tags[0], len(tags)))


def _evidence(told: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of a tag in the order of the page; the API says it as the crawler noted it."""
    sources = told.get("sources") or {}
    named = sources if isinstance(sources, dict) else {name: {} for name in sources}
    hour = told.get("hour")
    return {
        "score": told.get("score"),
        "authors": told.get("authors"),
        "hours": told.get("hours"),
        "seen": start_of(hour) if isinstance(hour, int) else None,
        "region": told.get("region") or "",
        "language": told.get("language") or "",
        "sources": [{"name": name, "said": said if isinstance(said, dict) else {}} for name, said in named.items()],
        "more": {name: value for name, value in told.items() if name not in _TOLD_APART},
    }
