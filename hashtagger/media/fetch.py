"""Fetches a picture from a stranger's URL without becoming his way into the local network (SSRF)."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from types import TracebackType

import httpx

from hashtagger import __version__
from hashtagger.errors import Overloaded, RefusedUrl, UploadTooLarge
from hashtagger.media.addresses import is_public, parse_literal, unwrap
from hashtagger.media.sniff import sniff
from hashtagger.settings import FetchSettings, IntakeSettings
from hashtagger.types import Deadline

USER_AGENT = f"Hashtagger/{__version__} (fetches a picture that a user named)"
POST_USER_AGENT = f"Hashtagger/{__version__} (tells of what a user asked for)"
MAX_URL_CHARS = 2_048
_SNIFF_BYTES = 4_096
_ACCEPT = {"Accept": "image/*, video/mp4, video/webm, video/quicktime"}

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""host, port → its addresses as text; raises ``OSError`` when there are none."""


class Fetcher:
    """
    One per process: ``async with Fetcher(settings, limits) as fetcher, fetcher.fetched(url, ...) as data: ...``.

    Every hop is checked before a packet is sent: scheme, port, credentials, then *all* addresses of the name, resolved once;
    the connection goes to the address that was checked, with the name kept for Host and TLS. No cookie, proxy, credential or
    referrer is ever sent.
    """

    def __init__(
        self,
        settings: FetchSettings,
        limits: IntakeSettings,
        *,
        resolve: Resolve | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._settings = settings
        self._limits = limits
        self._resolve = resolve or resolve_by_system
        self._held_bytes = 0
        # No keep-alive: a connection is never reused for another name.
        self._transport = transport or httpx.AsyncHTTPTransport(
            trust_env=False, limits=httpx.Limits(max_connections=32, max_keepalive_connections=0)
        )

    async def __aenter__(self) -> Fetcher:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self._transport.aclose()

    @property
    def held_bytes(self) -> int:
        """Fetched and not yet let go: a tiny request can name a large file, so these are bounded as uploads are."""
        return self._held_bytes

    @asynccontextmanager
    async def fetched(self, url: str, *, deadline: Deadline) -> AsyncIterator[bytes]:
        """As ``fetch``; the body counts against ``max_bytes_in_flight`` until the block ends."""
        held = _Held(self)
        try:
            yield await self._fetch(url, held, deadline)
        finally:
            held.give_back()

    async def fetch(self, url: str, *, deadline: Deadline) -> bytes:
        """
        The body behind ``url``, following at most ``max_redirects`` redirects.

        Raises ``RefusedUrl`` when the address must not or cannot be fetched, ``UnsupportedFormat`` as soon as the first bytes
        are neither a picture nor a clip, ``UploadTooLarge`` past the limit of its kind, and ``Overloaded`` when all bodies
        together are more than ``max_bytes_in_flight``. A body that declares itself text is not read at all.
        """
        async with self.fetched(url, deadline=deadline) as body:
            return body

    async def check(self, url: str, *, deadline: Deadline) -> None:
        """Raises ``RefusedUrl`` for an address that ``post`` would not send to now; sends nothing."""
        async with self._in_time(deadline):
            await self._checked_request(parse_url(url), "POST")

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], *, deadline: Deadline) -> int:
        """
        The status with which ``url`` answers to ``body``; what else it answers is not read, a redirect not followed.

        The address is checked as for a picture, and raises ``RefusedUrl`` when it must not or cannot be reached.
        """
        async with self._in_time(deadline):
            request = await self._checked_request(parse_url(url), "POST", body, headers)
            response = await self._transport.handle_async_request(request)
            await response.aclose()
            return response.status_code

    async def _fetch(self, url: str, held: _Held, deadline: Deadline) -> bytes:
        if not self._settings.enabled:
            raise RefusedUrl(
                "Fetching pictures by address is switched off here.", code="fetch_disabled", advice="Upload the bytes."
            )
        async with self._in_time(deadline):
            return await self._follow(parse_url(url), held)

    @asynccontextmanager
    async def _in_time(self, deadline: Deadline) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(deadline.within(self._settings.timeout_s).remaining_s):
                yield
        except TimeoutError:
            raise RefusedUrl("The address did not answer in full in time.", code="url_timeout") from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
            raise RefusedUrl("The address cannot be reached.", code="url_unreachable") from error

    async def _follow(self, url: httpx.URL, held: _Held) -> bytes:
        for _ in range(self._settings.max_redirects + 1):
            response = await self._transport.handle_async_request(await self._checked_request(url))
            try:
                target = response.headers.get("location")
                if not (response.is_redirect and target):
                    return await self._read(response, held)
            finally:
                await response.aclose()
            url = parse_url(str(url.join(target)))
        raise RefusedUrl(
            f"The address redirects more than {self._settings.max_redirects} times.", code="too_many_redirects"
        )

    async def _checked_request(
        self, url: httpx.URL, method: str = "GET", body: bytes = b"", headers: Mapping[str, str] = _ACCEPT
    ) -> httpx.Request:
        """A request to an address that was found public, which still names the host for Host and TLS."""
        port = url.port or {"http": 80, "https": 443}[url.scheme]
        address = await self._address_for(url.raw_host.decode("ascii"), port)
        timeout_s = self._settings.timeout_s
        return httpx.Request(
            method,
            url.copy_with(host=address, fragment=None),
            headers={
                "Host": url.netloc.decode("ascii"),
                "User-Agent": USER_AGENT if method == "GET" else POST_USER_AGENT,
                "Accept-Encoding": "identity",
                "Connection": "close",
                **headers,
            },
            content=body,
            extensions={
                "sni_hostname": url.raw_host.decode("ascii").strip("[]"),
                "timeout": dict.fromkeys(("connect", "read", "write", "pool"), timeout_s),
            },
        )

    async def _address_for(self, host: str, port: int) -> str:
        trusted = f"{host}:{port}" in self._settings.allow_private_hosts
        if port not in (80, 443) and not trusted:
            raise RefusedUrl(f"Port {port} is not fetched from; only 80 and 443 are.", code="refused_port")
        try:
            literal = parse_literal(host)
            found = [str(literal)] if literal is not None else await self._resolve(host.rstrip("."), port)
            addresses = [ipaddress.ip_address(text) for text in found]
        except ValueError:
            raise RefusedUrl("The address does not name a host in the usual way.", code="refused_host") from None
        if not addresses:
            raise RefusedUrl("The host has no address.", code="url_unreachable")
        # One bad address spoils the name: a mixed answer is how a name is pointed inwards.
        if not trusted and not all(is_public(address) for address in addresses):
            raise RefusedUrl("The host is not on the public internet.", code="private_address")
        return str(unwrap(addresses[0]))

    async def _read(self, response: httpx.Response, held: _Held) -> bytes:
        if response.status_code != 200:
            raise RefusedUrl(f"The address answered with status {response.status_code}.", code="url_status")
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind.startswith("text/") or kind in ("application/json", "application/xhtml+xml", "application/xml"):
            raise RefusedUrl(f"The address holds {kind}, not a picture.", code="url_not_a_picture")
        if response.headers.get("content-encoding", "identity").lower() not in ("identity", ""):
            raise RefusedUrl("The address sends compressed bytes that were not asked for.", code="url_encoding")
        length = response.headers.get("content-length", "")
        if length.isascii() and length.isdigit() and int(length[:20]) > self._limits.max_video_bytes:
            raise _too_large(self._limits.max_video_bytes)
        body = bytearray()
        max_bytes: int | None = None
        async for chunk in response.aiter_raw():
            held.take(len(chunk))
            body += chunk
            if max_bytes is None and len(body) >= _SNIFF_BYTES:
                max_bytes = self._limit_for(bytes(body[:_SNIFF_BYTES]))
            if max_bytes is not None and len(body) > max_bytes:
                raise _too_large(max_bytes)
        if len(body) > self._limit_for(bytes(body[:_SNIFF_BYTES])):
            raise _too_large(self._limits.max_image_bytes)
        return bytes(body)

    def _limit_for(self, head: bytes) -> int:
        return self._limits.max_video_bytes if sniff(head).is_video else self._limits.max_image_bytes

    def _hold(self, count: int) -> None:
        if self._held_bytes + count > self._limits.max_bytes_in_flight:
            raise Overloaded("Too many bytes are being fetched at the moment.", retry_after_s=2.0)
        self._held_bytes += count

    def _let_go(self, count: int) -> None:
        self._held_bytes -= count


class _Held:
    """What one fetch holds of the bytes that all may; touched from the event loop only."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._count = 0

    def take(self, count: int) -> None:
        self._fetcher._hold(count)
        self._count += count

    def give_back(self) -> None:
        self._fetcher._let_go(self._count)
        self._count = 0


def _too_large(max_bytes: int) -> UploadTooLarge:
    return UploadTooLarge(f"The address holds more than {max_bytes:,} bytes.")


def parse_url(text: str) -> httpx.URL:
    """An absolute http or https URL without credentials; raises ``RefusedUrl``."""
    if len(text) > MAX_URL_CHARS or not text.isprintable() or "\\" in text or " " in text.strip():
        raise RefusedUrl("The address is too long or holds characters that no address has.", code="malformed_url")
    try:
        url = httpx.URL(text.strip())
        host = url.raw_host.decode("ascii")
    except (httpx.InvalidURL, UnicodeError, ValueError, TypeError):
        raise RefusedUrl("The address cannot be understood.", code="malformed_url") from None
    if url.scheme not in ("http", "https"):
        raise RefusedUrl("Only http and https addresses are fetched.", code="refused_scheme")
    if url.userinfo:
        raise RefusedUrl("An address with a user name or password is not fetched.", code="refused_credentials")
    if not host:
        raise RefusedUrl("The address names no host.", code="malformed_url")
    return url


async def resolve_by_system(host: str, port: int) -> list[str]:
    """All addresses that the system's resolver knows for ``host``, in its order."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(sockaddr[0]) for _, _, _, _, sockaddr in found]
