"""Rows are taken while the body arrives: right ones kept, wrong ones told by line."""

import contextlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from starlette.requests import ClientDisconnect

from api import bulk

pytestmark = pytest.mark.asyncio(loop_scope="module")

CSV, NDJSON = {"content-type": "text/csv; charset=utf-8"}, {"content-type": "application/x-ndjson"}
AT = (datetime.now(UTC) - timedelta(hours=5)).replace(microsecond=0)
HEADER = "post_id,observed_at,likes\n"


async def send(client, body, headers=CSV):
    return await client.post("/v1/posts/engagement", content=body, headers=headers)


async def told(client, body, headers=CSV):
    response = await send(client, body, headers)
    assert response.status_code == 200, response.text
    return response.json()


def row(name, likes=1, at=AT):
    return f"{name},{at.isoformat()},{likes}\n"


def in_parts(data, size):
    async def parts():
        for start in range(0, len(data), size):
            yield data[start : start + size]

    return parts()


async def test_rows_say_all_that_is_known_of_a_post(client):
    body = (
        "post_id,observed_at,age_h,published_at,profile_id,platform,format,followers,tags,url,likes,reach\n"
        f'one,,48,{(AT - timedelta(days=3)).isoformat()},me,instagram,photo,90,"#Dog, beachDay",https://a.b/c,5,70\n'
        f"two,{AT.isoformat()},,,,,,,dog cat,,,8\n"
    )
    assert await told(client, body) == {"accepted": 2, "refused": 0, "refusals": []}
    one, two = [(await client.get(f"/v1/posts/{name}")).json() for name in ("one", "two")]
    assert [one[name] for name in ("tags", "followers", "profile_id", "url")] == [
        *(["dog", "beachday"], 90, "me", "https://a.b/c")
    ]
    assert [(each["age_h"], each["likes"], each["reach"]) for each in one["engagement"]] == [(48.0, 5, 70)]
    assert (two["tags"], two["engagement"][0]["likes"], two["engagement"][0]["interactions"]) == (
        ["dog", "cat"],
        None,
        None,
    )


async def test_lines_of_json_are_taken_too(client):
    rows = [{"post_id": "j1", "observed_at": AT.isoformat(), "likes": 2, "tags": ["#A"]}, {"post_id": "j2"}]
    answer = await told(client, "\r\n".join(map(json.dumps, rows)), NDJSON)
    assert (answer["accepted"], [each["line"] for each in answer["refusals"]]) == (1, [2])
    assert (await client.get("/v1/posts/j1")).json()["tags"] == ["a"]


@pytest.mark.parametrize("size", [1, 7, 100_000])
async def test_where_the_body_is_cut_into_parts_changes_nothing(client, size):
    body = ("\ufeff" + HEADER + row("é") + "\n\r\n" + row("p1", 3) + row("p2", -1) + row("p3").strip()).encode()
    answer = await told(client, in_parts(body, size))
    assert answer["accepted"] == 2
    assert [(each["line"], each["field"]) for each in answer["refusals"]] == [(2, "post_id"), (6, "likes")]


async def test_chunks_are_written_one_after_the_other(client, monkeypatch):
    monkeypatch.setattr(bulk, "CHUNK_ROWS", 3)
    rows = [row(f"c{n % 4}", n, AT - timedelta(hours=n)) for n in range(10)]
    rows[4] = row("c", "many")
    rows[7] = row("c", 1, AT + timedelta(days=9))
    answer = await told(client, HEADER + "".join(rows))
    assert (answer["accepted"], answer["refused"]) == (8, 2)
    assert [each["line"] for each in answer["refusals"]] == [6, 9]
    assert len((await client.get("/v1/posts/c0")).json()["engagement"]) == 2


WRONG_LINES = [
    ("a,b", "", "The line has 2 cells, the header 3."),
    ("a,b,c,d", "", "The line has 4 cells, the header 3."),
    ('"a,b,c', "", "quotes"),
    (b"\xff,b,1", "", "not UTF-8"),
    ("x" * 10_001, "", "longer than 10,000 bytes"),
    (f"a/b,{AT.isoformat()},1", "post_id", ""),
    (f",{AT.isoformat()},1", "post_id", "required"),
    (f"a\0,{AT.isoformat()},1", "post_id", ""),
    ("a,yesterday,1", "observed_at", ""),
    ("a,,1", "", "observed_at or age_h"),
    (f"a,{AT.isoformat()},", "", "None of the counts"),
    (f"a,{(AT + timedelta(days=1)).isoformat()},1", "observed_at", "future"),
]


async def test_every_wrong_line_is_told_with_its_field_and_reason(client):
    lines = [line if isinstance(line, bytes) else line.encode() for line, _, _ in WRONG_LINES]
    answer = await told(client, HEADER.encode() + b"\n".join(lines))
    assert (answer["accepted"], answer["refused"]) == (0, len(WRONG_LINES))
    for number, (refusal, (line, field, reason)) in enumerate(zip(answer["refusals"], WRONG_LINES, strict=True), 2):
        assert (refusal["line"], refusal["field"]) == (number, field), line
        assert reason in refusal["reason"], line


@pytest.mark.parametrize("line", ["[1]", "{", "nul", '{"post_id": "a", "likes": NaN}', '{"post_id": "\\ud800"}'])
async def test_lines_that_are_no_json_object_are_refused(client, line):
    answer = await told(client, line, NDJSON)
    assert (answer["refused"], answer["refusals"][0]["line"]) == (1, 1)


async def test_unknown_fields_of_a_line_of_json_are_named(client):
    answer = await told(client, json.dumps({"post_id": "a", "age_h": 1, "hearts": 1}), NDJSON)
    assert answer["refusals"][0]["field"] == "hearts"


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("post_id,observed_at,hearts,age", ["hearts", "age"]),
        ("post_id,likes,likes", ["likes"]),
        ("observed_at,likes", ["post_id"]),
        ("", ["post_id"]),
    ],
)
async def test_a_header_must_name_columns_that_exist(client, header, fields):
    response = await send(client, f"{header}\n1,2,3\n")
    assert (response.status_code, response.json()["code"]) == (422, "invalid_fields")
    assert {each["field"] for each in response.json()["errors"]} >= set(fields)


async def test_a_header_that_cannot_be_read_is_refused(client):
    response = await send(client, b'"post_id\n')
    assert (response.status_code, response.json()["code"]) == (422, "invalid_csv")


@pytest.mark.parametrize("headers", [{"content-type": "application/json"}, {}, {**CSV, "content-encoding": "gzip"}])
async def test_other_bodies_are_refused(client, headers):
    response = await send(client, b"[]", headers)
    assert (response.status_code, response.json()["code"]) == (415, "unsupported_body")


async def test_lines_behind_the_last_that_may_come_are_not_looked_at(client, monkeypatch):
    monkeypatch.setattr(bulk, "MAX_LINES", 3)
    body = (HEADER + "".join(row(f"m{n}") for n in range(9))).encode()
    for size in (10, 10_000):
        answer = await told(client, in_parts(body, size))
        assert (answer["accepted"], answer["refused"], answer["refusals"][0]["line"]) == (2, 1, 4)
        assert "were not read" in answer["refusals"][0]["reason"]


async def test_only_the_first_refused_rows_are_told_but_all_are_counted(client, monkeypatch):
    monkeypatch.setattr(bulk, "MAX_TOLD", 2)
    answer = await told(client, HEADER + "a\n" * 5)
    assert (answer["refused"], len(answer["refusals"])) == (5, 2)


async def test_a_body_that_is_cut_off_keeps_its_whole_chunks_and_may_be_sent_again(client, monkeypatch):
    monkeypatch.setattr(bulk, "CHUNK_ROWS", 2)
    body = HEADER + "".join(row(f"cut{n}") for n in range(5))

    async def torn():
        yield body[: len(HEADER) + 3 * len(row("cut0"))].encode()
        raise ClientDisconnect

    with contextlib.suppress(AssertionError):  # the transport misses an answer
        await send(client, torn())
    there = [(await client.get(f"/v1/posts/cut{n}")).status_code for n in range(5)]
    assert there == [200, 200, 404, 404, 404]
    assert (await told(client, body))["accepted"] == 5
    assert len((await client.get("/v1/posts/cut0")).json()["engagement"]) == 1


async def test_thousands_of_rows_never_stand_in_memory_together(client, monkeypatch):
    sizes = []
    chunks = bulk._chunks

    async def noted(lines):
        async for chunk in chunks(lines):
            sizes.append(sum(len(line.text) for line in chunk))
            yield chunk

    monkeypatch.setattr(bulk, "_chunks", noted)
    monkeypatch.setattr(bulk, "CHUNK_BYTES", 20_000)
    body = (HEADER + "".join(row(f"t{n}", n) for n in range(5_000))).encode()
    assert (await told(client, in_parts(body, 4_096)))["accepted"] == 5_000
    assert max(sizes) < 20_000 + 100
    assert (await client.get("/v1/posts/t4999")).json()["engagement"][0]["likes"] == 4_999
