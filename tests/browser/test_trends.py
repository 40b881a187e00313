"""The marketing team's way: from the list of trends to a tag, its files, a comparison; with and without scripts."""

from __future__ import annotations

import csv
import io
import re
from xml.etree import ElementTree

import openpyxl
import pypdf
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.running import Served


@pytest.fixture
def trends(page: Page, served: Served) -> Page:
    page.goto(f"{served.address}/trends")
    return page


def exported(page: Page, words: str) -> tuple[str, bytes]:
    """Name and bytes of the file behind a line of the export menu."""
    page.get_by_text("Export", exact=True).first.click()
    with page.expect_download() as started:
        page.get_by_role("link", name=re.compile(words)).click()
    page.get_by_text("Export", exact=True).first.click()
    return started.value.suggested_filename, started.value.path().read_bytes()


def shown(page: Page) -> list[str]:
    return page.locator("table.trends th.name > a").all_inner_texts()


def test_a_filter_changes_the_list_the_address_and_the_focus_stays(trends):
    trends.get_by_label("Region").focus()
    trends.get_by_label("Region").select_option("DE")
    expect(trends).to_have_url(re.compile(r"/trends\?region=DE$"))
    expect(trends.get_by_label("Region")).to_be_focused()
    expect(trends.get_by_text("on this page, Germany:")).to_be_visible()
    trends.get_by_label("Order").select_option("growth")
    expect(trends).to_have_url(re.compile(r"/trends\?region=DE&order=growth$"))
    expect(trends.locator("#said")).to_have_text("15 trends shown.")


def test_of_two_choices_in_a_hurry_the_second_is_shown(trends):
    trends.route("**/trends?*region=DE*", lambda route: None)
    with trends.expect_request("**/trends?*region=DE*"):
        trends.get_by_label("Region").select_option("DE")
    trends.get_by_label("Region").select_option("US")
    expect(trends).to_have_url(re.compile("region=US"))
    expect(trends.locator(".summary")).to_contain_text("United States")
    trends.unroute_all(behavior="ignoreErrors")


def test_going_back_brings_the_list_before_the_filter(trends):
    trends.get_by_label("Kind").select_option("phrase")
    expect(trends.locator("table.trends tbody tr")).to_have_count(1)
    trends.go_back()
    expect(trends.locator("table.trends tbody tr")).to_have_count(25)


def test_the_ranking_is_drawn_again_after_a_filter(trends):
    expect(trends.locator("figure svg.marks")).to_be_visible()
    trends.get_by_label("Region").select_option("US")
    expect(trends).to_have_url(re.compile("region=US"))
    expect(trends.locator("figure svg.marks")).to_be_visible()


def test_from_the_list_to_a_tag_whose_charts_are_drawn(trends):
    trends.get_by_role("link", name="#lunareclipse", exact=True).last.click()
    expect(trends.get_by_role("heading", level=1)).to_have_text("#lunareclipse")
    expect(trends.locator("figure svg.marks")).to_have_count(4)
    trends.get_by_role("link", name="90 days").click()
    expect(trends).to_have_url(re.compile(r"step=day#history$"))
    expect(trends.locator("#history svg.marks")).to_be_visible()
    trends.locator("#history summary").click()
    expect(trends.locator("#history tbody tr").first).to_contain_text("2026")


def test_the_list_as_files_holds_what_the_page_shows(trends):
    trends.get_by_label("Region").select_option("US")
    expect(trends).to_have_url(re.compile("region=US"))
    names = shown(trends)
    name, table = exported(trends, "CSV table")
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    assert name.endswith(".csv")
    listed = [row[0] for row in rows if row and row[0] in names]
    assert listed == names
    _, workbook = exported(trends, "Excel workbook")
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert set(names) <= cells


def test_a_tag_as_pictures_and_as_a_report(page, served):
    page.goto(f"{served.address}/trends/tag/matcha")
    _, svg = exported(page, "Chart as SVG")
    assert "matcha" in "".join(ElementTree.fromstring(svg).itertext())
    _, png = exported(page, "Chart as PNG")
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    name, report = exported(page, "PDF report")
    pages = pypdf.PdfReader(io.BytesIO(report)).pages
    assert "trend-matcha" in name
    assert len(pages) >= 2
    assert "matcha" in pages[0].extract_text()


def test_tags_are_compared_added_and_taken_out(page, served):
    page.goto(f"{served.address}/trends/tag/matcha")
    page.get_by_label("Compare with").fill("#vinyl, pottery")
    page.get_by_role("button", name="Compare").click()
    expect(page).to_have_url(re.compile(r"/trends/compare\?tags=matcha%2Cvinyl%2Cpottery$"))
    expect(page.locator("figure svg.marks")).to_have_count(2)
    page.get_by_role("link", name="Take vinyl out").click()
    expect(page.get_by_role("list", name="Tags").get_by_role("listitem")).to_have_count(2)
    page.get_by_role("link", name="90 days").click()
    expect(page.get_by_role("link", name="90 days")).to_have_attribute("aria-current", "true")
    expect(page.locator("figure svg.marks").first).to_be_visible()


def test_an_unknown_tag_leads_on(page, served):
    page.goto(f"{served.address}/trends")
    page.get_by_role("searchbox").fill("lunareclips")
    page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nothing can be shown of")
    page.get_by_role("link", name=re.compile("#LunarEclipse|#lunareclipse", re.IGNORECASE)).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("lunareclipse", re.IGNORECASE))


def test_without_scripts_filters_pages_and_tables_work(browser: Browser, served: Served):
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(f"{served.address}/trends")
    first = shown(page)
    page.get_by_role("link", name="The next 25").click()
    assert len(first) == 25
    assert set(first).isdisjoint(shown(page))
    page.get_by_role("link", name="Back to the first").click()
    page.locator("#language").select_option("ja")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(f"{served.address}/trends?language=ja")
    assert "#紅葉" in shown(page)
    page.get_by_role("link", name="#紅葉").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("#紅葉")
    page.goto(f"{served.address}/trends/tag/matcha")
    page.locator("#history summary").click()
    expect(page.locator("#history tbody tr")).to_have_count(168)
    context.close()
