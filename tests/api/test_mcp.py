"""Agents reach a real server through ``hashtagger mcp``, a program of its own, by the SDK's client."""

import contextlib
import os
import re
import shutil
import sys
from pathlib import Path

import httpx
import pytest
from mcp import Client, StdioServerParameters, stdio_client
from mcp.server.mcpserver.exceptions import ToolError

from api.mcp_asking import Pictures
from api.mcp_tools import mcp_server
from tests.api.builders import photo
from tests.api.test_server import server

ROOT = Path(__file__).parents[2]
TOOLS = {"recommend", "caption", "give_feedback", "list_trends", "read_trend"}


@contextlib.asynccontextmanager
async def agent(*arguments, **environment):
    """A client of a ``hashtagger mcp`` that was started with these."""
    program = StdioServerParameters(
        command=sys.executable,
        args=["-m", "api.cli.main", "mcp", *map(str, arguments)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
    )
    async with Client(stdio_client(program), read_timeout_seconds=60) as client:
        yield client


def said(result):
    return " ".join(part.text for part in result.content)


async def test_an_agent_gets_tags_for_a_picture_and_tells_which_were_kept(data_dir, tmp_path):
    (tmp_path / "red.png").write_bytes(photo())
    async with server(data_dir) as (_, address), agent("--folder", tmp_path, HASHTAGGER_URL=address) as client:
        answer = await client.call_tool("recommend", {"image_paths": [str(tmp_path / "red.png")], "text": "my red dog"})
        assert not answer.is_error, said(answer)
        found = answer.structured_content
        assert found["tags"]
        assert "red" in found["caption"]
        kept = found["tags"][0]["tag"]
        told = await client.call_tool(
            "give_feedback", {"recommendation_id": found["recommendation_id"], "kept": [kept], "added": ["#MyDog"]}
        )
        assert (told.structured_content["kept"][0], told.structured_content["added"]) == (kept, ["mydog"])
        described = await client.call_tool("caption", {"image_path": str(tmp_path / "red.png")})
        assert "red" in described.structured_content["captions"][0]["text"]
        trends = await client.call_tool("list_trends", {})
        assert trends.structured_content["trends"] == []
        refused = await client.call_tool("read_trend", {"tag": "nobody saw this"})
        assert refused.is_error
        assert "unknown_trend" in said(refused)


async def test_every_tool_has_a_schema_and_says_whether_it_changes_something():
    async with Client(mcp_server(httpx.AsyncClient(), Pictures(()))) as client:
        tools = (await client.list_tools()).tools
    assert {tool.name for tool in tools} == TOOLS
    table = (ROOT / "docs" / "mcp.md").read_text("utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == TOOLS
    assert {tool.name for tool in tools if not tool.annotations.read_only_hint} == {"give_feedback"}
    assert all(tool.output_schema for tool in tools)


async def test_without_a_server_an_agent_is_told_what_starts_one():
    async with Client(mcp_server(httpx.AsyncClient(base_url="http://127.0.0.1:9"), Pictures(()))) as client:
        answer = await client.call_tool("list_trends", {})
    assert answer.is_error
    assert "hashtagger serve" in said(answer)


async def test_what_the_server_refuses_comes_with_its_advice_and_wrong_fields():
    problem = {
        "code": "invalid_fields",
        "detail": "these fields are not valid: platform",
        "advice": "Correct it.",
        "errors": [{"field": "platform", "message": "no such platform"}],
    }
    headers = {"content-type": "application/problem+json"}
    transport = httpx.MockTransport(lambda _: httpx.Response(422, json=problem, headers=headers))
    http = httpx.AsyncClient(base_url="http://localhost", transport=transport)
    async with Client(mcp_server(http, Pictures(()))) as client:
        answer = await client.call_tool("recommend", {"text": "a red dog", "platform": "nowhere"})
    assert answer.is_error
    assert all(word in said(answer) for word in ("invalid_fields", "no such platform", "Correct it."))


@pytest.mark.parametrize("answer", [httpx.Response(200, html="<p>hello</p>"), httpx.Response(301), httpx.Response(502)])
async def test_something_else_at_the_address_is_told_as_such(answer):
    http = httpx.AsyncClient(base_url="http://localhost", transport=httpx.MockTransport(lambda _: answer))
    async with Client(mcp_server(http, Pictures(()))) as client:
        told = await client.call_tool("list_trends", {})
    assert told.is_error
    assert "not Hashtagger" in said(told)


@pytest.mark.parametrize("kind", ["outside", "link", "no picture", "missing", "folder"])
def test_only_pictures_in_the_opened_folders_are_read(kind, tmp_path):
    opened, secret = tmp_path / "opened", tmp_path / "secret.png"
    opened.mkdir()
    secret.write_bytes(photo())
    (opened / "notes.png").write_text("no picture")
    (opened / "link.png").symlink_to(secret)
    shutil.copy(secret, opened / "fine.png")
    paths = {
        "outside": opened / ".." / "secret.png",
        "link": opened / "link.png",
        "no picture": opened / "notes.png",
        "missing": opened / "nothing.png",
        "folder": opened,
    }
    assert Pictures((opened,)).read(str(opened / "fine.png")) == ("fine.png", photo())
    with pytest.raises(ToolError):
        Pictures((opened,)).read(str(paths[kind]))
