"""The server as a process: it starts, says why it cannot, and stops in time."""

import asyncio
import contextlib
import signal
import socket
import sys
from pathlib import Path

import httpx
import pytest

from api.server import bind
from hashtagger.errors import MissingComponent
from tests.api.builders import photo

ROOT = Path(__file__).parents[2]


@contextlib.asynccontextmanager
async def server(data_dir, *, port=0, graceful_s=20.0, stderr=None):
    """The process and its address."""
    arguments = ("-m", "tests.api.fake_server", str(data_dir), str(port), str(graceful_s))
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=stderr
    )
    try:
        yield process, (await process.stdout.readline()).decode().strip()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


HEAD = b'--b\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\n'
REST = photo() + b"\r\n--b--\r\n"


async def stalled_upload(address):
    """A connection that has sent a part of an upload, which the application waits for."""
    host, port = address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    length = len(HEAD + REST)
    writer.write(
        b"POST /v1/recommendations HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\n"
        b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % length + HEAD
    )
    # Comes when the application begins to read the body.
    assert await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30) == b"HTTP/1.1 100 Continue\r\n\r\n"
    return reader, writer


async def test_a_stalled_upload_does_not_keep_it_from_stopping(data_dir):
    async with server(data_dir, graceful_s=1.0) as (process, address):
        async with httpx.AsyncClient(base_url=address, timeout=60) as client:
            assert (await client.post("/v1/recommendations", files={"image": photo()})).status_code == 200
        _, writer = await stalled_upload(address)
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 30) == 0
        writer.close()


async def test_a_request_under_way_is_answered_before_it_stops(data_dir):
    async with server(data_dir) as (process, address):
        reader, writer = await stalled_upload(address)
        process.send_signal(signal.SIGTERM)
        writer.write(REST)
        status = await asyncio.wait_for(reader.readline(), 30)
        assert status.startswith(b"HTTP/1.1 200")
        writer.close()
        assert await asyncio.wait_for(process.wait(), 30) == 0


async def test_a_taken_port_is_said_in_one_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(MissingComponent, match="cannot serve on") as error:
            bind("127.0.0.1", taken.getsockname()[1])
    assert "--port" in error.value.advice


@pytest.mark.parametrize("host", ["no such host", "nowhere.invalid"])
def test_a_host_that_is_none_is_said_in_one_line(host):
    with pytest.raises(MissingComponent, match="no address of this machine") as error:
        bind(host, 0)
    assert "--host" in error.value.advice


async def test_a_data_folder_that_cannot_be_made_stops_the_start_and_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    async with server(tmp_path / "file", stderr=asyncio.subprocess.PIPE) as (process, address):
        _, said = await process.communicate()
    assert address == ""
    assert process.returncode != 0
    assert b"file" in said


async def test_a_signal_before_it_is_ready_stops_it_at_once(tmp_path):
    arguments = ("-m", "tests.api.fake_server", str(tmp_path / "new"), "0", "20", "embed_texts")
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(60):
            while b"catalogue_ready" not in await process.stderr.readline():
                pass
            process.send_signal(signal.SIGTERM)
            assert await process.wait() == 128 + signal.SIGTERM
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()
