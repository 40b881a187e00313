"""The pages for administrators in a browser: decisions and what follows from them, by mouse, by keyboard, without scripts."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.administration import LONG_ERROR
from tests.browser.running import Served


def waiting(served: Served) -> set[str]:
    answer = httpx.get(f"{served.address}/v1/reviews", params={"limit": 500})
    return {each["tag"] for each in answer.json()["reviews"]}


def row(page: Page, tag: str):
    return page.locator("[data-review]", has=page.get_by_role("link", name=f"#{tag}", exact=True))


def sign_in(page: Page, served: Served, key: str) -> None:
    page.goto(f"{served.address}/sign-in")
    page.get_by_label("API key").fill(key)
    page.get_by_role("button", name="Sign in").click()


@pytest.fixture
def plain_page(browser: Browser):
    """A page that runs no scripts."""
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def test_an_approved_tag_leaves_the_queue_and_the_next_row_has_the_focus(served, page):
    page.goto(f"{served.address}/admin/reviews")
    page.get_by_role("button", name="Approve cozydesk14").click()
    expect(page.locator("#said")).to_contain_text("Approved: cozydesk14.")
    expect(row(page, "cozydesk14")).to_have_count(0)
    expect(row(page, "cozydesk2")).to_be_focused()
    assert "cozydesk14" not in waiting(served)


def test_the_queue_is_worked_through_by_keyboard_alone(served, page):
    page.goto(f"{served.address}/admin/reviews")
    page.get_by_role("checkbox", name="Tick freecash1", exact=True).focus()
    page.keyboard.press("r")
    expect(row(page, "freecash13")).to_be_focused()
    page.keyboard.press("a")
    expect(row(page, "freecash19")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(row(page, "freecash7")).to_be_focused()
    page.keyboard.press("x")
    expect(page.get_by_role("checkbox", name="Tick freecash7", exact=True)).to_be_checked()
    assert not waiting(served) & {"freecash1", "freecash13"}


def test_a_letter_in_the_reason_decides_nothing(served, page):
    page.goto(f"{served.address}/admin/reviews")
    before = waiting(served)
    page.get_by_role("textbox", name="Reason for all that are ticked").press_sequentially("rare arrivals")
    page.get_by_role("button", name="Refuse the ticked").click()
    expect(page.locator("#said")).to_contain_text("No tag is ticked")
    assert waiting(served) == before


def test_several_are_refused_at_once_and_stand_among_the_refused_with_the_reason(served, page):
    page.goto(f"{served.address}/admin/reviews")
    for tag in ("lakehouse10", "lakehouse16"):
        page.get_by_role("checkbox", name=f"Tick {tag}").check()
    page.get_by_role("textbox", name="Reason for all that are ticked").fill("an advertisement")
    page.get_by_role("button", name="Refuse the ticked").click()
    expect(page.locator("#said")).to_contain_text("Refused: 2 tags.")
    page.get_by_role("link", name="Refused").click()
    expect(row(page, "lakehouse16")).to_contain_text("an advertisement")
    assert not waiting(served) & {"lakehouse10", "lakehouse16"}


def test_a_blocked_tag_is_recommended_no_more_until_it_is_forgotten(served, page):
    asked = {"text": "a dog on the beach at sunset"}

    def recommended() -> set[str]:
        answer = httpx.post(f"{served.address}/v1/recommendations", json=asked, timeout=60)
        assert answer.is_success, answer.text
        return {each["tag"] for each in answer.json()["tags"]}

    tag = sorted(recommended())[0]
    page.goto(f"{served.address}/admin/flags")
    page.get_by_label("Block or allow a tag").fill(f"#{tag}")
    page.get_by_role("button", name="See and decide").click()
    page.get_by_label("Reason").fill("not ours")
    page.get_by_role("button", name="Save the decision").click()
    expect(page.locator("#said")).to_contain_text(f"From now on {tag} is blocked.")
    assert tag not in recommended()
    page.get_by_text("Forget the decision …").click()
    page.get_by_role("button", name="Forget it").click()
    expect(page.locator("#said")).to_contain_text("Forgotten.")
    assert tag in recommended()


def test_the_list_of_flags_is_narrowed_while_one_types(served, page):
    page.goto(f"{served.address}/admin/flags")
    expect(page.locator("#list tbody tr")).to_have_count(3)
    page.get_by_label("Name begins with").press_sequentially("black")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile("prefix=black"))
    expect(page.get_by_label("Name begins with")).to_be_focused()


def test_a_key_is_made_signs_in_and_is_out_once_revoked(guarded, page, browser):
    sign_in(page, guarded, guarded.key)
    page.goto(f"{guarded.address}/admin/keys")
    page.get_by_label("Name").fill("colleague")
    page.get_by_role("checkbox", name="Administer").check()
    page.get_by_role("button", name="Make the key").click()
    key = page.get_by_label("The key of colleague").input_value()
    page.get_by_role("button", name="Copy").click()
    expect(page.locator("#copied")).not_to_be_empty()
    other = browser.new_context()
    theirs = other.new_page()
    sign_in(theirs, guarded, key)
    theirs.goto(f"{guarded.address}/admin/keys")
    expect(theirs.get_by_text("you are signed in with it")).to_be_visible()
    page.get_by_role("link", name="Done").click()
    assert key not in page.content()
    page.locator("summary", has_text="colleague").click()
    page.get_by_role("button", name="Revoke it").click()
    expect(page.locator("#said")).to_contain_text("The key colleague is revoked")
    theirs.reload()
    expect(theirs.get_by_role("heading", name="Sign in")).to_be_visible()
    other.close()


def test_whoever_is_no_administrator_is_told_what_to_do(guarded, page):
    made = httpx.post(
        f"{guarded.address}/v1/keys",
        headers={"authorization": f"Bearer {guarded.key}"},
        json={"name": "reader", "scopes": ["read"]},
    )
    sign_in(page, guarded, made.json()["key"])
    page.goto(f"{guarded.address}/admin/reviews")
    expect(page.get_by_role("alert")).to_contain_text("Use a key that has the named scope.")
    page.get_by_role("link", name="Sign in with another key").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_ranker_is_promoted_against_its_gate_only_by_a_tick_and_rolled_back(guarded, page):
    sign_in(page, guarded, guarded.key)
    page.goto(f"{guarded.address}/admin/rankers")
    held = page.locator("article", has_text="the gate held it back")
    held.get_by_text("Promote all the same …").click()
    held.get_by_role("button", name="Promote it all the same").click()
    expect(held.get_by_role("checkbox")).to_be_focused()  # required: nothing was sent
    held.get_by_role("checkbox").check()
    held.get_by_role("button", name="Promote it all the same").click()
    expect(page.locator("#said")).to_contain_text("orders answers now")
    expect(held.locator(".badge", has_text="current")).to_be_visible()
    page.get_by_text("Roll back …").click()
    page.get_by_role("button", name="Go back").click()
    expect(page.locator("#said")).to_contain_text("Gone back: baseline")


def test_the_history_of_jobs_is_filtered_and_shows_a_long_error_on_demand(served, page):
    page.goto(f"{served.address}/admin/jobs")
    page.locator("#runs").get_by_text("trends").first.wait_for()
    page.get_by_label("Job", exact=True).select_option("lifts")
    runs = page.locator("#runs tbody tr")
    expect(runs).to_have_count(1)
    expect(page).to_have_url(re.compile("job=lifts"))
    last_line = runs.get_by_text(LONG_ERROR.splitlines()[-1].strip())
    expect(last_line).not_to_be_visible()
    runs.get_by_text("TimeoutError").first.click()
    expect(last_line).to_be_visible()


def test_models_are_looked_at_again_until_one_says_no(served, page):
    """The clock of the page is ours, so nothing waits for the real one."""

    def is_again(response) -> bool:
        return "hx-request" in response.request.headers

    again: list[str] = []
    page.clock.install()
    page.goto(f"{served.address}/admin/models")
    expect(page.locator("#models")).to_contain_text("354 MB of 4 GB")
    with page.expect_response(is_again):
        page.clock.run_for(5_100)
    page.get_by_label("Look again every 5 seconds").uncheck()
    page.on("request", lambda request: again.append(request.url))
    page.clock.run_for(20_000)
    assert again == []
    page.get_by_label("Look again every 5 seconds").check()
    with page.expect_response(is_again):
        page.clock.run_for(5_100)


def test_without_scripts_the_forms_do_the_same(served, plain_page):
    page = plain_page
    page.goto(f"{served.address}/admin/reviews")
    page.get_by_role("button", name="Approve zinefest11").click()
    expect(page.locator("#said")).to_contain_text("Approved: zinefest11.")
    for tag in ("tramspotting15", "tramspotting21"):
        page.get_by_role("checkbox", name=f"Tick {tag}").check()
    page.get_by_role("button", name="Approve the ticked").click()
    expect(page.locator("#said")).to_contain_text("Approved: 2 tags.")
    assert not waiting(served) & {"zinefest11", "tramspotting15", "tramspotting21"}
    page.goto(f"{served.address}/admin/flags")
    page.get_by_label("Who says so").select_option("shipped")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#list")).to_contain_text("ships with Hashtagger")
    page.goto(f"{served.address}/admin/keys")
    page.get_by_label("Name").fill("plain")
    page.get_by_role("button", name="Make the key").click()
    assert page.get_by_label("The key of plain").input_value().startswith("ht_")
    page.get_by_role("link", name="Done").click()
    page.locator("summary", has_text="plain").click()
    page.get_by_role("button", name="Revoke it").click()
    expect(page.locator("#said")).to_contain_text("The key plain is revoked")
