"""The pages of trends without a browser: what is shown, what filters and addresses do, what an empty server says."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")
HTML = {"accept": "text/html"}


def names_in(page: str) -> list[str]:
    return re.findall(r'class="name">\s*<a href="[^"]+" dir="auto">([^<]+)<', page)


def words_of(page: str) -> str:
    """The text of a page, with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


async def test_the_list_shows_each_number_with_its_sample_and_its_age(filled):
    page = (await filled.get("/trends")).text
    told = words_of(page)
    assert names_in(page)[:2] == ["#lunareclipse", "#goldenhour"]
    assert "8.0 times its usual spread" in told
    assert "420 sample 420 · " in told
    assert "sure" in told
    assert "As of " in told


async def test_a_filter_narrows_the_list_and_is_kept_in_every_link_of_the_page(filled):
    page = (await filled.get("/trends?region=DE&order=growth")).text
    assert '<option value="DE" selected>Germany (15)</option>' in page
    assert "/v1/exports/trends?region=DE&amp;order=growth&amp;format=csv" in page
    assert "/report-mails/new?region=DE&amp;order=growth&amp;view=trends" in page
    assert "/trends/tag/lunareclipse?region=DE" in page


async def test_what_a_form_sends_empty_is_not_in_the_address(filled):
    answer = await filled.get("/trends?region=&language=&kind=phrase&order=")
    assert (answer.status_code, answer.headers["location"]) == (303, "/trends?kind=phrase")


async def test_pages_follow_each_other_without_a_gap_or_a_repetition(filled, monkeypatch):
    monkeypatch.setattr("api.web.routes.trends.PAGE_SIZE", 10)
    first = (await filled.get("/trends")).text
    following = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = (await filled.get(following)).text
    assert len(names_in(first)) == 10
    assert not set(names_in(first)) & set(names_in(second))
    assert '<td role="cell" class="place number">11</td>' in second
    assert 'href="/trends">Back to the first' in second


async def test_a_filter_that_the_api_refuses_is_refused_with_its_words(filled):
    answer = await filled.get("/trends?region=Germany")
    assert answer.status_code == 422
    assert "region" in answer.text


async def test_a_list_that_nobody_scores_says_which_lists_there_are_instead(filled):
    page = words_of((await filled.get("/trends?region=DE&language=de")).text)
    assert "No source lists Germany and German together this hour." in page
    assert "Germany, all languages" in page


async def test_the_health_of_the_sources_is_in_sight(filled):
    page = words_of((await filled.get("/trends")).text)
    assert "failing Mastodon trending tags last answer " in page
    assert "Bluesky posts (Jetstream) last answer " in page


@pytest.mark.parametrize("name", ["lunareclipse", "%23LunarEclipse"])
async def test_the_page_of_a_tag_shows_its_past_its_future_its_week_and_the_numbers_behind_them(filled, name):
    page = (await filled.get(f"/trends/tag/{name}")).text
    charts = re.findall(r'data-chart="([^"]+)"', page)
    assert charts == [
        "/v1/charts/trends/lunareclipse#history",
        "/v1/charts/trends/lunareclipse#forecast",
        "/v1/charts/seasonality/lunareclipse#bluesky",
        "/v1/charts/seasonality/lunareclipse#mastodon",
    ]
    assert page.count("<tbody>") >= 4
    assert "Measured on" in page


async def test_the_days_of_a_tag_have_an_address_of_their_own(filled):
    page = (await filled.get("/trends/tag/matcha?step=day")).text
    assert 'data-chart="/v1/charts/trends/matcha#days"' in page


async def test_an_unknown_tag_is_a_404_that_suggests_others(filled):
    answer = await filled.get("/trends/tag/bea")
    assert answer.status_code == 404
    assert "Perhaps you meant" in answer.text
    assert "/trends/tag/beach" in answer.text


async def test_the_name_of_an_unknown_tag_is_shown_as_text(filled):
    answer = await filled.get("/trends/tag/%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    assert answer.status_code == 404
    assert "<script>alert" not in answer.text


async def test_looking_a_tag_up_leads_to_its_page(filled):
    answer = await filled.get("/trends/tag", params={"name": " #Goldene Stunde "})
    assert answer.headers["location"] == "/trends/tag/Goldene%20Stunde"


async def test_a_tag_is_added_to_a_comparison_by_a_plain_form(filled):
    answer = await filled.get("/trends/compare?tags=matcha&add=%23vinyl,+pottery&region=")
    assert answer.headers["location"] == "/trends/compare?tags=matcha%2Cvinyl%2Cpottery"


async def test_a_comparison_has_a_chart_a_source_and_a_way_to_take_each_tag_out(filled):
    page = (await filled.get("/trends/compare?tags=matcha,nobodyusesthis")).text
    assert "#bluesky" in page
    assert "#mastodon" in page
    assert 'href="/trends/compare?tags=nobodyusesthis" aria-label="Take matcha out"' in page
    assert "Nothing can be shown of:" in page


async def test_a_comparison_over_a_year_is_by_the_day(filled):
    page = (await filled.get("/trends/compare?tags=matcha&span=396d")).text
    assert "step=day&amp;hours=9504" in page


async def test_a_comparison_of_nothing_offers_what_rises(filled):
    assert "/trends/compare?tags=lunareclipse" in (await filled.get("/trends/compare")).text


async def test_who_may_not_watch_is_offered_no_mail_and_no_watchlist(filled, monkeypatch):
    monkeypatch.setattr("api.web.pages.Visitor.may", lambda self, scope: scope == "read")
    page = (await filled.get("/trends")).text
    assert "/watchlists/new" not in page
    assert "/v1/exports/trends" in page


async def test_a_sixth_tag_is_named_and_left_out(filled):
    page = (await filled.get("/trends/compare?tags=matcha,vinyl,pottery,surfing,wildlife,sourdough")).text
    assert "only 5 fit beside each other: #sourdough" in words_of(page)
    assert 'aria-label="Take wildlife out"' in page
    assert 'aria-label="Take sourdough out"' not in page


async def test_the_numbers_of_a_tag_stand_with_their_age_and_sample(filled):
    told = words_of((await filled.get("/trends/tag/lunareclipse")).text)
    assert re.search(r"of the hour from .+ \(.+ ago\) and rest on a sample of 420\.", told)
