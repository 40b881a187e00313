"""What the pages of the marketing team say where there is nothing yet."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")
HTML = {"accept": "text/html"}


async def test_without_a_contact_the_trends_say_that_nothing_is_asked_and_what_to_set(client):
    page = (await client.get("/trends", headers=HTML)).text
    assert "There are no trends yet" in page
    assert "HASHTAGGER_TRENDS__CONTACT=you@example.org" in page


async def test_a_tag_before_the_first_hour_is_a_404_with_suggestions(client):
    answer = await client.get("/trends/tag/beach", headers=HTML)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("/watchlists", "Nothing is watched yet"),
        ("/report-mails", "Nothing is mailed yet"),
        ("/experiments", "No experiment yet"),
        ("/lift", "Not yet"),
        ("/accounts", "Profile"),
        ("/trends/compare", "Which tags?"),
    ],
)
async def test_an_empty_page_says_what_it_will_hold(client, page, words):
    answer = await client.get(page, headers=HTML)
    assert answer.status_code == 200
    assert words in answer.text


async def test_an_account_that_is_not_known_is_a_404_that_says_so(client):
    answer = await client.get("/accounts/nobody", headers=HTML)
    assert answer.status_code == 404
    assert "Nothing is known of an account called" in answer.text
