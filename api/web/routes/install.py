"""What a browser asks for to keep the pages on a phone like an app (Web App Manifest, service worker, share target)."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.responses import FileResponse, RedirectResponse, Response

from api.web.assets import FOLDER, asset, release
from api.web.languages import language_of, translations
from api.web.pages import render

router = APIRouter(include_in_schema=False)
_ACCEPTED = ["image/*", "video/mp4", "video/webm", "video/quicktime"]


@router.get("/manifest.webmanifest")
async def manifest(request: Request) -> Response:
    """https://www.w3.org/TR/appmanifest/ with the share target of https://w3c.github.io/web-share-target/."""
    language = language_of(request)
    say = translations(language).gettext
    icons = [("icon-192.png", "192x192", "any"), ("icon-512.png", "512x512", "any")]
    icons += [("maskable-512.png", "512x512", "maskable"), ("icon.svg", "any", "any")]
    kinds = {"svg": "image/svg+xml", "png": "image/png"}
    told = {
        "id": "/",
        "name": "Hashtagger",
        "short_name": "Hashtagger",
        "description": say("Photo in, five defensible hashtags out, on your own machine."),
        "lang": language,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f7f6f3",
        "theme_color": "#4a37c4",
        "icons": [
            {"src": asset(f"icons/{name}"), "sizes": sizes, "type": kinds[name[-3:]], "purpose": purpose}
            for name, sizes, purpose in icons
        ],
        "shortcuts": [
            {"name": say("Trends"), "url": "/trends"},
            {"name": say("History"), "url": "/history"},
        ],
        "share_target": {
            "action": "/share",
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {"title": "title", "text": "text", "files": [{"name": "files", "accept": _ACCEPTED}]},
        },
    }
    return JSONResponse(told, media_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


@router.get("/sw.js")
async def service_worker() -> Response:
    """At the root, because a worker rules only what lies below it; named after the release, so that a new one replaces it."""
    script = (FOLDER / "sw.js").read_text("utf-8").replace("RELEASE", release())
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": "default-src 'none'; connect-src 'self'"}
    return Response(script, media_type="text/javascript", headers=headers)


@router.get("/offline")
async def offline(request: Request) -> Response:
    """What the worker shows while the network is gone; nobody's in particular."""
    response = render(request, "offline.html")
    response.headers["Cache-Control"] = "no-cache"
    return response


@router.get("/favicon.ico")
async def favicon() -> Response:
    return FileResponse(FOLDER / "icons" / "icon-192.png", headers={"Cache-Control": "public, max-age=86400"})


@router.post("/share")
async def share() -> Response:
    """
    Where a phone's share sheet sends a photo. The service worker keeps it and never asks us; without one the photo is lost here
    on purpose: this request cannot prove that it came from the visitor, so it does nothing.
    """
    return RedirectResponse("/?shared=none", status_code=303)
