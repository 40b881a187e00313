"""The creator's page when something is in the way: what is told, what is tried again, and what is not lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.creating import (
    ANSWERS,
    DRAFT,
    names,
    picture,
    refusing,
    suggest,
    text_of,
    trouble,
)
from tests.browser.running import Served


def test_what_is_no_picture_is_refused_by_name(creator: Page) -> None:
    creator.set_input_files("#files", [{"name": "list.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}])
    expect(creator.locator("#pictures-wrong")).to_contain_text("list.pdf is no picture or clip that can be read")
    creator.get_by_role("button", name="Suggest tags").click()
    expect(creator.locator("#wish-wrong")).to_have_text("Add a picture, a draft or a tag to start from.")


def test_a_missing_model_is_told_with_the_command_that_pulls_it(creator: Page) -> None:
    suggest(creator, pictures=1)
    creator.route("**/v1/answers", refusing(503, "model_not_installed"))
    creator.get_by_label("Ask about the picture").fill("Which colour is it?")
    creator.get_by_role("button", name="Ask", exact=True).click()
    expect(creator.locator("#question-trouble")).to_contain_text("a model that is not installed on the server")


REFUSALS = [
    (413, "upload_too_large", "That is too large.", "Try again"),
    (415, "unsupported_format", "That is no picture or clip that can be read.", "Try again"),
    (504, "deadline_exceeded", "It took longer than allowed.", "Try again"),
    (500, "unexpected", "That did not work.", "Try again"),
    (403, "no_csrf_token", "This page is too old to be answered.", "Load the page again"),
    (401, "not_signed_in", "You are not signed in.", "Sign in"),
]


@pytest.mark.parametrize(("status", "code", "words", "remedy"), REFUSALS, ids=[str(each[0]) for each in REFUSALS])
def test_a_refusal_says_what_was_wrong_and_what_helps(creator: Page, status, code, words, remedy) -> None:
    creator.route(ANSWERS, refusing(status, code))
    creator.get_by_label("Draft").fill(DRAFT)
    creator.get_by_role("button", name="Suggest tags").click()
    expect(trouble(creator)).to_contain_text(words)
    expect(trouble(creator)).to_contain_text(f"Told by {code}")
    expect(trouble(creator)).to_be_focused()
    expect(trouble(creator).locator(".button")).to_have_text(remedy)


@pytest.mark.parametrize(("status", "code"), [(503, "overloaded"), (429, "rate_limited")])
def test_an_overloaded_server_is_asked_again_as_the_same_question(creator: Page, status, code) -> None:
    keys = []

    def once_refused(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        refusing(status, code, **{"retry-after": "30"})(route) if len(keys) == 1 else route.continue_()

    creator.route(ANSWERS, once_refused)
    creator.get_by_label("Draft").fill(DRAFT)
    creator.clock.install()
    creator.get_by_role("button", name="Suggest tags").click()
    expect(trouble(creator).locator("[data-wait]")).to_have_text("It is tried again in 30 s.")
    creator.clock.run_for(10_000)
    expect(trouble(creator).locator("[data-wait]")).to_have_text("It is tried again in 20 s.")
    creator.clock.run_for(21_000)
    expect(creator.get_by_role("heading", name="Your tags")).to_be_visible()
    expect(trouble(creator)).to_be_hidden()
    assert len(keys) == 2
    assert keys[0] == keys[1]


def test_what_took_too_long_is_tried_again_with_more_patience(creator: Page) -> None:
    patience = []

    def late(route: Route) -> None:
        patience.append(route.request.headers["prefer"])
        refusing(504, "deadline_exceeded", **{"retry-after": "30"})(route)

    creator.route(ANSWERS, late)
    creator.get_by_label("Draft").fill(DRAFT)
    creator.get_by_role("button", name="Suggest tags").click()
    for _ in range(2):
        trouble(creator).get_by_role("button", name="Try now").click()
    expect(trouble(creator).get_by_role("button", name="Try again")).to_be_visible()
    assert patience == ["wait=10", "wait=20", "wait=30"]


def test_what_is_asked_while_offline_is_sent_once_the_network_is_back(context: BrowserContext, creator: Page) -> None:
    creator.get_by_label("Draft").fill(DRAFT)
    context.set_offline(True)
    creator.get_by_role("button", name="Suggest tags").click()
    expect(trouble(creator)).to_contain_text("You are offline.")
    context.set_offline(False)
    expect(creator.get_by_role("heading", name="Your tags")).to_be_visible()


def test_feedback_that_could_not_be_told_is_told_later(context: BrowserContext, creator: Page, served: Served) -> None:
    suggest(creator)
    first = names(creator)[0]
    context.set_offline(True)
    creator.get_by_role("button", name=f"Drop {first}", exact=True).click()
    with creator.expect_response(re.compile("/feedback$")) as told:
        context.set_offline(False)
    assert told.value.json()["removed"] == [first.lower().removeprefix("#")]


def test_a_server_that_cannot_be_reached_is_told_and_can_be_given_up(creator: Page) -> None:
    creator.route(ANSWERS, lambda route: route.abort("connectionrefused"))
    creator.get_by_label("Draft").fill(DRAFT)
    creator.get_by_role("button", name="Suggest tags").click()
    expect(trouble(creator)).to_contain_text("The server cannot be reached.")
    trouble(creator).get_by_role("button", name="Cancel").click()
    expect(trouble(creator)).to_be_hidden()
    expect(creator.get_by_label("Draft")).to_have_value(DRAFT)


def test_a_question_can_be_cancelled_on_its_way(creator: Page) -> None:
    creator.route(ANSWERS, lambda route: None)
    creator.set_input_files("#files", [picture()])
    creator.get_by_role("button", name="Suggest tags").click()
    expect(creator.locator("[data-stage=upload]")).to_have_attribute("data-state", "now")
    creator.get_by_role("button", name="Cancel").click()
    expect(creator.locator("#progress")).to_be_hidden()
    expect(creator.get_by_role("button", name="Suggest tags")).to_be_focused()
    creator.unroute_all(behavior="ignoreErrors")


def test_what_was_left_out_of_an_answer_is_told_in_words(creator: Page) -> None:
    def without_caption(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json=answer.json() | {"degraded": ["caption", "source:trending"]})

    creator.route(ANSWERS, without_caption)
    suggest(creator)
    expect(creator.locator("#degraded li")).to_have_text(["no caption in time", "no trends in time"])


def test_a_reload_loses_nothing_that_was_typed_or_answered(creator: Page) -> None:
    creator.get_by_text("More wishes").click()
    creator.get_by_label("Trends of").select_option("DE")
    seed = creator.get_by_role("combobox", name="Tags to start from")
    seed.fill("Walks")
    seed.press("Enter")
    suggest(creator)
    creator.locator("#tags [data-toggle]").first.click()
    before = (names(creator), text_of(creator))
    creator.reload()
    creator.wait_for_selector("body[data-ready]")
    expect(creator.get_by_label("Draft")).to_have_value(DRAFT)
    assert creator.locator("#region").input_value() == "DE"
    expect(creator.get_by_role("button", name="Remove #Walks")).to_be_visible()
    assert (names(creator), text_of(creator)) == before


def test_someone_who_must_sign_in_finds_words_and_pictures_again(page: Page, guarded: Served) -> None:
    page.goto(guarded.address)
    page.get_by_label("API key").fill(guarded.key)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_selector("body[data-ready]")
    page.set_input_files("#files", [picture()])
    page.get_by_label("Draft").fill(DRAFT)
    page.route(ANSWERS, refusing(401, "not_signed_in"))
    page.get_by_role("button", name="Suggest tags").click()
    page.context.clear_cookies()
    trouble(page).get_by_role("link", name="Sign in").click()
    page.get_by_label("API key").fill(guarded.key)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_selector("body[data-ready]")
    expect(page.get_by_label("Draft")).to_have_value(DRAFT)
    expect(page.locator("#pictures > li")).to_have_count(1)
    page.unroute(ANSWERS)
    suggest(page)
    assert names(page)


def test_what_somebody_else_left_in_the_tab_is_forgotten(creator: Page) -> None:
    suggest(creator)
    creator.evaluate("sessionStorage.setItem('hashtagger.owner', 'somebody else')")
    creator.reload()
    creator.wait_for_selector("body[data-ready]")
    expect(creator.get_by_label("Draft")).to_have_value("")
    expect(creator.get_by_role("heading", name="Your tags")).to_be_hidden()
