"""Whole crawls of sites that behave badly: several of them in one run, as each run costs a process."""

import contextlib
import gzip
import ipaddress
import json
import socket
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import sqlalchemy as sa
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from hashtagger.storage.sources import read_source
from hashtagger.storage.trend_tables import trend_observations, trend_snapshots
from tests.crawlers.fake_site import MIB, Answer, FakeSite, always, first, with_robots

TAG = {
    "name": "caturday",
    "url": "https://example.org/tags/caturday",
    "history": [{"day": str(int(time.time()) // 86400 * 86400), "accounts": "31", "uses": "40"}],
}
TAGS = Answer(json.dumps([TAG]).encode(), headers={"Content-Type": "application/json"})
TEN_GB = 10 * 1024 * MIB


def in_two_seconds():
    return datetime.now(UTC) + timedelta(seconds=2)


def refused_until(header, value):
    """A 429 whose header is made when it is asked for, so that it means two seconds from then."""
    asked = first(Answer(status=429), TAGS)

    def answer(path, before):
        found = asked(path, before)
        return found if before else Answer(status=429, headers={header: value()})

    return answer


def closed_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


@pytest.fixture
def unknown_tls(tmp_path):
    """A site with a certificate that nobody signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    signed = made.add_extension(names, critical=False).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    file = tmp_path / "site.pem"
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(private + signed.public_bytes(pem))
    with FakeSite(always(TAGS), certificate=file).running() as site:
        yield site


@pytest.fixture
def sites():
    """``sites(name=behaviour)`` starts one site each."""
    with contextlib.ExitStack() as stack:

        def start(**behaviours):
            return {name: stack.enter_context(FakeSite(each).running()) for name, each in behaviours.items()}

        yield start


def stored(database, sites):
    """name of the site → its verdict and how many rows of it were stored"""
    names = {site.server: name for name, site in sites.items()}
    with database.reading() as connection:
        verdicts = {row.channel: row.verdict for row in connection.execute(sa.select(trend_snapshots))}
        counted = sa.select(trend_observations.c.channel, sa.func.count().label("n")).group_by("channel")
        rows = {row.channel: row.n for row in connection.execute(counted)}
    return {names[channel]: (verdict, rows.get(channel, 0)) for channel, verdict in verdicts.items()}


def test_each_bad_instance_costs_itself_only(crawl, sites, unknown_tls, sqlite_database):
    inner = sites(inner=always(Answer(b"secret")))["inner"]
    port = inner.server.rpartition(":")[2]
    there = sites(
        good=always(TAGS),
        empty=always(Answer(b"[]")),
        wait_seconds=refused_until("Retry-After", lambda: "1"),
        wait_date=refused_until("Retry-After", lambda: format_datetime(in_two_seconds(), usegmt=True)),
        wait_iso=refused_until("X-RateLimit-Reset", lambda: in_two_seconds().isoformat()),
        wait_epoch=refused_until("x-rate-limit-reset", lambda: str(int(time.time()) + 2)),
        wait_unhinted=first(Answer(status=429), TAGS),
        wait_hours=always(Answer(status=429, headers={"Retry-After": "7200"})),
        broken=always(Answer(status=500)),
        recovers=first(Answer(status=500), TAGS),
        garbage=always(Answer(b"\x00\xff<html>", headers={"Content-Type": "application/json"})),
        huge=always(Answer(endless_bytes=TEN_GB)),
        bomb=always(Answer(gzip.compress(b" " * 20 * MIB), headers={"Content-Encoding": "gzip"})),
        circle=always(Answer(status=302, headers={"Location": "/again"})),
        inwards=always(Answer(status=302, headers={"Location": f"http://{inner.server}/"})),
        inwards_by_name=always(Answer(status=301, headers={"Location": f"http://localhost:{port}/"})),
        inwards_by_number=always(Answer(status=301, headers={"Location": f"http://2130706433:{port}/"})),
        to_a_file=always(Answer(status=302, headers={"Location": "file:///etc/hostname"})),
        forbidden=with_robots(b"User-agent: *\nDisallow: /api/", always(TAGS)),
        shy=with_robots(None, always(Answer(status=503))),
        to_unknown_tls=always(Answer(status=302, headers={"Location": f"https://{unknown_tls.server}/"})),
        slow=always(Answer(TAGS.body, trickle_s=0.5)),
        wrong_charset=always(Answer(TAGS.body, headers={"Content-Type": "application/json; charset=utf-16"})),
        nuls=always(Answer(TAGS.body.replace(b"caturday", b"catur\\u0000day"))),
    )
    refused = closed_port()
    began = time.monotonic()

    report = crawl(
        "mastodon",
        {
            "endpoints": {"mastodon": "http://{channel}/api/v1"},
            "mastodon_instances": [*(site.server for site in there.values()), refused, unknown_tls.server],
        },
        limits={"unhinted_wait_s": 1},
    )

    good = {"good", "wait_seconds", "wait_date", "wait_iso", "wait_epoch", "wait_unhinted", "recovers"}
    assert stored(sqlite_database, there) == {
        **dict.fromkeys(good | {"wrong_charset", "nuls"}, ("good", 2)),
        "empty": ("empty", 0),
        "garbage": ("unreadable", 0),
    }
    assert inner.asked == []
    assert unknown_tls.asked == []
    assert there["forbidden"].asked == ["/robots.txt"]
    assert set(there["shy"].asked) == {"/robots.txt"}
    assert there["huge"].sent_bytes < 64 * MIB
    assert time.monotonic() - began < 60
    assert report["outcome"] == "done"
    assert report["finish_reason"] == "finished"
    assert report["snapshots"] == {"good": 9, "empty": 1, "unreadable": 1}
    assert report["rows"] == 18
    assert report["waits"] == 5
    assert report["waited_s"] > 0
    assert report["responses"]["429"] == 6
    assert report["errors"] == {
        "cut_off": 2,  # TLS that cannot be verified, and TLS where none was asked for
        "http_302": 1,
        "http_500": 1,
        "http_503": 1,
        "paused": 1,
        "redirects": 1,
        "refused": 1,
        "refused_address": 2,
        "robots": 1,
        "timeout": 1,
        "too_large": 2,
        "unreadable": 1,
        "unresolved": 1,  # the name that leads to loopback
    }
    with sqlite_database.reading() as connection:
        state = read_source(connection, "mastodon")
    assert state.failures == 0
    assert state.last_success is not None
    assert list(state.memory["pauses"]) == [there["wait_hours"].server]


def test_a_run_over_its_bytes_ends(crawl, sites, sqlite_database):
    site = sites(big=always(Answer(b"[" + b" " * 3 * MIB + b"]")))["big"]

    report = crawl(
        "mastodon",
        {"endpoints": {"mastodon": f"http://{site.server}/{{channel}}"}, "mastodon_instances": list("abcdef")},
        limits={"bytes": 4 * MIB},
    )

    assert report["finish_reason"] == "byte_budget"
    assert report["bytes"] < 8 * MIB
    assert report["errors"]["byte_budget"] >= 1


TRENDS_OF_X = Answer(b'{"data": [{"trend_name": "#Caturday", "tweet_count": 1200}]}')


def test_a_key_goes_into_a_header_to_its_own_server_and_nowhere_else(crawl, sites):
    there = sites(thief=always(TRENDS_OF_X))
    there |= sites(
        api=lambda path, before: (
            TRENDS_OF_X
            if "/woeid/1?" in path
            else Answer(status=302, headers={"Location": f"http://{there['thief'].server}/"})
        )
    )

    report = crawl(
        "x",
        {
            "sources": ["x"],
            "x_bearer_token": "s3cr3t-t0ken",
            "x_woeids": {"1": "", "2": "DE"},
            "endpoints": {"x": f"http://{there['api'].server}"},
        },
        log_level="DEBUG",
    )

    assert there["api"].headers[0]["user-agent"].endswith("(+ops@example.org)")
    assert there["api"].headers[0]["authorization"] == "Bearer s3cr3t-t0ken"
    assert there["thief"].asked == []
    assert report["outcome"] == "done"
    assert report["rows"] == 1
    assert report["errors"] == {"http_302": 1}
    assert "s3cr3t" not in json.dumps(report)


def test_a_source_that_robots_forbid_names_the_setting_and_the_terms(crawl, sites, sqlite_database):
    site = sites(wiki=with_robots(b"User-agent: *\nDisallow: /", always(Answer(b"{}"))))["wiki"]
    settings = {"endpoints": {"wikipedia": f"http://{site.server}"}, "wikipedia_projects": ["en.wikipedia"]}

    report = crawl("wikipedia", settings)

    assert site.asked == ["/robots.txt"]
    assert (report["outcome"], report["errors"]) == ("failed", {"robots": 1})
    assert "add 'wikipedia' to HASHTAGGER_TRENDS__DOCUMENTED_APIS" in report["error"]
    assert "https://doc.wikimedia.org/" in report["error"]
    with sqlite_database.reading() as connection:
        assert read_source(connection, "wikipedia").last_error == report["error"]

    crawl("wikipedia", settings | {"documented_apis": ["wikipedia"]})

    assert site.asked[1].startswith("/metrics/pageviews/top/en.wikipedia/")
