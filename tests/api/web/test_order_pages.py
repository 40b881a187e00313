"""The forms of watchlists, report mails and experiments: made, refused, changed, tried, ended."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from hashtagger.storage.keys import create_key
from tests.api.conftest import started
from tests.api.web.conftest import HTML

pytestmark = pytest.mark.asyncio(loop_scope="module")

MAIL = {"host": "127.0.0.1", "port": 9, "sender": "us@example.org"}
WATCH = {
    "name": "Space",
    "rule_kind_0": "enters_top",
    "rule_value_0": "10",
    "rule_kind_1": "",
    "rule_value_1": "",
    "tags": "#LunarEclipse, total eclipse tonight",
    "region": "",
    "language": "en",
    "email": "me@example.org",
    "enabled": "on",
}
REPORT = {
    "name": "Weekly",
    "view": "tag",
    "param.tag": "matcha",
    "param.hours": "168",
    "format_pdf": "on",
    "every": "week",
    "weekday": "monday",
    "day": "1",
    "hour": "8",
    "timezone": "Europe/Berlin",
    "email": "me@example.org",
    "language": "en",
    "enabled": "on",
}
EXPERIMENT = {
    "name": "Do tags help?",
    "profile_id": "my-cafe",
    "name_0": "none",
    "tags_0": "0",
    "policy_0": "current",
    "name_1": "five",
    "tags_1": "5",
    "policy_1": "current",
}


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def mailing(data_template, tmp_path_factory):
    """A browser at one server for all tests here, whose mails nobody takes."""
    folder = tmp_path_factory.mktemp("orders") / "data"
    shutil.copytree(data_template, folder)
    async with started(folder, mail=MAIL) as running:
        yield running.client


async def test_a_watchlist_is_made_as_the_form_says_and_shown_in_words(mailing, post):
    made = await post(mailing, "/watchlists/new", "/watchlists", **WATCH)
    assert made.status_code == 303
    place = made.headers["location"]
    told = (await mailing.get("/v1" + place.partition("?")[0])).json()
    listed = (await mailing.get("/watchlists", headers=HTML)).text
    assert told["rules"] == [{"kind": "enters_top", "value": 10.0}]
    assert told["tags"] == ["lunareclipse", "total eclipse tonight"]
    assert told["filters"]["language"] == "en"
    assert "it comes among the first 10" in listed


@pytest.mark.parametrize(
    ("page", "fields"), [("/watchlists", WATCH), ("/report-mails", REPORT)], ids=["watchlist", "report mail"]
)
async def test_a_form_that_is_sent_twice_makes_one(mailing, post, page, fields):
    first = await post(mailing, f"{page}/new", page, **fields, once=f"once{page}")
    second = await post(mailing, f"{page}/new", page, **fields, once=f"once{page}")
    assert first.headers["location"] == second.headers["location"]


async def test_a_refused_watchlist_keeps_what_was_typed_and_says_what_is_wrong_beside_it(mailing, post):
    typed = {**WATCH, "email": "not an address", "rule_value_0": "0"}
    page = await post(mailing, "/watchlists/new", "/watchlists", **typed)
    assert page.status_code == 422
    assert 'value="not an address"' in page.text
    assert 'id="wrong-email"' in page.text
    assert 'id="wrong-rules"' in page.text


async def test_without_a_mail_server_the_page_says_so(start, post):
    async with start() as running:
        page = await post(running.client, "/watchlists/new", "/watchlists", **WATCH)
    assert page.status_code == 422
    assert 'role="alert"' in page.text


async def test_a_changed_watchlist_keeps_its_secret_when_none_is_typed(mailing, post):
    hook = {"webhook_url": "https://93.184.216.34/x", "webhook_secret": "whsec_" + "YWJj" * 8}
    made = await post(mailing, "/watchlists/new", "/watchlists", **WATCH, **hook)
    place = made.headers["location"].partition("?")[0]
    changed = await post(mailing, place, place, **{**WATCH, **hook, "webhook_secret": "", "name": "Moon", "email": ""})
    assert changed.status_code == 303
    told = (await mailing.get("/v1" + place)).json()
    page = (await mailing.get(place, headers=HTML)).text
    assert (told["name"], told["has_secret"], told["email"]) == ("Moon", True, None)
    assert hook["webhook_secret"] not in page


async def test_a_new_watchlist_comes_with_a_secret_of_its_own(mailing):
    pages = [(await mailing.get("/watchlists/new", headers=HTML)).text for _ in range(2)]
    secrets = [re.search(r'value="(whsec_[^"]+)"', page)[1] for page in pages]
    assert secrets[0] != secrets[1]


async def test_a_test_message_that_nobody_takes_is_told_on_the_page(mailing, post):
    place = (await post(mailing, "/watchlists/new", "/watchlists", **WATCH)).headers["location"]
    place = place.partition("?")[0]
    page = await post(mailing, place, f"{place}/test")
    assert page.status_code == 200
    assert "not taken" in page.text


async def test_a_deleted_watchlist_is_gone(mailing, post):
    place = (await post(mailing, "/watchlists/new", "/watchlists", **WATCH)).headers["location"]
    place = place.partition("?")[0]
    assert (await post(mailing, place, f"{place}/delete")).headers["location"] == "/watchlists?done=deleted"
    assert (await mailing.get(place, headers=HTML)).status_code == 404


async def test_a_form_without_proof_changes_nothing(mailing):
    before = (await mailing.get("/v1/watchlists")).json()
    answer = await mailing.post("/watchlists", data=WATCH, headers=HTML)
    assert answer.status_code == 403
    assert (await mailing.get("/v1/watchlists")).json() == before


async def test_a_report_mail_is_ordered_of_the_view_in_the_address(mailing, post):
    page = (await mailing.get("/report-mails/new?view=tag&tag=matcha&hours=168", headers=HTML)).text
    assert 'name="param.tag" value="matcha"' in page
    made = await post(mailing, "/report-mails/new?view=tag&tag=matcha", "/report-mails", **REPORT)
    assert made.status_code == 303
    told = (await mailing.get("/v1" + made.headers["location"].partition("?")[0])).json()
    listed = (await mailing.get("/report-mails", headers=HTML)).text
    assert told["params"] == {"tag": "matcha", "hours": 168}
    assert told["schedule"] == {
        "every": "week",
        "weekday": "monday",
        "day": None,
        "hour": 8,
        "timezone": "Europe/Berlin",
    }
    assert "every Monday at 08:00 (Europe/Berlin)" in listed
    assert 'href="/trends/tag/matcha?hours=168"' in listed


async def test_a_comparison_by_mail_leads_back_to_the_same_comparison(mailing):
    ordered = "view=comparison&tags=a,b&step=day&hours=2160&region=DE"
    page = (await mailing.get(f"/report-mails/new?{ordered}", headers=HTML)).text
    assert 'href="/trends/compare?tags=a%2Cb&amp;region=DE&amp;span=90d"' in page


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [({"timezone": "Mars/Olympus"}, "schedule"), ({"email": "x"}, "email"), ({"format_pdf": None}, "formats")],
)
async def test_a_refused_report_mail_says_what_is_wrong_beside_it(mailing, post, changes, wrong):
    fields = {name: value for name, value in {**REPORT, **changes}.items() if value is not None}
    page = await post(mailing, "/report-mails/new", "/report-mails", **fields)
    assert page.status_code == 422
    assert f'id="wrong-{wrong}"' in page.text


async def test_a_report_mail_is_changed_and_deleted(mailing, post):
    made = await post(mailing, "/report-mails/new", "/report-mails", **REPORT)
    place = made.headers["location"].partition("?")[0]
    monthly = {**REPORT, "every": "month", "day": "3"}
    assert (await post(mailing, place, place, **monthly)).status_code == 303
    assert (await mailing.get("/v1" + place)).json()["schedule"]["day"] == 3
    await post(mailing, place, f"{place}/delete")
    assert (await mailing.get("/v1" + place)).status_code == 404


async def test_an_experiment_is_begun_told_in_words_and_stopped(mailing, post):
    made = await post(mailing, "/experiments/new", "/experiments", **EXPERIMENT)
    place = made.headers["location"]
    page = (await mailing.get(place, headers=HTML)).text
    assert "It cannot be told yet" in page
    assert f'data-chart="/v1/charts{place}#effect"' in page
    await post(mailing, place, f"{place}/stop")
    assert (await mailing.get("/v1" + place)).json()["state"] == "stopped"
    assert "Stop it" not in (await mailing.get(place, headers=HTML)).text


async def test_an_experiment_of_two_equal_ways_is_refused_in_the_form(mailing, post):
    page = await post(mailing, "/experiments/new", "/experiments", **{**EXPERIMENT, "tags_1": "0", "name_1": "zero"})
    assert page.status_code == 422
    assert 'id="wrong-arms"' in page.text


async def test_a_second_experiment_of_a_profile_is_refused_with_the_reason(mailing, post):
    await post(mailing, "/experiments/new", "/experiments", **{**EXPERIMENT, "profile_id": "other-cafe"})
    page = await post(mailing, "/experiments/new", "/experiments", **{**EXPERIMENT, "profile_id": "other-cafe"})
    assert page.status_code == 422
    assert 'role="alert"' in page.text


async def test_the_report_of_lift_is_not_for_everybody(start, post):
    async with start(auth={"required": True}) as running:
        key, _ = await running.state["services"].database.write(
            create_key, "me", owner="me", scopes=["read"], now=datetime.now(UTC)
        )
        await post(running.client, "/sign-in", "/sign-in", key=key, next="/experiments")
        assert (await running.client.get("/lift", headers=HTML)).status_code == 403
        assert "Lift report" not in (await running.client.get("/experiments", headers=HTML)).text
