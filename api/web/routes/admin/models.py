"""The page of models: what is loaded, the memory that they share, what waits, what failed."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.web.pages import render
from api.web.visiting import VisitorApi

router = APIRouter(prefix="/admin/models", include_in_schema=False)

_FIRST = {"failed": 0, "loading": 1, "resident": 2, "unknown": 3, "not_loaded": 4}


@router.get("")
async def models_page(request: Request, api: VisitorApi) -> Response:
    """What needs a look first; those that are not installed stand apart."""
    pool = await api.get("/v1/models", all="true")
    here = [each for each in pool["models"] if each["state"] != "not_installed"]
    return render(
        request,
        "admin/models.html",
        pool=pool,
        installed=sorted(here, key=lambda each: (_FIRST.get(each["state"], len(_FIRST)), not each["recommends"])),
        absent=[each for each in pool["models"] if each["state"] == "not_installed"],
    )
