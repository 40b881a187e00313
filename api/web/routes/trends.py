"""The pages of trends: what rises now, one tag, several tags side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from api.web.addresses import address, given, tidy
from api.web.asking import Api, Refused
from api.web.pages import render
from api.web.trend_menus import menus_of
from api.web.visiting import VisitorApi

router = APIRouter(include_in_schema=False)
Question = tuple[str, Mapping[str, Any]]
"""A path of the API with its parameters."""

SCOPE = ("region", "language", "platform")
LISTED = (*SCOPE, "category", "kind", "window", "order")
PAGE_SIZE = 25
CHARTED = 10
"""Trends in the chart above the list."""
MOST_COMPARED = 5
TAG_HOURS, TAG_DAYS = 168, 90
SPANS = {"1d": ("hour", 24), "7d": ("hour", 168), "31d": ("hour", 744), "90d": ("day", 2_160), "396d": ("day", 9_504)}
"""How far back tags are compared: name in the address → step, hours."""


@router.get("/trends")
async def list_page(
    request: Request, api: VisitorApi, first: Annotated[int, Query(alias="from", ge=1, le=1_000_000)] = 1
) -> Response:
    """``from`` numbers the places of a page behind the first."""
    if (plain := tidy(request)) is not None:
        return RedirectResponse(plain, status_code=303)
    asked, cursor = given(request, LISTED), request.query_params.get("cursor")
    answer, scopes = await api.get_all(
        ("/v1/trends", {**asked, "cursor": cursor, "limit": PAGE_SIZE}),
        _scopes_of(asked),
    )
    nothing_scored = answer["as_of"] is None
    return render(
        request,
        "trends/list.html",
        asked=asked,
        answer=answer,
        menus=menus_of(scopes, asked),
        is_filtered=any(asked.values()),
        titles=_titles(answer),
        first=first,
        is_first_page=cursor is None,
        following=_following(asked, answer, first),
        charted=CHARTED,
        all_sources=(await api.get("/v1/sources"))["sources"] if nothing_scored else [],
    )


@router.get("/trends/tag")
async def find_tag(request: Request, api: VisitorApi, name: Annotated[str, Query(max_length=400)] = "") -> Response:
    """Where the form that asks for a tag leads."""
    wanted = name.strip().removeprefix("#")
    return RedirectResponse(_tag_page(wanted, given(request, SCOPE)) if wanted else "/trends", status_code=303)


@router.get("/trends/tag/{tag:path}")
async def tag_page(request: Request, tag: str, api: VisitorApi) -> Response:
    if (plain := tidy(request)) is not None:
        return RedirectResponse(plain, status_code=303)
    asked, path = given(request, SCOPE), f"/v1/trends/{quote(tag, safe='')}"
    try:
        answer, season, scopes = await api.get_all(
            (path, {**asked, "hours": TAG_HOURS, "days": TAG_DAYS}),
            (f"{path}/seasonality", asked),
            _scopes_of(asked),
        )
    except Refused as refused:
        if refused.problem.code != "unknown_trend":
            raise
        return await _unknown(request, api, tag, asked)
    step = "daily" if request.query_params.get("step") == "day" else "hourly"
    return render(
        request,
        "trends/tag.html",
        asked=asked,
        answer=answer,
        display=_display(answer),
        weeks=season,
        titles=_titles(answer),
        menus=menus_of(scopes, asked),
        step=step,
        moments=_moments([each[step] for each in answer["history"]]),
        ahead=_ahead(answer["forecast"]),
        here_path=_tag_page(answer["tag"]).partition("?")[0],
    )


@router.get("/trends/compare")
async def compare(request: Request, api: VisitorApi) -> Response:
    """``add`` is what the form adds to ``tags``; the address that one comes to holds all of them in ``tags``."""
    asked, span = given(request, SCOPE), request.query_params.get("span", "7d")
    named = _tags(request.query_params.get("tags", ""), request.query_params.get("add", ""))
    tags, too_many = named[:MOST_COMPARED], named[MOST_COMPARED:]
    kept = {**asked, "span": span if span != "7d" else ""}
    if "add" in request.query_params or tidy(request) is not None:
        return RedirectResponse(address("/trends/compare", kept, tags=",".join(named)), status_code=303)
    step, hours = SPANS.get(span, SPANS["7d"])
    wanted = {**asked, "tags": ",".join(tags), "step": step, "hours": hours}
    questions = [_scopes_of(asked)]
    if tags:
        questions.append(("/v1/trends/compare", wanted))
    scopes, *found = await api.get_all(*questions)
    return render(
        request,
        "trends/compare.html",
        asked=asked,
        kept=kept,
        tags=tags,
        most=MOST_COMPARED,
        too_many=too_many,
        span=span if span in SPANS else "7d",
        wanted=wanted,
        answer=found[0] if found else scopes,
        compared=[_compared(each, _titles(found[0])) for each in found[0]["compared"]] if found else [],
        unknown=found[0]["unknown"] if found else [],
        menus=menus_of(scopes, asked),
        suggested=[] if tags else (await api.get("/v1/trends", **asked, kind="hashtag", limit=12))["trends"],
    )


async def _unknown(request: Request, api: Api, tag: str, asked: Mapping[str, str]) -> Response:
    """A page for a tag of which nothing may be shown: what was perhaps meant, and where to look on."""
    try:
        found = (await api.get("/v1/tags/suggest", q=tag[:100]))["suggestions"]
    except Refused:
        found = []
    listed = await api.get("/v1/trends", **asked, kind="hashtag", limit=12)
    return render(
        request, "trends/unknown.html", status=404, tag=tag, asked=asked, suggestions=found, trends=listed["trends"]
    )


def _scopes_of(asked: Mapping[str, str]) -> Question:
    """What can be chosen in the list that was asked for."""
    return "/v1/trends/scopes", {name: asked[name] for name in ("region", "language")}


def _following(asked: Mapping[str, str], answer: Mapping[str, Any], first: int) -> str | None:
    if answer["next"] is None:
        return None
    return address("/trends", asked, {"cursor": answer["next"], "from": first + PAGE_SIZE})


def _tag_page(tag: str, *params: Mapping[str, str]) -> str:
    return address(f"/trends/tag/{quote(tag, safe='')}", *params)


def _display(answer: Mapping[str, Any]) -> str:
    """As people write it, where that is known."""
    if answer["trend"] is not None:
        return str(answer["trend"]["display"])
    return f"#{answer['tag']}" if answer["kind"] == "hashtag" else str(answer["tag"])


def _tags(*texts: str) -> list[str]:
    """The tags in what people type into a field or an address; each once, without '#'."""
    parts = [part.strip().removeprefix("#") for text in texts for part in text.replace(" ", ",").split(",")]
    return list(dict.fromkeys(part for part in parts if part))


def _titles(answer: Mapping[str, Any]) -> Mapping[str, str]:
    """What the sources of an answer are called; one that is not running any more goes by its name."""
    return _ByName({each["source"]: each["title"] for each in answer["sources"]})


class _ByName(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return name


def _compared(found: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, Any]:
    """One source with its moments, for a table of a column a tag."""
    moments = _moments([each["series"] for each in found["tags"]])
    return {**found, "title": titles[found["source"]], "moments": moments}


def _moments(series: Sequence[Mapping[str, Any]]) -> list[tuple[int, datetime]]:
    """The place and the beginning of each step of series that begin together, newest first."""
    if not series:
        return []
    return _steps(series[0], len(series[0]["values"]))[::-1]


def _ahead(forecast: Mapping[str, Any] | None) -> list[tuple[int, datetime]]:
    """The place and the beginning of each coming hour, soonest first."""
    return [] if forecast is None else _steps(forecast, len(forecast["expected"]))


def _steps(told: Mapping[str, Any], count: int) -> list[tuple[int, datetime]]:
    start, step = datetime.fromisoformat(told["start"]), timedelta(hours=told["step_h"])
    return [(place, start + place * step) for place in range(count)]
