"""What comes before a request is bounded too, on a real server."""

from __future__ import annotations

import pytest

from api import head_limits
from tests.api.middleware.asgi import Reader, serving, talk

GOOD = b"GET /v1/tags HTTP/1.1\r\nHost: x\r\n\r\n"
LAST = b"GET /v1/tags HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


def test_a_head_that_stalls_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(head_limits, "HEAD_S", 0.05)
    with serving(Reader(), http=head_limits.HeadLimits) as port:
        silent, _ = talk(port)
        stalled, _ = talk(port, b"GET /v1/tags HTTP/1.1\r\nHost: x\r\n")

    assert silent.startswith(b"HTTP/1.1 408 ")
    assert stalled.startswith(b"HTTP/1.1 408 ")
    assert b"head_too_slow" in stalled


def test_a_head_without_an_end_is_cut_off() -> None:
    reader = Reader()
    with serving(reader, http=head_limits.HeadLimits) as port:
        received, sent = talk(port, b"GET / HTTP/1.1\r\nX: ", *[b"a" * 100_000] * 1_000)

    assert b"HTTP/1.1 431 " in received or sent < 100_000_000
    assert reader.calls == 0


def test_one_connection_too_many_is_told_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(head_limits, "MAX_CONNECTIONS", 0)
    with serving(Reader(), http=head_limits.HeadLimits) as port:
        received, _ = talk(port)

    assert received.startswith(b"HTTP/1.1 503 ")
    assert b"Retry-After: 1" in received


def test_requests_that_keep_within_it_share_a_connection() -> None:
    with serving(Reader(), http=head_limits.HeadLimits) as port:
        received, _ = talk(port, GOOD, LAST)

    assert received.count(b"HTTP/1.1 200 ") == 2


def test_a_body_longer_than_a_head_may_be_is_none_of_its_business() -> None:
    length = 10 * head_limits.MAX_HEAD_BYTES
    head = b"POST /v1/tags HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % length
    with serving(Reader(), http=head_limits.HeadLimits) as port:
        received, _ = talk(port, head, *[b"a" * (length // 10)] * 10)

    assert received.startswith(b"HTTP/1.1 200 ")
    assert received.endswith(str(length).encode())
