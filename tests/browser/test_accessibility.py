"""Pages for everybody: the rules of axe-core, no sideways scrolling on a phone, and the keyboard alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.api.builders import photo
from tests.browser.belongings import OWN_PAGES, belongings
from tests.browser.pictures import PAGES, language_cookie
from tests.browser.running import Served, server

VENDOR = Path(__file__).parent / "vendor"
AXE = (VENDOR / "axe.min.js").read_text("utf-8")
BAD = ("serious", "critical")
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 800}
LOOKS = {"en": ((WIDE, "light"), (PHONE, "dark")), "ar": ((PHONE, "light"),)}
"""At what sizes and in which themes a page is looked at in each language."""
FOUND = """async () => (await axe.run(document, { resultTypes: ["violations"], preload: false })).violations.map(
  (each) => [each.impact, each.id, each.nodes.map((node) => node.html).slice(0, 3)])"""
# One radio button stands for its group, as Tab sees it; the canvas of a chart is no control.
CONTROLS = """() => {
  const groups = new Set()
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
  const reachable = [...document.querySelectorAll(all)].filter((each) => {
    if (each.disabled || each.tabIndex < 0 || !each.checkVisibility({ visibilityProperty: true })) return false
    if (each.type !== "radio") return true
    const isFirst = !groups.has(each.name)
    groups.add(each.name)
    return isFirst
  })
  return reachable.map(nameOf)
}"""
NAME = """window.nameOf = (each) => each.type === "radio" ? `radio ${each.name}` :
  each.dataset.reached ??= `${each.tagName} ${each.id || each.textContent.trim().slice(0, 30)} ${Math.random()}`"""
FOCUSED = """() => {
  const each = document.activeElement
  if (each === document.body) return null
  const marked = [each, each.closest("label"), each.nextElementSibling, each.parentElement].filter(Boolean)
  const isMarked = marked.some((part) => {
    const style = getComputedStyle(part)
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
  })
  const place = each.getBoundingClientRect()
  return { name: nameOf(each), isMarked, isInSight: place.bottom > 0 && place.top < innerHeight }
}"""


@dataclass(frozen=True)
class Seen:
    violations: list[object]
    too_wide_px: int


@pytest.fixture(scope="module")
def inhabited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """Address of a server of our own, and its pages by name."""
    with server(tmp_path_factory.mktemp("inhabited") / "data", "--fake") as running:
        yield running.address, PAGES | belongings(running.address)


@pytest.fixture(scope="module")
def look(browser: Browser, inhabited: tuple[str, dict[str, str]]) -> Iterator[Callable[[str, str], Seen]]:
    """A page in a language, looked at once for all tests."""
    address, pages = inhabited
    opened: dict[str, BrowserContext] = {}
    seen: dict[tuple[str, str], Seen] = {}

    def look(name: str, language: str) -> Seen:
        if language not in opened:
            opened[language] = browser.new_context(service_workers="block")
            opened[language].add_cookies([language_cookie(address, language)])
        if (name, language) not in seen:
            seen[name, language] = _look(opened[language].new_page(), address + pages[name], language)
        return seen[name, language]

    yield look
    for context in opened.values():
        context.close()


def _look(page: Page, address: str, language: str) -> Seen:
    violations = []
    for size, theme in LOOKS[language]:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        if page.url != address:
            assert page.goto(address).status == (404 if "nobodysaysthis" in address else 200)
            page.evaluate(AXE)
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        violations += [(theme, size["width"], *each) for each in page.evaluate(FOUND) if each[0] in BAD]
    too_wide_px = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.close()
    return Seen(violations, too_wide_px)


@pytest.mark.parametrize("language", LOOKS)
@pytest.mark.parametrize("name", [*PAGES, *OWN_PAGES])
def test_nothing_on_a_page_keeps_people_out(look, name, language):
    assert look(name, language).violations == []


@pytest.mark.parametrize("language", LOOKS)
@pytest.mark.parametrize("name", [*PAGES, *OWN_PAGES])
def test_no_page_scrolls_sideways_on_a_phone(look, name, language):
    assert look(name, language).too_wide_px <= 0


def test_the_way_in_is_open_to_everybody(page: Page, guarded: Served):
    page.goto(f"{guarded.address}/sign-in")
    page.evaluate(AXE)
    assert [each for each in page.evaluate(FOUND) if each[0] in BAD] == []


def test_an_answer_is_open_to_everybody(page: Page, inhabited):
    page.goto(inhabited[0])
    page.wait_for_selector("body[data-ready]")
    page.set_input_files("#files", {"name": "red.jpg", "mimeType": "image/jpeg", "buffer": photo(kind="JPEG")})
    page.get_by_label("Draft").fill("A dog at the beach in the golden hour")
    page.get_by_role("button", name="Suggest tags").click()
    expect(page.get_by_role("heading", name="Your tags")).to_be_visible()
    expect(page.locator("#progress")).to_be_hidden()
    page.evaluate(AXE)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        assert [each for each in page.evaluate(FOUND) if each[0] in BAD] == []


@pytest.mark.parametrize("path", ["/", "/trends"])
def test_every_control_is_reached_by_tab_and_shows_that_it_is(page: Page, inhabited, path):
    page.goto(inhabited[0] + path)
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    page.evaluate(f"() => {{ {NAME} }}")
    wanted, reached = set(page.evaluate(CONTROLS)), []
    for _ in range(len(wanted) + 1):
        page.keyboard.press("Tab")
        if (found := page.evaluate(FOCUSED)) is not None:
            reached.append(found)
    assert wanted - {each["name"] for each in reached} == set()
    assert [each["name"] for each in reached if not (each["isMarked"] and each["isInSight"])] == []


def test_the_rules_are_those_that_are_recorded():
    digest = hashlib.sha256((VENDOR / "axe.min.js").read_bytes()).hexdigest()
    assert digest in (VENDOR / "VENDOR.md").read_text("utf-8")
