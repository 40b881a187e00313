"""``hashtagger serve`` as it is installed: its models live in a process of their own, and their death is not its own."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import psutil
import pytest

from tests.api.builders import photo

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


@pytest.fixture
def serving(tmp_path):
    """The API process and its address, with the starter models."""
    environment = os.environ | {"HASHTAGGER_DATA_DIR": str(tmp_path), "HASHTAGGER_LOG_LEVEL": "WARNING"}
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli.main", "serve", "--port", "0"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    line = process.stdout.readline()
    yield psutil.Process(process.pid), line.split()[2]
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0


async def test_killed_models_cost_some_answers_and_not_the_server(serving):
    api, address = serving
    async with httpx.AsyncClient(base_url=address, timeout=60, trust_env=False) as client, asyncio.timeout(240):
        await until_ready(client)
        # Jobs may be under way too: each is a program of its own.
        (models,) = [child for child in api.children() if "hashtagger.models.remote" in child.cmdline()]
        assert "libtorch" in maps_of(models)
        assert "libtorch" not in maps_of(api)
        assert "hashtagger_model_batch_items" in (await client.get("/metrics")).text

        models.kill()
        models.wait()
        refused = await asked(client)
        assert refused.status_code == 503
        assert refused.json()["code"] == "model_unavailable"
        assert int(refused.headers["retry-after"]) >= 1
        assert (await client.get("/livez")).status_code == 200
        assert (await client.get("/readyz")).status_code == 503

        await until_ready(client)
        assert (await asked(client)).json()["tags"]


async def asked(client):
    return await client.post("/v1/recommendations", files={"image": photo()}, data={"timeout_s": "30"})


async def until_ready(client):
    while True:
        with contextlib.suppress(httpx.ConnectError):
            if (await client.get("/readyz")).status_code == 200:
                return
        await asyncio.sleep(0.2)


def maps_of(process):
    return Path(f"/proc/{process.pid}/maps").read_text()
