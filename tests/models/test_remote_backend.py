"""Client and server on one event loop: what crosses, what is cancelled, what is cut off."""

from __future__ import annotations

import asyncio
import contextlib
import os
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from hashtagger.errors import BrokenModel, DeadlineExceeded, MissingComponent, ModelUnavailable, Overloaded
from hashtagger.models.remote import client, server, wire
from hashtagger.models.remote.client import RemoteBackend
from hashtagger.models.remote.connection import Connection
from hashtagger.models.remote.server import ModelServer
from hashtagger.questions import EmbedImage, EmbedText, Generate, GenerationKind, Priority
from hashtagger.types import Deadline
from tests.models.answering import POOL, STATUS, Answering, counted
from tests.models.conftest import a_picture


def soon() -> Deadline:
    return Deadline.after(30)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "models.sock"


@pytest.fixture
async def answering() -> Answering:
    return Answering()


@pytest.fixture
async def remote(answering: Answering, path: Path) -> AsyncIterator[RemoteBackend]:
    async with ModelServer(answering, path, metrics=counted):
        backend = RemoteBackend(path, drain_s=5)
        yield backend
        await backend.aclose()


async def test_many_questions_are_under_way_at_once_and_each_gets_its_own_answer(remote: RemoteBackend):
    pictures = [a_picture(n, width=100 + n, height=80) for n in range(20)]
    asked = [remote.ask("m", EmbedImage(picture), deadline=soon()) for picture in pictures]
    for picture, answer in zip(pictures, await asyncio.gather(*asked), strict=True):
        np.testing.assert_allclose(answer, np.full(4, picture.pixels.mean(), np.float32))


async def test_a_slow_question_holds_up_no_other(remote: RemoteBackend, answering: Answering):
    slow = asyncio.create_task(remote.ask("m", EmbedText("wait"), deadline=soon()))
    await answering.waits.wait()
    assert (await remote.ask("m", EmbedText("four"), deadline=soon()))[0] == 4
    answering.go.set()
    assert (await slow)[0] == 4


async def test_deadline_and_priority_arrive(remote: RemoteBackend, answering: Answering):
    await remote.ask("m", EmbedText("x"), deadline=Deadline.after(7), priority=Priority.BULK)
    assert 0 < answering.remaining_s[0] <= 7
    assert answering.priorities == [Priority.BULK]


async def test_progress_arrives_in_order_before_the_answer(remote: RemoteBackend):
    shares: list[float] = []
    question = Generate(GenerationKind.TEXT_TO_IMAGE, "a dog", 8, 8, seed=1, steps=4, guidance=1.0)
    answer = await remote.ask("m", question, deadline=soon(), on_progress=shares.append)
    assert shares == [0.25, 0.5, 0.75, 1.0]
    assert answer.frames[0].shape == (8, 8, 3)


async def test_a_caller_who_fails_to_be_told_of_progress_still_gets_the_answer(remote: RemoteBackend):
    def broken(share: float) -> None:
        raise ZeroDivisionError

    question = Generate(GenerationKind.TEXT_TO_IMAGE, "a dog", 8, 8, seed=1, steps=2, guidance=1.0)
    answer = await remote.ask("m", question, deadline=soon(), on_progress=broken)
    assert answer.seed == 1


async def test_status_is_that_of_the_models(remote: RemoteBackend):
    assert await remote.status() == STATUS
    assert await remote.pool_status() == POOL


async def test_what_the_models_process_counts_is_known_here(remote: RemoteBackend):
    assert await remote.metrics() == "some_total 3\n"


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (Overloaded("full", retry_after_s=3.5, code="queue_full"), Overloaded),
        (ValueError("a bug"), BrokenModel),
    ],
    ids=["ours", "a bug"],
)
async def test_an_error_of_a_model_is_raised_here(
    remote: RemoteBackend, answering: Answering, failure: Exception, expected: type[Exception]
):
    answering.failure = failure
    with pytest.raises(expected, match=str(failure)) as caught:
        await remote.ask("m", EmbedText("x"), deadline=soon())
    assert getattr(caught.value, "retry_after_s", None) == getattr(failure, "retry_after_s", None)
    answering.failure = None
    await remote.ask("m", EmbedText("x"), deadline=soon())


async def test_an_answer_that_cannot_be_sent_costs_only_itself(remote: RemoteBackend, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(wire, "MAX_FRAME_BYTES", 2000)
    big = Generate(GenerationKind.TEXT_TO_IMAGE, "a dog", 64, 64, seed=1, steps=1, guidance=1.0)
    with pytest.raises(BrokenModel, match="cannot be sent"):
        await remote.ask("m", big, deadline=soon())
    await remote.ask("m", EmbedText("x"), deadline=soon())


async def test_a_caller_who_leaves_cancels_the_question(remote: RemoteBackend, answering: Answering):
    leaving = asyncio.create_task(remote.ask("m", EmbedText("wait"), deadline=soon()))
    await answering.waits.wait()
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    await asyncio.wait_for(answering.was_cancelled.wait(), 30)
    assert answering.cancelled == [EmbedText("wait")]


async def test_the_deadline_holds_here_too_and_cancels_there(remote: RemoteBackend, answering: Answering):
    with pytest.raises(DeadlineExceeded):
        await remote.ask("m", EmbedText("wait"), deadline=Deadline.after(0.05))
    with pytest.raises(DeadlineExceeded):
        await remote.ask("m", EmbedText("late"), deadline=Deadline.after(0))
    assert EmbedText("late") not in answering.begun


async def test_a_client_that_goes_away_takes_its_questions_with_it(
    remote: RemoteBackend, answering: Answering, path: Path
):
    another = RemoteBackend(path, drain_s=0)
    left = asyncio.create_task(another.ask("m", EmbedText("wait"), deadline=soon()))
    await answering.waits.wait()
    await another.aclose()
    with pytest.raises(ModelUnavailable):
        await left
    await asyncio.wait_for(answering.was_cancelled.wait(), 30)
    await remote.ask("m", EmbedText("x"), deadline=soon())


async def test_a_closing_client_waits_for_its_answers_and_takes_no_more(remote: RemoteBackend, answering: Answering):
    under_way = asyncio.create_task(remote.ask("m", EmbedText("wait"), deadline=soon()))
    await answering.waits.wait()
    closing = asyncio.create_task(remote.aclose())
    await asyncio.sleep(0)
    with pytest.raises(ModelUnavailable):
        await remote.ask("m", EmbedText("x"), deadline=soon())
    answering.go.set()
    await closing
    assert (await under_way)[0] == 4


async def test_a_stopping_server_answers_what_is_under_way(answering: Answering, path: Path):
    remote = RemoteBackend(path)
    async with ModelServer(answering, path, metrics=counted):
        under_way = asyncio.create_task(remote.ask("m", EmbedText("wait"), deadline=soon()))
        await answering.waits.wait()
    assert (await under_way)[0] == 4
    assert not path.exists()
    with pytest.raises(ModelUnavailable):
        await remote.ask("m", EmbedText("x"), deadline=soon())


async def test_without_a_server_it_fails_at_once_and_says_when_to_come_back(path: Path):
    remote = RemoteBackend(path, why_lost=lambda: "it died twice")
    for _ in range(2):
        with pytest.raises(ModelUnavailable, match="it died twice") as error:
            await remote.ask("m", EmbedText("x"), deadline=soon())
        assert error.value.retry_after_s == client.RESTART_S
    with pytest.raises(ModelUnavailable):
        await remote.status()


async def test_it_finds_a_server_that_came_back(answering: Answering, path: Path):
    remote = RemoteBackend(path)
    for _ in range(2):
        async with ModelServer(Answering(), path, metrics=counted):
            await _until_answered(remote)
    await remote.aclose()


@pytest.mark.parametrize(
    "noise",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"HTM1\xff\xff\xff\xff\xff\xff\xff\xff",
        b"HTM1\0\0\0\4\0\0\0\0" + b"\xc1" * 16,
    ],
    ids=["another protocol", "oversized", "no message"],
)
async def test_noise_closes_its_own_connection_only(remote: RemoteBackend, path: Path, noise: bytes):
    await remote.status()
    reader, writer = await asyncio.open_unix_connection(str(path))
    writer.write(noise)
    with contextlib.suppress(ConnectionResetError):
        assert await asyncio.wait_for(reader.read(), 30) == b""
    writer.close()
    assert await remote.status() == STATUS


async def test_a_server_that_answers_noise_is_left(path: Path):
    async def noisy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"what?" * 10)

    listener = await asyncio.start_unix_server(noisy, str(path))
    with pytest.raises(ModelUnavailable):
        await RemoteBackend(path).ask("m", EmbedText("x"), deadline=soon())
    listener.close()


async def test_more_questions_than_a_connection_may_have_are_refused(
    remote: RemoteBackend, answering: Answering, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(server, "MAX_OPEN", 1)
    first = asyncio.create_task(remote.ask("m", EmbedText("wait"), deadline=soon()))
    await answering.waits.wait()
    with pytest.raises(Overloaded):
        await remote.ask("m", EmbedText("x"), deadline=soon())
    answering.go.set()
    await first


async def test_whoever_sends_waits_while_the_other_side_does_not_read(path: Path):
    reading = asyncio.Event()
    seen: list[wire.Message] = []

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reading.wait()
        await reader.readexactly(10 * picture.pixels.nbytes)
        writer.close()

    picture = a_picture(1, width=1000, height=1000)
    listener = await asyncio.start_unix_server(slow, str(path))
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_unix_connection(
        lambda: Connection(lambda _, message: seen.append(message), lambda _: None), str(path)
    )
    message = wire.Ask(1, "m", EmbedImage(picture), 1.0, Priority.BULK, False)
    sending = asyncio.create_task(_send_often(connection, message, times=11))
    await asyncio.sleep(0)
    for _ in range(20):
        await asyncio.sleep(0)
    assert not sending.done()
    reading.set()
    with contextlib.suppress(ConnectionError):
        await asyncio.wait_for(sending, 30)
    connection.abort()
    listener.close()


async def test_only_this_user_may_open_the_socket(remote: RemoteBackend, path: Path):
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_a_socket_that_a_dead_process_left_is_replaced(path: Path):
    server.listen(path).close()
    assert path.exists()
    async with ModelServer(Answering(), path, metrics=counted):
        remote = RemoteBackend(path)
        assert await remote.status() == STATUS
        await remote.aclose()


async def test_a_socket_on_which_another_listens_is_not_taken(remote: RemoteBackend, path: Path):
    with pytest.raises(MissingComponent, match="another process listens there"):
        server.listen(path)
    assert await remote.status() == STATUS


def test_a_file_in_the_way_is_left_alone(path: Path):
    path.write_text("precious")
    with pytest.raises(MissingComponent, match="no socket"):
        server.listen(path)
    assert path.read_text() == "precious"


def test_a_path_that_cannot_be_bound_is_named(path: Path):
    with pytest.raises(MissingComponent, match="too long"):
        server.listen(path.parent / ("x" * 120))


async def test_a_socket_of_another_user_gets_no_pictures(
    remote: RemoteBackend, answering: Answering, path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 4000)
    if os.getuid() == 0:
        os.chown(path, 4001, -1)
    with pytest.raises(ModelUnavailable):
        await remote.ask("m", EmbedImage(a_picture()), deadline=soon())
    assert answering.begun == []


async def _until_answered(remote: RemoteBackend) -> None:
    async with asyncio.timeout(30):
        while True:
            with contextlib.suppress(ModelUnavailable):
                await remote.status()
                return
            await asyncio.sleep(0.01)


async def _send_often(connection: Connection, message: wire.Message, *, times: int) -> None:
    for _ in range(times):
        await connection.send(message)
