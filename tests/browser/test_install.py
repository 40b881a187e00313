"""The pages kept on a phone: offline, a new release, and photos from the share sheet."""

from __future__ import annotations

import pytest

from tests.api.builders import photo

RULED = """() => new Promise((done) => {
  if (navigator.serviceWorker.controller) done()
  else navigator.serviceWorker.addEventListener("controllerchange", () => done())
})"""
SHARED = """async () => {
  const cache = await caches.open("hashtagger-shared")
  const kept = await Promise.all((await cache.keys()).map(async (request) => {
    const answer = await cache.match(request)
    return [new URL(request.url).pathname, answer.headers.get("content-type"), (await answer.blob()).size]
  }))
  return kept.sort()
}"""


@pytest.fixture
def installed(browser, served):
    """A page that the service worker rules."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{served.address}/offline")
    page.evaluate(RULED)
    yield page
    context.close()


def test_without_a_network_a_page_says_so_in_the_house_style(installed, served):
    installed.context.set_offline(True)
    installed.goto(f"{served.address}/trends")
    assert installed.get_by_role("heading", level=1).inner_text() == "You are offline"
    assert installed.evaluate("getComputedStyle(document.querySelector('.page')).maxInlineSize") != "none"


def test_no_answer_of_the_api_and_no_page_of_a_visitor_is_kept(installed, served):
    installed.goto(f"{served.address}/trends")
    installed.evaluate("fetch('/v1/platforms').then((answer) => answer.json())")
    kept = installed.evaluate(
        """async () => (await Promise.all((await caches.keys()).map(async (name) =>
             (await (await caches.open(name)).keys()).map((each) => new URL(each.url).pathname)))).flat()"""
    )
    assert kept
    assert all(path == "/offline" or path.startswith("/static/") for path in kept)


def test_what_another_release_kept_is_thrown_away_when_this_one_takes_over(browser, served):
    context = browser.new_context()
    fresh = context.new_page()
    fresh.goto(f"{served.address}/v1")
    fresh.evaluate(
        "caches.open('hashtagger-0123456789abcdef').then((cache) => cache.put('/x', new Response('old'))).then(() => 0)"
    )
    fresh.goto(f"{served.address}/offline")
    fresh.evaluate(RULED)
    assert "hashtagger-0123456789abcdef" not in fresh.evaluate("caches.keys()")
    context.close()


def test_a_shared_photo_waits_for_the_first_page_with_its_words(installed, served):
    where = installed.evaluate(
        """async (bytes) => {
             const form = new FormData()
             form.append("title", "Morning walk")
             form.append("files", new File([new Uint8Array(bytes)], "walk.jpg", { type: "image/jpeg" }))
             return (await fetch("/share", { method: "POST", body: form })).url
           }""",
        list(photo()),
    )
    assert where == f"{served.address}/?shared=1"
    assert installed.evaluate(SHARED) == [
        ["/shared/1", "image/jpeg", len(photo())],
        ["/shared/text", "text/plain;charset=UTF-8", 12],
    ]


def test_without_a_worker_a_share_changes_nothing_and_leads_to_the_first_page(served, page):
    answer = page.request.post(f"{served.address}/share", multipart={"text": "hello"}, max_redirects=0)
    assert (answer.status, answer.headers["location"]) == (303, "/?shared=none")


def test_the_manifest_names_icons_that_are_there(served, page):
    told = page.request.get(f"{served.address}/manifest.webmanifest").json()
    assert told["share_target"]["action"] == "/share"
    for icon in told["icons"]:
        assert page.request.get(served.address + icon["src"]).status == 200
