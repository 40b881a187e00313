"""Signing in, the proof in forms, and what each sort of visitor is shown."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from fastapi.routing import iter_route_contexts

from api.web.paths import is_page, is_static
from hashtagger.storage.keys import create_key, revoke_key

HTML = {"accept": "text/html"}


@pytest.fixture
async def guarded(start):
    """A server that needs keys; ``key`` is one that may recommend."""
    async with start(auth={"required": True}) as running:
        plain, key = await running.state["services"].database.write(
            create_key, "me", owner="me", scopes=["recommend", "read"], now=datetime.now(UTC)
        )
        yield running, plain, key


def proof_in(page: str) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]


async def sign_in(client, key):
    page = await client.get("/sign-in", headers=HTML)
    return await client.post("/sign-in", data={"csrf_token": proof_in(page.text), "key": key, "next": "/v1/platforms"})


async def test_a_key_typed_once_lets_the_browser_in(guarded):
    running, key, _ = guarded
    answer = await sign_in(running.client, key)
    assert (answer.status_code, answer.headers["location"]) == (303, "/v1/platforms")
    assert (await running.client.get("/v1/platforms")).status_code == 200


async def test_the_cookie_is_another_one_after_signing_in_and_no_script_can_read_it(guarded):
    running, key, _ = guarded
    await running.client.get("/sign-in", headers=HTML)
    before = running.client.cookies["hashtagger_session"]
    answer = await sign_in(running.client, key)
    assert running.client.cookies["hashtagger_session"] != before
    assert "httponly" in answer.headers["set-cookie"].lower()
    assert "samesite=lax" in answer.headers["set-cookie"].lower()


async def test_a_wrong_key_is_said_on_the_page_and_lets_nobody_in(guarded):
    running, _, _ = guarded
    answer = await sign_in(running.client, "ht_" + "x" * 43)
    assert answer.status_code == 401
    assert "not known here" in answer.text
    assert (await running.client.get("/v1/platforms")).status_code == 401


async def test_a_form_without_proof_is_refused(guarded):
    running, key, _ = guarded
    await running.client.get("/sign-in", headers=HTML)
    answer = await running.client.post("/sign-in", data={"key": key})
    assert answer.status_code == 403
    assert answer.json()["code"] == "no_csrf_token"


async def test_the_proof_of_another_browser_is_refused(guarded):
    running, key, _ = guarded
    other = proof_in((await running.client.get("/sign-in", headers=HTML)).text)
    running.client.cookies.clear()
    await running.client.get("/sign-in", headers=HTML)
    assert (await running.client.post("/sign-in", data={"csrf_token": other, "key": key})).status_code == 403


async def test_a_change_that_comes_with_the_cookie_needs_the_proof(guarded):
    running, key, _ = guarded
    await sign_in(running.client, key)
    body = {"text": "a dog on the beach"}
    bare = await running.client.post("/v1/recommendations", json=body)
    page = await running.client.get("/sign-in", headers=HTML)
    proven = await running.client.post("/v1/recommendations", json=body, headers={"x-csrf-token": proof_in(page.text)})
    assert (bare.status_code, bare.json()["code"], proven.status_code) == (403, "no_csrf_token", 200)


async def test_a_key_in_the_header_needs_no_proof_even_beside_a_cookie(guarded):
    running, key, _ = guarded
    await sign_in(running.client, key)
    answer = await running.client.post(
        "/v1/recommendations", json={"text": "a dog on the beach"}, headers={"authorization": f"Bearer {key}"}
    )
    assert answer.status_code == 200


async def test_signing_out_ends_it_also_for_a_copy_of_the_cookie(guarded):
    running, key, _ = guarded
    await sign_in(running.client, key)
    copy = running.client.cookies["hashtagger_session"]
    page = await running.client.get("/sign-in", headers=HTML)
    assert (await running.client.post("/sign-out", data={"csrf_token": proof_in(page.text)})).status_code == 303
    running.client.cookies.clear()
    answer = await running.client.get("/v1/platforms", headers={"cookie": f"hashtagger_session={copy}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


async def test_signing_in_again_ends_the_sign_in_before(guarded):
    running, key, _ = guarded
    await sign_in(running.client, key)
    before = running.client.cookies["hashtagger_session"]
    await sign_in(running.client, key)
    assert (await running.client.get("/v1/platforms")).status_code == 200
    running.client.cookies.clear()
    answer = await running.client.get("/v1/platforms", headers={"cookie": f"hashtagger_session={before}"})
    assert answer.status_code == 401


async def test_the_password_of_a_proxy_in_front_of_us_is_no_key_and_no_proof(guarded):
    running, key, _ = guarded
    await sign_in(running.client, key)
    running.client.headers["authorization"] = "Basic dXNlcjpwYXNz"
    assert (await running.client.get("/v1/platforms")).status_code == 200
    assert (await running.client.get("/history", headers=HTML)).status_code == 200
    bare = await running.client.post("/v1/recommendations", json={"text": "a dog on the beach"})
    assert (bare.status_code, bare.json()["code"]) == (403, "no_csrf_token")


async def test_a_page_asks_as_whoever_it_says_is_signed_in_whatever_key_comes_beside(guarded):
    running, key, _ = guarded
    await sign_in(running.client, key)
    wrong = {**HTML, "authorization": "Bearer ht_" + "x" * 43}
    assert (await running.client.get("/history", headers=wrong)).status_code == 200


@pytest.mark.parametrize("odd", [{b"host": b"\xff\xfe"}, {b"cookie": b"of=another; name=\xc3\xa9"}])
async def test_a_host_that_is_no_name_and_odd_cookies_of_others_break_no_page(guarded, odd):
    running, key, _ = guarded
    await sign_in(running.client, key)
    ours = f"hashtagger_session={running.client.cookies['hashtagger_session']}".encode()
    running.client.cookies.clear()
    cookie = b"; ".join([ours, *([odd[b"cookie"]] if b"cookie" in odd else [])])
    answer = await running.client.get("/history", headers={b"accept": b"text/html", **odd, b"cookie": cookie})
    assert answer.status_code == 200


async def test_revoking_the_key_ends_what_was_signed_in_with_it(guarded):
    running, key, stored = guarded
    await sign_in(running.client, key)
    await running.state["services"].database.write(revoke_key, stored.id, now=datetime.now(UTC))
    assert (await running.client.get("/v1/platforms")).status_code == 401


@pytest.mark.parametrize("place", ["https://other.example/", "//other.example", "/\\other.example", "javascript:x"])
async def test_signing_in_never_leads_to_another_server(guarded, place):
    running, key, _ = guarded
    page = await running.client.get("/sign-in", headers=HTML)
    answer = await running.client.post("/sign-in", data={"csrf_token": proof_in(page.text), "key": key, "next": place})
    assert answer.headers["location"] == "/"


async def test_where_no_key_is_needed_nobody_is_asked_for_one(start):
    async with start() as running:
        assert (await running.client.get("/sign-in", headers=HTML)).headers["location"] == "/"


async def test_a_page_brings_its_own_strict_policy(guarded):
    running, _, _ = guarded
    policy = (await running.client.get("/sign-in", headers=HTML)).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


async def test_a_person_gets_a_refusal_as_a_page_and_a_program_as_a_problem(guarded):
    running, _, _ = guarded
    page = await running.client.get("/nowhere", headers=HTML)
    problem = await running.client.get("/nowhere")
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "There is nothing at this address." in page.text
    assert problem.json()["code"] == "no_such_route"


async def test_a_theme_and_a_language_are_remembered_and_the_visitor_stays_where_he_was(guarded):
    running, _, _ = guarded
    proof = proof_in((await running.client.get("/sign-in", headers=HTML)).text)
    chosen = {"csrf_token": proof, "theme": "dark", "language": "ar", "next": "/sign-in?next=/trends"}
    answer = await running.client.post("/preferences", data=chosen)
    assert answer.headers["location"] == "/sign-in?next=/trends"
    page = (await running.client.get("/sign-in", headers=HTML)).text
    assert '<html lang="ar" dir="rtl" data-theme="dark">' in page


async def test_a_file_of_this_release_is_kept_by_browsers_and_one_of_another_release_is_not(guarded):
    running, _, _ = guarded
    page = (await running.client.get("/sign-in", headers=HTML)).text
    address = re.search(r'href="(/static/[^"]+/design\.css)"', page)[1]
    ours = await running.client.get(address)
    old = await running.client.get("/static/0123456789abcdef/design.css")
    assert (ours.status_code, "immutable" in ours.headers["cache-control"]) == (200, True)
    assert (old.status_code, old.headers["cache-control"]) == (200, "no-cache")
    assert ours.headers["content-encoding"] == "gzip"


async def test_a_file_outside_the_folder_is_not_served(guarded):
    running, _, _ = guarded
    answer = await running.client.get("/static/0123456789abcdef/%2e%2e/pages.py")
    assert answer.status_code == 404


def pages_of(app, method):
    """The addresses of all pages that take ``method``, with something in place of each name in braces."""
    routes = [
        each
        for each in iter_route_contexts(app.routes)
        if is_page(each.path or "/v1") and not is_static(each.path + "/")
    ]
    return [re.sub(r"{[^}]+}", "x", each.path) for each in routes if method in (each.methods or ())]


FOR_ANYBODY = {"/sign-in", "/manifest.webmanifest", "/sw.js", "/offline", "/favicon.ico"}


async def test_nobody_sees_a_page_before_signing_in_but_those_that_are_anybodys(guarded):
    running, _, _ = guarded
    places = pages_of(running.app, "GET")
    seen = {place for place in places if (await running.client.get(place, headers=HTML)).status_code != 303}
    assert len(places) > 20
    assert seen == FOR_ANYBODY


async def test_every_form_needs_the_proof_but_the_one_that_does_nothing(guarded):
    running, key, _ = guarded
    await sign_in(running.client, key)
    places = pages_of(running.app, "POST")
    answers = {place: await running.client.post(place, data={"a": "b"}) for place in places}
    assert len(places) > 10
    assert {place for place, answer in answers.items() if answer.status_code != 403} == {"/share"}


async def test_every_change_by_the_api_that_comes_with_the_cookie_needs_the_proof(guarded):
    running, key, _ = guarded
    await sign_in(running.client, key)
    routes = [(each.path, method) for each in iter_route_contexts(running.app.routes) for method in each.methods or ()]
    unsafe = [(path, method) for path, method in routes if path.startswith("/v1/") and method not in ("GET", "HEAD")]
    asked = [running.client.request(method, re.sub(r"{[^}]+}", "x", path)) for path, method in unsafe]
    assert len(unsafe) > 30
    assert {(await each).json()["code"] for each in asked} == {"no_csrf_token"}
