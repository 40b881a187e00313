"""Links to results are signed, end, and share one secret."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from hashtagger.errors import MissingComponent, NotAllowed
from hashtagger.generate.links import Links, open_secret

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LINKS = Links(b"secret")


def parts_of(link):
    query = parse_qs(urlsplit(link).query)
    return {"expires": int(query["expires"][0]), "signature": query["signature"][0]}


def test_a_link_is_good_until_it_ends():
    parts = parts_of(LINKS.link("A", 0, expires=NOW))
    LINKS.check("A", 0, **parts, now=NOW - timedelta(seconds=1))
    with pytest.raises(NotAllowed) as refused:
        LINKS.check("A", 0, **parts, now=NOW)
    assert refused.value.code == "link_expired"


@pytest.mark.parametrize(
    ("id", "number", "change"),
    [
        ("B", 0, {}),
        ("A", 1, {}),
        ("A", 0, {"expires": 2**35}),
        ("A", 0, {"signature": ""}),
        ("A", 0, {"signature": "ü"}),
    ],
)
def test_a_link_with_anything_changed_is_refused(id, number, change):
    parts = parts_of(LINKS.link("A", 0, expires=NOW)) | change
    with pytest.raises(NotAllowed) as refused:
        LINKS.check(id, number, **parts, now=NOW - timedelta(hours=1))
    assert refused.value.code == "bad_signature"


def test_another_secret_makes_other_links():
    parts = parts_of(Links(b"other").link("A", 0, expires=NOW))
    with pytest.raises(NotAllowed):
        LINKS.check("A", 0, **parts, now=NOW - timedelta(hours=1))


def test_a_public_address_stands_in_front_and_is_not_signed():
    link = Links(b"secret", public_url="https://tags.example.org/").link("A", 0, expires=NOW)
    assert link.startswith("https://tags.example.org/v1/generations/A/results/0?")
    LINKS.check("A", 0, **parts_of(link), now=NOW - timedelta(hours=1))


@pytest.mark.parametrize("size_bytes", [0, 31])
def test_a_secret_that_was_cut_short_is_not_used(tmp_path, size_bytes):
    path = tmp_path / "link-secret"
    path.write_bytes(b"s" * size_bytes)
    with pytest.raises(MissingComponent) as refused:
        open_secret(path)
    assert refused.value.code == "unusable_link_secret"


def test_the_secret_is_made_once_and_for_its_user_only(tmp_path):
    path = tmp_path / "link-secret"
    with ThreadPoolExecutor(8) as threads:
        secrets = set(threads.map(lambda _: open_secret(path), range(8)))
    assert len(secrets) == 1
    assert len(secrets.pop()) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["link-secret"]
