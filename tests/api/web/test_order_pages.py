"""The forms of watchlists, report mails and experiments: made, refused, changed, tried, ended."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from hashtagger.storage.keys import create_key
from tests.api.web.conftest import HTML

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


async def test_a_watchlist_is_made_as_the_form_says_and_shown_in_words(start, post):
    async with start(mail=MAIL) as running:
        made = await post(running.client, "/watchlists/new", "/watchlists", **WATCH)
        assert made.status_code == 303
        place = made.headers["location"]
        told = (await running.client.get("/v1" + place.partition("?")[0])).json()
        listed = (await running.client.get("/watchlists", headers=HTML)).text
    assert told["rules"] == [{"kind": "enters_top", "value": 10.0}]
    assert told["tags"] == ["lunareclipse", "total eclipse tonight"]
    assert told["filters"]["language"] == "en"
    assert "it comes among the first 10" in listed


async def test_a_refused_watchlist_keeps_what_was_typed_and_says_what_is_wrong_beside_it(start, post):
    async with start(mail=MAIL) as running:
        typed = {**WATCH, "email": "not an address", "rule_value_0": "0"}
        page = await post(running.client, "/watchlists/new", "/watchlists", **typed)
    assert page.status_code == 422
    assert 'value="not an address"' in page.text
    assert 'id="wrong-email"' in page.text
    assert 'id="wrong-rules"' in page.text


async def test_without_a_mail_server_the_page_says_so(start, post):
    async with start() as running:
        page = await post(running.client, "/watchlists/new", "/watchlists", **WATCH)
    assert page.status_code == 422
    assert 'role="alert"' in page.text


async def test_a_changed_watchlist_keeps_its_secret_when_none_is_typed(start, post):
    hook = {"webhook_url": "https://93.184.216.34/x", "webhook_secret": "whsec_" + "YWJj" * 8}
    async with start(mail=MAIL) as running:
        made = await post(running.client, "/watchlists/new", "/watchlists", **WATCH, **hook)
        place = made.headers["location"].partition("?")[0]
        changed = await post(
            running.client, place, place, **{**WATCH, **hook, "webhook_secret": "", "name": "Moon", "email": ""}
        )
        assert changed.status_code == 303
        told = (await running.client.get("/v1" + place)).json()
        page = (await running.client.get(place, headers=HTML)).text
    assert (told["name"], told["has_secret"], told["email"]) == ("Moon", True, None)
    assert hook["webhook_secret"] not in page


async def test_a_new_watchlist_comes_with_a_secret_of_its_own(start):
    async with start() as running:
        pages = [(await running.client.get("/watchlists/new", headers=HTML)).text for _ in range(2)]
    secrets = [re.search(r'value="(whsec_[^"]+)"', page)[1] for page in pages]
    assert secrets[0] != secrets[1]


async def test_a_test_message_that_nobody_takes_is_told_on_the_page(start, post):
    async with start(mail=MAIL) as running:
        place = (await post(running.client, "/watchlists/new", "/watchlists", **WATCH)).headers["location"]
        place = place.partition("?")[0]
        page = await post(running.client, place, f"{place}/test")
    assert page.status_code == 200
    assert "not taken" in page.text


async def test_a_deleted_watchlist_is_gone(start, post):
    async with start(mail=MAIL) as running:
        place = (await post(running.client, "/watchlists/new", "/watchlists", **WATCH)).headers["location"]
        place = place.partition("?")[0]
        assert (await post(running.client, place, f"{place}/delete")).headers["location"] == "/watchlists?done=deleted"
        assert (await running.client.get(place, headers=HTML)).status_code == 404


async def test_a_form_without_proof_changes_nothing(start):
    async with start(mail=MAIL) as running:
        answer = await running.client.post("/watchlists", data=WATCH, headers=HTML)
        assert answer.status_code == 403
        assert (await running.client.get("/v1/watchlists")).json()["watchlists"] == []


async def test_a_report_mail_is_ordered_of_the_view_in_the_address(start, post):
    async with start(mail=MAIL) as running:
        page = (await running.client.get("/report-mails/new?view=tag&tag=matcha&hours=168", headers=HTML)).text
        assert 'name="param.tag" value="matcha"' in page
        made = await post(running.client, "/report-mails/new?view=tag&tag=matcha", "/report-mails", **REPORT)
        assert made.status_code == 303
        told = (await running.client.get("/v1" + made.headers["location"].partition("?")[0])).json()
        listed = (await running.client.get("/report-mails", headers=HTML)).text
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


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [({"timezone": "Mars/Olympus"}, "schedule"), ({"email": "x"}, "email"), ({"format_pdf": None}, "formats")],
)
async def test_a_refused_report_mail_says_what_is_wrong_beside_it(start, post, changes, wrong):
    fields = {name: value for name, value in {**REPORT, **changes}.items() if value is not None}
    async with start(mail=MAIL) as running:
        page = await post(running.client, "/report-mails/new", "/report-mails", **fields)
    assert page.status_code == 422
    assert f'id="wrong-{wrong}"' in page.text


async def test_a_report_mail_is_changed_and_deleted(start, post):
    async with start(mail=MAIL) as running:
        made = await post(running.client, "/report-mails/new", "/report-mails", **REPORT)
        place = made.headers["location"].partition("?")[0]
        monthly = {**REPORT, "every": "month", "day": "3"}
        assert (await post(running.client, place, place, **monthly)).status_code == 303
        assert (await running.client.get("/v1" + place)).json()["schedule"]["day"] == 3
        await post(running.client, place, f"{place}/delete")
        assert (await running.client.get("/v1" + place)).status_code == 404


async def test_an_experiment_is_begun_told_in_words_and_stopped(start, post):
    async with start() as running:
        made = await post(running.client, "/experiments/new", "/experiments", **EXPERIMENT)
        place = made.headers["location"]
        page = (await running.client.get(place, headers=HTML)).text
        assert "It cannot be told yet" in page
        assert f'data-chart="/v1/charts{place}#effect"' in page
        await post(running.client, place, f"{place}/stop")
        assert (await running.client.get("/v1" + place)).json()["state"] == "stopped"
        assert "Stop it" not in (await running.client.get(place, headers=HTML)).text


async def test_an_experiment_of_two_equal_ways_is_refused_in_the_form(start, post):
    async with start() as running:
        page = await post(
            running.client, "/experiments/new", "/experiments", **{**EXPERIMENT, "tags_1": "0", "name_1": "zero"}
        )
    assert page.status_code == 422
    assert 'id="wrong-arms"' in page.text


async def test_a_second_experiment_of_a_profile_is_refused_with_the_reason(start, post):
    async with start() as running:
        await post(running.client, "/experiments/new", "/experiments", **EXPERIMENT)
        page = await post(running.client, "/experiments/new", "/experiments", **EXPERIMENT)
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
