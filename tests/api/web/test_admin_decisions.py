"""The pages for administrators where they decide: flags, models, rankers, keys."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from hashtagger.models.fake import FakeModels
from hashtagger.storage.keys import create_key
from hashtagger.storage.tag_decisions import decisions_of
from hashtagger.types import LoadState, ModelStatus, PoolStatus, Task
from ranker.artefacts import RANKER, Shelf
from tests.api.web.admin_forms import post, read, write
from tests.api.web.test_entrance import HTML, proof_in, sign_in
from tests.ranker.shelves import NOW, put_model


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
