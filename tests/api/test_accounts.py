"""/v1/accounts: a history is brought, tags are told of, and everything is forgotten on demand; to its owner only."""

import asyncio
import threading

import pytest
import sqlalchemy as sa

from api.routes import accounts as route
from hashtagger.history_import.history import History
from hashtagger.storage.past_answers import list_past_answers
from hashtagger.storage.ranking_tables import account_tags, engagements, posts
from hashtagger.storage.tables import metadata
from tests.api.builders import photo
from tests.api.test_reviews import key
from tests.history_import.exports import INSIGHTS, POSTS, as_json, insight, insights, post, zipped

PATH = "/v1/accounts/my-cafe"
WEEK = 7 * 24 * 3600


def start_s(running):
    return int(running.state["services"].clock.now().timestamp()) - 40 * WEEK


def export(first, *, count=30):
    """Posts with #sun, every second with #luck too, which earned three times as much."""
    taken = [post(first + n * 86_400, "#sun #luck" if n % 2 else "#sun") for n in range(count)]
    earned = [insight(first + n * 86_400, Likes=str(330 + n % 7 if n % 2 else 110 + n % 7)) for n in range(count)]
    return zipped({POSTS: as_json(taken), INSIGHTS: as_json(insights(*earned))}, when=(2000, 1, 1, 0, 0, 0))


async def brought(running, data=None, kind="application/zip", **more):
    data = export(start_s(running)) if data is None else data
    response = await running.client.post(f"{PATH}/posts", content=data, headers={"Content-Type": kind, **more})
    assert response.status_code == 200, response.text
    return response.json()


async def counts_of(running):
    def count(connection):
        return [
            connection.scalar(sa.select(sa.func.count()).select_from(t)) for t in (posts, engagements, account_tags)
        ]

    return await running.state["services"].database.read(count)


async def test_a_history_is_taken_once_and_its_tags_are_told_at_once(start):
    async with start() as running:
        data = export(start_s(running))
        told = await brought(running, data)
        before = await counts_of(running)
        assert await brought(running, data) == told
        assert await counts_of(running) == before == [30, 30, 2]
        account = (await running.client.get(PATH)).json()
        tags = (await running.client.get(f"{PATH}/tags")).json()
    assert (told["posts"], told["with_engagement"], told["refused"], told["refusals"]) == (30, 30, 0, [])
    assert (account["posts"], account["explore"], account["followers"]) == (30, True, None)
    assert 50 < account["usual"]["low"] < account["usual"]["interactions"] < account["usual"]["high"]
    assert account["in_words"].startswith("A post usually earns")
    assert tags["next"] is None
    sun, luck = tags["tags"]
    assert (sun["tag"], sun["uses"], sun["posts"], luck["uses"]) == ("sun", 30, 30, 15)
    assert luck["verdict"] == "earned more than usual"
    assert 0 < luck["low_percent"] < luck["lift_percent"] < luck["high_percent"]
    assert luck["lift_percent"] < luck["mean_percent"]


async def test_what_was_brought_is_evidence_for_the_next_recommendation(start):
    async with start() as running:
        first = start_s(running)
        taken = [post(first + n * 86_400, "#doglife") for n in range(3)]
        await brought(running, as_json(taken), "application/json")
        asked = {"text": "a dog on the beach", "profile_id": "my-cafe", "limit": "10"}
        answer = await running.client.post("/v1/recommendations", data=asked, files={"image": photo()})
    assert answer.status_code == 200, answer.text


async def test_a_table_may_come_in_a_form_with_its_wrong_rows_told(start):
    table = b"post_id,published_at,text,likes\n1,2026-06-01 12:00,#sun,5\n2,soon,#sun,5\n"
    async with start() as running:
        response = await running.client.post(
            f"{PATH}/posts", params={"time_zone": "Europe/Berlin"}, files={"file": ("mine.csv", table)}
        )
    told = response.json()
    assert (told["posts"], told["refused"], told["since"]) == (1, 1, "2026-06-01T10:00:00Z")
    assert told["refusals"] == [
        {"where": "line 3", "reason": "its time cannot be read; write it as 2026-11-20T07:30:00Z"}
    ]


async def test_posts_that_are_too_old_to_be_kept_are_refused(start):
    async with start() as running:
        told = await brought(running, as_json([post(1_300_000_000), post(start_s(running))]), "application/json")
    assert (told["posts"], told["refused"]) == (1, 1)
    assert "posts as old as that are not kept" in told["refusals"][0]["reason"]


async def test_what_a_key_brings_counts_as_rows_of_its_day(start):
    async with start(auth={"required": True}, ranker={"max_engagement_per_day": 20}) as running:
        mine = await key(running, "recommend", owner="me")
        data = export(start_s(running))
        told = await brought(running, data, **mine)
        assert (told["posts"], told["with_engagement"], told["refused"]) == (20, 20, 10)
        assert "10 posts are more than this key may still send today" in told["refusals"][0]["reason"]
        assert await brought(running, data, **mine) == told
        report = {"observed_at": "2026-11-20T10:00:00Z", "likes": 1}
        refused = await running.client.post("/v1/posts/x/engagement", json=report, headers=mine)
        assert refused.status_code == 429


def plain(first, *, count):
    """Posts without what they earned."""
    return as_json([post(first + n * 86_400, "#sun") for n in range(count)])


async def test_posts_without_counts_are_rows_of_the_day_too(start):
    async with start(auth={"required": True}, ranker={"max_engagement_per_day": 20}) as running:
        mine = await key(running, "recommend", owner="me")
        first = start_s(running)
        told = await brought(running, plain(first, count=30), "application/json", **mine)
        assert (told["posts"], told["refused"], (await counts_of(running))[0]) == (20, 10, 20)
        others = await brought(running, plain(first + 1, count=3), "application/json", **mine)
        assert (others["posts"], others["refused"], (await counts_of(running))[0]) == (0, 3, 20)


async def test_imports_at_the_same_time_share_the_room_of_a_key(start):
    async with start(auth={"required": True}, ranker={"max_engagement_per_day": 20}) as running:
        mine = await key(running, "recommend", owner="me")
        first = start_s(running)
        files = [plain(first + n, count=15) for n in range(4)]
        headers = {"Content-Type": "application/json", **mine}
        await asyncio.gather(*(running.client.post(f"{PATH}/posts", content=each, headers=headers) for each in files))
        assert (await counts_of(running))[0] == 20


async def test_what_is_known_already_takes_no_room(start):
    async with start(auth={"required": True}, ranker={"max_engagement_per_day": 40}) as running:
        mine = await key(running, "recommend", owner="me")
        first = start_s(running)
        await brought(running, export(first), **mine)
        told = await brought(running, export(first, count=45), **mine)
    assert (told["posts"], told["refused"]) == (40, 5)


async def test_files_are_read_one_after_the_other(start, monkeypatch):
    meeting = threading.Barrier(2)
    met = []

    def read(data, wanted, **_):
        try:
            meeting.wait(0.3)
            met.append(data)
        except threading.BrokenBarrierError:
            meeting.reset()
        return History()

    monkeypatch.setattr(route, "read_history", read)
    async with start() as running:
        await asyncio.gather(brought(running, b"[]"), brought(running, b"[]"))
    assert met == []


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    ("send", "status", "code"),
    [
        ({"content": b"{}", "headers": {"Content-Type": "image/png"}}, 415, "unsupported_body"),
        ({"content": b"[" * 100_000, "headers": {"Content-Type": "application/json"}}, 422, "invalid_history"),
        (
            {"content": b"PK\x05\x06" + b"\0" * 40, "headers": {"Content-Type": "application/zip"}},
            422,
            "invalid_history",
        ),
        ({"content": b"", "headers": {"Content-Type": "text/csv"}}, 422, "invalid_history"),
        ({"files": {"other": b"x"}}, 400, "invalid_form"),
        ({"files": [("file", b"x"), ("file", b"y")]}, 400, "invalid_form"),
        ({"data": {"file": "x"}, "files": {"more": b"x"}}, 400, "invalid_form"),
        ({"content": b"x", "headers": {"Content-Type": "multipart/form-data"}}, 400, "invalid_form"),
        (
            {"content": b"x", "params": {"platform": "In sta"}, "headers": {"Content-Type": "text/csv"}},
            422,
            "invalid_fields",
        ),
        (
            {"content": b"x", "headers": {"Content-Type": "text/csv", "Content-Length": "90000000"}},
            413,
            "body_too_large",
        ),
    ],
)
async def test_what_is_no_history_is_refused_in_words(client, send, status, code):
    response = await client.post(f"{PATH}/posts", **send)
    assert (response.status_code, response.json()["code"]) == (status, code)


async def test_an_account_is_changed_by_what_is_given_only(start):
    async with start() as running:
        changed = await running.client.put(PATH, json={"followers": 2140})
        both = await running.client.put(PATH, json={"explore": False})
        wrong = await running.client.put(PATH, json={"explore": None, "followers": None})
    assert (changed.json()["followers"], changed.json()["explore"]) == (2140, True)
    assert (both.json()["followers"], both.json()["explore"], both.json()["posts"]) == (2140, False, 0)
    assert "not known yet" in both.json()["in_words"]
    assert [each["field"] for each in wrong.json()["errors"]] == ["explore", "followers"]


async def test_tags_come_in_pages(start):
    async with start() as running:
        first = start_s(running)
        tags = [f"#t{n}" for n in range(5)]
        taken = [post(first + n * 86_400, " ".join(tags[: n + 1])) for n in range(5)]
        await brought(running, as_json(taken), "application/json")
        seen, cursor = [], None
        while True:
            params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
            page = (await running.client.get(f"{PATH}/tags", params=params)).json()
            seen += [(each["tag"], each["uses"]) for each in page["tags"]]
            if (cursor := page["next"]) is None:
                break
        forged = await running.client.get(f"{PATH}/tags", params={"cursor": "W10"})
    assert seen == [("t0", 5), ("t1", 4), ("t2", 3), ("t3", 2), ("t4", 1)]
    assert (forged.status_code, forged.json()["code"]) == (422, "invalid_cursor")


async def test_an_account_is_nobody_elses(start):
    async with start(auth={"required": True}) as running:
        mine, theirs = [await key(running, "recommend", "read", owner=owner) for owner in ("me", "you")]
        await brought(running, **mine)
        for path in (PATH, f"{PATH}/tags"):
            assert (await running.client.get(path, headers=theirs)).status_code == 404
        assert (await running.client.delete(PATH, headers=theirs)).status_code == 204
        assert (await running.client.get(PATH, headers=mine)).json()["posts"] == 30


async def test_forgetting_an_account_leaves_nothing_of_it(start):
    async with start() as running:
        await brought(running)
        await running.client.put(PATH, json={"followers": 7})
        for profile in ("my-cafe", "other"):
            asked = {"text": "a dog on the beach", "profile_id": profile}
            await running.client.post("/v1/recommendations", data=asked, files={"image": photo()})
        for _ in range(2):
            assert (await running.client.delete(PATH)).status_code == 204
        assert (await running.client.get(PATH)).status_code == 404
        assert (await running.client.get(f"{PATH}/tags")).status_code == 404
        database = running.state["services"].database
        assert len(await database.read(list_past_answers, owner="local", limit=9)) == 1
        left = await database.read(_mentions, "my-cafe")
    assert left == []


def _mentions(connection, text):
    """Tables in which ``text`` stands in some profile."""
    return [
        table.name
        for table in metadata.sorted_tables
        if "profile_id" in table.c
        and connection.execute(sa.select(sa.true()).select_from(table).where(table.c.profile_id == text)).first()
    ]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("profile_id", ["", "a/b"])
async def test_nothing_names_an_account_that_no_path_can_name(client, profile_id):
    arms = [{"name": "none", "tags": 0}, {"name": "five", "tags": 5}]
    question = {"profile_id": profile_id, "name": "Do tags help?", "arms": arms}
    row = {"post_id": "1", "observed_at": "2026-11-20T10:00:00Z", "likes": 1, "profile_id": profile_id}
    asked = await client.post("/v1/experiments", json=question)
    told = await client.post(
        "/v1/posts/engagement", content=as_json(row), headers={"Content-Type": "application/x-ndjson"}
    )
    changed = await client.put(f"/v1/accounts/{profile_id.replace('/', '%2F')}", json={"followers": 1})
    assert [each["field"] for each in asked.json()["errors"]] == ["profile_id"]
    assert [each["field"] for each in told.json()["refusals"]] == ["profile_id"]
    assert changed.status_code in (404, 405, 422)
