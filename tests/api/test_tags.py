"""The catalogue over HTTP."""

import pytest

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_pages_follow_each_other_without_gap_or_overlap(client):
    seen, after = [], None
    for _ in range(3):
        page = (await client.get("/v1/tags", params={"limit": 20, **({"after": after} if after else {})})).json()
        seen += [tag["tag"] for tag in page["tags"]]
        after = page["next"]
    assert len(seen) == len(set(seen)) == 60
    assert seen == sorted(seen)


async def test_the_last_page_says_so(client):
    page = (await client.get("/v1/tags", params={"after": "\U0010fffe"})).json()
    assert page == {"tags": [], "next": None}


@pytest.mark.parametrize(
    ("wish", "value"), [("language", "en"), ("category", "dogs"), ("reach", "niche"), ("prefix", "#Dog")]
)
async def test_filters_narrow(client, wish, value):
    tags = (await client.get("/v1/tags", params={wish: value})).json()["tags"]
    assert tags
    for tag in tags:
        fits = {
            "language": tag["language"] == value,
            "category": value in tag["categories"],
            "reach": tag["reach"] == value,
            "prefix": tag["tag"].startswith("dog"),
        }
        assert fits[wish]


async def test_search_finds_by_meaning(client):
    found = (await client.get("/v1/tags/search", params={"q": "dog", "limit": 3})).json()
    assert found["tags"][0]["tag"] == "dog"
    similarities = [tag["similarity"] for tag in found["tags"]]
    assert similarities == sorted(similarities, reverse=True)


@pytest.mark.parametrize("spelling", ["dog", "%23Dog", "DOG", "dogs"])
async def test_a_tag_is_found_by_any_spelling(client, spelling):
    tag = (await client.get(f"/v1/tags/{spelling}")).json()
    assert (tag["tag"], tag["display"]) == ("dog", "#Dog")
    assert "dogs" in tag["aliases"]
    assert tag["related"]["near"]
    assert "dog" not in {near["tag"] for near in tag["related"]["near"]}


async def test_an_unknown_tag_is_not_found(client):
    response = await client.get("/v1/tags/nosuchtagatall")
    assert (response.status_code, response.json()["code"]) == (404, "unknown_tag")


@pytest.mark.parametrize("path", ["/v1/tags/two%20words", "/v1/tags/%00", "/v1/tags/12", "/v1/tags?prefix=%00"])
async def test_what_is_no_tag_is_refused(client, path):
    assert (await client.get(path)).status_code == 422


@pytest.mark.parametrize("limit", ["0", "501", "NaN", "1e400", "x"])
async def test_a_limit_out_of_range_is_refused(client, limit):
    assert (await client.get("/v1/tags", params={"limit": limit})).status_code == 422


async def test_platforms_come_with_date_and_source(client):
    platforms = (await client.get("/v1/platforms")).json()["platforms"]
    assert {"instagram", "x", "tiktok", "bluesky", "mastodon"} <= {rule["platform"] for rule in platforms}
    assert all(rule["since"] and rule["source"] for rule in platforms)
