"""Several API processes on one address: they share the work, outlive each other's deaths and stop together."""

import asyncio
import contextlib
import shutil
import signal
import sys
from pathlib import Path

import httpx
import psutil
import pytest
import pytest_asyncio

from api.workers import serve_with_workers
from hashtagger.settings import Settings
from tests.api.builders import photo

ROOT = Path(__file__).parents[2]


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def parent(data_template, tmp_path_factory):
    """The parent of two workers, and their address; the last test stops it."""
    data_dir = tmp_path_factory.mktemp("workers") / "data"
    shutil.copytree(data_template, data_dir)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.api.fake_workers", str(data_dir), "2", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    try:
        address = (await asyncio.wait_for(process.stdout.readline(), 60)).decode().strip()
        yield process, address
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def test_a_dead_worker_is_replaced_and_a_retry_elsewhere_gets_the_first_answer(parent):
    process, address = parent
    workers = psutil.Process(process.pid).children()
    assert len(workers) == 2
    async with asyncio.timeout(60):
        first = await posted(address)
        workers[0].kill()
        workers[0].wait()
        # The other one answers at once, and knows what either has answered: idempotency is in the database.
        retried = await posted(address)
        assert retried.headers["idempotency-replayed"] == "true"
        assert retried.content == first.content
        while len(alive := [each for each in psutil.Process(process.pid).children() if each.is_running()]) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    assert workers[0].pid not in [each.pid for each in alive]


async def test_all_stop_together_with_status_0(parent):
    process, address = parent
    workers = psutil.Process(process.pid).children()
    await posted(address)
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 60) == 0
    assert not any(worker.is_running() for worker in workers)


async def test_a_signal_while_the_first_worker_starts_stops_all(tmp_path):
    starting_for_long = "import os, signal, time; os.kill(os.getppid(), signal.SIGTERM); time.sleep(600)"
    settings = Settings(data_dir=tmp_path, serve={"port": 0, "workers": 2}, _env_file=None)
    addresses = []
    try:
        async with asyncio.timeout(60):
            command = (sys.executable, "-c", starting_for_long)
            await serve_with_workers(settings, command=command, on_ready=addresses.append)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().remove_signal_handler(number)
    assert addresses == []


async def posted(address):
    async with httpx.AsyncClient(base_url=address, timeout=60, trust_env=False) as client:
        response = await client.post(
            "/v1/recommendations", files={"image": photo()}, headers={"Idempotency-Key": "the-same"}
        )
    assert response.status_code == 200
    return response
