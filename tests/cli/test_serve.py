"""``hashtagger serve``, as a process."""

import asyncio
import shutil
import signal
import sys
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[2]


async def hashtagger_process(data_dir, *arguments):
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.cli.fake_hashtagger", str(data_dir), *arguments),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )


async def test_it_shows_the_samples_then_serves_then_stops_with_zero(cli_template, tmp_path):
    data_dir = tmp_path / "data"
    shutil.copytree(cli_template, data_dir)
    process = await hashtagger_process(data_dir, "serve", "--demo", "--port", "0")
    said = ""
    while "Serving on http://127.0.0.1:" not in said:
        line = await asyncio.wait_for(process.stdout.readline(), 120)
        assert line, said
        said += line.decode()
    assert said.index("astronaut.jpg") < said.index("coffee.jpg") < said.index("rocket.jpg") < said.index("Serving on")
    address = said[said.index("http://127.0.0.1:") :].split()[0]
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        assert (await client.get("/livez")).status_code == 200
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 60) == 0


async def test_interrupting_it_stops_it_with_zero(cli_template, tmp_path):
    data_dir = tmp_path / "data"
    shutil.copytree(cli_template, data_dir)
    process = await hashtagger_process(data_dir, "serve", "--port", "0")
    while b"Serving on" not in await asyncio.wait_for(process.stdout.readline(), 120):
        pass
    process.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(process.wait(), 60) == 0
