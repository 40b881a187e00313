"""The pictures of the README, with the models that ship and a sample photo: python -m tests.browser.readme_pictures docs/img."""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.running import ROOT, chromium, server

PHOTO = ROOT / "hashtagger" / "samples" / "coffee.jpg"
SIZE = {"width": 1280, "height": 1000}
COLOURS = 256
MOST_BYTES = 200_000


def main() -> None:
    folder = Path(sys.argv[1])
    with (
        tempfile.TemporaryDirectory() as data,
        server(Path(data) / "data") as running,
        sync_playwright() as p,
    ):
        browser = p.chromium.launch(**chromium())
        page = browser.new_page(viewport=SIZE, color_scheme="light", locale="en-GB")
        _create(page, running.address)
        _keep(page, folder / "create.png")
        page.goto(f"{running.address}/trends", wait_until="networkidle")
        _keep(page, folder / "trends.png")
        browser.close()


def _create(page: Page, address: str) -> None:
    """The first page with an answer for the photo."""
    page.goto(address)
    page.wait_for_selector("body[data-ready]")
    page.set_input_files("#files", PHOTO)
    page.get_by_label("Draft").fill("Morning espresso at our coffee bar, from beans we roast ourselves.")
    page.get_by_role("button", name="Suggest tags").click()
    expect(page.get_by_role("heading", name="Your tags")).to_be_visible(timeout=60_000)
    expect(page.locator("#progress")).to_be_hidden(timeout=60_000)
    page.wait_for_load_state("networkidle")
    page.evaluate("scrollTo(0, 0)")


def _keep(page: Page, path: Path) -> None:
    """With few colours, which a page has anyway: small enough for a README."""
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    shot.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.FLOYDSTEINBERG).save(
        path, optimize=True
    )
    size_bytes = path.stat().st_size
    print(f"{path}: {size_bytes:,} bytes")
    assert size_bytes < MOST_BYTES


if __name__ == "__main__":
    main()
