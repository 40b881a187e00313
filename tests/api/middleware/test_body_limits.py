"""Bodies are bounded in size, pace and sum before the application sees them."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from starlette.types import Receive, Scope, Send

from api.middleware import refusal
from api.middleware.body_limits import (
    MAX_PLAIN_BYTES,
    MAX_STREAMED_BYTES,
    MAX_STREAMS,
    STREAM_HELD_BYTES,
    BodyLimits,
)
from hashtagger.settings import IntakeSettings
from tests.api.middleware.asgi import Client, Reader, answer, request_scope, running, serving, talk

SMALL = IntakeSettings(max_request_bytes=1000, max_bytes_in_flight=2000, body_timeout_s=60)
UPLOAD = {"path": "/v1/recommendations", "content_type": "multipart/form-data; boundary=b"}


@pytest.fixture(autouse=True)
def _short_linger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusal, "LINGER_S", 0.05)


async def ask(client: Client, *, limits: IntakeSettings = SMALL, app: Reader | None = None, **scope: str) -> Reader:
    reader = app or Reader()
    await BodyLimits(reader, limits)(request_scope(**scope), client.receive, client.send)
    return reader


async def test_a_body_within_the_limits_passes_untouched() -> None:
    client = Client(b"a" * 400, b"b" * 500)

    await ask(client, **UPLOAD, content_length="900")

    assert (client.status, client.body) == (200, b"900")
    assert "connection" not in client.headers


async def test_a_request_without_a_body_passes() -> None:
    client = Client(b"")

    await ask(client, path="/v1/tags", method="GET")

    assert client.status == 200


async def test_a_declared_length_over_the_limit_is_refused_before_the_application() -> None:
    client = Client(b"a" * 10, complete=False)

    reader = await ask(client, **UPLOAD, content_length="1001")

    assert client.status == 413
    assert client.headers["connection"] == "close"
    assert client.problem["code"] == "body_too_large"
    assert client.problem["request_id"] == "r1"
    assert reader.calls == 0


async def test_more_bytes_than_allowed_are_refused_as_they_come() -> None:
    client = Client(*[b"a" * 600] * 5)

    reader = await ask(client, **UPLOAD, transfer_encoding="chunked")

    assert client.status == 413
    assert [m["type"] for m in reader.messages] == ["http.request", "http.disconnect"]


async def test_only_uploads_may_be_large() -> None:
    limits = IntakeSettings()
    length = str(MAX_PLAIN_BYTES + 1)
    json_upload, elsewhere, upload = Client(), Client(), Client(b"")

    await ask(
        json_upload, limits=limits, path="/v1/recommendations", content_type="application/json", content_length=length
    )
    await ask(elsewhere, limits=limits, path="/v1/tags", content_type="multipart/form-data", content_length=length)
    await ask(upload, limits=limits, **UPLOAD, content_length=length)

    assert [json_upload.status, elsewhere.status, upload.status] == [413, 413, 200]


@pytest.mark.parametrize("length", ["-1", "1e3", "0x10", "1, 1", "", "²", "9" * 30])
async def test_a_length_that_is_no_number_is_refused(length: str) -> None:
    client = Client(b"a")
    scope = request_scope()
    scope["headers"].append((b"content-length", length.encode("latin-1", "replace")))

    await BodyLimits(Reader(), SMALL)(scope, client.receive, client.send)

    assert client.status == 400
    assert client.asked == 0


async def test_two_ways_to_say_the_length_are_refused() -> None:
    twice, both = Client(), Client()
    scope = request_scope(content_length="5")
    scope["headers"].append((b"content-length", b"6"))

    await BodyLimits(Reader(), SMALL)(scope, twice.receive, twice.send)
    await ask(both, content_length="5", transfer_encoding="chunked")

    assert (twice.status, both.status) == (400, 400)


async def test_a_body_that_stalls_is_given_up() -> None:
    client = Client(b"a" * 10, complete=False)

    await ask(client, limits=IntakeSettings(body_timeout_s=0.05), **UPLOAD, content_length="900")

    assert client.status == 408
    assert client.problem["code"] == "body_too_slow"
    assert client.headers["connection"] == "close"


async def test_the_time_limit_ends_with_the_body() -> None:
    client = Client(b"a" * 10)

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await asyncio.sleep(0.1)
        await answer(send, b"done")

    limits = IntakeSettings(body_timeout_s=0.05)
    await BodyLimits(slow, limits)(request_scope(content_length="10"), client.receive, client.send)

    assert client.status == 200


async def test_all_bodies_together_are_bounded() -> None:
    limiter = BodyLimits(Reader(), SMALL)
    stalled = [Client(b"a", complete=False) for _ in range(2)]
    scope = {**UPLOAD, "content_length": "1000"}
    async with (
        running(limiter(request_scope(**scope), stalled[0].receive, stalled[0].send)),
        running(limiter(request_scope(**scope), stalled[1].receive, stalled[1].send)),
    ):
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert limiter.bytes_in_flight == 2000
        late, small = Client(b"a"), Client(b"")
        await limiter(request_scope(**UPLOAD, content_length="1"), late.receive, late.send)
        await limiter(request_scope(method="GET"), small.receive, small.send)

    assert late.status == 503
    assert int(late.headers["retry-after"]) >= 1
    assert small.status == 200
    assert limiter.bytes_in_flight == 0


async def test_undeclared_bytes_count_too() -> None:
    limiter = BodyLimits(Reader(), IntakeSettings(max_request_bytes=1000, max_bytes_in_flight=500))
    client = Client(*[b"a" * 200] * 3)

    await limiter(request_scope(**UPLOAD, transfer_encoding="chunked"), client.receive, client.send)

    assert client.status == 503
    assert limiter.bytes_in_flight == 0


async def test_an_answer_before_the_end_of_the_body_closes_the_connection() -> None:
    async def impatient(scope: Scope, receive: Receive, send: Send) -> None:
        await answer(send, b"no")

    client = Client(b"a", complete=False)
    await BodyLimits(impatient, SMALL)(request_scope(**UPLOAD, content_length="900"), client.receive, client.send)

    assert client.headers["connection"] == "close"


async def test_an_error_of_the_application_itself_goes_on() -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise ZeroDivisionError

    client = Client(b"")
    with pytest.raises(ZeroDivisionError):
        await BodyLimits(broken, SMALL)(request_scope(), client.receive, client.send)


def upload_head(*lines: str) -> bytes:
    head = ["POST /v1/recommendations HTTP/1.1", "Host: x", "Content-Type: multipart/form-data; boundary=b", *lines]
    return "\r\n".join([*head, "", ""]).encode()


def test_a_real_server_refuses_a_stalled_upload() -> None:
    with serving(BodyLimits(Reader(), IntakeSettings(body_timeout_s=0.2))) as port:
        received, _ = talk(port, upload_head("Content-Length: 900"), b"some")

    assert received.startswith(b"HTTP/1.1 408 ")


def test_a_real_server_refuses_a_declared_length_and_the_client_sees_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusal, "LINGER_S", 60)
    reader = Reader()
    with serving(BodyLimits(reader, SMALL)) as port:
        received, _ = talk(port, upload_head("Content-Length: 500000"), b"a" * 500_000)

    assert received.startswith(b"HTTP/1.1 413 ")
    assert received.endswith(b"}")
    assert reader.calls == 0


def test_a_real_server_cuts_a_chunked_overflow() -> None:
    reader = Reader()
    limits = IntakeSettings(max_request_bytes=100_000)
    chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
    with serving(BodyLimits(reader, limits)) as port:
        received, sent = talk(port, upload_head("Transfer-Encoding: chunked"), *[chunk] * 1000)

    assert b"HTTP/1.1 413 " in received or sent < 1000 * len(chunk)
    assert sum(len(m.get("body", b"")) for m in reader.messages) <= 100_000


def test_a_real_server_reads_little_of_a_huge_refused_upload() -> None:
    reader = Reader()
    with serving(BodyLimits(reader, SMALL)) as port:
        _, sent = talk(port, upload_head("Content-Length: 600000000"), *[b"a" * 1_000_000] * 600)

    assert sent < 100_000_000
    assert reader.calls == 0


def test_a_real_server_serves_the_next_request_of_a_good_connection() -> None:
    with serving(BodyLimits(Reader(), SMALL)) as port:
        good = upload_head("Content-Length: 3") + b"abc"
        received, _ = talk(port, good, upload_head("Content-Length: 4", "Connection: close") + b"abcd")

    assert received.count(b"HTTP/1.1 200 ") == 2


async def test_a_bulk_delivery_may_be_large_and_counts_only_what_is_held_of_it() -> None:
    class Watching(Reader):
        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            await super().__call__(scope, receive, send)
            seen.append(limits.bytes_in_flight)

    seen: list[int] = []
    reader = Watching()
    limits = BodyLimits(reader, IntakeSettings(max_bytes_in_flight=STREAM_HELD_BYTES))
    part = b"a" * STREAM_HELD_BYTES
    client, too_long = Client(part, part, part), Client()
    for path in ("/v1/posts/engagement", "/v1/feedback"):
        await limits(
            request_scope(path=path, content_length=str(MAX_STREAMED_BYTES + 1)), too_long.receive, too_long.send
        )
    await limits(request_scope(path="/v1/feedback"), client.receive, client.send)
    chunked = Client(part, part, part)
    await limits(request_scope(path="/v1/feedback", transfer_encoding="chunked"), chunked.receive, chunked.send)

    assert too_long.status == 413
    assert (client.status, chunked.body) == (200, str(3 * len(part)).encode())
    assert seen == [STREAM_HELD_BYTES] * 2
    assert limits.bytes_in_flight == 0


async def test_a_bulk_delivery_may_take_longer_but_not_pause_longer_than_a_body() -> None:
    silent = Client(b"a", complete=False)
    limits = IntakeSettings(body_timeout_s=0.01, stream_timeout_s=60)

    await ask(silent, limits=limits, path="/v1/feedback", transfer_encoding="chunked")

    assert silent.status == 408


async def test_many_small_bulk_deliveries_leave_room_for_uploads_and_for_no_more_of_their_kind() -> None:
    limiter = BodyLimits(Reader(), IntakeSettings(max_request_bytes=1000, max_bytes_in_flight=2000, body_timeout_s=60))
    scope = request_scope(path="/v1/feedback", content_length="10")
    async with contextlib.AsyncExitStack() as open_ones:
        for _ in range(MAX_STREAMS):
            stalled = Client(b"a", complete=False)
            await open_ones.enter_async_context(running(limiter(scope, stalled.receive, stalled.send)))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert limiter.bytes_in_flight == 10 * MAX_STREAMS
        upload, one_more = Client(b"a"), Client(b"a" * 10)
        await limiter(request_scope(**UPLOAD, content_length="1"), upload.receive, upload.send)
        await limiter(scope, one_more.receive, one_more.send)
    after = Client(b"a" * 10)
    await limiter(scope, after.receive, after.send)

    assert (upload.status, one_more.status, after.status) == (200, 503, 200)
    assert int(one_more.headers["retry-after"]) >= 1
    assert limiter.bytes_in_flight == 0
