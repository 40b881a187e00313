"""The pages for administrators: whom they turn away, what needs attention, sources, jobs and reviews."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from hashtagger.models.fake import FakeModels
from hashtagger.observations import SourceState
from hashtagger.storage.job_runs import claim_slot, fail_slot
from hashtagger.storage.keys import create_key
from hashtagger.storage.sources import write_source
from hashtagger.storage.tag_reviews import ReviewState, TagReview, put_reviews, reviews_of
from hashtagger.types import LoadState, ModelStatus, PoolStatus, Task
from tests.api.web.admin_forms import post, read, write
from tests.api.web.test_entrance import HTML, proof_in, sign_in

PAGES = ("", "/sources", "/reviews", "/flags", "/flags/tag?name=sunset", "/models", "/jobs", "/rankers", "/keys")
FORMS = (
    "/reviews",
    "/flags/tag",
    "/flags/forget",
    "/sources/mastodon/run",
    "/jobs/purge/run",
    "/rankers/rollback",
    "/rankers/x/promote",
    "/keys",
    "/keys/x/revoke",
)


@pytest.fixture
async def open_server(start):
    """Needs no keys."""
    async with start() as running:
        yield running


@pytest.fixture
async def guarded(start):
    """Needs keys; the client signed in as an administrator."""
    async with start(auth={"required": True}) as running:
        plain, _ = await running.state["services"].database.write(
            create_key, "boss", owner="boss", scopes=["admin"], now=datetime.now(UTC)
        )
        await sign_in(running.client, plain)
        yield running


def review(tag, **evidence):
    return TagReview(tag, ReviewState.NEW, "new from a trend", evidence, datetime.now(UTC))


async def review_states(running, *tags):
    found = await running.state["services"].database.read(reviews_of, tags)
    return {tag: found[tag].state.value for tag in tags}


async def test_a_key_without_the_scope_is_told_what_to_do(start):
    async with start(auth={"required": True}) as running:
        plain, _ = await write(running, create_key, "me", owner="me", scopes=["read"], now=datetime.now(UTC))
        await sign_in(running.client, plain)
        answers = [await running.client.get(f"/admin{page}", headers=HTML) for page in PAGES]
    assert {answer.status_code for answer in answers} == {403}
    assert all("Use a key that has the named scope." in answer.text for answer in answers)
    assert all('href="/sign-in?next=/admin' in answer.text for answer in answers)


async def test_an_empty_installation_has_every_page(open_server):
    for page in PAGES:
        assert "<h1>" in await read(open_server, page)


async def test_whoever_is_not_signed_in_signs_in_first(start):
    async with start(auth={"required": True}) as running:
        answer = await running.client.get("/admin/keys", headers=HTML)
    assert answer.headers["location"] == "/sign-in?next=%2Fadmin%2Fkeys"


async def test_a_form_without_proof_changes_nothing(guarded):
    for form in FORMS:
        answer = await guarded.client.post(f"/admin{form}", data={"name": "x", "tag_0": "x"}, headers=HTML)
        assert (answer.status_code, "no_csrf_token" in answer.text) == (403, True), form


# ---- overview


async def test_the_overview_says_when_all_is_well(open_server):
    now = datetime.now(UTC)
    for name in ("stream-bluesky", "deliver-alerts"):
        await write(open_server, claim_slot, name, "standing", now=now, lease_s=1_000)
    assert "All is well." in await read(open_server, "")


async def test_the_overview_names_what_failed_and_leads_there(start):
    models, now = FakeModels(), datetime.now(UTC)
    broken = ModelStatus("starter-caption-1", Task.CAPTION, LoadState.FAILED, healthy=False, failure="no such file")
    models.pool = PoolStatus((broken,))
    async with start(models=models, trends={"contact": "me@example.org"}) as running:
        claim = await write(running, claim_slot, "purge", "s", now=now, lease_s=60)
        await write(running, fail_slot, claim, now=now, error="the disk is full\nand more")
        await write(running, write_source, SourceState("mastodon", now, None, "nobody answers", failures=3))
        await write(running, put_reviews, [review("moonrise")])
        page = await read(running, "")
    assert "All is well" not in page
    for words in ("no such file", "the disk is full", "nobody answers", "1 new tag waits for a look"):
        assert words in page
    for place in ("/admin/models", "/admin/jobs?state=failed", "/admin/sources", "/admin/reviews"):
        assert f'href="{place}"' in page


async def test_a_server_that_is_not_ready_says_so_on_its_overview(open_server):
    open_server.state["health"].draining = True
    page = await read(open_server, "")
    assert "The server is not ready" in page
    assert "draining" in page


# ---- sources and jobs


async def test_a_source_that_is_off_says_what_switches_it_on(open_server):
    assert "HASHTAGGER_TRENDS__CONTACT" in await read(open_server, "/sources")


async def test_a_source_is_shown_with_its_error_and_its_runs(start):
    now = datetime.now(UTC)
    async with start(trends={"contact": "me@example.org"}) as running:
        await write(running, write_source, SourceState("mastodon", now, None, "nobody answers", failures=3))
        claim = await write(running, claim_slot, "crawl-mastodon", "s", now=now, lease_s=60)
        await write(running, fail_slot, claim, now=now, error="timed out at the third instance")
        page = await read(running, "/sources")
    assert "Failed 3 times in a row." in page
    assert "timed out at the third instance" in page
    assert 'action="/admin/sources/mastodon/run"' in page


async def test_a_job_that_runs_already_is_said_and_not_begun_again(open_server):
    await write(open_server, claim_slot, "purge", "s", now=datetime.now(UTC), lease_s=1_000)
    assert "is running already" in await post(open_server, "/jobs/purge/run", of="/jobs")


async def test_a_source_that_is_off_is_not_run(open_server):
    assert "is switched off" in await post(open_server, "/sources/mastodon/run", of="/jobs")


async def test_an_unknown_job_is_no_page(open_server):
    proof = proof_in(await read(open_server, "/jobs"))
    answer = await open_server.client.post("/admin/jobs/nothing/run", data={"csrf_token": proof}, headers=HTML)
    assert answer.status_code == 404


async def test_the_history_is_filtered_and_goes_on_by_pages(open_server):
    now = datetime.now(UTC)
    for number in range(30):
        began = now - timedelta(minutes=number)
        claim = await write(open_server, claim_slot, "trends", f"s{number}", now=began, lease_s=60)
        await write(open_server, fail_slot, claim, now=began, error=f"reason-{number}.")
    first = await read(open_server, "/jobs?job=trends&state=failed")
    following = re.search(r'rel="next" href="/admin([^"#]+)', first)[1].replace("&amp;", "&")
    second = await read(open_server, following)
    assert "reason-24." in first
    assert "reason-25." not in first
    assert "reason-25." in second
    assert "reason-29." in second
    assert "No run fits these filters" in await read(open_server, "/jobs?state=done")


# ---- reviews


async def test_a_tag_is_approved_and_leaves_the_queue(open_server):
    await write(open_server, put_reviews, [review("moonrise"), review("zinefair")])
    page = await post(open_server, "/reviews", of="/reviews", tag_0="moonrise", decision="approve")
    assert 'value="moonrise"' not in page
    assert 'value="zinefair"' in page
    assert "Approved: <bdi>moonrise</bdi>." in page
    assert await review_states(open_server, "moonrise", "zinefair") == {"moonrise": "approved", "zinefair": "new"}


async def test_what_was_done_is_said_once(open_server):
    await write(open_server, put_reviews, [review("moonrise")])
    await post(open_server, "/reviews", of="/reviews", tag_0="moonrise", decision="approve")
    assert "Approved:" not in await read(open_server, "/reviews")


async def test_several_are_refused_at_once_with_a_reason(open_server):
    await write(open_server, put_reviews, [review("freecash1"), review("freecash2"), review("moonrise")])
    page = await post(
        open_server, "/reviews", of="/reviews", tag_0="freecash1", tag_7="freecash2", decision="refuse", reason="a scam"
    )
    assert "Refused: 2 tags." in page
    assert set((await review_states(open_server, "freecash1", "freecash2")).values()) == {"refused"}
    assert "a scam" in await read(open_server, "/reviews?state=refused")


async def test_nothing_ticked_is_said(open_server):
    await write(open_server, put_reviews, [review("moonrise")])
    assert "No tag is ticked" in await post(open_server, "/reviews", of="/reviews", decision="approve")


async def test_when_one_of_several_is_refused_by_the_api_the_page_tells_how_far_it_came(open_server):
    await write(open_server, put_reviews, [review("moonrise")])
    page = await post(open_server, "/reviews", of="/reviews", tag_0="moonrise", tag_1="gone", decision="approve")
    assert "1 tag was decided, then <bdi>gone</bdi> was refused" in page


async def test_a_decision_that_is_none_is_refused(open_server):
    await write(open_server, put_reviews, [review("moonrise")])
    proof = proof_in(await read(open_server, "/reviews"))
    form = {"csrf_token": proof, "tag_0": "moonrise", "decision": "perhaps"}
    assert (await open_server.client.post("/admin/reviews", data=form, headers=HTML)).status_code == 422


async def test_the_evidence_of_the_crawler_is_shown(open_server):
    evidence = {"authors": 412.0, "hour": 490_000, "region": "DE", "sources": {"bluesky": {"authors": 390.0}}}
    await write(open_server, put_reviews, [review("adventsmarkt", **evidence, servers=7)])
    page = await read(open_server, "/reviews")
    for words in ("412", "Germany", "390 people", "servers"):
        assert words in page


async def test_what_crawlers_wrote_is_text(open_server):
    hostile = '<script>alert(1)</script>"onload='
    await write(open_server, put_reviews, [review("moonrise", sources={hostile: {hostile: 1}}, note=hostile)])
    page = await read(open_server, "/reviews")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
