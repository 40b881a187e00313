"""The creator's pages without a browser: what they show of the API's answers, and what their forms do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.web.assets import FOLDER
from api.web.routes.creator import modules, post_named

TEMPLATES = Path(__file__).parents[3] / "api/web/templates/creator"
pytestmark = pytest.mark.asyncio(loop_scope="module")


async def ask(client, method, path, **body):
    """As a program does: without the cookie of the pages."""
    client.cookies.clear()
    return await client.request(method, path, **({"json": body} if body else {}))


async def answered(client, text="A dog at the beach"):
    told = (await ask(client, "POST", "/v1/recommendations", text=text)).json()
    return told["recommendation_id"], [tag["tag"] for tag in told["tags"]]


async def saved(client, name, tags):
    return (await ask(client, "POST", "/v1/saved-groups", name=name, tags=tags)).json()["group_id"]


async def test_the_first_page_carries_the_rules_of_every_platform(filled):
    page = (await filled.get("/")).text
    rules = (await filled.get("/v1/platforms")).json()["platforms"]
    assert re.findall(r'<option value="([a-z]+)" data-max-tags', page) == [rule["platform"] for rule in rules]
    assert 'value="threads" data-max-tags="1"' in page


async def test_the_first_page_names_what_rises_and_where_trends_are_listed(filled):
    page = (await filled.get("/")).text
    assert 'href="/trends/tag/lunareclipse"' in page
    assert '<option value="DE">Germany</option>' in page


async def test_every_script_is_told_to_the_browser_at_once(filled):
    page = (await filled.get("/")).text
    assert len(modules()) > 20
    assert all(f'creator/{name}">' in page for name in modules())


async def test_the_page_has_words_for_whatever_its_scripts_say():
    there = set(re.findall(r'^  "([^"]+)":', (TEMPLATES / "texts.html").read_text(), re.MULTILINE))
    said = set()
    for path in (FOLDER / "creator").glob("*.js"):
        said |= set(re.findall(r'\btext\(\s*"([^"]+)"', path.read_text()))
    assert said
    assert said - there == set()


async def test_the_history_shows_what_became_of_an_answer(filled):
    id, shown = await answered(filled, "A dog in the history")
    events = [{"kind": "removed", "tag": shown[0]}, {"kind": "added", "tag": "mine"}]
    await ask(filled, "POST", f"/v1/recommendations/{id}/feedback", events=events)
    page = (await filled.get("/history")).text
    newest = page[page.index(f"/history/{id}") :]
    assert "A dog in the history" in newest
    assert re.search(rf'<s class="chip was-dropped"><bdi>#{shown[0]}</bdi>', newest, re.IGNORECASE)
    assert "<bdi>#mine</bdi>" in newest


async def test_the_history_is_paged(filled, monkeypatch):
    monkeypatch.setattr("api.web.routes.creator.PAGE_SIZE", 1)
    first, _ = await answered(filled, "The first of two")
    second, _ = await answered(filled, "The second of two")
    page = (await filled.get("/history")).text
    older = (await filled.get(re.search(r'href="(/history\?cursor=[^"]+)"', page)[1])).text
    assert (second in page, first in page) == (True, False)
    assert (second in older, first in older) == (False, True)


async def test_an_answer_is_shown_again_with_its_reasons(filled):
    id, shown = await answered(filled)
    page = (await filled.get(f"/history/{id}")).text
    assert "your text says" in page
    assert f'href="/?answer={id}"' in page
    assert f'href="/trends/tag/{shown[0]}"' in page


async def test_a_tag_is_dropped_and_kept_again_without_scripts(filled, post):
    id, shown = await answered(filled)
    here = f"/history/{id}"
    assert (await post(filled, here, f"{here}/feedback", kind="removed", tag=shown[0])).status_code == 303
    removed = (await filled.get(f"/v1/recommendations/{id}/feedback")).json()["removed"]
    await post(filled, here, f"{here}/feedback", kind="kept", tag=shown[0])
    kept = (await filled.get(f"/v1/recommendations/{id}/feedback")).json()["kept"]
    assert (removed, kept) == ([shown[0]], [shown[0]])


async def test_a_post_is_named_by_its_address(filled, post):
    id, _ = await answered(filled)
    here = f"/history/{id}"
    await post(filled, here, f"{here}/post", post="https://www.instagram.com/p/C9xY_z/")
    told = (await filled.get(f"/v1/recommendations/{id}/feedback")).json()["post"]
    assert (told["post_id"], told["url"]) == ("C9xY_z", "https://www.instagram.com/p/C9xY_z/")
    assert "C9xY_z" in (await filled.get(here)).text


async def test_a_post_id_that_is_none_is_told_beside_its_field(filled, post):
    id, _ = await answered(filled)
    answer = await post(filled, f"/history/{id}", f"/history/{id}/post", post="two words")
    assert answer.status_code == 422
    assert 'value="two words"' in answer.text
    assert 'aria-invalid="true"' in answer.text


@pytest.mark.parametrize("place", ["01KAGZ1V0Q3Y7N8M2T4R6W9XZC", "..%2f..%2fv1"])
async def test_an_answer_that_is_not_there_is_a_page_that_says_so(filled, place):
    answer = await filled.get(f"/history/{place}")
    assert answer.status_code in (404, 422)
    assert "<h1>" in answer.text


async def test_a_group_is_saved_changed_and_deleted_by_forms(filled, post):
    assert (await post(filled, "/saved", "/saved", name="Walks", tags="#DogLife, beachday")).status_code == 303
    (group,) = (await filled.get("/v1/saved-groups")).json()["groups"]
    assert [tag["display"] for tag in group["tags"]] == ["#DogLife", "#beachday"]
    here = f"/saved/{group['group_id']}"
    await post(filled, "/saved", here, name="Long walks", tags="#DogLife")
    changed = (await filled.get(f"/v1{here}".replace("/saved/", "/saved-groups/"))).json()
    assert (changed["name"], len(changed["tags"])) == ("Long walks", 1)
    await post(filled, "/saved", f"{here}/delete")
    assert (await filled.get("/v1/saved-groups")).json()["groups"] == []


async def test_what_was_typed_into_a_group_that_is_refused_stays(filled, post):
    id = await saved(filled, "Evenings", ["goldenhour"])
    answer = await post(filled, "/saved", f"/saved/{id}", name="Mornings", tags="#!!!")
    assert answer.status_code == 422
    assert 'value="Mornings"' in answer.text
    assert "#!!!</textarea>" in answer.text
    await ask(filled, "DELETE", f"/v1/saved-groups/{id}")


async def test_what_was_written_into_a_group_is_never_markup(filled):
    id = await saved(filled, "<script>alert(1)</script>", ["goldenhour"])
    page = (await filled.get("/saved")).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    await ask(filled, "DELETE", f"/v1/saved-groups/{id}")


async def test_a_form_without_proof_changes_nothing(filled):
    assert (await filled.post("/saved", data={"name": "Walks", "tags": "dog"})).status_code == 403


async def test_nobody_sees_these_pages_without_a_key(start):
    async with start(auth={"required": True}) as running:
        for place in ("/", "/history", "/saved"):
            answer = await running.client.get(place, headers={"accept": "text/html"})
            assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/sign-in")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("17912345678", "17912345678"),
        ("https://x.com/me/status/12", "12"),
        ("https://example.org/", ""),
        ("a b", "a b"),
    ],
)
async def test_a_post_is_named_by_the_last_part_of_its_address(typed, name):
    assert post_named(typed)["post_id"] == name
