"""A thousand hostile texts in every field: no dialog, no violation of the policy, no other host, the text shown is the input."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, Route, expect

from hashtagger.settings import Settings
from hashtagger.storage.database import open_database
from tests.browser.belongings import belongings
from tests.browser.hostile_strings import hostile_strings, poisoned
from tests.browser.hostile_world import SINGLE, in_rows, named, write_over
from tests.browser.pictures import PAGES
from tests.browser.running import server

STRINGS = hostile_strings()
EXIF_TEXTS = (0x010E, 0x010F, 0x0110, 0x0131, 0x013B, 0x8298, 0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F)
"""Description, maker, model, software, artist, copyright, and what Windows writes."""
SHOWN = """() => {
  const found = []
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) found.push(walker.currentNode.data)
  for (const each of document.querySelectorAll("input, textarea, option")) found.push(each.value)
  return found.join("\\n")
}"""
QUERIES = {
    "/": ("group", "answer", "shared"),
    "/history": ("cursor",),
    "/saved": ("cursor",),
    "/trends": ("region", "language", "category", "platform", "kind", "window", "order", "cursor", "from"),
    "/trends/tag": ("name",),
    "/trends/tag/lunareclipse": ("region", "language", "platform", "step"),
    "/trends/compare": ("tags", "add", "region", "language", "platform", "span"),
    "/watchlists": ("cursor", "done"),
    "/watchlists/new": ("name", "tags", "region", "language", "category", "platform", "kind"),
    "/report-mails": ("cursor", "done"),
    "/report-mails/new": ("view", "tag", "tags", "region", "param.x"),
    "/experiments": ("profile_id", "cursor"),
    "/experiments/new": ("profile_id",),
    "/accounts": ("profile_id",),
    "/admin/flags": ("prefix", "origin", "flag", "cursor", "name"),
    "/admin/flags/tag": ("name",),
    "/admin/jobs": ("job", "state", "cursor"),
    "/admin/keys": ("cursor", "state", "revoked"),
    "/admin/reviews": ("state", "cursor"),
    "/sign-in": ("next",),
}
WRITTEN_ON = ("saved", "answer", "history", "trends", "watchlists", "watchlist", "report-mails", "report-mail")
WRITTEN_ON += ("experiments", "experiment", "admin-sources", "admin-jobs", "admin-keys", "admin-flags", "admin-reviews")
SAID_BY_THE_API = (
    "reasons",
    "reason",
    "text",
    "display",
    "answer",
    "name",
    "detail",
    "advice",
    "caption",
    "basis",
    "title",
)
SAID_BY_CHARTS = ("title", "subtitle", "description", "tag", "text", "source", "name_shown")


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """Address of a server whose database holds hostile texts wherever somebody writes, and its pages by name."""
    folder = tmp_path_factory.mktemp("attacked") / "data"
    with server(folder, "--fake") as running:
        pages = PAGES | belongings(running.address)
        with open_database(Settings(data_dir=folder).database_url) as database:
            database.write_now(write_over)
        yield running.address, pages


@pytest.fixture
def watched(context: BrowserContext, attacked: tuple[str, dict[str, str]]) -> Iterator[Page]:
    """A page that may ask our host only; dialogs and violations of the policy fail the test besides (``context``)."""
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    yield context.new_page()
    ours = urlsplit(attacked[0]).netloc
    assert [url for url in asked if urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc != ours] == []


def missing(page: Page, wanted: tuple[str, ...] = STRINGS) -> list[str]:
    """Which of ``wanted`` the page does not show, character by character."""
    shown = page.evaluate(SHOWN)
    return [text for text in wanted if text not in shown]


@pytest.mark.parametrize("name", WRITTEN_ON)
def test_a_page_shows_what_others_wrote_as_they_wrote_it(watched: Page, attacked, name):
    address, pages = attacked
    watched.goto(address + pages[name])
    expect(watched.locator("[aria-busy=true]")).to_have_count(0)
    assert missing(watched, STRINGS if name != "history" else STRINGS[:3]) == []


@pytest.mark.parametrize("text", SINGLE, ids=range(len(SINGLE)))
def test_a_trend_with_a_hostile_name_has_its_page(watched: Page, attacked, text):
    answer = watched.goto(f"{attacked[0]}/trends/tag/{quote(named(text), safe='')}")
    expect(watched.locator("[aria-busy=true]")).to_have_count(0)
    assert answer is not None
    assert answer.status == 200
    assert missing(watched, (text,)) == []


@pytest.mark.parametrize("path", QUERIES)
def test_an_address_with_hostile_parameters_runs_nothing(watched: Page, attacked, path):
    # A hundred in each parameter; which, goes on from page to page.
    rows = itertools.islice(itertools.cycle(in_rows()), list(QUERIES).index(path), None)
    for parameter in QUERIES[path]:
        answer = watched.goto(f"{attacked[0]}{path}?{urlencode({parameter: next(rows)})}")
        assert answer is not None
        assert answer.status < 500
        assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("path", ["/history/{}", "/trends/tag/{}", "/accounts/{}", "/experiments/{}", "/watchlists/{}"])
def test_a_path_with_a_hostile_part_runs_nothing(watched: Page, attacked, path):
    for text in STRINGS[::100]:
        answer = watched.goto(attacked[0] + path.format(quote(text, safe="")))
        assert answer is not None
        assert answer.status < 500


def test_what_is_typed_named_and_hidden_in_pictures_stays_text(watched: Page, attacked):
    watched.goto(attacked[0])
    watched.wait_for_selector("body[data-ready]")
    names = [" ".join(STRINGS[place::10])[:4_000].replace("/", "∕") for place in range(10)]
    watched.set_input_files("#files", [_picture(name) for name in names])
    draft = "\n".join(STRINGS)[:4_900]
    watched.get_by_label("Draft").fill(draft)
    watched.get_by_label("Platform").select_option("youtube")
    watched.get_by_text("More wishes").click()
    watched.get_by_label("Tags to start from").fill(STRINGS[7])
    watched.get_by_label("Tags to start from").press("Enter")
    watched.get_by_label("Account", exact=True).fill(STRINGS[0])
    watched.get_by_role("button", name="Suggest tags").click()
    expect(watched.locator("#results, #trouble").locator("visible=true").first).to_be_visible(timeout=30_000)
    assert watched.get_by_label("Draft").input_value() == draft
    assert missing(watched, tuple(names)) == []


def test_what_models_and_the_api_say_is_shown_as_text(watched: Page, attacked):
    texts = itertools.cycle(STRINGS)
    said: list[Any] = []

    def poison(route: Route) -> None:
        answer = route.fetch()
        if "json" not in answer.headers.get("content-type", ""):
            route.fulfill(response=answer)
            return
        body = poisoned(answer.json(), SAID_BY_THE_API, texts)
        if "/recommendations" in route.request.url and "tags" in body:
            body["tags"][0]["reasons"] = list(STRINGS)
            said.append(body)
        route.fulfill(response=answer, json=body)

    watched.route("**/v1/**", poison)
    watched.goto(attacked[0])
    watched.wait_for_selector("body[data-ready]")
    watched.set_input_files("#files", [_picture("walk.jpg")])
    watched.get_by_label("Draft").fill("A dog on the beach")
    watched.get_by_role("button", name="Suggest tags").click()
    expect(watched.get_by_role("heading", name="Your tags")).to_be_visible()
    expect(watched.locator("#progress")).to_be_hidden()
    watched.get_by_label("Add a tag of your own").type("gol")
    expect(watched.locator("#own-options li").first).to_be_visible()
    watched.get_by_label("Ask about the picture").fill(STRINGS[1])
    watched.get_by_role("button", name="Ask", exact=True).click()
    expect(watched.locator("#answers dd")).to_have_count(1)
    assert said
    assert missing(watched) == []
    assert missing(watched, tuple(tag["display"] for tag in said[0]["tags"])) == []


@pytest.mark.parametrize("name", ["trends", "trend", "compare", "experiment"])
def test_a_chart_of_hostile_words_draws_them(watched: Page, attacked, name):
    texts = itertools.cycle(STRINGS)

    def poison(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json=poisoned(answer.json(), SAID_BY_CHARTS, texts))

    watched.route("**/v1/charts/**", poison)
    watched.goto(attacked[0] + attacked[1][name])
    expect(watched.locator("[aria-busy=true]")).to_have_count(0)
    assert watched.locator("figure[data-chart]").count() > 0


def _picture(name: str) -> dict[str, Any]:
    """A photo that says hostile things of itself in every text of its EXIF, in a comment and in XMP."""
    exif = Image.Exif()
    for place, field in enumerate(EXIF_TEXTS):
        words = " ".join(STRINGS[place::40])
        exif[field] = words.encode("utf-16-le") if field >= 0x9C9B else words
    buffer = io.BytesIO()
    image = Image.new("RGB", (64, 48), (200, 40, 40))
    image.save(
        buffer, "JPEG", exif=exif, comment=STRINGS[3].encode(), xmp=f"<x:xmpmeta>{STRINGS[4]}</x:xmpmeta>".encode()
    )
    return {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def test_the_check_notices_a_text_that_became_a_part_of_the_page(browser, attacked):
    context = browser.new_context(service_workers="block")
    page, told = context.new_page(), []
    page.on("console", lambda message: told.append(message.text))
    page.goto(f"{attacked[0]}/offline")
    page.evaluate("(text) => { document.querySelector('main').innerHTML = text }", STRINGS[0])
    assert missing(page, STRINGS[:1]) == [STRINGS[0]]
    context.close()
    assert any("Content Security Policy" in text for text in told)


def test_there_are_a_thousand_of_them():
    assert len(set(STRINGS)) == 1_000
