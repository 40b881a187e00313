"""The creator's pages: make tags for a post, look at earlier answers, keep groups of tags."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Annotated, Any
from urllib.parse import quote, unquote, urlsplit

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from api.web.asking import Api, Refused
from api.web.assets import FOLDER
from api.web.forms import Form, OwnForm
from api.web.pages import render
from api.web.visiting import VisitorApi

router = APIRouter(include_in_schema=False)

PAGE_SIZE = 20
RISING = 8
"""Trends that are named where no answer stands yet."""
GROUPS_A_PAGE = 50
LANGUAGES_OF_TAGS = ("en", "es", "pt", "de", "fr", "ja")
"""Of the catalogue; what else was learned from trends is found without a filter."""
NAMES = {"linkedin": "LinkedIn", "tiktok": "TikTok", "youtube": "YouTube", "x": "X"}
"""Of platforms that do not write themselves with one capital at the beginning."""


@router.get("/")
async def create_page(request: Request, api: VisitorApi) -> Response:
    about, platforms, scopes, rising = await api.get_all(
        ("/v1", {}),
        ("/v1/platforms", {}),
        ("/v1/trends/scopes", {}),
        ("/v1/trends", {"kind": "hashtag", "limit": RISING}),
    )
    return render(
        request,
        "creator/create.html",
        modules=modules(),
        uploads=about["uploads"],
        platforms=platforms["platforms"],
        names=NAMES,
        languages_of_tags=LANGUAGES_OF_TAGS,
        rising=rising["trends"],
        rising_as_of=rising["as_of"],
        regions=sorted({each["region"] for each in scopes["lists"]} | {""}),
    )


@router.get("/history")
async def history_page(
    request: Request, api: VisitorApi, cursor: Annotated[str | None, Query(max_length=200)] = None
) -> Response:
    found = await api.get("/v1/recommendations", limit=PAGE_SIZE, cursor=cursor)
    return render(
        request,
        "creator/history.html",
        answers=found["recommendations"],
        following=found["next"],
        is_first_page=not cursor,
        names=NAMES,
    )


@router.get("/history/{recommendation_id}")
async def answer_page(request: Request, recommendation_id: str, api: VisitorApi) -> Response:
    return await _answer(request, recommendation_id, api)


@router.post("/history/{recommendation_id}/feedback")
async def give_feedback(request: Request, recommendation_id: str, form: OwnForm, api: VisitorApi) -> Response:
    """One tag, kept or removed."""
    event = {"kind": form.get("kind", ""), "tag": form.get("tag", "")}
    await api.send("POST", f"{_place(recommendation_id)}/feedback", {"events": [event]})
    return RedirectResponse(f"/history/{quote(recommendation_id, safe='')}", status_code=303)


@router.post("/history/{recommendation_id}/post")
async def name_post(request: Request, recommendation_id: str, form: OwnForm, api: VisitorApi) -> Response:
    """Which post came of an answer."""
    typed = form.get("post", "").strip()
    try:
        await api.send("POST", f"{_place(recommendation_id)}/feedback", {"post": post_named(typed)})
    except Refused as refused:
        if refused.problem.status not in (400, 422):
            raise
        return await _answer(request, recommendation_id, api, typed=typed, refused=refused)
    return RedirectResponse(f"/history/{quote(recommendation_id, safe='')}", status_code=303)


@router.get("/saved")
async def saved_page(
    request: Request, api: VisitorApi, cursor: Annotated[str | None, Query(max_length=200)] = None
) -> Response:
    return await _saved(request, api, cursor=cursor)


@router.post("/saved")
async def save_group(request: Request, form: OwnForm, api: VisitorApi) -> Response:
    return await _write_group(request, api, "POST", "/v1/saved-groups", form, at="new")


@router.post("/saved/{group_id}")
async def change_group(request: Request, group_id: str, form: OwnForm, api: VisitorApi) -> Response:
    """Another name, other tags."""
    return await _write_group(request, api, "PUT", f"/v1/saved-groups/{quote(group_id, safe='')}", form, at=group_id)


@router.post("/saved/{group_id}/delete")
async def delete_group(request: Request, group_id: str, form: OwnForm, api: VisitorApi) -> Response:
    await api.send("DELETE", f"/v1/saved-groups/{quote(group_id, safe='')}")
    return RedirectResponse("/saved", status_code=303)


@functools.cache
def modules() -> tuple[str, ...]:
    """The scripts of the first page; a browser that knows all of them at once does not find them one after the other."""
    return tuple(sorted(path.name for path in (FOLDER / "creator").glob("*.js")))


def post_named(typed: str) -> dict[str, str]:
    """
    A post by its address or by its id; of an address the last part is taken for the id.

    >>> post_named("https://www.instagram.com/p/C9xY_z/?utm=1")
    {'post_id': 'C9xY_z', 'url': 'https://www.instagram.com/p/C9xY_z/?utm=1'}
    >>> post_named("17912345678")
    {'post_id': '17912345678'}
    """
    if not typed.startswith(("http://", "https://")):
        return {"post_id": typed}
    try:
        last = PurePosixPath(unquote(urlsplit(typed).path)).name
    except ValueError:
        last = ""
    return {"post_id": re.sub(r"[^A-Za-z0-9._:@=~+-]", "-", last).lstrip(".")[:200], "url": typed}


async def _answer(
    request: Request, recommendation_id: str, api: Api, *, typed: str = "", refused: Refused | None = None
) -> Response:
    place = _place(recommendation_id)
    answer, feedback = await api.get_all((place, {}), (f"{place}/feedback", {}))
    return render(
        request,
        "creator/answer.html",
        status=200 if refused is None else refused.problem.status,
        answer=answer,
        feedback=feedback,
        names=NAMES,
        typed=typed,
        problem=None if refused is None else refused.problem,
    )


async def _saved(
    request: Request,
    api: Api,
    *,
    cursor: str | None = None,
    at: str = "",
    form: Mapping[str, str] | None = None,
    refused: Refused | None = None,
) -> Response:
    """``at``: the group (or 'new') whose ``form`` was refused."""
    found = await api.get("/v1/saved-groups", limit=GROUPS_A_PAGE, cursor=cursor)
    return render(
        request,
        "creator/saved.html",
        status=200 if refused is None else refused.problem.status,
        groups=found["groups"],
        following=found["next"],
        is_first_page=not cursor,
        at=at,
        form=form or {},
        problem=None if refused is None else refused.problem,
    )


async def _write_group(request: Request, api: Api, method: str, path: str, form: Form, *, at: str) -> Response:
    body: dict[str, Any] = {"name": form.get("name", ""), "tags": re.split(r"[\s,]+", form.get("tags", "").strip(" ,"))}
    try:
        await api.send(method, path, body)
    except Refused as refused:
        if refused.problem.status not in (400, 409, 422):
            raise
        return await _saved(request, api, at=at, form=form, refused=refused)
    return RedirectResponse("/saved", status_code=303)


def _place(recommendation_id: str) -> str:
    return f"/v1/recommendations/{quote(recommendation_id, safe='')}"
