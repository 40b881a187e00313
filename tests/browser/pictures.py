"""
Pictures of pages to look at: python -m tests.browser.pictures FOLDER [PATH …] [--language ar] [--themes light].

At 360 and 1280 px, light and dark. Without a PATH, of every page. A path may be followed by a name: /trends?region=DE=trends-de.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.belongings import belongings
from tests.browser.running import chromium, server

PAGES = {
    "create": "/",
    "history": "/history",
    "saved": "/saved",
    "trends": "/trends",
    "no-trends": "/trends?region=US&language=ar",
    "trend": "/trends/tag/lunareclipse",
    "unknown-trend": "/trends/tag/nobodysaysthis",
    "compare": "/trends/compare?tags=lunareclipse,goldenhour,matcha",
    "compare-none": "/trends/compare",
    "watchlists": "/watchlists",
    "new-watchlist": "/watchlists/new?tags=lunareclipse",
    "report-mails": "/report-mails",
    "new-report-mail": "/report-mails/new?view=trends",
    "experiments": "/experiments",
    "new-experiment": "/experiments/new",
    "lift": "/lift",
    "accounts": "/accounts",
    "admin": "/admin",
    "admin-sources": "/admin/sources",
    "admin-reviews": "/admin/reviews",
    "admin-flags": "/admin/flags",
    "admin-flag": "/admin/flags/tag?name=blackfriday",
    "admin-models": "/admin/models",
    "admin-jobs": "/admin/jobs",
    "admin-rankers": "/admin/rankers",
    "admin-keys": "/admin/keys",
    "offline": "/offline",
}
"""Every page that the world of the tests has without anything of a visitor's own (``tests.browser.belongings``)."""
WIDTHS_PX = (360, 1280)
THEMES = ("light", "dark")


def main() -> None:
    asked = _asked()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as data,
        server(Path(data) / "data", "--fake") as running,
        sync_playwright() as p,
    ):
        wanted = dict(_named(path) for path in asked.paths) or PAGES | belongings(running.address)
        browser = p.chromium.launch(**chromium())
        for width in WIDTHS_PX:
            for theme in asked.themes:
                _take(browser, running.address, wanted, asked, width, theme)
        browser.close()


def language_cookie(address: str, language: str) -> dict[str, str]:
    """With it a browser sees the pages in ``language``."""
    return {"name": "hashtagger_language", "value": language, "url": address}


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.browser.pictures", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--language", default="en")
    parser.add_argument("--themes", nargs="+", default=THEMES, choices=THEMES)
    return parser.parse_args()


def _named(path: str) -> tuple[str, str]:
    place, _, name = (
        path.rpartition("=") if path.count("=") % 2 and "?" not in path.rpartition("=")[2] else (path, "", "")
    )
    return (name or path.strip("/").replace("/", "-").partition("?")[0] or "create"), place or path


def _take(
    browser: Browser, address: str, wanted: dict[str, str], asked: argparse.Namespace, width: int, theme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme, device_scale_factor=1)
    context.add_cookies([language_cookie(address, asked.language)])
    page = context.new_page()
    page.on(
        "console",
        lambda message: print(f"  console {message.type}: {message.text}") if message.type == "error" else None,
    )
    for name, path in wanted.items():
        answer = page.goto(address + path, wait_until="networkidle")
        page.screenshot(path=asked.folder / f"{name}-{width}-{theme}.png", full_page=True)
        print(f"{name} {width} {theme}: {answer.status if answer else '?'}, {_too_wide(page)}")
    context.close()


def _too_wide(page: Page) -> str:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return f"{wide} px too wide" if wide > 0 else "fits"


if __name__ == "__main__":
    main()
