"""The pages for administrators: what they show, what their forms do, and whom they turn away."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from hashtagger.models.fake import FakeModels
from hashtagger.observations import SourceState
from hashtagger.storage.job_runs import claim_slot, fail_slot
from hashtagger.storage.keys import create_key
from hashtagger.storage.sources import write_source
from hashtagger.storage.tag_decisions import decisions_of
from hashtagger.storage.tag_reviews import ReviewState, TagReview, put_reviews, reviews_of
from hashtagger.types import LoadState, ModelStatus, PoolStatus, Task
from ranker.artefacts import RANKER, Shelf
from tests.api.web.test_entrance import HTML, proof_in, sign_in
from tests.ranker.shelves import NOW, put_model

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


async def read(running, path):
    answer = await running.client.get(f"/admin{path}", headers=HTML)
    assert answer.status_code == 200, answer.text
    return answer.text


async def post(running, path, *, of="", **fields):
    """Send a form of the page ``of`` with its proof, and follow to the page that it leads to."""
    proof = proof_in(await read(running, of))
    answer = await running.client.post(f"/admin{path}", data={"csrf_token": proof, **fields}, headers=HTML)
    assert answer.status_code == 303, answer.text
    return (await running.client.get(answer.headers["location"], headers=HTML)).text


async def write(running, work, *args, **named):
    return await running.state["services"].database.write(work, *args, **named)


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


# ---- flags


async def test_a_tag_is_blocked_with_a_reason_and_forgotten_again(open_server):
    page = await post(
        open_server, "/flags/tag", of="/flags/tag?name=sunset", name="#Sunset", verdict="block", reason="not ours"
    )
    assert "From now on <bdi>sunset</bdi> is blocked." in page
    assert "not ours" in await read(open_server, "/flags")
    page = await post(open_server, "/flags/forget", of="/flags", name="sunset")
    assert "Forgotten." in page
    assert await open_server.state["services"].database.read(decisions_of, ["sunset"]) == {}


async def test_a_decision_ends_at_the_moment_that_was_typed_as_utc(open_server):
    fields = {"name": "sunset", "verdict": "allow", "reason": "ours", "until": "2127-01-31T10:00"}
    await post(open_server, "/flags/tag", of="/flags", **fields)
    found = await open_server.state["services"].database.read(decisions_of, ["sunset"])
    assert found["sunset"].until == datetime(2127, 1, 31, 10, tzinfo=UTC)
    assert 'value="2127-01-31T10:00"' in await read(open_server, "/flags/tag?name=sunset")


async def test_a_decision_that_is_refused_comes_back_as_it_was_typed(open_server):
    proof = proof_in(await read(open_server, "/flags/tag?name=sunset"))
    form = {"csrf_token": proof, "name": "sunset", "verdict": "allow", "reason": "ours", "until": "2020-01-31T10:00"}
    answer = await open_server.client.post("/admin/flags/tag", data=form, headers=HTML)
    assert answer.status_code == 422
    assert "It is over already" in answer.text
    assert 'value="ours"' in answer.text


async def test_what_ships_is_found_by_its_beginning_and_marked(open_server):
    page = await read(open_server, "/flags?origin=shipped&prefix=follow")
    names = re.findall(r'<th scope="row" class="tag-name"><span dir="auto"><a [^>]+>#([^<]+)', page)
    assert names
    assert all(name.startswith("follow") for name in names)
    assert "ships with Hashtagger" in page


async def test_looking_up_nothing_leads_to_the_list(open_server):
    answer = await open_server.client.get("/admin/flags/tag?name=%23", headers=HTML)
    assert answer.headers["location"] == "/admin/flags"


# ---- models


async def test_the_pool_is_shown_with_its_budget_and_what_failed(start):
    models = FakeModels()
    status = ModelStatus(
        "blip-base", Task.CAPTION, LoadState.FAILED, healthy=False, failure="no such file", retry_in_s=60
    )
    models.pool = PoolStatus((status,), used_bytes=1_000_000_000, budget_bytes=4_000_000_000, device="cpu")
    async with start(models=models) as running:
        page = await read(running, "/models")
    for words in ("1 GB", "of 4 GB", "25%", "no such file", "Tried again for whoever asks from"):
        assert words in page
    assert "hashtagger models pull blip-large" in page


async def test_models_that_cannot_be_asked_are_said_to_be(start):
    models = FakeModels()
    models.fail("pool_status")
    async with start(models=models) as running:
        assert "The models cannot be asked now." in await read(running, "/models")


# ---- rankers


def shelf_of(running):
    return Shelf(running.state["services"].settings.ranker_dir)


async def test_a_version_is_promoted_and_rolled_back(open_server):
    version = put_model(shelf_of(open_server)).version
    page = await post(open_server, f"/rankers/{version}/promote", of="/rankers")
    assert f"<bdi>{version}</bdi> orders answers now" in page
    assert f'name="instead_of" value="{version}"' in page
    page = await post(open_server, "/rankers/rollback", of="/rankers", instead_of=version)
    assert "Gone back: <bdi>baseline</bdi> orders answers now" in page
    assert shelf_of(open_server).current(RANKER) is None


async def test_a_form_made_for_another_version_rolls_nothing_back(open_server):
    shelf = shelf_of(open_server)
    first, second = put_model(shelf).version, put_model(shelf, after_h=1).version
    for version in (first, second):
        shelf.promote(RANKER, version, now=NOW)
    page = await post(open_server, "/rankers/rollback", of="/rankers", instead_of=first)
    assert "Meanwhile another version became current" in page
    assert shelf.current(RANKER) == second


async def test_what_the_gate_held_back_is_promoted_only_by_a_tick(open_server):
    shelf = shelf_of(open_server)
    version = put_model(shelf, gate={"passed": False, "why": "no better than chance"}).version
    page = await post(open_server, f"/rankers/{version}/promote", of="/rankers")
    assert "its reason stands below" in page
    assert "no better than chance" in page
    assert shelf.current(RANKER) is None
    await post(open_server, f"/rankers/{version}/promote", of="/rankers", force="on")
    assert shelf.current(RANKER) == version


async def test_a_broken_version_is_shown_and_cannot_be_promoted(open_server):
    shelf = shelf_of(open_server)
    version = put_model(shelf).version
    next(open_server.state["services"].settings.ranker_dir.rglob("manifest.json")).write_text("{}")
    page = await read(open_server, "/rankers")
    assert "broken" in page
    assert f"/admin/rankers/{version}/promote" not in page


async def test_a_card_is_shown_with_its_intervals_and_none_is_no_failure(open_server):
    shelf = shelf_of(open_server)
    order = {"value": {"estimate": 0.51, "low": 0.49, "high": 0.53}, "difference": None}
    put_model(shelf, metrics={"agreement@5": {"learned": order}, "judged_posts": 7, "judged_accounts": 3})
    put_model(shelf, after_h=1, metrics="nothing", sizes=None, importances=[])
    page = await read(open_server, "/rankers")
    assert "[0.4900, 0.5300]" in page


# ---- keys


async def test_a_key_is_shown_once_and_nowhere_kept(guarded):
    proof = proof_in(await read(guarded, "/keys"))
    form = {"csrf_token": proof, "once": "a-form", "name": "phone", "scope_read": "on"}
    made = await guarded.client.post("/admin/keys", data=form, headers=HTML)
    key = re.search(r'value="(ht_[^"]{43})"', made.text)[1]
    assert (made.status_code, made.headers["cache-control"]) == (200, "no-store")
    assert key not in await read(guarded, "/keys")
    again = await guarded.client.post("/admin/keys", data=form, headers=HTML)
    assert key not in again.text
    assert "This key was shown already." in again.text
    assert (await read(guarded, "/keys")).count("phone</span>") == 1


async def test_a_key_without_scopes_is_refused_on_its_form(guarded):
    proof = proof_in(await read(guarded, "/keys"))
    form = {"csrf_token": proof, "name": "phone"}
    answer = await guarded.client.post("/admin/keys", data=form, headers=HTML)
    assert (answer.status_code, 'value="phone"' in answer.text) == (422, True)


async def test_a_key_that_is_revoked_is_refused_from_then_on(guarded):
    plain, key = await write(guarded, create_key, "phone", owner="me", scopes=["read"], now=datetime.now(UTC))
    page = await post(guarded, f"/keys/{key.id}/revoke", of="/keys")
    assert "The key <bdi>phone</bdi> is revoked" in page
    guarded.client.cookies.clear()
    answer = await guarded.client.get("/v1/platforms", headers={"authorization": f"Bearer {plain}"})
    assert answer.status_code == 401


async def test_ones_own_key_is_revoked_only_by_the_form_that_explains_it(guarded):
    page = await read(guarded, "/keys")
    own = re.search(r"/admin/keys/([^/]+)/revoke", page)[1]
    assert "you are out at once" in page
    form = {"csrf_token": proof_in(page)}
    refused = await guarded.client.post(f"/admin/keys/{own}/revoke", data=form, headers=HTML)
    assert (refused.status_code, "own_key" in refused.text) == (409, True)
    out = await guarded.client.post(f"/admin/keys/{own}/revoke", data=form | {"even_own": "true"}, headers=HTML)
    assert out.headers["location"] == "/sign-in"
    assert (await guarded.client.get("/admin/keys", headers=HTML)).status_code == 303


async def test_no_link_can_put_words_on_a_page(open_server):
    page = await open_server.client.get(
        "/admin/keys?said=revoked", headers=HTML | {"cookie": "hashtagger_said=bm90IGpzb24"}
    )
    assert '<div id="said" role="status">\n</div>' in page.text
