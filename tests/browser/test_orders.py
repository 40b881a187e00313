"""Watchlists, report mails and experiments in a browser: made, tried, ended."""

from __future__ import annotations

import re

from playwright.sync_api import expect


def test_a_watchlist_is_made_from_a_tag_tried_and_deleted(page, served):
    page.goto(f"{served.address}/trends/tag/matcha")
    page.get_by_role("link", name="Watch", exact=True).last.click()
    expect(page.get_by_label("Of these tags")).to_have_value("matcha")
    page.get_by_label("By mail to").fill("me@example.org")
    page.get_by_role("button", name="Watch from now on").click()
    expect(page.get_by_text("It watches from now on.")).to_be_visible()
    page.get_by_role("button", name="Send a test message").press("Enter")
    expect(page.get_by_text("not taken")).to_be_visible()
    expect(page.get_by_role("button", name="Send a test message")).to_be_focused()
    page.get_by_text("Delete …").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page).to_have_url(re.compile(r"/watchlists\?done=deleted$"))
    expect(page.get_by_role("link", name="matcha", exact=True)).to_have_count(0)


def test_a_refused_watchlist_says_what_is_wrong_where_it_is_wrong(page, served):
    page.goto(f"{served.address}/watchlists/new")
    page.get_by_label("Name").fill("Space")
    page.get_by_label("Number of rule 1").fill("0")
    page.get_by_role("button", name="Watch from now on").click()
    expect(page.get_by_role("alert")).to_contain_text("not valid")
    expect(page.get_by_label("Name")).to_have_value("Space")


def test_a_view_is_ordered_by_mail_and_the_order_deleted(page, served):
    page.goto(f"{served.address}/trends?region=DE")
    page.get_by_role("link", name="Mail me this").click()
    expect(page.get_by_text("The list of trends")).to_contain_text("region DE")
    expect(page.get_by_label("On day")).to_be_hidden()
    page.get_by_label("How often").select_option("month")
    expect(page.get_by_label("On day")).to_be_visible()
    page.get_by_label("To", exact=True).fill("me@example.org")
    page.get_by_role("button", name="Mail it from now on").click()
    expect(page.get_by_text("It is mailed from now on.")).to_be_visible()
    page.get_by_text("Delete …").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_text("The report mail is gone")).to_be_visible()


def test_an_experiment_is_begun_and_stopped(page, served):
    page.goto(f"{served.address}/experiments/new")
    page.get_by_label("The question").fill("Do tags help at all?")
    page.get_by_label("Profile").fill("browser-cafe")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name="It cannot be told yet")).to_be_visible()
    expect(page.locator("figure svg.marks")).to_be_visible()
    page.get_by_text("Stop …").click()
    page.get_by_role("button", name="Stop it").click()
    expect(page.get_by_text("stopped")).to_be_visible()
