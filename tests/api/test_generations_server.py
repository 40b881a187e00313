"""A server that is told to stop, or killed, loses no job and keeps nobody waiting."""

import asyncio
import contextlib
import json
import signal
import sys
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]
JOB = {"kind": "text-to-image", "prompt": "a dog", "width_px": 64, "height_px": 64, "steps": 2}


@contextlib.asynccontextmanager
async def server(data_dir, *held):
    """The process and a client of it."""
    arguments = ("-m", "tests.api.fake_server", str(data_dir), "0", "20", *held)
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        address = (await process.stdout.readline()).decode().strip()
        async with httpx.AsyncClient(base_url=address, timeout=60) as client:
            yield process, client
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


async def events(client, path, **headers):
    async with client.stream("GET", f"{path}/events", headers=headers) as response:
        async for line in response.aiter_lines():
            if line.startswith("data: "):
                yield json.loads(line.removeprefix("data: "))


async def until(client, path, state):
    async for event in events(client, path):
        if event["state"] == state:
            return event
    return None


async def test_a_stop_ends_the_streams_gives_the_job_back_and_the_next_server_makes_it(data_dir):
    async with server(data_dir, "generate") as (process, client):
        job = (await client.post("/v1/generations", json=JOB)).json()
        path = f"/v1/generations/{job['generation_id']}"
        await until(client, path, "running")
        seen = [event["state"] async for event in _with_stop(events(client, path), process)]
        assert await asyncio.wait_for(process.wait(), 30) == 0
    assert seen[-1] != "done"
    async with server(data_dir) as (_, client):
        done = await until(client, path, "done")
        assert done["attempt"] == 1
        assert (await client.get(done["results"][0]["url"])).status_code == 200


async def _with_stop(stream, process):
    """SIGTERM with the first event, and then what still comes."""
    async for event in stream:
        process.send_signal(signal.SIGTERM)
        yield event
