"""A stranger's URL is fetched from the public internet only, and never for long or for much."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import httpx
import pytest

from hashtagger.errors import Overloaded, RefusedUrl, UnsupportedFormat, UploadTooLarge
from hashtagger.media.fetch import Fetcher, parse_url
from hashtagger.settings import FetchSettings, IntakeSettings
from hashtagger.types import Deadline

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
PUBLIC = "93.184.216.34"
PICTURE = b"\x89PNG\r\n\x1a\nand so on"
LIMITS = IntakeSettings(max_image_bytes=10_000, max_video_bytes=100_000)


class Names:
    """A resolver of fixed answers that remembers what it was asked; successive answers model rebinding."""

    def __init__(self, **answers: Sequence[Sequence[str]]) -> None:
        self.answers = {name.replace("_", "."): list(rounds) for name, rounds in answers.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        if host not in self.answers:
            raise OSError("no such name")
        rounds = self.answers[host]
        return rounds.pop(0) if len(rounds) > 1 else rounds[0]


class Recorded(httpx.AsyncBaseTransport):
    """Stands for the network: keeps every request and answers from a list."""

    def __init__(self, *responses: httpx.Response) -> None:
        self.responses = list(responses)
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.responses.pop(0)


class Chunks(httpx.AsyncByteStream):
    def __init__(self, chunk: bytes, count: int) -> None:
        self.chunk, self.count, self.sent = chunk, count, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(self.count):
            self.sent += 1
            yield self.chunk


async def fetch(
    url: str,
    *responses: httpx.Response,
    names: Names | None = None,
    settings: FetchSettings | None = None,
) -> tuple[bytes, Recorded]:
    network = Recorded(*responses)
    names = names or Names(example_com=[[PUBLIC]])
    async with Fetcher(settings or FetchSettings(), LIMITS, resolve=names, transport=network) as fetcher:
        return await fetcher.fetch(url, deadline=Deadline.after(60)), network


async def refusal(url: str, *responses: httpx.Response, names: Names | None = None) -> tuple[RefusedUrl, Recorded]:
    network = Recorded(*responses)
    names = names or Names(example_com=[[PUBLIC]])
    async with Fetcher(FetchSettings(), LIMITS, resolve=names, transport=network) as fetcher:
        with pytest.raises(RefusedUrl) as refused:
            await fetcher.fetch(url, deadline=Deadline.after(60))
    return refused.value, network


def ok(body: bytes = PICTURE, **headers: str) -> httpx.Response:
    return httpx.Response(200, headers=headers, stream=Chunks(body, 1))


def moved(to: str) -> httpx.Response:
    return httpx.Response(302, headers={"location": to}, content=b"")


async def test_the_connection_goes_to_the_checked_address_under_the_name_of_the_host() -> None:
    body, network = await fetch("https://example.com/a.jpg?x=1#part", ok())

    request = network.requests[0]
    assert body == PICTURE
    assert str(request.url) == f"https://{PUBLIC}/a.jpg?x=1"
    assert request.headers["host"] == "example.com"
    assert request.extensions["sni_hostname"] == "example.com"
    assert request.headers["user-agent"].startswith("Hashtagger/")
    assert not {"cookie", "authorization", "referer"} & set(request.headers)


async def test_an_ipv6_only_host_is_reached_by_its_address() -> None:
    _, network = await fetch("http://example.com/", ok(), names=Names(example_com=[["2606:4700::1111"]]))

    assert str(network.requests[0].url) == "http://[2606:4700::1111]/"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://example.com/a", "refused_scheme"),
        ("file:///etc/passwd", "refused_scheme"),
        ("gopher://example.com/", "refused_scheme"),
        ("//example.com/a", "refused_scheme"),
        ("http:///a", "malformed_url"),
        ("http://user:pw@example.com/", "refused_credentials"),
        ("http://example.com@127.0.0.1/", "refused_credentials"),
        ("http://example.com:22/", "refused_port"),
        ("http://example.com:8080/", "refused_port"),
        ("http://127.0.0.1/", "private_address"),
        ("http://[::1]/", "private_address"),
        ("http://[::ffff:169.254.169.254]/", "private_address"),
        ("http://2130706433/", "refused_host"),
        ("http://0x7f.1/", "refused_host"),
        ("http://0177.0.0.1/", "malformed_url"),
        ("http://127.1/", "refused_host"),
        ("http://example.com\\@127.0.0.1/", "malformed_url"),
        ("http://exa mple.com/", "malformed_url"),
        ("http://example.com/\r\nHost: x", "malformed_url"),
        ("http://example.com/" + "a" * 3000, "malformed_url"),
        ("http://nowhere.test/", "url_unreachable"),
    ],
)
async def test_an_address_that_must_not_be_fetched_never_reaches_the_network(url: str, code: str) -> None:
    refused, network = await refusal(url)

    assert refused.code == code
    assert network.requests == []


@pytest.mark.parametrize("digits", ["①②⑦.⓪.⓪.①", "127。0。0。1", "１２７.0.0.1"])
async def test_digits_in_disguise_are_not_a_way_in(digits: str) -> None:
    _, network = await refusal(f"http://{digits}/")

    assert network.requests == []


async def test_one_bad_address_among_good_ones_spoils_the_name() -> None:
    refused, network = await refusal("http://example.com/", names=Names(example_com=[[PUBLIC, "10.0.0.1"]]))

    assert refused.code == "private_address"
    assert network.requests == []


async def test_a_name_is_resolved_once_so_that_rebinding_comes_too_late() -> None:
    names = Names(example_com=[[PUBLIC], ["127.0.0.1"]])

    _, network = await fetch("http://example.com/", ok(), names=names)

    assert names.asked == ["example.com"]
    assert network.requests[0].url.host == PUBLIC


async def test_redirects_are_followed_and_each_is_checked() -> None:
    names = Names(example_com=[[PUBLIC]], cdn_example_com=[["1.1.1.1"]])

    body, network = await fetch(
        "http://example.com/a/b", moved("../c"), moved("https://cdn.example.com/d"), ok(), names=names
    )

    assert body == PICTURE
    assert [str(r.url) for r in network.requests] == [f"http://{PUBLIC}/a/b", f"http://{PUBLIC}/c", "https://1.1.1.1/d"]


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1/",
        "http://inside.test/",
        "file:///etc/passwd",
        "http://example.com:6379/",
        "http://a:b@example.com/",
        "//[::1]/",
    ],
)
async def test_a_redirect_inwards_is_refused(target: str) -> None:
    names = Names(example_com=[[PUBLIC]], inside_test=[["192.168.0.1"]])

    _, network = await refusal("http://example.com/", moved(target), names=names)

    assert len(network.requests) == 1


async def test_rebinding_between_redirects_is_refused() -> None:
    names = Names(example_com=[[PUBLIC], ["127.0.0.1"]])

    refused, network = await refusal("http://example.com/", moved("/again"), names=names)

    assert refused.code == "private_address"
    assert len(network.requests) == 1


async def test_endless_redirects_end() -> None:
    refused, network = await refusal("http://example.com/", *[moved("/") for _ in range(9)])

    assert refused.code == "too_many_redirects"
    assert len(network.requests) == 4


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/json", "text/plain"])
async def test_a_page_is_not_read(kind: str) -> None:
    refused, _ = await refusal("http://example.com/", ok(**{"content-type": kind}))

    assert refused.code == "url_not_a_picture"


@pytest.mark.parametrize("status", [204, 206, 304, 401, 404, 500])
async def test_another_status_is_refused(status: int) -> None:
    refused, _ = await refusal("http://example.com/", httpx.Response(status, content=b""))

    assert refused.code == "url_status"


async def test_compressed_bytes_are_refused_so_that_none_can_be_a_bomb() -> None:
    stream = Chunks(b"\x1f\x8b", 3)
    refused, _ = await refusal(
        "http://example.com/", httpx.Response(200, headers={"content-encoding": "gzip"}, stream=stream)
    )

    assert refused.code == "url_encoding"
    assert stream.sent == 0


async def test_a_declared_length_over_the_limit_is_refused_unread() -> None:
    stream = Chunks(b"x", 1)

    with pytest.raises(UploadTooLarge):
        await fetch("http://example.com/", httpx.Response(200, headers={"content-length": "100001"}, stream=stream))

    assert stream.sent == 0


async def test_an_endless_picture_is_cut_at_the_limit_for_pictures() -> None:
    stream = Chunks(PICTURE * 50, 10**8)

    with pytest.raises(UploadTooLarge, match="10,000"):
        await fetch("http://example.com/", httpx.Response(200, stream=stream))

    assert stream.sent == 10_000 // len(PICTURE * 50) + 1


async def test_an_endless_clip_is_cut_at_the_limit_for_clips() -> None:
    stream = Chunks(b"\x00\x00\x00\x18ftypisom".ljust(5000, b"\x00"), 10**8)

    with pytest.raises(UploadTooLarge, match="100,000"):
        await fetch("http://example.com/", httpx.Response(200, stream=stream))

    assert stream.sent == 21


async def test_what_is_no_picture_is_not_read_to_the_end() -> None:
    stream = Chunks(b"MZ".ljust(5000, b"\x00"), 10**8)

    with pytest.raises(UnsupportedFormat, match="Windows program"):
        await fetch("http://example.com/", httpx.Response(200, stream=stream))

    assert stream.sent == 1


async def test_fetching_can_be_switched_off() -> None:
    with pytest.raises(RefusedUrl, match="switched off"):
        await fetch("http://example.com/", settings=FetchSettings(enabled=False))


async def test_messages_do_not_repeat_the_query() -> None:
    refused, _ = await refusal("http://127.0.0.1/?token=sesame")

    assert "sesame" not in str(refused)


def test_a_plain_url_is_understood() -> None:
    assert str(parse_url(" https://example.com/a ")) == "https://example.com/a"


@asynccontextmanager
async def local_server(answer: Answer) -> AsyncIterator[int]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


def trusting(port: int) -> FetchSettings:
    # Not a test of the time limit: a busy machine may take long for a real connection.
    return FetchSettings(allow_private_hosts=frozenset({f"127.0.0.1:{port}", f"pictures.test:{port}"}), timeout_s=60)


async def test_a_real_connection_goes_where_the_resolver_says() -> None:
    async def picture(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(PICTURE), PICTURE))
        await writer.drain()

    async with local_server(picture) as port:
        names = Names(pictures_test=[["127.0.0.1"]])
        async with Fetcher(trusting(port), LIMITS, resolve=names) as fetcher:
            assert await fetcher.fetch(f"http://pictures.test:{port}/", deadline=Deadline.after(60)) == PICTURE


class Stalled(httpx.AsyncByteStream):
    """Sends a little, then nothing more."""

    closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield PICTURE
        await asyncio.Event().wait()

    async def aclose(self) -> None:
        self.closed = True


async def test_a_server_that_trickles_is_given_up() -> None:
    stream = Stalled()
    network = Recorded(httpx.Response(200, stream=stream))
    names = Names(example_com=[[PUBLIC]])
    async with Fetcher(FetchSettings(timeout_s=0.05), LIMITS, resolve=names, transport=network) as fetcher:
        with pytest.raises(RefusedUrl) as refused:
            await fetcher.fetch("http://example.com/", deadline=Deadline.after(60))

    assert refused.value.code == "url_timeout"
    assert stream.closed


async def test_ten_gigabytes_are_cut_off_early() -> None:
    sent = 0

    async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n" % (len(PICTURE), PICTURE))
        for _ in range(10 * 1024):
            writer.write(b"100000\r\n" + b"x" * 0x100000 + b"\r\n")
            await writer.drain()
            sent += 1

    async with local_server(flood) as port, Fetcher(trusting(port), LIMITS) as fetcher:
        with pytest.raises(UploadTooLarge):
            await fetcher.fetch(f"http://127.0.0.1:{port}/", deadline=Deadline.after(60))

    assert sent < 100


async def test_all_that_is_fetched_and_held_is_bounded_together() -> None:
    limits = LIMITS.model_copy(update={"max_bytes_in_flight": 2 * len(PICTURE)})
    network = Recorded(*[ok() for _ in range(4)])
    names = Names(example_com=[[PUBLIC]])
    url, deadline = "http://example.com/", Deadline.after(60)
    async with Fetcher(FetchSettings(), limits, resolve=names, transport=network) as fetcher:
        async with fetcher.fetched(url, deadline=deadline), fetcher.fetched(url, deadline=deadline):
            with pytest.raises(Overloaded):
                await fetcher.fetch(url, deadline=deadline)
        assert fetcher.held_bytes == 0
        assert await fetcher.fetch(url, deadline=deadline) == PICTURE


async def test_a_message_goes_to_the_checked_address_and_names_the_host() -> None:
    network = Recorded(httpx.Response(302, headers={"location": "http://127.0.0.1/"}))
    async with Fetcher(FetchSettings(), LIMITS, resolve=Names(hook_test=[[PUBLIC]]), transport=network) as fetcher:
        status = await fetcher.post("https://hook.test/a", b"{}", {"X-A": "b"}, deadline=Deadline.after(30))
    [request] = network.requests
    assert status == 302  # told, not followed
    assert (request.method, request.url.host, request.headers["host"]) == ("POST", PUBLIC, "hook.test")
    assert (request.extensions["sni_hostname"], request.headers["x-a"], request.read()) == ("hook.test", "b", b"{}")


@pytest.mark.parametrize("url", ["http://10.0.0.1/", "http://inside.test/", "ftp://hook.test/", "http://hook.test:22/"])
async def test_a_message_goes_nowhere_else(url: str) -> None:
    network, names = Recorded(), Names(hook_test=[[PUBLIC]], inside_test=[["192.168.0.1"]])
    async with Fetcher(FetchSettings(), LIMITS, resolve=names, transport=network) as fetcher:
        with pytest.raises(RefusedUrl):
            await fetcher.check(url, deadline=Deadline.after(30))
        with pytest.raises(RefusedUrl):
            await fetcher.post(url, b"{}", {}, deadline=Deadline.after(30))
    assert network.requests == []
