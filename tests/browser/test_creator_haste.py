"""The creator's page and people in a hurry: what is clicked twice, what is asked before the answer before has come."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from tests.browser.creating import ANSWERS, DRAFT, picture, refusing, suggest


def test_a_question_about_nothing_leaves_the_one_on_its_way_alone(creator: Page) -> None:
    held: list[Route] = []
    creator.route(ANSWERS, lambda route: held.append(route))
    creator.get_by_label("Draft").fill(DRAFT)
    with creator.expect_request(ANSWERS):
        creator.get_by_role("button", name="Suggest tags").click()
    creator.get_by_label("Draft").fill("")
    creator.get_by_role("button", name="Suggest tags").click()
    expect(creator.locator("#wish-wrong")).to_be_visible()
    held[0].continue_()
    expect(creator.get_by_role("heading", name="Your tags")).to_be_visible()
    expect(creator.locator("#progress")).to_be_hidden()


def test_captions_of_the_answer_before_do_not_end_the_progress_of_the_next(creator: Page) -> None:
    creator.route("**/v1/captions", lambda route: None)
    creator.set_input_files("#files", [picture()])
    with creator.expect_request("**/v1/captions"):
        creator.get_by_role("button", name="Suggest tags").click()
    creator.route(ANSWERS, lambda route: None)
    with creator.expect_request(ANSWERS):
        creator.get_by_role("button", name="Suggest tags").click()
    expect(creator.locator("[data-stage=captions]")).to_have_attribute("data-state", "waiting")
    expect(creator.locator("#progress")).to_be_visible()
    creator.unroute_all(behavior="ignoreErrors")


def test_starting_over_gives_up_what_is_still_looked_up_and_keeps_the_focus(creator: Page) -> None:
    creator.route("**/v1/captions", lambda route: None)
    creator.set_input_files("#files", [picture()])
    with creator.expect_request("**/v1/captions"):
        creator.get_by_role("button", name="Suggest tags").click()
    creator.get_by_role("button", name="Start over").click()
    expect(creator.locator("#live")).to_have_text("A new post.")
    expect(creator.locator("#create-title")).to_be_focused()
    expect(creator.locator("#nothing")).to_be_visible()
    creator.unroute_all(behavior="ignoreErrors")


def test_a_group_that_is_saved_with_two_clicks_is_saved_once(creator: Page) -> None:
    suggest(creator)
    asked: list[str] = []
    creator.on("request", lambda request: asked.append(request.method) if "saved-groups" in request.url else None)
    creator.get_by_label("Name of the group").fill("Saved in a hurry")
    creator.locator("#save-form button").dblclick()
    expect(creator.locator("#save-done")).to_have_text("Saved as “Saved in a hurry”.")
    assert asked.count("POST") == 1


def test_what_was_asked_about_the_pictures_before_is_not_answered_below_the_next(creator: Page) -> None:
    suggest(creator, pictures=1)
    creator.route("**/v1/answers", lambda route: None)
    creator.get_by_label("Ask about the picture").fill("Which colour is it?")
    with creator.expect_request("**/v1/answers"):
        creator.get_by_role("button", name="Ask", exact=True).click()
    with creator.expect_event("requestfailed", lambda request: request.url.endswith("/v1/answers")):
        suggest(creator, draft="Another one")
    expect(creator.locator("#answers")).to_be_empty()
    expect(creator.locator("#question-trouble")).to_be_hidden()
    creator.unroute_all(behavior="ignoreErrors")


def test_no_suggestions_open_below_a_field_that_was_left(creator: Page) -> None:
    suggest(creator)
    creator.route("**/v1/tags/suggest?*", lambda route: None)
    with creator.expect_request("**/v1/tags/suggest?*"):
        creator.locator("#own-tag").press_sequentially("gol")
    with creator.expect_event("requestfailed", lambda request: "/suggest?" in request.url):
        creator.locator("#own-tag").press("Tab")
    expect(creator.locator("#own-options")).to_be_hidden()
    creator.unroute_all(behavior="ignoreErrors")


def test_an_address_that_is_none_is_told_and_not_swallowed(creator: Page) -> None:
    suggest(creator)
    creator.get_by_label("Address or id of the post").fill("https://")
    creator.get_by_role("button", name="Tell").click()
    expect(creator.locator("#publish-trouble")).to_contain_text("Use the id that the platform shows")


def test_a_variation_whose_progress_the_server_does_not_tell_is_not_waited_for(creator: Page) -> None:
    suggest(creator)
    creator.route("**/v1/generations/*/events", refusing(404, "not_found"))
    creator.get_by_text("Make a variation").click()
    creator.get_by_label("What to show").fill("a cat")
    creator.get_by_role("button", name="Make it").press("Enter")
    expect(creator.locator("#variation-trouble")).to_contain_text("The server cannot be reached.")
    expect(creator.get_by_role("button", name="Make it")).to_be_focused()
