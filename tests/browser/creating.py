"""Steps on the creator's page that several tests take."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.api.builders import photo

DRAFT = "My dog loves the golden hour at the beach"
ANSWERS = "**/v1/recommendations"


def picture(name: str = "dog.jpg", **how: Any) -> dict[str, Any]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": photo(kind="JPEG", **how)}


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector("body[data-ready]")
    return page


def suggest(page: Page, *, draft: str = DRAFT, pictures: int = 0, patience_ms: int = 10_000) -> None:
    """Ask for tags and wait for them, and for what is looked up afterwards."""
    if pictures:
        page.set_input_files("#files", [picture(f"{number}.jpg") for number in range(pictures)])
    page.get_by_label("Draft").fill(draft)
    page.get_by_role("button", name="Suggest tags").click()
    expect(page.get_by_role("heading", name="Your tags")).to_be_visible(timeout=patience_ms)
    expect(page.locator("#progress")).to_be_hidden(timeout=patience_ms)


def names(page: Page) -> list[str]:
    """The tags that are kept, in their order."""
    return page.locator("#tags > li:not(.is-dropped) [data-name]").all_inner_texts()


def text_of(page: Page) -> str:
    return page.get_by_label("Text with tags").input_value()


def answer_id(page: Page) -> str:
    return page.evaluate("JSON.parse(sessionStorage['hashtagger.answer']).answer.recommendation_id")


def refusing(status: int, code: str, **headers: str) -> Callable[[Route], None]:
    problem = {"status": status, "code": code, "detail": f"told by {code}", "advice": "Do this.", "request_id": "R1"}

    def answer(route: Route) -> None:
        route.fulfill(
            status=status, headers={"content-type": "application/problem+json", **headers}, body=json.dumps(problem)
        )

    return answer


def trouble(page: Page):
    return page.locator("#trouble")
