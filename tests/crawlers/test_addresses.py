"""Where a crawler must not go."""

import pytest
from scrapy.settings import Settings
from twisted.internet.error import DNSLookupError

from crawlers.middlewares.addresses import PRIVATE_SERVERS, GuardedResolver, refusal

MIRROR = frozenset({"127.0.0.1:8080"})


@pytest.mark.parametrize("url", ["https://mastodon.social/api", "http://example.org:8443/", "https://1.1.1.1/"])
def test_public_addresses_and_names_pass(url):
    assert refusal(url, frozenset()) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.0.0.1:8081/",
        "http://10.1.2.3/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://user:key@example.org/",
        "ftp://example.org/",
        "file:///etc/hostname",
        "http:///nowhere",
    ],
)
def test_everything_else_is_refused(url):
    assert refusal(url, MIRROR) is not None


def test_the_endpoint_that_was_set_passes_with_its_port_only():
    assert refusal("http://127.0.0.1:8080/api", MIRROR) is None
    assert refusal("http://127.0.0.1/", MIRROR) is not None
    assert refusal("http://127.0.0.1:8080.evil.example/", MIRROR) is not None
    assert refusal("http://mirror.lan:81/", frozenset({"mirror.lan"})) is not None


class Reactor:
    """As much of a reactor as a resolver needs; looks names up at once."""

    def __init__(self, answers):
        self.answers = answers
        self.asked = []

    def getThreadPool(self):
        return self

    def callInThreadWithCallback(self, done, _fn, *args):
        self.asked.append(args[0])
        done(True, self.answers[args[0]])

    def callFromThread(self, call, *args):
        call(*args)

    def callLater(self, *_):
        return type("Call", (), {"cancel": lambda self: None})()


def resolved(name, answers, private=()):
    class Crawler:
        settings = Settings({PRIVATE_SERVERS: list(private), "DNSCACHE_SIZE": 0})

    found, failed = [], []
    resolver = GuardedResolver.from_crawler(Crawler, Reactor(answers))
    resolver.getHostByName(name).addCallbacks(found.append, lambda failure: failed.append(failure.value))
    return found, failed


def test_a_name_that_leads_inwards_is_not_connected_to():
    found, failed = resolved("rebind.example", {"rebind.example": "192.168.0.7"})
    assert not found
    assert isinstance(failed[0], DNSLookupError)


def test_a_name_that_leads_outwards_is():
    assert resolved("open.example", {"open.example": "1.1.1.1"}) == (["1.1.1.1"], [])


def test_a_private_endpoint_may_have_a_name():
    assert resolved("mirror.lan", {"mirror.lan": "10.0.0.9"}, ["mirror.lan:8080"]) == (["10.0.0.9"], [])
